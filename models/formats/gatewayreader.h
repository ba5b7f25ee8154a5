// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"
#include "models/formats/jsontree.h"
#include "models/formats/values.h"

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outlay {

/// JSON that a log writes as text inside JSON: each text gets a tree of its own, kept until
/// clear().
class InnerJson
{
public:
    /// `value`, or what its text holds if that is JSON; absent for an empty text and for null.
    /// Complains about a text that begins like JSON and is none.
    [[nodiscard]] JsonValue of(JsonValue value, std::string_view field, Complaint &complaint);
    [[nodiscard]] JsonValue parse(std::string_view text, std::string_view field,
                                  Complaint &complaint);
    void clear() { m_used = 0; }

private:
    struct Text
    {
        std::string bytes;
        JsonTree tree;
    };
    std::vector<std::unique_ptr<Text>> m_texts;
    std::size_t m_used = 0;
};

/// Base of the formats that are a gateway's log: JSON objects, one a line, in an array, or in a
/// page of an API. Each becomes one observation, whose identity and content do not depend on which.
class GatewayReader : public Reader
{
public:
    void line(std::string_view line, std::int64_t number, Sink &sink) override;
    void document(std::string_view bytes, Sink &sink) override;

protected:
    /// `name` is the format's. `envelope`: the member of a page that holds its rows (an array) or
    /// its one row; empty: there are no pages.
    GatewayReader(std::string_view name, std::string_view envelope)
        : m_name(name)
        , m_envelope(envelope)
    {
    }

    /// Fills seen(), complains in complaint(). False: the row carries no usage by the format's
    /// rule.
    virtual bool read(JsonValue row) = 0;
    /// One row: empties seen(), reads, checks and delivers. Replaced where a row holds several
    /// calls.
    virtual void row(JsonValue row, std::int64_t number, Sink &sink);
    /// What begins a row: empties what the row before has left; `part` tells calls of one row
    /// apart.
    void begin(JsonValue row, std::string_view part = {});
    /// What ends one: refuses a call that succeeded without counts, and a row that tells nothing of
    /// a call, and delivers.
    void deliver(std::int64_t number, Sink &sink);

    [[nodiscard]] Observation &seen() { return m_seen; }
    [[nodiscard]] Complaint &complaint() { return m_complaint; }
    [[nodiscard]] InnerJson &inner() { return m_inner; }

    // Each takes one thing a row says into seen(). A field that is null or absent is unknown.

    /// The time; complains if there is none.
    void takeTime(JsonValue row, std::initializer_list<std::string_view> keys);
    /// Whether counts are told, by what they are called. Of one that is told without the other the
    /// other is not 0 but unknown: complains, unless the call is known to have none (`names` hold
    /// "embed", "rerank" …), failed, or its cost is known without. Outcome and cost come first.
    [[nodiscard]] bool tellsCounts(JsonValue prompt, std::string_view promptName, JsonValue output,
                                   std::string_view outputName,
                                   std::initializer_list<std::string_view> names);
    /// Whether the row says that the call cost something, which may be all that is said of it:
    /// images, speech and searches have no tokens.
    [[nodiscard]] bool tellsCost() const { return m_seen.reported && m_seen.reported->nanos > 0; }
    /// Counts were found. Of a cache hit of the gateway itself they are served, not processed.
    void takeUsage(const TokenUsage &usage);
    /// From a user's own labels: known names fill fields that are empty, all become tags. Only
    /// short scalars; at most 32.
    void takeLabels(JsonValue labels);
    void takeOutcome(int httpStatus);
    /// Doubt about the counts, told with the event: the tag "counts".
    void doubt(std::string_view what) { m_seen.tags.push_back({"counts", what}); }
    /// The gateway's id of the call, with the outcome, which must be known by then.
    void identify(std::string_view id);
    void tag(std::string_view key, std::string_view value);

    [[nodiscard]] std::optional<Money> usd(JsonValue row, std::string_view key);
    /// A duration in units of 10^-places seconds; -1 unknown.
    [[nodiscard]] std::int64_t micros(JsonValue row, std::string_view key, int places);
    /// An HTTP status, also as text; 0 unknown.
    [[nodiscard]] static int statusOf(JsonValue value);

private:
    void rows(JsonValue root, std::int64_t line, Sink &sink);

    std::string_view m_name;
    std::string_view m_envelope;
    JsonTree m_tree;
    InnerJson m_inner;
    Observation m_seen;
    Complaint m_complaint;
    std::string m_content;
    std::string m_call;
    bool m_hasCounts = false;
};

/// Whether a count is told; exports of databases and tables write nothing as an empty text.
[[nodiscard]] bool isTold(JsonValue count);
/// true, also as the text or number that exports of databases make of it.
[[nodiscard]] bool isYes(JsonValue value);
/// The first of several members that is set.
[[nodiscard]] JsonValue firstOf(JsonValue object, std::initializer_list<std::string_view> keys);
/// The first of several texts that is not empty, clipped.
[[nodiscard]] std::string_view firstTextOf(JsonValue object,
                                           std::initializer_list<std::string_view> keys);
/// Provider and model as setProviderAndModel(); a provider that is not told is the model's maker.
void nameProviderAndModel(Observation &observation, std::string_view provider,
                          std::string_view model);

} // namespace outlay
