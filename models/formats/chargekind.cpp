// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/chargekind.h"

#include "models/formats/modelservice.h"
#include "models/formats/namedmodel.h"

#include <algorithm>
#include <array>

namespace outlay {

namespace {

template <std::size_t N>
bool isOneOf(std::string_view word, const std::array<std::string_view, N> &words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

} // namespace

bool namesFee(std::string_view description)
{
    static constexpr std::array<std::string_view, 5> fees = {"tax", "vat", "gst", "support",
                                                             "rounding"};
    const std::string text = asciiLowered(description);
    bool isFee = false;
    for (std::size_t at = 0; at < text.size() && !isFee;) {
        const std::size_t end =
            std::min(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz", at), text.size());
        isFee = isOneOf(std::string_view(text).substr(at, end - at), fees);
        at = end + 1;
    }
    return isFee && namedModel(description).empty();
}

Statement::Kind kindOfCharge(std::string_view category, std::string_view description, Money gross)
{
    using enum Statement::Kind;
    static constexpr std::array<std::string_view, 2> usage = {"usage", "regular"};
    static constexpr std::array<std::string_view, 5> other = {"purchase", "tax", "credit",
                                                              "adjustment", "rounding_error"};
    const std::string word = asciiLowered(category);
    if (isOneOf(word, other) || namesFee(description))
        return OtherCost;
    return isOneOf(word, usage) && gross > Money{} ? UsageCost : Cost;
}

} // namespace outlay
