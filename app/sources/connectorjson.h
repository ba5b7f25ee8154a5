// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/jsontree.h"
#include "models/formats/observation.h"
#include "models/money/result.h"

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace outlay::sources {

/// The root of a page, which is an object with the array `rows`; a 200 without it is no "nothing
/// happened" but an error. A byte order mark in front is passed over.
[[nodiscard]] Result<JsonValue> openPage(JsonTree &tree, std::string_view body,
                                         std::string_view rows);
/// Any object or array.
[[nodiscard]] Result<JsonValue> openJson(JsonTree &tree, std::string_view body);

/// A page through the reader of the log's format, so that a row is the same by whatever way it
/// comes.
void readAs(std::string_view format, std::string_view body, Sink &sink);
/// Days of the rows by the date in `field`, each with its rows; all days of `range` are among them.
/// Malformed if a row lacks its date.
[[nodiscard]] Result<std::map<std::int64_t, std::vector<JsonValue>>>
rowsByDay(JsonValue rows, std::string_view field, TimeRange range);
/// "Basic …" of what stands for "user:password".
[[nodiscard]] std::string basicAuthorization(std::string_view userAndPassword);

/// has_more and next_page (OpenAI, Anthropic): the cursor, empty on the last page. Malformed if
/// has_more is missing, or true without a cursor.
[[nodiscard]] Result<std::string> nextPage(JsonValue page);
/// has_more and last_id of lists.
[[nodiscard]] Result<std::string> nextAfter(JsonValue page);

/// "&group_by[]=a&group_by[]=b", encoded.
[[nodiscard]] std::string groupBy(std::initializer_list<std::string_view> dimensions);
/// "2026-11-23"
[[nodiscard]] std::string dateText(Instant at);

/// Sends a name to the sink; ids that are empty are passed over.
void tellName(Sink &sink, DirectoryEntry entry, Instant fetchedAt);

/// Steps of a chain that walks several lists ("projects", then "users", then the keys of each
/// project): which list, after which id, and what is still to be walked. A cursor as JSON text.
struct ListWalk
{
    std::string list;
    std::string after;              ///< cursor within the list
    std::vector<std::string> queue; ///< ids whose sub-lists are to be walked
    std::string carried;            ///< rows of a bucket told over several pages

    [[nodiscard]] std::string toCursor() const;
    /// An empty cursor: the beginning, at `first`.
    [[nodiscard]] static ListWalk fromCursor(const std::string &cursor, std::string_view first);
};

} // namespace outlay::sources
