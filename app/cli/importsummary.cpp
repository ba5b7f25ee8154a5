// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/importsummary.h"

#include "app/cli/json.h"
#include "app/cli/table.h"
#include "app/cli/text.h"
#include "models/formats/format.h"

#include <algorithm>

namespace outlay::cli {

namespace {

constexpr std::size_t shownRejections = 20;

std::string secondsText(std::chrono::milliseconds elapsed)
{
    const std::int64_t ms = std::max<std::int64_t>(elapsed.count(), 0);
    std::string fraction = std::to_string(ms % 1000);
    fraction.insert(fraction.begin(), 3 - fraction.size(), '0');
    return std::to_string(ms / 1000) + "." + fraction;
}

/// Null where everything new is without a price: nothing is known of its cost.
std::optional<Money> addedCost(const ImportCounts &counts)
{
    const bool isUnknown =
        counts.created > 0 && counts.unpriced >= counts.created && counts.cost == Money{};
    return isUnknown ? std::nullopt : std::optional(counts.cost);
}

void printRejections(Output &out, const ImportCounts &counts)
{
    out.line("\nRejected (" + counted(counts.rejected, "record", "records") + "):");
    const std::size_t shown = std::min(shownRejections, counts.rejections.size());
    for (std::size_t i = 0; i < shown; ++i) {
        const ImportCounts::Rejection &each = counts.rejections[i];
        std::string line = "  " + printable(each.file);
        if (each.line > 0)
            line += ":" + std::to_string(each.line);
        out.line(line + ": " + printable(each.reason));
    }
    const std::int64_t rest = counts.rejected - static_cast<std::int64_t>(shown);
    if (rest > 0)
        out.line("  … and " + grouped(rest) + " more; all of them with --json");
}

/// Other things in folders may have been meant.
void printSkipped(Output &out, const ImportCounts &counts)
{
    constexpr std::size_t most = 5;
    if (counts.skippedFiles == 0)
        return;
    std::string line = "\n" + counted(counts.skippedFiles, "file", "files") +
                       " in the folders hold" + (counts.skippedFiles == 1 ? "s" : "") +
                       " no records that are known:";
    for (std::size_t i = 0; i < std::min(most, counts.skipped.size()); ++i)
        line += (i > 0 ? ", " : " ") + printable(counts.skipped[i]);
    if (counts.skippedFiles > static_cast<std::int64_t>(most))
        line += " …; all of them with --json";
    out.line(line + ". One that does comes in by its own path, if need be with --format.");
}

void writeOverlaps(JsonWriter &json, const std::vector<sources::SameAccount> &overlaps)
{
    using Which = sources::SameAccount::Which;
    json.key("overlaps").beginArray();
    for (const sources::SameAccount &same : overlaps) {
        json.newLine().beginObject();
        json.field("source", same.name).field("other", same.other).field("why", same.why);
        json.key("usd").money(same.money).key("other_usd").money(same.otherMoney);
        json.key("covered");
        if (same.covered == Which::Neither)
            json.null();
        else
            json.text(same.covered == Which::First ? same.name : same.other);
        json.endObject();
    }
    json.endArray();
}

void writeNames(JsonWriter &json, const std::vector<sources::OtherName> &names)
{
    json.key("named_otherwise").beginArray();
    for (const sources::OtherName &name : names) {
        json.newLine().beginObject();
        json.field("counts", name.counts).field("bill", name.bill);
        json.field("provider", name.provider).field("counted_project", name.countedProject);
        json.field("billed_project", name.billedProject).field("days", name.days);
        json.field("tokens", name.tokens);
        json.endObject();
    }
    json.endArray();
}

void writeGuessed(JsonWriter &json, const std::vector<GuessedTwice> &guessed)
{
    json.key("provider_open").beginArray();
    for (const GuessedTwice &one : guessed) {
        json.newLine().beginObject();
        json.field("provider", std::string_view(one.provider));
        json.key("usd").money(one.cost);
        json.key("bills").beginArray();
        for (const std::string &bill : one.bills)
            json.string(bill);
        json.endArray();
        json.key("sources").beginArray();
        for (const auto &[source, makers] : one.makers)
            json.string(source);
        json.endArray().endObject();
    }
    json.endArray();
}

std::string listed(const std::set<std::string> &names)
{
    std::string text;
    for (const std::string &name : names)
        text += (text.empty() ? "" : ", ") + printable(name);
    return text;
}

} // namespace

std::string doubtText(const BillDoubts &doubts)
{
    std::string text;
    const auto add = [&text](Money amount, std::string_view meaning) {
        if (amount != Money{})
            text += (text.empty() ? "" : "; ") + dollars(amount) + std::string(meaning);
    };
    add(doubts.more, " counts as delivered again, or taken back, and may be charges of its own");
    add(doubts.less, " counts as charges of its own and may have been delivered again");
    add(doubts.twice, " is told by two exports in different lines, and may count twice");
    return text.empty() ? "files that are not certainly parts of one export hold them" : text;
}

std::string guessedText(const GuessedTwice &guessed)
{
    std::string whose;
    for (const auto &[source, makers] : guessed.makers)
        whose += (whose.empty() ? "" : ", ") + printable(source);
    return dollars(guessed.cost) + " may count twice: nobody said which provider requests of " +
           whose + " went to, and " + listed(guessed.bills) + " has as much of " +
           guessed.provider + " for the same models and times that no request explains";
}

std::string sayProvider(const GuessedTwice &guessed)
{
    std::string text;
    for (const auto &[source, makers] : guessed.makers) {
        std::string those, others;
        for (const std::string &maker : makers) {
            const std::string whose = maker.empty() ? std::string() : maker + "=";
            those += " " + whose + guessed.provider;
            others += " " + whose + (maker.empty() ? "PROVIDER" : maker);
        }
        const std::string command = "outlay-cli source provider " + shellWord(printable(source));
        text += (text.empty() ? "" : "; ") + std::string("if they went to ") + guessed.provider +
                ": " + command + those + "; if not: " + command + others;
    }
    return text;
}

void writeImport(Output &out, const ImportCounts &counts, std::chrono::milliseconds elapsed,
                 const Doubles &doubles)
{
    JsonWriter json(out);
    json.beginObject();
    json.field("files", counts.files);
    json.field("unchanged_files", counts.unchangedFiles);
    json.field("bytes_read", counts.bytesRead);
    json.field("bytes_skipped", counts.bytesSkipped);
    json.field("lines", counts.lines);
    json.field("new", counts.created);
    json.field("merged", counts.merged);
    json.field("duplicate", counts.duplicate);
    json.field("ignored", counts.ignored);
    json.key("rejected").beginArray();
    for (const ImportCounts::Rejection &each : counts.rejections) {
        json.newLine().beginObject();
        json.field("file", each.file).field("line", each.line).field("reason", each.reason);
        json.endObject();
    }
    json.endArray();
    // More than are listed, where there are very many.
    json.field("rejected_count", counts.rejected);
    json.field("restated", counts.restated);
    json.field("in_doubt", counts.inDoubt.lines);
    json.key("in_doubt_more_usd").money(counts.inDoubt.more);
    json.key("in_doubt_less_usd").money(counts.inDoubt.less + counts.inDoubt.twice);
    writeOverlaps(json, doubles.overlaps);
    writeGuessed(json, doubles.guessed);
    writeNames(json, doubles.names);
    json.key("skipped").beginArray();
    for (const std::string &file : counts.skipped)
        json.newLine().string(file);
    json.endArray().field("skipped_files", counts.skippedFiles);
    json.field("unpriced", counts.unpriced);
    json.key("cost_usd").money(addedCost(counts));
    json.key("seconds").decimal(secondsText(elapsed));
    json.key("interrupted").boolean(counts.wasCancelled);
    json.endObject();
}

void printImport(Output &out, const ImportCounts &counts, std::chrono::milliseconds elapsed)
{
    const std::string seconds = secondsText(elapsed);
    std::string head = "Read " + counted(counts.files, "file", "files") + " (" +
                       bytesText(counts.bytesRead) + ") in " +
                       seconds.substr(0, seconds.size() - 2) + " s";
    if (counts.unchangedFiles > 0)
        head += "; " + counted(counts.unchangedFiles, "file has", "files have") + " nothing new";
    out.line(head + ".");

    Table table;
    table.addColumn("records", Table::Align::Left);
    table.addColumn("", Table::Align::Right);
    table.addColumn("", Table::Align::Left);
    const auto row = [&](std::string_view what, std::int64_t count, std::string_view meaning) {
        if (count > 0)
            table.addRow({std::string(what), grouped(count), std::string(meaning)});
    };
    row("new", counts.created, "requests, or lines of bills, not known before");
    row("merged", counts.merged, "more about requests already known");
    row("duplicate", counts.duplicate, "said before, word for word");
    row("ignored", counts.ignored, "without usage, by their format's rule");
    row("rejected", counts.rejected, "not understood, see below");
    table.addTotal({"total", grouped(counts.lines), ""});
    out.write("\n");
    table.print(out, out.width());

    if (counts.lines == 0 && counts.unchangedFiles == 0) {
        std::string known;
        for (const Format &format : formats())
            known += (known.empty() ? "" : ", ") + std::string(format.name);
        out.line("\nNothing was found in it. Known formats: " + known +
                 "; other CSV and JSON lines come in with --map, see: outlay-cli import --help");
        return printSkipped(out, counts);
    }
    printSkipped(out, counts);
    const std::optional<Money> cost = addedCost(counts);
    out.line("\nAdded to the ledger: " + (cost ? dollars(*cost) : "cost unknown (unpriced)") +
             " of spend.");
    if (counts.unpriced > 0)
        out.line(counted(counts.unpriced, "new request has", "new requests have") +
                 " no price yet; see which models: outlay-cli report --by model");
    if (counts.restated > 0)
        out.line(counted(counts.restated, "line", "lines") +
                 " of these bills came in more than one export; the newest counts, by the time "
                 "its file was written. Which: outlay-cli doctor");
    if (counts.inDoubt.lines > 0)
        out.line(counted(counts.inDoubt.lines, "line", "lines") + " of bills " +
                 (counts.inDoubt.lines == 1 ? "is" : "are") +
                 " in doubt: " + doubtText(counts.inDoubt) + ". Of which bill: outlay-cli doctor");
    if (counts.rejected > 0)
        printRejections(out, counts);
    if (counts.created > 0)
        out.line("\nNext: outlay-cli report --by model");
}

} // namespace outlay::cli
