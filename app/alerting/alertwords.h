// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/zone.h"
#include "models/rules/alert.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace outlay::alerting {

/// How an alert is told, in plain English. One line each; texts of data are in them as they are but
/// for control characters, and shortened: escape them where markup is read.
struct AlertWords
{
    std::string title; ///< what happened, without a full stop
    std::string text;  ///< the figures, one or two sentences
};
/// How a time is written; empty: as momentText() does.
using MomentWords = std::function<std::string(Instant)>;
/// Of an alert of a window that rolls what it holds now, where that is known: see presentOf().
using Present = std::optional<std::int64_t>;
/// Pure. `zone`: of the times in it.
[[nodiscard]] AlertWords wordsFor(const Alert &alert, const Zone &zone,
                                  const MomentWords &moment = {}, const Present &present = {});

/// Ends the name of evidence that is a gateway's own count: "LiteLLM counts".
inline constexpr std::string_view countsEvidence = " counts";

/// Of its evidence; empty: it has none of that name.
[[nodiscard]] std::string evidenceOf(const Alert &alert, std::string_view what);

/// Of a window that rolls: the end of the one that held `consumed`.
[[nodiscard]] Instant peakAtOf(const Alert &alert);
/// Of a window that rolls: it holds something else by now than the most it held.
[[nodiscard]] bool isPastItsPeak(const Alert &alert, const Present &present);

/// "$1,234.56"; never "$0.00" for an amount that is not zero ("<$0.01").
[[nodiscard]] std::string amountText(Money amount);
/// An amount in a budget's unit ("usd", "tokens", "requests"): "$1,234.56", "1 token", "2,000
/// requests".
[[nodiscard]] std::string quantityText(std::string_view unit, std::int64_t amount);
/// What an alert costs so far: "$4.20", "at least $4.20, 3 requests unpriced"; "unpriced" where
/// nothing of it has a price, which is not free. Empty: nothing is at stake.
[[nodiscard]] std::string stakeText(const Alert &alert);
/// "75%"; rounded down, "<1%" for a little and ">99%" for nearly all. Of a limit > 0.
[[nodiscard]] std::string percentText(std::int64_t consumed, std::int64_t limit);
/// "28 Nov 2026, 20:41"; midnights without their time.
[[nodiscard]] std::string momentText(Instant at, const Zone &zone);
/// "user alice, model gpt-6"; "user alice or bob" for values of one dimension; "all spend".
[[nodiscard]] std::string whereText(const std::vector<std::pair<std::string, std::string>> &scope);

} // namespace outlay::alerting
