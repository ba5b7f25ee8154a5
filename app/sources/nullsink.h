// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/observation.h"

namespace outlay::sources {

/// Takes everything and keeps nothing: for a page that is only looked through.
class NullSink final : public Sink
{
public:
    void observation(const Observation & /*observation*/) override {}
    void statement(const Statement & /*statement*/) override {}
    void lineage(const LineageVector & /*vector*/) override {}
    void span(const SpanRecord & /*span*/) override {}
    void ignored() override {}
    void rejected(std::int64_t /*line*/, std::string_view /*reason*/) override {}
};

} // namespace outlay::sources
