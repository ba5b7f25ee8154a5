// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exports/focuscharge.h"

#include "app/exports/focusnames.h"

#include <array>
#include <string_view>

namespace outlay {

namespace {

/// By the alphabet, as the specification lists them; the token classes come behind.
constexpr std::array columnNames{"BilledCost",
                                 "BillingAccountId",
                                 "BillingAccountName",
                                 "BillingCurrency",
                                 "BillingPeriodEnd",
                                 "BillingPeriodStart",
                                 "ChargeCategory",
                                 "ChargeClass",
                                 "ChargeDescription",
                                 "ChargeFrequency",
                                 "ChargePeriodEnd",
                                 "ChargePeriodStart",
                                 "ConsumedQuantity",
                                 "ConsumedUnit",
                                 "ContractedCost",
                                 "EffectiveCost",
                                 "InvoiceIssuerName",
                                 "ListCost",
                                 "PricingCategory",
                                 "PricingQuantity",
                                 "PricingUnit",
                                 "ProviderName",
                                 "PublisherName",
                                 "ResourceId",
                                 "ResourceName",
                                 "ResourceType",
                                 "ServiceCategory",
                                 "ServiceName",
                                 "ServiceSubcategory",
                                 "SkuId",
                                 "SkuMeter",
                                 "SkuPriceId",
                                 "Tags",
                                 "x_Basis",
                                 "x_BilledBasisCost",
                                 "x_ReportedBasisCost",
                                 "x_EstimatedBasisCost",
                                 "x_ClientBasisCost",
                                 "x_QuarantinedCost",
                                 "x_Coverage",
                                 "x_Errors",
                                 "x_Model",
                                 "x_Plan",
                                 "x_Requests",
                                 "x_ServiceTier",
                                 "x_Source",
                                 "x_UnpricedRequests",
                                 "x_User"};

std::string_view name(FocusCharge::Category category)
{
    switch (category) {
    case FocusCharge::Category::Usage:
        return "Usage";
    case FocusCharge::Category::Purchase:
        return "Purchase";
    case FocusCharge::Category::Adjustment:
        break;
    }
    return "Adjustment";
}

std::string_view frequency(const FocusCharge &charge)
{
    return charge.category == FocusCharge::Category::Purchase ? "Recurring" : "Usage-Based";
}

std::string_view pricingCategory(const FocusCharge &charge)
{
    if (charge.category == FocusCharge::Category::Adjustment)
        return "";
    return charge.isOfPlan ? "Other" : "Standard";
}

std::string service(const FocusCharge &charge)
{
    return providerTitle(charge.provider) +
           (charge.category == FocusCharge::Category::Purchase ? " plan" : " API");
}

std::string title(const std::string &provider)
{
    return provider.empty() ? "Unknown" : providerTitle(provider);
}

/// "x_InputTokens" for "input_tokens".
std::string columnOf(TokenClass tokenClass)
{
    std::string column = "x_";
    bool isFirst = true;
    for (const char c : outlay::name(tokenClass)) {
        if (c != '_')
            column += isFirst && c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
        isFirst = c == '_';
    }
    return column;
}

std::string quantityText(const std::optional<std::int64_t> &quantity)
{
    return quantity ? std::to_string(*quantity) : std::string();
}

} // namespace

FocusCsv::FocusCsv(Output &out) : m_csv(out)
{
    for (const std::string_view column : columnNames)
        m_csv.plain(column);
    for (std::size_t i = 0; i < tokenClassCount; ++i)
        m_csv.plain(columnOf(static_cast<TokenClass>(i)));
    m_csv.endRow();
}

void FocusCsv::add(const FocusCharge &charge)
{
    const bool isUsage = charge.category == FocusCharge::Category::Usage;
    const std::string seller = title(charge.provider);
    m_csv.plain(toDecimal(charge.billed)).text(charge.account).plain("").plain("USD");
    m_csv.plain(toRfc3339(charge.billingPeriod.to)).plain(toRfc3339(charge.billingPeriod.from));
    m_csv.plain(name(charge.category)).plain("").text(charge.description);
    m_csv.plain(frequency(charge));
    m_csv.plain(toRfc3339(charge.period.to)).plain(toRfc3339(charge.period.from));
    m_csv.plain(isUsage ? quantityText(charge.quantity) : "").plain(isUsage ? charge.unit : "");
    m_csv.plain(toDecimal(charge.contracted)).plain(toDecimal(charge.effective));
    m_csv.text(seller).plain(toDecimal(charge.list)).plain(pricingCategory(charge));
    m_csv.plain(quantityText(charge.quantity)).plain(charge.unit);
    m_csv.text(seller).text(title(charge.publisher));
    m_csv.text(charge.key).text(charge.key).plain(charge.key.empty() ? "" : "API Key");
    m_csv.plain("AI and Machine Learning");
    m_csv.text(charge.provider.empty() ? "Unknown" : service(charge)).plain("Generative AI");
    m_csv.text(charge.sku).plain(charge.sku.empty() ? "" : charge.unit);
    m_csv.text(charge.skuPrice).text(charge.tags);
    addOwn(charge);
    m_csv.endRow();
}

void FocusCsv::addOwn(const FocusCharge &charge)
{
    addCosts(charge);
    const Measures &measures = charge.measures;
    m_csv.plain(charge.coverage.value_or(""));
    m_csv.plain(measures.errors ? std::to_string(*measures.errors) : "").text(charge.model);
    m_csv.text(charge.plan).plain(std::to_string(measures.requests)).text(charge.tier);
    m_csv.text(charge.source).plain(std::to_string(measures.unpricedRequests)).text(charge.user);
    for (std::size_t i = 0; i < tokenClassCount; ++i)
        m_csv.plain(std::to_string(measures.usage[static_cast<TokenClass>(i)]));
}

void FocusCsv::addCosts(const FocusCharge &charge)
{
    const Measures &measures = charge.measures;
    m_csv.plain(charge.basis);
    for (const Money amount : {measures.billed, measures.reported, measures.estimated,
                               measures.client, measures.quarantined})
        m_csv.plain(toDecimal(amount));
}

} // namespace outlay
