// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exports/csvwriter.h"
#include "models/ledger/query.h"

#include <cstdint>
#include <optional>
#include <string>

namespace outlay {

/// One row of a FOCUS 1.2 file (focus.finops.org). Texts that are empty are null.
struct FocusCharge
{
    enum class Category : std::uint8_t
    {
        Usage,
        Purchase,
        Adjustment,
    };
    Category category = Category::Usage;
    std::string provider, publisher, account;
    TimeRange period;        ///< of the charge, whole seconds
    TimeRange billingPeriod; ///< the calendar month
    std::string description;
    bool isOfPlan = false; ///< use that a plan's fee has paid for
    Money billed, effective, contracted, list;
    /// What was used and priced, of whatever unit; nullopt: nothing that could be counted.
    std::optional<std::int64_t> quantity;
    std::string unit;
    std::string key; ///< what was used to pay
    std::string sku, skuPrice;
    std::string tags; ///< a JSON object

    std::string model, tier, user, plan, source, basis;
    std::optional<std::string> coverage; ///< of the charge's period: "0.7500"
    Measures measures;
};

/// FOCUS wants unquoted names in the first line, and nothing at all where a value is null.
class FocusCsv
{
public:
    explicit FocusCsv(Output &out);
    void add(const FocusCharge &charge);

private:
    void addOwn(const FocusCharge &charge);
    void addCosts(const FocusCharge &charge);

    CsvWriter m_csv;
};

} // namespace outlay
