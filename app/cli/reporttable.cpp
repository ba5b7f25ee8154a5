// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/pricehint.h"
#include "app/cli/reportwriter.h"
#include "app/cli/table.h"
#include "app/cli/text.h"
#include "app/cli/unpricedtext.h"
#include "models/formats/format.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace outlay::cli {

namespace {

/// A column of figures: shown only where some row has something in it.
struct Figure
{
    std::string heading;
    std::int64_t (*of)(const Measures &);
};

std::int64_t errorsOf(const Measures &m)
{
    return m.errors.value_or(0);
}
std::int64_t inputOf(const Measures &m)
{
    return m.usage[TokenClass::Input];
}
std::int64_t cacheReadOf(const Measures &m)
{
    return m.usage[TokenClass::CacheRead];
}
std::int64_t cacheWriteOf(const Measures &m)
{
    return m.usage[TokenClass::CacheWrite5m] + m.usage[TokenClass::CacheWrite1h];
}
std::int64_t outputOf(const Measures &m)
{
    return m.usage[TokenClass::Output];
}
std::int64_t otherTokensOf(const Measures &m)
{
    return m.usage.total() - inputOf(m) - cacheReadOf(m) - cacheWriteOf(m) - outputOf(m);
}

const std::array figures{Figure{"errors", errorsOf},        Figure{"input", inputOf},
                         Figure{"cache read", cacheReadOf}, Figure{"cache write", cacheWriteOf},
                         Figure{"output", outputOf},        Figure{"other tokens", otherTokensOf}};

/// The bucket's start as people of the zone write it.
std::string bucketText(Instant at, const Query &query)
{
    const std::string local = query.zone.toLocal(at); // 2026-11-23T22:00:00+05:30
    if (query.step == Step::Month)
        return local.substr(0, 7);
    if (query.step != Step::Hour)
        return local.substr(0, 10);
    std::string text = local.substr(0, 10) + " " + local.substr(11, 5);
    // The hour that the clocks repeat is told from its twin by the offset.
    if (!query.zone.isUtc() && local.size() > 19)
        text += " " + local.substr(19);
    return text;
}

bool isPerTask(const Query &query)
{
    return std::any_of(query.by.begin(), query.by.end(), [](const DimensionRef &each) {
        return each.dimension == Dimension::Task || each.dimension == Dimension::Session ||
               each.dimension == Dimension::Agent;
    });
}

std::string costText(const Measures &measures, const std::optional<Currency> &currency, int places,
                     bool isAtLeast)
{
    if (!measures.cost)
        return measures.requests > 0 ? "unpriced" : "–";
    return (isAtLeast || measures.unpricedRequests > 0 ? "≥ " : "") +
           shownMoney(*measures.cost, currency, places);
}

std::vector<std::string> keyCells(const Query &query, const Row &row)
{
    std::vector<std::string> cells;
    if (query.step != Step::None)
        cells.push_back(row.at ? bucketText(*row.at, query) : "");
    for (std::size_t i = 0; i < query.by.size(); ++i) {
        if (row.isOther)
            cells.emplace_back(i == 0 ? "(other)" : "");
        else if (i < row.key.size() && row.key[i])
            cells.push_back(*row.key[i]);
        else
            cells.emplace_back(row.isNotItemised ? "(not itemised)" : "(unknown)");
    }
    // Else it would stand beside a row of the same name.
    const bool isSaid = std::find(cells.begin(), cells.end(), "(not itemised)") != cells.end();
    if (row.isNotItemised && !isSaid && !cells.empty())
        cells.back() += ", not itemised";
    return cells;
}

class ReportTable
{
public:
    /// `notes.measures`: instead of the usual columns; empty: those.
    ReportTable(const Query &query, const Answer &answer, const ReportNotes &notes)
        : m_query(query)
        , m_measures(notes.measures.measures)
        , m_currency(notes.currency)
        , m_total(answer.total)
        , m_places(isPerTask(query) ? 4 : 2)
        , m_hasShare(notes.measures.measures.empty() && answer.rows.size() > 1 &&
                     answer.total.cost && answer.total.cost->nanos > 0)
    {
        for (const Figure &figure : figures) {
            const bool isUsed =
                std::any_of(answer.rows.begin(), answer.rows.end(),
                            [&](const Row &row) { return figure.of(row.measures) != 0; });
            if (isUsed)
                m_shown.push_back(&figure);
        }
        addColumns();
        for (std::size_t i = 0; i < answer.rows.size(); ++i)
            m_table.addRow(withFigures(keyCells(query, answer.rows[i]),
                                       notes.measures.at(answer, i), answer.rows[i].isNotItemised));
        m_lacksCounts = !notes.counts.empty();
        std::vector<std::string> total(keyColumns());
        if (!total.empty())
            total.front() = "total";
        m_table.addTotal(withFigures(std::move(total), notes.measures.total(answer),
                                     answer.total.residual != Money{}));
    }
    void print(Output &out) const { m_table.print(out, out.width()); }

private:
    [[nodiscard]] std::size_t keyColumns() const
    {
        return m_query.by.size() + (m_query.step == Step::None ? 0 : 1);
    }
    void addColumns()
    {
        if (m_query.step != Step::None)
            m_table.addColumn(m_query.step == Step::Week ? "week of" : "at", Table::Align::Left);
        for (const DimensionRef &dimension : m_query.by)
            m_table.addColumn(toString(dimension), Table::Align::Left);
        for (const Measure measure : m_measures)
            m_table.addColumn(measureHeading(measure), Table::Align::Right);
        if (!m_measures.empty())
            return;
        m_table.addColumn("requests", Table::Align::Right);
        for (const Figure *figure : m_shown)
            m_table.addColumn(figure->heading, Table::Align::Right);
        m_table.addColumn("cost", Table::Align::Right);
        if (m_hasShare)
            m_table.addColumn("share", Table::Align::Right);
    }
    [[nodiscard]] std::vector<std::string> withFigures(std::vector<std::string> cells,
                                                       const Measured &measures,
                                                       bool isNotItemised = false) const
    {
        for (const Measure measure : m_measures)
            cells.push_back(measureText(measure, measures));
        if (!m_measures.empty())
            return cells;
        // How many there were is unknown, not zero.
        cells.push_back(isNotItemised && measures.requests == 0 ? "–" : grouped(measures.requests));
        for (const Figure *figure : m_shown) {
            if (measures.requests == 0)
                cells.emplace_back(); // not itemised: nothing is known of its tokens
            else if (figure->of == errorsOf && !measures.errors)
                cells.emplace_back("?");
            else
                cells.push_back(compact(figure->of(measures)));
        }
        cells.push_back(costText(measures, m_currency, m_places, m_lacksCounts));
        if (m_hasShare)
            cells.push_back(measures.cost ? share(*measures.cost, *m_total.cost) : "");
        return cells;
    }

