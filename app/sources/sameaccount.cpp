// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/sameaccount.h"

#include "app/sources/livesources.h"
#include "app/sources/samebill.h"

#include <algorithm>
#include <map>
#include <utility>

namespace outlay::sources {

namespace {

using Ids = std::map<std::string, std::string>; ///< id -> "project", "key"
using Days = std::map<Instant, Money>;

/// Shorter ones are words ("default"), which every account has.
constexpr std::size_t shortestId = 12;
constexpr int daysForSure = 3;
constexpr std::int64_t lookedAt = 60 * microsPerDay;

bool isBilledBy(const SourceSettings &one, const SourceSettings &other)
{
    return one.kind == other.kind && isPolled(one.kind) && !factsOf(one.kind).bringsRequests;
}

std::optional<std::string> sharedKey(const SourceSettings &one, const SourceSettings &other)
{
    const bool isPlace = !one.secret.empty() && one.secret.rfind("memory:", 0) != 0;
    if (!isPlace || one.secret != other.secret)
        return std::nullopt;
    return "both use the key at " + one.secret;
}

/// Ids of projects and keys; persons may belong to several accounts.
Result<std::map<std::string, Ids>> idsBySource(LedgerReader &reader)
{
    const auto names = reader.directory();
    if (!names)
        return tl::unexpected<Error>(names.error());
    std::map<std::string, Ids> ids;
    for (const DirectoryInfo &name : *names) {
        if (name.id.size() >= shortestId && (name.kind == "project" || name.kind == "key"))
            ids[name.source].emplace(name.id, name.kind);
    }
    return ids;
}

std::optional<std::string> sharedId(const Ids &one, const Ids &other)
{
    const auto found = std::find_if(one.begin(), one.end(),
                                    [&other](const auto &id) { return other.contains(id.first); });
    if (found == one.end())
        return std::nullopt;
    return "both see " + found->second + " " + found->first;
}

Result<std::map<std::string, Days>> billedBySource(LedgerReader &reader, Instant now)
{
    const auto rows = reader.reconciliation({{now.micros - lookedAt}, now});
    if (!rows)
        return tl::unexpected<Error>(rows.error());
    std::map<std::string, Days> billed;
    for (const ReconciliationRow &row : *rows) {
        if (!row.isEstimated && row.billed.nanos > 0)
            billed[row.source][row.day.from] += row.billed;
    }
    return billed;
}

std::optional<std::string> sharedMoney(const Days &one, const Days &other)
{
    int same = 0;
    for (const auto &[day, money] : one) {
        const auto found = other.find(day);
        if (found == other.end())
            continue;
        if (found->second != money)
            return std::nullopt;
        ++same;
    }
    if (same < daysForSure)
        return std::nullopt;
    return "both report the same money on " + std::to_string(same) + " days";
}

struct Candidate
{
    SourceSettings settings;
    bool isMerged = false; ///< of what kind it was is not known here
    bool isBill = false;   ///< came in as a file
};

/// Those watched, and what else the ledger holds: merged from another machine's ledger, or watched
/// once under another name.
Result<std::vector<Candidate>> candidates(LedgerReader &reader,
                                          const std::vector<SourceSettings> &watched,
                                          const std::set<std::string> &bills)
{
    const auto known = reader.sources();
    if (!known)
        return tl::unexpected<Error>(known.error());
    std::vector<Candidate> all;
    for (const SourceSettings &settings : watched)
        all.push_back({settings, false, bills.contains(settings.name)});
    for (const SourceInfo &source : *known) {
        const bool isBill = bills.contains(source.name);
        const auto kind = parseSourceKind(source.format);
        const bool isMerged = source.format == "observations" && !isBill;
        if (sourceNamed(watched, source.name) || !(kind || isMerged || isBill))
            continue;
        Candidate &one = all.emplace_back();
        one.isMerged = isMerged;
        one.isBill = isBill;
        one.settings.name = source.name;
        if (isBill)
            one.settings.kind = SourceKind::Files;
        if (kind)
            one.settings.kind = *kind;
    }
    return all;
}

bool mayBeOne(const Candidate &one, const Candidate &other)
{
    if (one.isMerged && other.isMerged)
        return true; // by their money alone
    if (one.isMerged || other.isMerged) {
        const SourceSettings &known = one.isMerged ? other.settings : one.settings;
        return isBilledBy(known, known);
    }
    return isBilledBy(one.settings, other.settings);
}

} // namespace

Result<std::vector<SameAccount>>
sameAccounts(LedgerReader &reader, const std::vector<SourceSettings> &watched, Instant now)
{
    auto ids = idsBySource(reader);
    OUTLAY_TRY(ids);
    auto billed = billedBySource(reader, now);
    OUTLAY_TRY(billed);
    auto charges = chargesBySource(reader);
    OUTLAY_TRY(charges);
    const auto all = candidates(reader, watched, charges->bills);
    OUTLAY_TRY(all);
    std::vector<SameAccount> found;
    for (std::size_t i = 0; i < all->size(); ++i) {
        for (std::size_t j = i + 1; j < all->size(); ++j) {
            const Candidate &one = (*all)[i];
            const Candidate &other = (*all)[j];
            const std::string &name = one.settings.name;
            const std::string &otherName = other.settings.name;
            if (one.isBill || other.isBill) {
                if (const auto same =
                        sameBill({name, one.isBill}, {otherName, other.isBill}, *charges))
                    found.push_back(*same);
                continue;
            }
            if (!mayBeOne(one, other))
                continue;
            auto why = sharedKey(one.settings, other.settings);
            if (!why && !(one.isMerged && other.isMerged))
                why = sharedId((*ids)[name], (*ids)[otherName]);
            if (!why)
                why = sharedMoney((*billed)[name], (*billed)[otherName]);
            if (why)
                found.push_back({name, otherName, *why});
        }
    }
    return found;
}

std::vector<BilledTwice> billedTwice(const std::vector<SourceInfo> &known)
{
    const auto isSpend = [](const SourceInfo &source) {
        return (source.format == "copilot-cli" || source.format == "copilot-otel") &&
               source.events > 0 && (source.plan == "metered" || source.plan == "unknown");
    };
    std::vector<BilledTwice> found;
    for (const SourceInfo &bill : known) {
        if (bill.format != toString(SourceKind::Copilot))
            continue;
        for (const SourceInfo &requests : known) {
            if (isSpend(requests))
                found.push_back({bill.name, requests.name,
                                 "use of GitHub Copilot counts twice: " + bill.name +
                                     " tells what is billed, and " + requests.name +
                                     " counts the same requests at list prices"});
        }
    }
    return found;
}

Result<std::optional<SameAccount>> sameAccountAs(LedgerReader &reader,
                                                 const std::vector<SourceSettings> &all,
                                                 const SourceSettings &added,
                                                 const std::set<std::string> &ids)
{
    auto known = idsBySource(reader);
    OUTLAY_TRY(known);
    for (const SourceSettings &one : all) {
        if (one.name == added.name || !isBilledBy(one, added))
            continue;
        auto why = sharedKey(one, added);
        if (!why) {
            const Ids &its = (*known)[one.name];
            const auto shared = std::find_if(
                its.begin(), its.end(), [&ids](const auto &id) { return ids.contains(id.first); });
            if (shared != its.end())
                why = "both see " + shared->second + " " + shared->first;
        }
        if (why)
            return SameAccount{added.name, one.name, *why, false};
    }
    return std::nullopt;
}

} // namespace outlay::sources
