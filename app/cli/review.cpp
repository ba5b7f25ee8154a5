// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json.h"
#include "app/cli/measures.h"
#include "app/cli/openledger.h"
#include "app/cli/question.h"
#include "app/cli/text.h"
#include "app/cli/verbs.h"
#include "app/exports/outputfile.h"
#include "app/reports/writtenreview.h"
#include "app/sources/demo/demonow.h"

#include <array>

namespace outlay::cli {

namespace {

constexpr std::array reviewOptions{
    Option{"period", "NAME", "week or month (default: month)"},
    Option{"at", "TIME", "a moment of the period (default: the last one that is over)"},
    zoneOption,
    Option{"format", "NAME", "text, html or json (default: text)"},
    Option{"output", "FILE", "write to a file only you can read, instead of stdout"},
};

constexpr std::string_view help =
    R"(The review of a week or a month, already written: spend against the period before and why it
changed, tasks and users, budgets, alerts and what was done about them, decisions that are due. The
numbers in brackets lead to receipts, each of which adds up to the nano-dollar.

Without --at it is about the last week or month that is over by the newest request of the ledger. A
period that the data end within is compared with as many days of the one before. The same data give
the same bytes. The page of --format html loads nothing and runs nothing.

Examples:
  outlay-cli review
  outlay-cli review --period week --at 2026-11-16
  outlay-cli review --at 2026-10 --format html --output october.html
)";

void writeRange(JsonWriter &json, std::string_view name, const TimeRange &range)
{
    json.key(name).beginObject().key("from").time(range.from).key("to").time(range.to).endObject();
}

void writeSection(JsonWriter &json, const reports::PageSection &section)
{
    json.newLine().beginObject().field("title", std::string_view(section.title));
    json.key("sentences").beginArray();
    for (const reports::Sentence &sentence : section.sentences) {
        json.newLine().beginObject().field("text", std::string_view(sentence.text));
        json.key("receipts").beginArray();
        for (const int number : sentence.receipts)
            json.number(number);
        json.endArray().endObject();
    }
    json.endArray().key("tables").beginArray();
    const auto writeRow = [&json](const std::vector<std::string> &cells) {
        json.beginArray();
        for (const std::string &cell : cells)
            json.string(cell);
        json.endArray();
    };
    for (const reports::PageTable &table : section.tables) {
        json.newLine().beginArray();
        writeRow(table.headings);
        for (const auto &row : table.rows)
            writeRow(row);
        if (!table.total.empty())
            writeRow(table.total);
        json.endArray();
    }
    json.endArray().endObject();
}

void writeReceipts(JsonWriter &json, const std::vector<reports::PageReceipt> &receipts)
{
    json.key("receipts").beginArray();
    std::int64_t number = 0;
    for (const reports::PageReceipt &receipt : receipts) {
        json.newLine().beginObject().field("number", ++number);
        json.field("title", std::string_view(receipt.title)).key("lines").beginArray();
        for (const reports::ReceiptLine &line : receipt.lines) {
            json.newLine().beginObject().field("what", std::string_view(line.what));
            json.field("how", std::string_view(line.how)).key("usd").money(line.amount);
            json.endObject();
        }
        json.endArray().key("sum_usd").money(receipt.sum).endObject();
    }
    json.endArray();
}

void writeClosed(JsonWriter &json, const std::optional<ClosingComparison> &closing)
{
    json.key("closed");
    if (!closing) {
        json.null();
        return;
    }
    const ClosedPeriod &period = closing->period;
    json.beginObject().field("month", std::string_view(period.month()));
    json.field("digest", std::string_view(period.digest));
    json.key("frozen_usd").money(spendOf(period.total));
    json.key("adjustment_usd").money(closing->total.spend()).endObject();
}

void writeJson(Output &out, const reports::WrittenReview &found)
{
    const Review &review = found.review;
    JsonWriter json(out);
    json.beginObject();
    writeRange(json, "period", review.period);
    writeRange(json, "prior", review.prior);
    json.key("total").beginObject();
    writeTotal(json, review.total.measures);
    json.endObject();
    json.key("prior_usd").money(review.before.measures.cost);
    json.key("fees_usd").money(review.fees);
    json.key("unowned_usd").money(review.unowned.measures.cost);
    json.field("uncovered_seconds", review.uncoveredMicros / microsPerSecond);
    writeClosed(json, review.closing);
    json.key("sections").beginArray();
    for (const reports::PageSection &section : found.page.sections)
        writeSection(json, section);
    json.endArray();
    writeReceipts(json, found.page.receipts);
    json.endObject();
}

void write(Output &out, const reports::WrittenReview &found, const std::string &format)
{
    if (format == "json") {
        writeJson(out, found);
    } else if (format == "html") {
        out.write(reports::toHtml(found.page));
    } else {
        const std::string text = reports::toText(found.page);
        for (std::size_t at = 0, end = 0; at < text.size(); at = end + 1) {
            end = std::min(text.find('\n', at), text.size());
            out.line(printable(text.substr(at, end - at)));
        }
    }
}

Result<reports::ReviewRequest> requestOf(const Arguments &arguments, LedgerReader &reader)
{
    reports::ReviewRequest request;
    const Result<Step> step = reports::parseReviewStep(arguments.valueOr("period", "month"));
    if (!step)
        return tl::unexpected<Error>(step.error());
    request.step = *step;
    const Result<Query> query = narrowedQuery(arguments, reader);
    if (!query)
        return tl::unexpected<Error>(query.error());
    request.zone = query->zone;
    if (const auto text = arguments.value("at")) {
        const Result<Instant> now = shownNow(reader, arguments.now());
        if (!now)
            return tl::unexpected<Error>(now.error());
        const Result<Instant> moment = parseMoment(*text, query->zone, *now);
        if (!moment)
            return failure(Error::Kind::Usage, "--at: " + moment.error().text);
        request.at = *moment;
    }
    return request;
}

int writeTo(const Arguments &arguments, const reports::WrittenReview &found,
            const std::string &format)
{
    const std::string target = arguments.valueOr("output", "-");
    if (target == "-") {
        write(arguments.out(), found, format);
        return exitcode::done;
    }
    const Result<std::unique_ptr<OutputFile>> file = OutputFile::create(target);
    if (!file)
        return arguments.fail(file.error());
    write((*file)->out(), found, format);
    if (const Result<> finished = (*file)->finish(); !finished) {
        (void)arguments.fail(finished.error());
        return exitcode::usage;
    }
    return exitcode::done;
}

int run(Arguments &arguments)
{
    if (!arguments.positional().empty())
        return arguments.failUsage("the period goes behind --at: --at " +
                                   printable(arguments.positional().front()));
    const std::string format = arguments.valueOr("format", arguments.isJson() ? "json" : "text");
    if (format != "text" && format != "html" && format != "json")
        return arguments.failUsage("unknown --format " + printable(format) +
                                   "; choose text, html or json");
    const Result<std::unique_ptr<LedgerReader>> reader = openReader(arguments);
    if (!reader)
        return arguments.failLedger(reader.error());
    const Result<reports::ReviewRequest> request = requestOf(arguments, **reader);
    if (!request)
        return arguments.fail(request.error());
    const Result<reports::WrittenReview> found =
        reports::writeReview(ledgerPath(arguments), **reader, *request);
    if (!found)
        return found.error().kind == Error::Kind::Usage ? arguments.fail(found.error())
                                                        : arguments.failLedger(found.error());
    if (!found->review.hasData)
        return arguments.fail({Error::Kind::Usage,
                               found->page.title + ": the ledger knows of nothing in this period"});
    return writeTo(arguments, *found, format);
}

} // namespace

const Verb reviewVerb{
    "review",
    "the week or the month, already written: text, HTML or JSON",
    "[--period week|month] [--at TIME] [--tz ZONE] [--format NAME] [--output FILE]",
    reviewOptions,
    help,
    run};

} // namespace outlay::cli
