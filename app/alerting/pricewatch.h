// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"
#include "models/pricing/pricebook.h"
#include "models/rules/alertstate.h"

#include <string>
#include <string_view>
#include <vector>

namespace outlay::alerting {

/// Setting of the ledger: prices of the models in use as they were when looked at last, JSON
/// {"anthropic/claude-opus-4-5": {"input_tokens": "5", …}, …}.
inline constexpr std::string_view priceWatchSetting = "price_watch";

struct UsedModel
{
    std::string provider, model;
    TokenUsage usage; ///< of the last 30 days
};
/// With any request in the 30 days before `now`. One query.
[[nodiscard]] Result<std::vector<UsedModel>> modelsInUse(LedgerReader &reader, Instant now);

struct PriceNews
{
    std::vector<AlertReport> reports;
    std::string seen; ///< what to keep as the setting
};
/// Rates of the book in force at `now` (base tier, whatever brought them: an import, an override, a
/// date that has come) against those of `seen`; empty or unreadable: everything is new, and no
/// news. At stake: the difference at the rates of classes, over the last 30 days' tokens. Each
/// change is one alert a day, and over after a week. Of models that are gone or have no price the
/// last known rates are kept.
[[nodiscard]] PriceNews priceNews(const PriceBook &book, const std::vector<UsedModel> &used,
                                  std::string_view seen, Instant now);

} // namespace outlay::alerting
