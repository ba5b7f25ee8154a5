// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace outlay {

/// A fact that a runbook may name as {{name}}.
struct RunbookFact
{
    std::string_view name;
    std::string_view meaning; ///< for whoever edits a page
};

/// All of them; a page that names another reads "unknown" there.
[[nodiscard]] std::span<const RunbookFact> runbookFacts();

/// What is known of one alert. Values are texts as people read them; what is not there is unknown.
struct RunbookFacts
{
    std::map<std::string, std::string, std::less<>> values;
    /// Dimension and member, for {{scope}} and {{where}}. Empty: everything.
    std::optional<std::vector<std::pair<std::string, std::string>>> scope;
    /// The page as it is before an alert: facts that are not there read as their names, "(the
    /// model)".
    bool isBlank = false;
    /// The ledger's file that commands in code are to name; empty: they mean it without.
    std::string ledger;
};

/// The page (Markdown) with every placeholder filled; an unknown fact becomes the word "unknown". A
/// comment at the top is left out. Values stay text whatever they hold: escaped in running text,
/// quoted for a shell in code. Show it with raw HTML switched off all the same:
/// the page is the user's. Pure.
[[nodiscard]] std::string fillRunbook(std::string_view page, const RunbookFacts &facts);

/// The names of placeholders in it that are not in runbookFacts(), each once, in their order.
[[nodiscard]] std::vector<std::string> unknownPlaceholders(std::string_view page);

/// The page that ships for an alert's kind; nothing for a kind that has none.
[[nodiscard]] std::optional<std::string_view> shippedRunbook(std::string_view id);

namespace resources {

struct RunbookPage
{
    std::string_view id;
    std::string_view text;
};

/// Files of resources/runbooks, compiled in, by name.
[[nodiscard]] std::span<const RunbookPage> runbookPages();

} // namespace resources

} // namespace outlay
