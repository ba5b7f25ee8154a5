// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/livefindings.h"

#include "app/cli/text.h"
#include "app/sources/livesources.h"
#include "app/sources/openrouter/openrouter.h"
#include "app/sources/sameaccount.h"
#include "models/formats/providername.h"

#include <algorithm>
#include <map>

namespace outlay::cli {

namespace {

constexpr std::int64_t openDays = 7;
constexpr std::int64_t bookDays = 30;

Result<> findSilences(LedgerReader &reader, Instant now, std::vector<Finding> &findings)
{
    const auto silences = reader.silences(now);
    if (!silences)
        return tl::unexpected<Error>(silences.error());
    for (const Silence &silence : *silences) {
        const bool isKey = silence.dimension == Dimension::Key;
        const std::string name = (isKey ? "key " : "source ") + silence.value;
        findings.push_back(
            {false,
             "money may be invisible: " + name + " was seen on " +
                 std::to_string(silence.activeDays) + " of 7 days, and not since " +
                 toRfc3339(silence.since).substr(0, 10),
             "nothing, if it is no longer used; else look where its requests go now: outlay-cli "
             "report --every day --where " +
                 shellWord((isKey ? "key=" : "source=") + printable(silence.value))});
    }
    return {};
}

std::int64_t openHours(const CoverageAnswer &coverage)
{
    std::int64_t micros = 0;
    for (const TimeRange &open : coverage.open)
        micros += open.to.micros - open.from.micros;
    return micros / microsPerHour;
}

/// "2026-11-29 00:00 UTC"
std::string minuteText(Instant at)
{
    constexpr std::size_t date = 10;
    constexpr std::size_t minute = 16;
    const std::string text = toRfc3339(at);
    return text.substr(0, date) + " " + text.substr(date + 1, minute - date - 1) + " UTC";
}

/// Who publishes what the source takes in, and how late.
std::string publishing(const SourceCoverage &source, const Awaited &awaited)
{
    const auto kind = parseSourceKind(source.format);
    const std::string who =
        kind && isPolled(*kind) ? std::string(factsOf(*kind).title) : printable(source.source);
    if (awaited.hasWholeDays)
        return who + " publishes a day after it ends";
    const std::int64_t hours = awaited.lagMicros / microsPerHour;
    return who + (hours > 0
                      ? " tells what happens up to " + counted(hours, "hour", "hours") + " later"
                      : " was asked a short while ago");
}

std::string awaitedText(const SourceCoverage &source, const Awaited &awaited)
{
    return publishing(source, awaited) + ", so nothing that " + printable(source.source) +
           " saw since " + minuteText(awaited.range.from) + " is in the ledger yet";
}

Result<> findOpenTime(LedgerReader &reader, Instant now, std::vector<Finding> &findings)
{
    const TimeRange range{{now.micros - openDays * microsPerDay}, now};
    const auto coverage = reader.coverage(range, now);
    if (!coverage)
        return tl::unexpected<Error>(coverage.error());
    for (const SourceCoverage &source : coverage->sources) {
        if (const auto awaited = source.longAwaited())
            findings.push_back(
                {false, awaitedText(source, *awaited),
                 "nothing: it comes by itself; overdue from " + minuteText(awaited->dueAt) + " on",
                 true});
    }
    std::string never;
    for (const std::string &name : coverage->neverVouched)
        never += (never.empty() ? "" : ", ") + printable(name);
    const std::int64_t hours = openHours(*coverage);
    if (hours > 0) {
        findings.push_back(
            {false,
             "money may be invisible: in the last 7 days sources that are watched do not "
             "vouch for " +
                 counted(hours, "hour", "hours") + " in all; totals over them say at least",
             "see which: outlay-cli source list; they catch up by: outlay-cli poll "
             "--once, or keep outlay-cli watch running"});
    }
    if (!never.empty()) {
        findings.push_back(
            {false, "money may be invisible: nothing was seen yet of what is watched as " + never,
             "see why: outlay-cli source list; what is not wanted: outlay-cli source remove NAME"});
    }
    return {};
}

Result<> findDrift(LedgerReader &reader, Instant now, std::vector<Finding> &findings)
{
    const auto rows = reader.reconciliation({{now.micros - bookDays * microsPerDay}, now});
    if (!rows)
        return tl::unexpected<Error>(rows.error());
    struct Sum
    {
        Money billed, drift;
        std::string cause; ///< of the largest day
        Money largest;
    };
    std::map<std::pair<std::string, std::string>, Sum> sums;
    for (const ReconciliationRow &row : *rows) {
        Sum &sum = sums[{row.provider, row.source}];
        sum.billed += row.billed;
        if (!row.isClosed)
            continue;
        sum.drift += row.drift;
        if (row.drift > sum.largest) {
            sum.largest = row.drift;
            sum.cause = row.model.empty() ? row.cause : row.model + ": " + row.cause;
        }
    }
    constexpr Money worthAWord{1'000'000'000};
    constexpr int twentieth = 20;
    for (const auto &[key, sum] : sums) {
        if (sum.drift < worthAWord || sum.drift.nanos < sum.billed.nanos / twentieth)
            continue;
        findings.push_back({false,
                            "in the last 30 days requests to " + key.first + " cost " +
                                toDecimal(sum.drift) + " USD more than " + key.second +
                                " says was billed (" + toDecimal(sum.billed) +
                                " USD): " + sum.cause,
                            "see the days: outlay-cli reconcile --from 30d"});
    }
    return {};
}

/// A day on which a source's own sum is above all that is known of it.
Result<> findLacking(LedgerReader &reader, Instant now, std::vector<Finding> &findings)
{
    const auto totals = reader.controlTotals({{now.micros - bookDays * microsPerDay}, now});
    if (!totals)
        return tl::unexpected<Error>(totals.error());
    struct Sum
    {
        std::int64_t buckets = 0;
        Money said, known;
    };
    std::map<std::pair<std::string, std::string>, Sum> sums;
    for (const ControlTotal &total : *totals) {
        if (!total.isClosed || !total.lacksRequests())
            continue;
        Sum &sum = sums[{total.source, total.series}];
        ++sum.buckets;
        sum.said += total.said;
        sum.known += total.known;
    }
    for (const auto &[key, sum] : sums)
        findings.push_back({false,
                            "money may be invisible: in the last 30 days " + printable(key.first) +
                                " tells of " + toDecimal(sum.said) + " USD in \"" +
                                printable(key.second) + "\" where " + toDecimal(sum.known) +
                                " USD are known (" + counted(sum.buckets, "time", "times") + ")",
                            "see when: outlay-cli reconcile --from 30d"});
    return {};
}

} // namespace

std::vector<std::string> awaitedLines(const CoverageAnswer &coverage)
{
    std::vector<std::string> lines;
    for (const SourceCoverage &source : coverage.sources) {
        if (const auto awaited = source.longAwaited())
            lines.push_back("Not due yet: " + awaitedText(source, *awaited) + ".");
    }
    return lines;
}

Result<CoverageNotes> coverageNotes(LedgerReader &reader, const TimeRange &range, Instant now)
{
    const auto coverage = reader.coverage({range.from, std::min(range.to, now)}, now);
    if (!coverage)
        return tl::unexpected<Error>(coverage.error());
    return CoverageNotes{openHours(*coverage), awaitedLines(*coverage)};
}

void printCoverageNotes(Output &out, const CoverageNotes &notes)
{
    if (notes.unvouchedHours > 0) {
        out.line("Money may be invisible: sources that are watched do not vouch for " +
                 counted(notes.unvouchedHours, "hour", "hours") +
                 " of this time, so the total is at least what it says.");
        out.line("  See which: outlay-cli source list");
    }
    for (const std::string &line : notes.awaited)
        out.line(line);
}

Result<> findInvisible(LedgerReader &reader, Instant now, std::vector<Finding> &findings)
{
    OUTLAY_TRY(findSilences(reader, now, findings));
    OUTLAY_TRY(findOpenTime(reader, now, findings));
    OUTLAY_TRY(findDrift(reader, now, findings));
    return findLacking(reader, now, findings);
}

namespace {

/// Nothing where there is no value.
std::string option(std::string_view name, const std::string &value)
{
    return value.empty() ? std::string()
                         : " " + std::string(name) + " " + shellWord(printable(value));
}

/// What runs on own keys at a provider is in its own report as well, if that account is polled.
Result<> findOwnKeys(LedgerReader &reader, const std::vector<sources::SourceSettings> &all,
                     Instant now, std::vector<Finding> &findings)
{
    constexpr std::string_view prefix = sources::ownKeyPrefix;
    const auto costs = reader.describedCosts({{now.micros - bookDays * microsPerDay}, now}, prefix);
    if (!costs)
        return tl::unexpected<Error>(costs.error());
    for (const DescribedCost &cost : *costs) {
        const std::string at = cost.description.substr(prefix.size());
        const auto polled = std::find_if(all.begin(), all.end(), [&at](const auto &source) {
            return isPolled(source.kind) && knownProvider(at) == toString(source.kind);
        });
        const sources::SourceSettings *router = sources::sourceNamed(all, cost.source);
        if (polled == all.end() || router == nullptr || cost.billed.nanos <= 0)
            continue;
        const std::string name = shellWord(printable(cost.source));
        findings.push_back(
            {false,
             "in the last 30 days " + dollars(cost.billed) + " of " + printable(cost.source) +
                 " were paid with own keys at " + printable(at) + ", which " +
                 printable(polled->name) +
                 " polls: they count twice if those keys are of its account",
             "if they are: outlay-cli source remove " + name + "; outlay-cli source add " + name +
                 " --kind openrouter --own-keys-elsewhere --secret " +
                 shellWord(printable(router->secret)) + option("--base-url", router->baseUrl) +
                 option("--proxy", router->proxy)});
    }
    return {};
}

} // namespace

std::string billSeenTwice(const sources::SameAccount &same)
{
    const std::string name = printable(same.name);
    const std::string other = printable(same.other);
    const std::string both =
        same.areBills ? "the bills " + name + " and " + other : name + " and the bill " + other;
    return both + " overlap: " + printable(same.why) +
           "; if that is one account, its money counts twice";
}

std::string coverBill(const sources::SameAccount &same)
{
    const auto command = [](const std::string &covered, const std::string &by) {
        return "outlay-cli source cover " + shellWord(printable(covered)) + " --by " +
               shellWord(printable(by));
    };
    switch (same.covered) {
    case sources::SameAccount::Which::First:
        return "if it is one account: " + command(same.name, same.other);
    case sources::SameAccount::Which::Other:
        return "if it is one account: " + command(same.other, same.name);
    case sources::SameAccount::Which::Neither:
        break;
    }
    return "if it is one account, each tells money that the other does not; of that time " +
           command(same.name, same.other) + " leaves " + toDecimal(same.otherMoney) + " USD, " +
           command(same.other, same.name) + " leaves " + toDecimal(same.money) + " USD";
}

std::string namedOtherwiseText(const sources::OtherName &name)
{
    return printable(name.counts) + " counts " + compact(name.tokens) + " tokens of " +
           printable(name.provider) + " for project " + printable(name.countedProject) + " on " +
           counted(name.days, "day", "days") + " of which the bill " + printable(name.bill) +
           " tells of project " + printable(name.billedProject) +
           "; if that is one project, its money counts twice";
}

std::string nameAlike(const sources::OtherName &name)
{
    return "if it is one: outlay-cli source remove " + shellWord(printable(name.bill)) +
           " --data, and import the bill with --map project=COLUMN of the column that says " +
           shellWord(printable(name.countedProject)) + ", or without a project";
}

Result<> findDoubled(LedgerReader &reader, Instant now, std::vector<Finding> &findings)
{
    const auto all = sources::storedSources(reader);
    if (!all)
        return tl::unexpected<Error>(all.error());
    OUTLAY_TRY(findOwnKeys(reader, *all, now, findings));
    const auto doubled = sources::sameAccounts(reader, *all, now);
    if (!doubled)
        return tl::unexpected<Error>(doubled.error());
    for (const sources::SameAccount &same : *doubled) {
        if (same.isBill) {
            findings.push_back({false, billSeenTwice(same), coverBill(same)});
            continue;
        }
        findings.push_back(
            {false,
             "one account is polled as " + printable(same.name) + " and as " +
                 printable(same.other) + " (" + printable(same.why) + "): its money counts twice",
             "outlay-cli source remove " + shellWord(printable(same.other)) + " --data"});
    }
    const auto named = sources::namedOtherwise(reader);
    if (!named)
        return tl::unexpected<Error>(named.error());
    for (const sources::OtherName &name : *named)
        findings.push_back({false, namedOtherwiseText(name), nameAlike(name)});
    const auto known = reader.sources();
    if (!known)
        return tl::unexpected<Error>(known.error());
    for (const sources::BilledTwice &twice : sources::billedTwice(*known))
        findings.push_back({false, printable(twice.text),
                            "outlay-cli source plan " + shellWord(printable(twice.requests)) +
                                " subscription (what is billed stays spend, the requests become "
                                "list value)"});
    return {};
}

} // namespace outlay::cli