    const Query &m_query;
    const std::vector<Measure> &m_measures;
    const std::optional<Currency> &m_currency;
    const Measures &m_total;
    int m_places;
    bool m_hasShare;
    bool m_lacksCounts = false; ///< the total does, see ReportNotes::counts
    std::vector<const Figure *> m_shown;
    Table m_table;
};

std::string heading(const Query &query, const Answer &answer, const std::vector<Measure> &measures)
{
    std::string text;
    for (const Measure measure : measures)
        text += (text.empty() ? "" : ", ") + measureHeading(measure);
    if (text.empty())
        text = "Cost";
    else
        text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
    for (std::size_t i = 0; i < query.by.size(); ++i)
        text += (i == 0 ? " by " : ", ") + toString(query.by[i]);
    const auto minute = [&](Instant at) {
        const std::string local = query.zone.toLocal(at);
        return local.substr(0, 10) +
               (local.substr(11, 5) == "00:00" ? "" : " " + local.substr(11, 5));
    };
    text += ", from " + minute(answer.range.from) + " to before " + minute(answer.range.to);
    return text + " (" + query.zone.name() + ")";
}

/// "estimated $12.00, reported $3.00".
std::string basisText(const Query &query, const Measures &total,
                      const std::optional<Currency> &currency)
{
    if (query.basis != Basis::Effective)
        return "Basis: " + std::string(name(query.basis)) +
               " figures only, as they came; without --basis each request counts once at its best.";
    const std::array<std::pair<std::string_view, Money>, 4> parts{
        {{"billed by providers", total.billed},
         {"reported by gateways", total.reported},
         {"estimated from the price book", total.estimated},
         {"a client's own guess", total.client}}};
    std::string text;
    for (const auto &[what, amount] : parts) {
        if (amount.nanos != 0)
            text += (text.empty() ? "Basis: " : ", ") + shownMoney(amount, currency) + " " +
                    std::string(what);
    }
    if (total.residual.nanos != 0)
        text += "; " + shownMoney(total.residual, currency) +
                " is not itemised (fees of plans, bills beyond the requests), so requests and "
                "tokens are those of the rest";
    return text.empty() ? text : text + ".";
}

void printUnpriced(Output &out, const Measures &total, const ReportNotes &notes)
{
    const LedgerFacts &facts = notes.facts;
    std::string models;
    constexpr std::size_t most = 5;
    for (std::size_t i = 0; i < facts.unpricedModels.size() && i < most; ++i)
        models += (i == 0 ? ": " : ", ") + printable(modelName(facts.unpricedModels[i].first));
    if (facts.unpricedModels.size() > most)
        models += ", …";
    out.line(counted(total.unpricedRequests, "request is", "requests are") +
             " unpriced and not in the cost (≥: at least)" + models + ".");
    for (const std::string &commands : notes.pricing)
        out.line("  " + commands);
    out.line("  All of them: outlay-cli prices check; whole lists: outlay-cli prices import FILE");
}

/// Counts that are no requests: nothing in the table shows that they are missing.
void printUnpricedCounts(Output &out, const std::vector<UnpricedCounts> &counts)
{
    constexpr std::size_t most = 3;
    for (std::size_t i = 0; i < counts.size() && i < most; ++i)
        out.line("Not in the cost, which is at least what it says: " +
                 printable(countsText(counts[i])) + ".");
    if (!counts.empty())
        out.line("  All of them: outlay-cli prices unpriced");
}

/// Agents are often paid by subscription: worth asking.
void printUntoldPlans(Output &out, const std::vector<SourceInfo> &sources)
{
    for (const SourceInfo &source : sources) {
        const Format *format = formatNamed(source.format);
        // Aider calls with the keys of its user.
        const bool isAgent =
            format != nullptr && format->rank == Rank::Transcript && format->name != "aider";
        const bool isUntold = source.plan.empty() || source.plan == "unknown";
        // The demo's accounts are told apart by key.
        if (source.events == 0 || !isAgent || !isUntold || source.name.starts_with("demo "))
            continue;
        const std::string name = shellWord(printable(source.name));
        out.line("Nobody said how " + name + " is paid; it counts as metered.");
        out.line("  If it is a subscription: outlay-cli source plan " + name +
                 " subscription --fee 100USD");
    }
}

void printNotes(Output &out, const Query &query, const Answer &answer, const ReportNotes &notes)
{
    const Measures &total = answer.total;
    if (notes.currency)
        out.line("Amounts are " + currencyWords(*notes.currency) +
                 ", rounded once each; the ledger, --json and --csv are US dollars.");
    if (notes.asOf)
        printAsOf(out, query, *notes.asOf);
    if (const std::string basis = basisText(query, total, notes.currency); !basis.empty())
        out.line(basis);
    if (total.unpricedRequests > 0 && query.basis == Basis::Effective)
        printUnpriced(out, total, notes);
    else if (total.unpricedRequests > 0)
        out.line(counted(total.unpricedRequests, "request has", "requests have") + " no " +
                 std::string(name(query.basis)) + " figure.");
    if (query.basis == Basis::Effective)
        printUnpricedCounts(out, notes.counts);
    if (total.quarantined.nanos != 0)
        out.line(shownMoney(total.quarantined, notes.currency) +
                 " reported by gateways is implausible (over ten times off, or over 1,000 USD "
                 "per million tokens) and left out.");
    if (total.listValue.nanos != 0)
        out.line(shownMoney(total.listValue, notes.currency) +
                 " is the list value of use within subscriptions: no spend, not in the cost.");
    if (total.setAsideRequests > 0)
        out.line(shownMoney(total.setAside, notes.currency) + " of " +
                 counted(total.setAsideRequests, "request is", "requests are") +
                 " set aside: another source covers them.");
    printCoverageNotes(out, notes.coverage);
    printUntoldPlans(out, notes.sources);
}

} // namespace

