// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/format.h"

namespace outlay {

Reader::~Reader() = default;

void Reader::line(std::string_view /*line*/, std::int64_t number, Sink &sink)
{
    sink.rejected(number, "this format is a document, not lines");
}

void Reader::document(std::string_view /*bytes*/, Sink &sink)
{
    sink.rejected(0, "this format is read line by line, not as one document");
}

void Reader::finish(Sink & /*sink*/) {}

std::string Reader::state() const
{
    return {};
}

bool Reader::restore(std::string_view state)
{
    return state.empty();
}

} // namespace outlay
