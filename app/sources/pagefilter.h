// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/observation.h"

#include <deque>
#include <string>
#include <utility>

namespace outlay::sources {

/// Hands on what is kept of a page: without the keys of this process (a person may have named a key
/// by itself, and a gateway may tell the one it was asked with), and without costs that are left to
/// another source. Outlived by `next`.
class PageFilter final : public Sink
{
public:
    /// `leftOut`: how descriptions of costs begin that are left out; empty: none are.
    explicit PageFilter(Sink &next, std::string leftOut = {})
        : m_next(next)
        , m_leftOut(std::move(leftOut))
    {
    }

    void observation(const Observation &observation) override;
    void statement(const Statement &statement) override;
    void lineage(const LineageVector &vector) override { m_next.lineage(vector); }
    void span(const SpanRecord &span) override { m_next.span(span); }
    void bucket(const BucketDelivery &bucket) override { m_next.bucket(bucket); }
    void directory(const DirectoryEntry &entry) override;
    void ignored() override { m_next.ignored(); }
    void rejected(std::int64_t line, std::string_view reason) override;

private:
    /// The text, or what is left of it, which lives until the next record.
    std::string_view without(std::string_view text);
    template <typename Record> Record cleaned(const Record &record);

    Sink &m_next;
    std::string m_leftOut;
    std::deque<std::string> m_texts;
};

} // namespace outlay::sources
