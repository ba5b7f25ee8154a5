// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/plan.h"

#include "app/cli/text.h"

#include <array>

namespace outlay::cli {

namespace {

using Kind = Ingest::Plan::Kind;
constexpr std::array kinds{Kind::Metered, Kind::Subscription, Kind::Provisioned, Kind::Local};

Result<Kind> parseKind(const std::string &text)
{
    for (const Kind kind : kinds) {
        if (planName(kind) == text)
            return kind;
    }
    return failure(Error::Kind::Usage, "no plan is called \"" + printable(text) +
                                           "\"; choose metered, subscription, provisioned or "
                                           "local");
}

} // namespace

std::string_view planName(Kind kind)
{
    switch (kind) {
    case Kind::Metered:
        return "metered";
    case Kind::Subscription:
        return "subscription";
    case Kind::Provisioned:
        return "provisioned";
    case Kind::Local:
        return "local";
    case Kind::Unknown:
        break;
    }
    return "unknown";
}

Result<Money> parseAmount(std::string_view text)
{
    std::string_view digits = text;
    if (digits.starts_with('$'))
        digits.remove_prefix(1);
    else if (digits.ends_with("USD") || digits.ends_with("usd"))
        digits.remove_suffix(3);
    while (digits.ends_with(' '))
        digits.remove_suffix(1);
    Result<Money> amount = parseUsd(digits);
    if (!amount || amount->nanos < 0)
        return failure(Error::Kind::Usage, "cannot read the amount \"" + printable(text) +
                                               "\"; write US dollars, e.g. 200USD or 19.99");
    return amount;
}

Result<Ingest::Plan> parsePlan(const Arguments &arguments)
{
    const std::vector<std::string> &words = arguments.positional();
    Ingest::Plan plan;
    plan.key = arguments.valueOr("key", "");
    const std::size_t expected = plan.key.empty() ? 3 : 2;
    if (words.size() != expected)
        return failure(Error::Kind::Usage, "write: source plan NAME KIND, or: source plan --key "
                                           "KEY KIND; KIND is metered, subscription, provisioned "
                                           "or local");
    if (plan.key.empty())
        plan.source = words[1];
    Result<Ingest::Plan> how = parsePlanKind(arguments, words.back());
    if (!how)
        return how;
    how->source = std::move(plan.source);
    how->key = std::move(plan.key);
    return how;
}

Result<Ingest::Plan> parsePlanKind(const Arguments &arguments, const std::string &text)
{
    Ingest::Plan plan;
    const Result<Kind> kind = parseKind(text);
    if (!kind)
        return tl::unexpected<Error>(kind.error());
    plan.kind = *kind;
    plan.name = arguments.valueOr("name", "");
    if (const auto fee = arguments.value("fee")) {
        if (plan.kind != Kind::Subscription && plan.kind != Kind::Provisioned)
            return failure(Error::Kind::Usage,
                           "--fee is for a subscription or provisioned capacity");
        const Result<Money> amount = parseAmount(*fee);
        if (!amount)
            return tl::unexpected<Error>(amount.error());
        plan.fee = *amount;
    }
    if (const auto from = arguments.value("from")) {
        const Result<Instant> at = parseInstant(*from);
        if (!at)
            return failure(Error::Kind::Usage,
                           "--from " + printable(*from) + ": write a date, e.g. 2026-11-01");
        plan.from = toRfc3339(*at);
    }
    return plan;
}

} // namespace outlay::cli
