// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/budgetstatus.h"
#include "app/cli/importsummary.h"
#include "app/cli/json.h"
#include "app/cli/livefindings.h"
#include "app/cli/openledger.h"
#include "app/cli/pricehint.h"
#include "app/cli/text.h"
#include "app/cli/unpricedtext.h"
#include "app/cli/verbs.h"
#include "app/sources/discovery.h"
#include "app/sources/livesources.h"
#include "models/insight/closing.h"
#include "models/rules/minutelimit.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <system_error>

namespace outlay::cli {

namespace {

constexpr std::array doctorOptions{
    Option{"repair", "", "rebuild the sums from the requests, then check again"},
};

constexpr std::string_view help =
    R"(Looks the ledger over: whether every sum equals the requests behind it, whether references
hold, whether closed months are as they were frozen, who may read the file, what was rejected, what
has no price, which sources' plans nobody told, which sources report costs more than 5% off the price
book throughout, which budgets nothing can watch (their time zone is unknown here), which transcripts
on this machine are not in it, and where money may be invisible: keys and sources gone quiet, time
nobody vouches for, requests that cost more than was billed; and where it counts twice: one account
polled under two names, own keys at a provider that is polled as well, the bill of GitHub Copilot's
seats beside the requests of their command line, a cloud's bill beside requests whose provider nobody
said. Says what to do about each.

error    figures may be wrong; exit code 3
advice   figures are right as far as they go, and could go further; exit code 0
note     all is well, and says why something is not there yet; exit code 0

Example:
  outlay-cli doctor
)";

/// "+7.5%": how far one sum lies from the other, to a tenth.
std::string percentApart(Money one, Money other)
{
    const double percent =
        100.0 * (static_cast<double>(one.nanos) / static_cast<double>(other.nanos) - 1);
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%+.1f%%", percent);
    return text.data();
}

void checkPermissions(const std::string &path, std::vector<Finding> &findings)
{
#ifndef _WIN32
    namespace fs = std::filesystem;
    std::error_code error;
    const fs::perms others = fs::perms::group_all | fs::perms::others_all;
    const fs::perms granted = fs::status(path, error).permissions() & others;
    if (!error && granted != fs::perms::none)
        findings.push_back({false, "other users of this machine may read or write the ledger",
                            "chmod 600 " + path});
#else
    (void)path;
    (void)findings;
#endif
}

void checkFacts(const LedgerFacts &facts, bool hasMoney, const PriceBook &book,
                std::vector<Finding> &findings)
{
    if (facts.events == 0 && !hasMoney)
        findings.push_back({false, "the ledger is empty",
                            "outlay-cli import PATH, or: outlay-cli source add NAME --kind …"});
    if (facts.rejectedRecords > 0)
        findings.push_back({false,
                            counted(facts.rejectedRecords, "record was", "records were") +
                                " rejected in past imports",
                            "import the file again with --again --json to see file, line and "
                            "reason"});
    constexpr std::size_t most = 5;
    for (std::size_t i = 0; i < facts.unpricedModels.size() && i < most; ++i) {
        const auto &[model, requests] = facts.unpricedModels[i];
        findings.push_back({false,
                            counted(requests, "request", "requests") + " of " + modelName(model) +
                                (requests == 1 ? " has" : " have") + " no price",
                            pricingCommands(book, model)});
    }
    if (facts.unpricedModels.size() > most)
        findings.push_back({false,
                            counted(static_cast<std::int64_t>(facts.unpricedModels.size() - most),
                                    "more model has", "more models have") +
                                " no price",
                            "outlay-cli prices check"});
}

/// What providers count and nobody tells the money of.
Result<> checkCounts(LedgerReader &reader, const PriceBook &book, std::vector<Finding> &findings)
{
    const auto counts = unpricedCounts(reader, book, {});
    if (!counts)
        return tl::unexpected<Error>(counts.error());
    constexpr std::size_t most = 5;
    for (std::size_t i = 0; i < counts->size() && i < most; ++i)
        findings.push_back({false,
                            countsText((*counts)[i]) + ": they are in no total, which is at least "
                                                       "what it says",
                            pricingCommands(book, (*counts)[i].id())});
    if (counts->size() > most)
        findings.push_back({false,
                            counted(static_cast<std::int64_t>(counts->size() - most),
                                    "more model is", "more models are") +
                                " counted without a price",
                            "outlay-cli prices unpriced"});
    return {};
}

void checkSources(const std::vector<SourceInfo> &known, std::vector<Finding> &findings)
{
    for (const SourceInfo &source : known) {
        // Its parts are paid as it is, so it is asked for them too.
        const bool hasEvents = std::any_of(known.begin(), known.end(), [&](const auto &one) {
            return one.events > 0 && (one.name == source.name || one.partOf == source.name);
        });
        if (hasEvents && source.partOf.empty() && (source.plan.empty() || source.plan == "unknown"))
            findings.push_back(
                {false,
                 "nobody said how " + printable(source.name) + " is paid; it counts as metered",
                 "outlay-cli source plan " + shellWord(printable(source.name)) +
                     " metered (or subscription --fee 100USD)"});
    }
    for (const sources::Found &found : sources::discover(sources::Surroundings::ofThisProcess())) {
        bool isIn = found.files == 0;
        for (const SourceInfo &source : known)
            isIn = isIn || source.format == found.format;
        if (!isIn)
            findings.push_back({false,
                                found.title + " are on this machine and not in the ledger (" +
                                    counted(found.files, "file", "files") + ", " +
                                    bytesText(found.bytes) + ")",
                                "outlay-cli import " + shellWord(found.path)});
    }
}

/// What is watched, or was when somebody last watched, and is in trouble.
Result<> checkWatched(LedgerReader &reader, std::vector<Finding> &findings)
{
    const auto stored = sources::storedSources(reader);
    OUTLAY_TRY(stored);
    const auto report = sources::watchReport(reader);
    OUTLAY_TRY(report);
    if (!*report)
        return {};
    for (const sources::SourceSettings &settings : *stored) {
        const sources::SourceStatus *told =
            sources::statusNamed((*report)->statuses, settings.name);
        if (settings.isPaused || !told || !sources::needsAttention(told->state))
            continue;
        std::string state(sources::toString(told->state));
        std::replace(state.begin(), state.end(), '_', ' ');
        findings.push_back({false,
                            "source " + printable(settings.name) + ": " + state +
                                (told->reason.empty() ? "" : ", " + printable(told->reason)),
                            "outlay-cli source test " + shellWord(printable(settings.name))});
    }
    return {};
}

/// A source whose costs differ from the price book's throughout: wrong prices, or a discount in one
/// of the two books only.
void checkReports(const std::vector<ReportGap> &gaps, const std::vector<SourceInfo> &sources,
                  std::vector<Finding> &findings)
{
    for (const ReportGap &gap : gaps) {
        if (!gap.isSystematic())
            continue;
        const bool isList =
            std::any_of(sources.begin(), sources.end(), [&gap](const SourceInfo &source) {
                return source.name == gap.source && source.reports == "list";
            });
        const bool isAbove = gap.reported > gap.estimated;
        const std::string model = (gap.provider.empty() ? "" : gap.provider + "/") + gap.model;
        const std::string explain = "outlay-cli explain --where " +
                                    shellWord("source=" + printable(gap.source)) + " --where " +
                                    shellWord("model=" + printable(gap.model));
        std::string advice = isAbove && !isList
                                 ? "if these are list prices before your discount: outlay-cli "
                                   "source reports " +
                                       shellWord(printable(gap.source)) + " list; else compare: "
                                 : "compare: ";
        advice += explain;
        advice += isAbove ? "" : "; a discount the price book lacks: outlay-cli prices set --help";
        findings.push_back({false,
                            gap.source + " reports " + toDecimal(gap.reported) + " USD for " +
                                model + " where the price book computes " +
                                toDecimal(gap.estimated) + " USD (" +
                                counted(gap.requests, "request", "requests") + ", " +
                                percentApart(gap.reported, gap.estimated) + ")",
                            advice});
    }
}

std::string nameOf(const BillInfo &bill)
{
    const auto day = [](Instant at) { return toRfc3339(at).substr(0, 10); };
    const TimeRange &period = bill.period.isBounded() ? bill.period : bill.charged;
    return "the bill of " + bill.provider +
           (bill.account.empty() ? "" : " account " + bill.account) + " from " + day(period.from) +
           " to before " + day(period.to);
}

/// One bill under two names counts once where its lines are the same.
void checkBills(const std::vector<BillInfo> &bills, std::vector<Finding> &findings)
{
    const auto isSame = [](const BillInfo &l, const BillInfo &r) {
        return l.provider == r.provider && l.account == r.account && l.period == r.period;
    };
    for (std::size_t i = 0; i < bills.size(); ++i) {
        const BillInfo &bill = bills[i];
        if (bill.replacedLines > 0 && bill.lines > 0)
            findings.push_back({false,
                                nameOf(bill) + " in " + bill.source + " was restated: " +
                                    counted(bill.replacedLines, "line", "lines") + " (" +
                                    toDecimal(bill.replaced) + " USD) of older exports no longer " +
                                    (bill.replacedLines == 1 ? "counts, " : "count, ") +
                                    counted(bill.lines, "line counts", "lines count") + " (" +
                                    toDecimal(bill.billed) + " USD)",
                                "nothing, if that is the bill; else remove the wrong export: "
                                "outlay-cli source remove " +
                                    shellWord(printable(bill.source)) + " --data"});
        for (std::size_t j = i + 1; j < bills.size() && isSame(bill, bills[j]); ++j) {
            const BillInfo &other = bills[j];
            const bool overlaps =
                bill.charged.from < other.charged.to && other.charged.from < bill.charged.to;
            if (bill.account.empty() || !overlaps)
                continue;
            // Different lines add up: findDoubled() tells what both say.
            if (bill.lines > 0 && other.lines > 0)
                continue;
            const BillInfo &spare = bill.lines == 0 ? bill : other;
            findings.push_back(
                {false,
                 nameOf(bill) + " is in " + bill.source + " and in " + other.source +
                     "; it counts once",
                 "outlay-cli source remove " + shellWord(printable(spare.source)) + " --data"});
        }
    }
}

/// What may count too rarely or too often, as files do not tell what they are of.
void checkDoubts(const std::vector<DoubtedBill> &bills, std::vector<Finding> &findings)
{
    for (const DoubtedBill &bill : bills) {
        BillInfo named;
        named.provider = bill.provider;
        named.account = bill.account;
        named.period = bill.period;
        named.charged = bill.charged;
        const std::string source = shellWord(printable(bill.source));
        const std::string again = "outlay-cli source remove " + source + " --data, then import ";
        BillDoubts doubts = bill.doubts;
        doubts.twice = {};
        if (doubts.more != Money{} || doubts.less != Money{} || bill.doubts.twice == Money{})
            findings.push_back({false,
                                "lines of " + nameOf(named) + " in " + bill.source +
                                    " are in doubt: " + doubtText(doubts),
                                "import a whole export of it anew, all of its parts; or " + again +
                                    "the files of one export"});
        if (bill.doubts.twice != Money{})
            findings.push_back({false,
                                nameOf(named) + " in " + bill.source + ": " +
                                    dollars(bill.doubts.twice) +
                                    " is told by two exports in different lines, by the same sums "
                                    "for the same times, as a daily export and an hourly one do, "
                                    "or Google's standard and detailed tables; if they are one "
                                    "bill, that counts twice",
                                "if they are one bill: " + again + "one of them"});
    }
}

void checkBudgetZones(const BudgetRules &rules, std::vector<Finding> &findings)
{
    for (const Budget &budget : rules.budgets) {
        const auto calendar = PeriodCalendar::of(budget.period);
        if (calendar || isPerMinute(budget.period))
            continue;
        findings.push_back({false,
                            "budget \"" + budget.name +
                                "\" is broken, nothing watches it: " + calendar.error().text,
                            "outlay-cli budget set " + shellWord(printable(budget.name)) +
                                " --tz ZONE, or install the system's time zone data"});
    }
}

/// Requests that may be in a cloud's bill as well.
Result<> checkGuessed(Ingest &ingest, std::vector<Finding> &findings)
{
    const Result<std::vector<GuessedTwice>> guessed = ingest.guessedTwice();
    if (!guessed)
        return tl::unexpected<Error>(guessed.error());
    for (const GuessedTwice &one : *guessed)
        findings.push_back({false, guessedText(one), sayProvider(one)});
    return {};
}

Result<> checkClosings(const std::string &path, std::vector<Finding> &findings)
{
    const auto reader = ClosingReader::open(path);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    const auto damaged = damagedClosings(**reader);
    if (!damaged)
        return tl::unexpected<Error>(damaged.error());
    for (const std::string &text : *damaged)
        findings.push_back({true, text,
                            "outlay-cli restore BACKUP; closed months: outlay-cli "
                            "close list"});
    return {};
}

Result<std::vector<Finding>> examine(const Arguments &arguments)
{
    std::vector<Finding> findings;
    const Result<std::unique_ptr<LedgerReader>> reader = openReader(arguments);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    const Result<std::unique_ptr<Ingest>> ingest = openIngest(arguments);
    if (!ingest)
        return tl::unexpected<Error>(ingest.error());
    if (arguments.has("repair"))
        OUTLAY_TRY((*ingest)->rebuildCells());
    const Result<std::vector<std::string>> broken = (*ingest)->check();
    if (!broken)
        return tl::unexpected<Error>(broken.error());
    for (const std::string &text : *broken)
        findings.push_back({true, text, "outlay-cli doctor --repair"});
    OUTLAY_TRY(checkClosings(ledgerPath(arguments), findings));
    checkPermissions(ledgerPath(arguments), findings);
    const Result<LedgerFacts> facts = (*reader)->facts();
    if (!facts)
        return tl::unexpected<Error>(facts.error());
    const Result<std::vector<BillInfo>> bills = (*reader)->bills();
    if (!bills)
        return tl::unexpected<Error>(bills.error());
    const Result<Answer> all = (*reader)->run({});
    if (!all)
        return tl::unexpected<Error>(all.error());
    checkFacts(*facts, !bills->empty() || all->hasData, *(*ingest)->priceBook(), findings);
    OUTLAY_TRY(checkCounts(**reader, *(*ingest)->priceBook(), findings));
    const Result<std::vector<SourceInfo>> known = (*reader)->sources();
    if (!known)
        return tl::unexpected<Error>(known.error());
    checkSources(*known, findings);
    OUTLAY_TRY(checkWatched(**reader, findings));
    const Result<std::vector<ReportGap>> gaps = (*reader)->reportGaps();
    if (!gaps)
        return tl::unexpected<Error>(gaps.error());
    checkReports(*gaps, *known, findings);
    checkBills(*bills, findings);
    const Result<std::vector<DoubtedBill>> doubted = (*ingest)->billsInDoubt();
    if (!doubted)
        return tl::unexpected<Error>(doubted.error());
    checkDoubts(*doubted, findings);
    OUTLAY_TRY(checkGuessed(**ingest, findings));
    const Result<BudgetRules> rules = alerting::budgetRulesOf(**reader);
    if (!rules)
        return tl::unexpected<Error>(rules.error());
    checkBudgetZones(*rules, findings);
    OUTLAY_TRY(findDoubled(**reader, arguments.now(), findings));
    OUTLAY_TRY(findInvisible(**reader, arguments.now(), findings));
    return findings;
}

std::string_view kindOf(const Finding &finding)
{
    if (finding.isError)
        return "error";
    return finding.isNote ? "note" : "advice";
}

void writeFindings(Output &out, const std::vector<Finding> &findings, bool isHealthy)
{
    JsonWriter json(out);
    json.beginObject().key("healthy").boolean(isHealthy);
    json.key("findings").beginArray();
    for (const Finding &finding : findings) {
        json.newLine().beginObject();
        json.field("kind", kindOf(finding));
        json.field("text", std::string_view(finding.text));
        json.field("what_to_do", std::string_view(finding.advice));
        json.endObject();
    }
    json.endArray().endObject();
}

int run(Arguments &arguments)
{
    if (!arguments.positional().empty())
        return arguments.failUsage("the ledger to look over is named with --ledger FILE");
    const Result<std::vector<Finding>> findings = examine(arguments);
    if (!findings)
        return arguments.failLedger(findings.error());
    bool isHealthy = true;
    for (const Finding &finding : *findings)
        isHealthy = isHealthy && !finding.isError;
    if (arguments.isJson()) {
        writeFindings(arguments.out(), *findings, isHealthy);
    } else {
        arguments.out().line(isHealthy ? "The ledger is sound: every sum equals its requests."
                                       : "The ledger needs help:");
        for (const Finding &finding : *findings) {
            std::string kind(kindOf(finding));
            kind.resize(8, ' ');
            arguments.out().line(kind + printable(finding.text));
            arguments.out().line("        -> " + printable(finding.advice));
        }
    }
    return isHealthy ? exitcode::done : exitcode::ledger;
}

} // namespace

const Verb doctorVerb{
    "doctor", "check the ledger and say what to do", "[--repair]", doctorOptions, help, run};

} // namespace outlay::cli
