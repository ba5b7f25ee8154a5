// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/schedule/seriesplan.h"
#include "models/formats/observation.h"
#include "models/formats/values.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace outlay::sources {

/// A row of a provider's figures, owning its texts.
struct BucketRow
{
    Statement::Kind kind = Statement::Kind::Cost;
    std::map<Field, std::string> fields{};
    std::string description{};
    /// What names the row within its bucket beside kind, fields and description.
    std::string key{};
    std::optional<Money> amount{}; ///< none: usage without money
    TokenUsage usage{};
    std::int64_t requests = 0;
    Statement::PromptStep promptStep = Statement::PromptStep::Unknown;
};

/// Collects what a page says of one bucket after another and hands it to a sink: the delivery, then
/// the rows. Rows of the same name add up, as providers split by more than we ask for. A bucket of
/// which a row was rejected is never closed.
class BucketWriter
{
public:
    BucketWriter(const SeriesPlan &plan, Instant fetchedAt, Sink &sink);

    /// Ends the bucket before. Malformed unless it is whole UTC days (a bucket that begins at the
    /// time asked for would count its day twice) and new to this page.
    [[nodiscard]] Result<> begin(TimeRange bucket);
    /// With a complaint the row is rejected, and the complaint cleared.
    void add(BucketRow row, Complaint &complaint);
    /// Of the bucket begun last.
    void end();
    /// From the first to the last bucket.
    [[nodiscard]] const std::optional<TimeRange> &delivered() const { return m_delivered; }

    /// The rows of the bucket begun last as text, and back: for a bucket told over several pages.
    [[nodiscard]] std::string carry() const;
    void takeCarried(std::string_view carried);

private:
    void place(BucketRow row);
    void handOver(const std::string &name, const BucketRow &row, bool isClosed);

    const SeriesPlan &m_plan;
    Instant m_fetchedAt;
    Sink &m_sink;
    std::optional<TimeRange> m_bucket;
    std::optional<TimeRange> m_delivered;
    std::map<std::string, BucketRow> m_rows; ///< by name; its order is the order they are told in
    std::map<std::int64_t, bool> m_begun;
    std::int64_t m_rejected = 0;
};

/// An amount in USD, or in cents as a decimal ("78.125" is 0.78125 USD), from a JSON string or
/// number, by its digits; may be negative. Complains about everything else.
[[nodiscard]] std::optional<Money> usdOf(JsonValue value, std::string_view field,
                                         Complaint &complaint);
[[nodiscard]] std::optional<Money> centsOf(JsonValue value, std::string_view field,
                                           Complaint &complaint);

} // namespace outlay::sources
