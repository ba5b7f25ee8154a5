// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/demo/call.h"

#include <map>

namespace outlay::demo {

/// Our price of a call by a book; nullopt: unpriced. Failed without tokens, or a gateway's cache
/// hit: zero.
class Pricer
{
public:
    explicit Pricer(const PriceBook &book) : m_book(book) {}
    [[nodiscard]] std::optional<Money> cost(const Call &call);

private:
    const PriceBook &m_book;
    std::map<std::pair<std::string, std::string>, PriceBook::Handle> m_handles;
};

/// Hands a sink what one source would have written of each call it saw.
class SourceView : public Stage
{
public:
    SourceView(DemoSource source, const PriceBook &book, Sink &sink);
    void call(const Call &call) override;

private:
    void identify(const Call &call);
    void describe(const Call &call);
    void measure(const Call &call);

    DemoSource m_source;
    Pricer m_pricer;
    Sink &m_sink;
    Observation m_observation;
    std::string m_gatewayToken, m_spanToken, m_content;
};

} // namespace outlay::demo
