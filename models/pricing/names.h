// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace outlay {

/// Where a model runs, as far as its name says so ("us." in front of a Bedrock id).
enum class NamedPlace : std::uint8_t
{
    None,
    Us,
    Eu,
    Apac,
    Au,
    Jp,
    Global,
};
/// "us", …; empty for None.
[[nodiscard]] std::string_view name(NamedPlace place);

/// One way to read a model's name, from the most to the least literal.
struct NameForm
{
    std::string text; ///< lower case
    std::string how;  ///< "exact", "provider prefix", "date suffix", …
    bool isFast = false;
    NamedPlace place = NamedPlace::None;
};

/// Who is meant by a provider's name, and which names are whose. Data in
/// resources/prices/providers.json.
class ProviderDirectory
{
public:
    [[nodiscard]] static const ProviderDirectory &shipped();

    /// "xai" -> "x-ai"; a name nobody knows is itself, in lower case.
    [[nodiscard]] std::string canonical(std::string_view provider) const;
    /// A provider or one of its aliases.
    [[nodiscard]] bool isKnown(std::string_view name) const;
    /// It sells other providers' models under their names, like OpenRouter.
    [[nodiscard]] bool isRouter(std::string_view provider) const;
    /// A gateway that has no prices of its own, or no provider at all.
    [[nodiscard]] bool saysNothing(std::string_view provider) const;
    /// The maker of a bare name ("claude-…" -> "anthropic"); empty: nobody.
    [[nodiscard]] std::string makerOf(std::string_view model) const;

private:
    std::unordered_map<std::string, std::string> m_canonical;
    std::vector<std::string> m_routers;
    std::vector<std::string> m_gateways;
    std::vector<std::pair<std::string, std::string>> m_makes; ///< prefix, provider
};

/// Steps 1 to 5 of pricing.md section 10: every reading of `model` within `provider` (canonical),
/// in the order they are to be tried, without duplicates.
[[nodiscard]] std::vector<NameForm> nameForms(const ProviderDirectory &directory,
                                              std::string_view provider, std::string_view model);

/// Lower case, a dot between digits as a dash, '@' before a date as a dash: names that differ in
/// nothing else are one.
[[nodiscard]] std::string normalized(std::string_view name);
[[nodiscard]] std::string lowered(std::string_view text);

/// '*' stands for any run of characters; both sides anchored, both in lower case.
[[nodiscard]] bool globMatches(std::string_view pattern, std::string_view text);

} // namespace outlay
