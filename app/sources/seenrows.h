// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/schedule/seriesplan.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace outlay::sources {

/// What is remembered from page to page of a list that is paged by offset: how many rows were
/// different ones, and the last page's, as such a list gives those again when rows arrive
/// meanwhile.
struct SeenRows
{
    std::int64_t different = 0;
    std::set<std::uint64_t> lastPage;

    [[nodiscard]] static SeenRows fromText(const std::string &text);
    [[nodiscard]] std::string toText() const;
    [[nodiscard]] bool isLastPage(const std::vector<std::uint64_t> &ids) const;
    void take(const std::vector<std::uint64_t> &ids);
};

/// A page of such a list.
struct ListPage
{
    std::vector<std::uint64_t> ids{}; ///< of its rows
    bool isMore = false;              ///< there is a page after it, as far as it tells
    std::optional<std::int64_t> total = std::nullopt; ///< rows of all pages
};

/// The number of the page asked for, from 1: the cursor of such a list.
[[nodiscard]] std::int64_t pageNumber(const PageRequest &page);
/// Where it goes on. Malformed if it holds the rows of the page before; torn if its end has come
/// and there were fewer different rows than there are.
[[nodiscard]] Result<PageEnd> pageAfter(const PageRequest &page, const ListPage &list);

} // namespace outlay::sources
