// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/samebill.h"

#include "models/formats/modelservice.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace outlay::sources {

namespace {

struct Shared
{
    std::set<std::int64_t> days; ///< of which both tell
    Money billed;                ///< in the buckets of the first one that the other one tells of
};

Shared sharedTime(const Charges &one, const Charges &other)
{
    std::vector<TimeRange> told; // by the other one, joined
    for (const auto &[bucket, billed] : other.buckets) {
        if (!told.empty() && bucket.first <= told.back().to)
            told.back().to = std::max(told.back().to, bucket.second);
        else
            told.push_back({bucket.first, bucket.second});
    }
    Shared shared;
    for (const auto &[bucket, billed] : one.buckets) {
        auto at = std::partition_point(told.begin(), told.end(),
                                       [&b = bucket](auto &range) { return range.to <= b.first; });
        if (at == told.end() || at->from >= bucket.second)
            continue;
        shared.billed += billed;
        for (; at != told.end() && at->from < bucket.second; ++at) {
            const std::int64_t from = std::max(bucket.first, at->from).micros;
            const std::int64_t to = std::min(bucket.second, at->to).micros;
            for (std::int64_t day = floorDivide(from, microsPerDay); day * microsPerDay < to; ++day)
                shared.days.insert(day);
        }
    }
    return shared;
}

void add(Charges &sum, const Charges &more)
{
    for (const auto &[bucket, billed] : more.buckets)
        sum.buckets[bucket] += billed;
    sum.accounts.insert(more.accounts.begin(), more.accounts.end());
    sum.lines += more.lines;
}

Charges sumOf(const std::map<std::string, Charges> &services)
{
    Charges sum;
    for (const auto &[service, charges] : services)
        add(sum, charges);
    return sum;
}

/// "providers/…/billingAccounts/01AB-CD" is 01ab-cd.
std::string accountOf(const std::string &name)
{
    return asciiLowered(std::string_view(name).substr(name.rfind('/') + 1));
}

/// Whether both name their accounts, and none is one of the other's.
bool areOthers(const Charges &one, const Charges &other)
{
    const auto isOfOther = [&other](const std::string &account) {
        return std::any_of(other.accounts.begin(), other.accounts.end(),
                           [&](const auto &its) { return accountOf(its) == accountOf(account); });
    };
    return !one.accounts.empty() && !other.accounts.empty() &&
           std::none_of(one.accounts.begin(), one.accounts.end(), isOfOther);
}

/// Whether the other one tells of a service of that name.
bool tells(const std::map<std::string, Charges> &services, const std::string &service)
{
    return service.empty() || services.contains(service) || services.contains(std::string());
}

/// Whether leaving out the first, in the buckets of which the other one tells anything, leaves all
/// of its money told.
bool isToldBy(const std::map<std::string, Charges> &one,
              const std::map<std::string, Charges> &other)
{
    constexpr std::int64_t hundred = 100; // two roads round in their own ways
    const auto isEnough = [](Money told, Money needed) {
        return needed.nanos - told.nanos <= std::abs(needed.nanos) / hundred;
    };
    const Charges all = sumOf(one);
    const Charges others = sumOf(other);
    if (!isEnough(sharedTime(others, all).billed, sharedTime(all, others).billed))
        return false;
    if (other.contains(std::string()))
        return true;
    return std::all_of(one.begin(), one.end(), [&](const auto &service) {
        if (service.first.empty())
            return true;
        const Money needed = sharedTime(service.second, others).billed;
        const auto its = other.find(service.first);
        return isEnough(its == other.end() ? Money{} : sharedTime(its->second, all).billed, needed);
    });
}

/// Of one provider, where both tell a service of the same days.
struct Overlap
{
    std::string provider;
    std::size_t days = 0;
    Money billed, other;       ///< in those buckets
    bool canCover = false;     ///< the first one the other one
    bool canBeCovered = false; ///< by the other one
    std::int64_t lines = 0, otherLines = 0;
};

std::optional<Overlap> overlapOf(const ByProvider &one, const ByProvider &other)
{
    for (const auto &[provider, services] : one) {
        const auto found = other.find(provider);
        if (found == other.end())
            continue;
        const auto &others = found->second;
        const Charges all = sumOf(services);
        const Charges otherAll = sumOf(others);
        if (areOthers(all, otherAll))
            continue;
        const bool isShared = std::any_of(services.begin(), services.end(), [&](const auto &its) {
            return tells(others, its.first);
        });
        const Shared shared = sharedTime(all, otherAll);
        if (!isShared || shared.days.empty())
            continue;
        return Overlap{provider,
                       shared.days.size(),
                       shared.billed,
                       sharedTime(otherAll, all).billed,
                       isToldBy(others, services),
                       isToldBy(services, others),
                       all.lines,
                       otherAll.lines};
    }
    return std::nullopt;
}

std::string whyOf(const Overlap &overlap)
{
    return "both tell what " + overlap.provider + " charged on " + std::to_string(overlap.days) +
           (overlap.days == 1 ? " day: " : " days: ") + toDecimal(overlap.billed) + " and " +
           toDecimal(overlap.other) + " USD";
}

} // namespace

Result<AllCharges> chargesBySource(LedgerReader &reader)
{
    const auto times = reader.billedTimes();
    if (!times)
        return tl::unexpected<Error>(times.error());
    AllCharges all;
    for (const BilledTime &time : *times) {
        if (time.isBill)
            all.bills.insert(time.source);
        if (time.billed == Money{})
            continue;
        // "vertex-ai/claude/opus/41" is one of Vertex AI's.
        const std::string service = time.service.substr(0, time.service.find('/'));
        Charges &charges = all.bySource[time.source][time.provider][service];
        charges.buckets[{time.bucket.from, time.bucket.to}] += time.billed;
        charges.lines += time.lines;
        if (!time.account.empty())
            charges.accounts.insert(time.account);
    }
    return all;
}

std::optional<SameAccount> sameBill(const Teller &one, const Teller &other,
                                    const AllCharges &charges)
{
    // A poller is named before a bill.
    if (one.isBill && !other.isBill)
        return sameBill(other, one, charges);
    const auto its = charges.bySource.find(one.name);
    const auto others = charges.bySource.find(other.name);
    if (its == charges.bySource.end() || others == charges.bySource.end())
        return std::nullopt;
    const auto overlap = overlapOf(its->second, others->second);
    if (!overlap)
        return std::nullopt;
    SameAccount same{one.name, other.name, whyOf(*overlap), true, one.isBill && other.isBill};
    same.money = overlap->billed;
    same.otherMoney = overlap->other;
    const bool isOtherBetter = !one.isBill || overlap->lines <= overlap->otherLines;
    if (overlap->canBeCovered && (isOtherBetter || !overlap->canCover))
        same.covered = SameAccount::Which::First;
    else if (overlap->canCover)
        same.covered = SameAccount::Which::Other;
    return same;
}

} // namespace outlay::sources
