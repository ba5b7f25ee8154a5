// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/demo/demo.h"

#include "app/sources/demo/view.h"

namespace outlay {

std::string_view sourceName(DemoSource source)
{
    switch (source) {
    case DemoSource::ClaudeCode:
        return "demo claude-code";
    case DemoSource::Codex:
        return "demo codex";
    case DemoSource::LiteLlm:
        return "demo litellm";
    case DemoSource::Otlp:
        break;
    }
    return "demo otlp";
}

std::string_view formatName(DemoSource source)
{
    return sourceName(source).substr(std::string_view("demo ").size());
}

TimeRange demoRange()
{
    return {demo::at(10, 1, 0, 0), demo::at(11, 23, 17, 0)};
}

void produceDemo(DemoSource source, const PriceBook &book, Sink &sink)
{
    demo::SourceView view(source, book, sink);
    demo::playCoding(view);
    demo::playServices(view);
    demo::playIncidents(view);
}

} // namespace outlay