void printReport(Output &out, const Query &query, const Answer &answer, const ReportNotes &notes)
{
    if (answer.rows.empty() || !answer.hasData) {
        if (notes.facts.events == 0 && !notes.facts.span) {
            out.line("The ledger is empty. Fill it with: outlay-cli import PATH, or watch "
                     "something with: outlay-cli source add NAME --kind …");
            return;
        }
        std::string text = notes.isNothingLeft
                               ? "What was billed here comes to $0.00: outlay-cli reconcile."
                               : "Nothing matches.";
        if (notes.facts.span)
            text += " The ledger holds " +
                    (notes.facts.events == 0 ? std::string("bills")
                                             : counted(notes.facts.events, "event", "events")) +
                    " from " + query.zone.toLocal(notes.facts.span->from) + " to " +
                    query.zone.toLocal(notes.facts.span->to) + ".";
        out.line(text);
        if (notes.asOf)
            printAsOf(out, query, *notes.asOf);
        printUnpricedCounts(out, notes.counts);
        printCoverageNotes(out, notes.coverage);
        return;
    }
    out.line(heading(query, answer, notes.measures.measures));
    out.write("\n");
    ReportTable(query, answer, notes).print(out);
    out.write("\n");
    printNotes(out, query, answer, notes);
    if (query.by.empty() && query.step == Step::None)
        out.line("Break it down: --by model, --by user,project, --every day; see --help.");
}

} // namespace outlay::cli
