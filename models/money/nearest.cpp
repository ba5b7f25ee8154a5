// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/money/nearest.h"

#include <algorithm>
#include <cstddef>

namespace outlay {

namespace {

/// Levenshtein's distance, enough for words and names.
std::size_t distance(std::string_view left, std::string_view right)
{
    std::vector<std::size_t> row(right.size() + 1);
    for (std::size_t j = 0; j <= right.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= left.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min(
                {above + 1, row[j - 1] + 1, diagonal + (left[i - 1] == right[j - 1] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row[right.size()];
}

} // namespace

std::string_view nearest(std::string_view word, const std::vector<std::string_view> &known)
{
    constexpr std::size_t longestWord = 40; // a longer one is no typing mistake
    std::string_view best;
    std::size_t bestDistance = 1 + std::min<std::size_t>(2, word.size() / 2);
    if (word.size() > longestWord)
        return best;
    for (const std::string_view candidate : known) {
        const bool isPrefix = word.size() >= 2 && candidate.starts_with(word);
        const std::size_t far = isPrefix ? 0 : distance(word, candidate);
        if (far < bestDistance) {
            best = candidate;
            bestDistance = far;
        }
    }
    return best;
}

} // namespace outlay
