// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/bills.h"
#include "models/ingest/ingest_p.h"
#include "models/ingest/providerlabel.h"

#include <algorithm>

namespace outlay {

void Ingest::Data::rebuildCells()
{
    const Instant from = horizon();
    const bool hasHorizon = from.micros != std::numeric_limits<std::int64_t>::min();
    constexpr std::int64_t always = -1'000'000'000;
    cells.discard();
    rules.suspend(true); // consumption is no sum of cells: it has counted these events
    ledger->deleteCellsFrom(hasHorizon ? cells.zone().dayOf(from) : always,
                            hasHorizon ? floorDivide(from.micros, microsPerQuarter) : always);
    ledger->eachEvent([this](StoredEvent &event) {
        cells.add(event);
        return !ledger->failed();
    });
    cells.flush();
    for (const ResidualRow &residual : ledger->residuals())
        cells.addResidual(residual, false);
    cells.flush();
    rules.suspend(false);
    aftermath.forget(); // it has heard of every request again
}

void Ingest::Data::rederiveAll(bool remerges)
{
    std::vector<std::int64_t> many;
    ledger->eachEvent([&](StoredEvent &event) {
        if (remerges && event.hasManyViews) {
            many.push_back(event.id);
            return !ledger->failed();
        }
        const EventDerived derived = deriver.derive(event.state, event.derived);
        if (derived != event.derived) {
            const StoredEvent before = event;
            event.derived = derived;
            rules.replaced(before, event);
            ledger->replaceEvent(event);
        }
        return !ledger->failed();
    });
    for (const std::int64_t id : many)
        events.rederive(id);
    rebuildCells();
    aftermath.runAll();
}

Result<> Ingest::Data::configure(const char *row, const std::string &json, bool remerges,
                                 std::optional<std::int64_t> undoes)
{
    if (ledger->configuration(row) == json)
        return {};
    OUTLAY_TRY(begin());
    ledger->setConfiguration(row, json, now(), undoes);
    const Configuration before = deriver.configuration();
    const auto undo = [&](const Error &error) -> Result<> {
        ledger->rollback();
        forget();
        (void)deriver.configure(before);
        rules.setRules(before.rules);
        return tl::unexpected<Error>(error);
    };
    if (auto loaded = loadConfiguration(); !loaded)
        return undo(loaded.error());
    rederiveAll(remerges);
    ledger->recordChange(now(), "configuration", row, 0, {}, {});
    if (auto done = finish(); !done)
        return undo(done.error());
    return {};
}

Result<> Ingest::setPriceLayers(const std::vector<PriceBook::Layer> &layers)
{
    if (!layers.empty()) {
        if (auto book = PriceBook::build(layers); !book)
            return tl::unexpected<Error>(book.error());
    }
    return m_data->configure(configurationName::priceLayers, toJson(layers), false);
}

Result<bool> Ingest::undoPrices()
{
    Data &d = *m_data;
    const auto undo =
        nextUndo(d.ledger->configurationHistory(configurationName::priceLayers), "[]");
    OUTLAY_TRY(d.ledger->status());
    if (!undo)
        return false;
    const auto layers = parseLayers(undo->before);
    if (!layers)
        return tl::unexpected<Error>(layers.error());
    if (!layers->empty()) {
        if (auto book = PriceBook::build(*layers); !book)
            return tl::unexpected<Error>(book.error());
    }
    OUTLAY_TRY(d.configure(configurationName::priceLayers, undo->before, false, undo->change.id));
    return true;
}

Result<std::vector<PriceBook::Layer>> Ingest::priceLayers()
{
    return m_data->deriver.configuration().priceLayers;
}

Result<> Ingest::setPlan(const Plan &plan)
{
    if (plan.source.empty() && plan.key.empty())
        return failure(Error::Kind::Usage, "a plan belongs to a source or a key: name one");
    if (!plan.from.empty()) {
        if (auto from = parseInstant(plan.from); !from)
            return tl::unexpected<Error>(from.error());
    }
    std::vector<Plan> plans = m_data->deriver.configuration().plans;
    std::erase_if(plans, [&plan](const Plan &known) {
        return known.source == plan.source && known.key == plan.key;
    });
    if (plan.kind != Plan::Kind::Unknown)
        plans.push_back(plan);
    std::sort(plans.begin(), plans.end(), [](const Plan &l, const Plan &r) {
        return std::tie(l.source, l.key) < std::tie(r.source, r.key);
    });
    return m_data->configure(configurationName::plans, toJson(plans), false);
}

Result<std::vector<Ingest::Plan>> Ingest::plans()
{
    return m_data->deriver.configuration().plans;
}

const std::vector<Ingest::CoveredBy> &Ingest::coveredBy() const
{
    return m_data->deriver.configuration().coveredBy;
}

namespace {

/// Whether `source` is covered by itself at some time, from one rule to the next.
bool isRing(const std::vector<Ingest::CoveredBy> &rules, const std::string &source,
            const std::string &at, const TimeRange &when, std::size_t depth)
{
    return depth <= rules.size() &&
           std::any_of(rules.begin(), rules.end(), [&](const Ingest::CoveredBy &rule) {
               const TimeRange both{std::max(rule.range.from, when.from),
                                    std::min(rule.range.to, when.to)};
               return rule.source == at && both.from < both.to &&
                      (rule.by == source || isRing(rules, source, rule.by, both, depth + 1));
           });
}

} // namespace

Result<> Ingest::setCoveredBy(const std::vector<CoveredBy> &rules)
{
    for (const CoveredBy &rule : rules) {
        if (isRing(rules, rule.source, rule.source, {}, 0))
            return failure(Error::Kind::Usage,
                           rule.source + " would be covered by itself: each of two sources sets "
                                         "aside what the other saw, and nothing is left; end the "
                                         "other one with --by none first");
    }
    return m_data->configure(configurationName::coveredBy, toJson(rules), false);
}

Result<> Ingest::setSourceRanks(const std::vector<std::pair<std::string, int>> &ranks)
{
    return m_data->configure(configurationName::ranks, toJson(ranks), true);
}

Result<> Ingest::setAttributionRules(const std::vector<AttributionRule> &rules)
{
    OUTLAY_TRY(checkAttributionRules(rules));
    return m_data->configure(configurationName::attributionRules, toJson(rules), false);
}

Result<> Ingest::setReports(const std::string &source, ReportsKind kind)
{
    auto reports = m_data->deriver.configuration().reports;
    if (kind == ReportsKind::Unknown)
        reports.erase(source);
    else
        reports[source] = kind;
    return m_data->configure(configurationName::reports, toJson(reports), false);
}

Result<> Ingest::setProviders(const std::string &source, const ProviderByMaker &said)
{
    return m_data->label({source}, {{Dimension::Provider, providerLabel(said)}});
}

Ingest::ProviderByMaker Ingest::providers(const std::string &source) const
{
    return providersOf(m_data->deriver.configuration(), source);
}

Result<> Ingest::Data::label(const std::set<std::string> &sources,
                             const std::vector<std::pair<Dimension, std::string>> &labels)
{
    auto all = deriver.configuration().labels;
    for (const std::string &source : sources) {
        auto &own = all[source];
        for (const auto &[dimension, value] : labels) {
            std::erase_if(own, [d = dimension](const auto &known) { return known.first == d; });
            if (!value.empty())
                own.emplace_back(dimension, value);
        }
        std::sort(own.begin(), own.end());
    }
    return configure(configurationName::labels, toJson(all), false);
}

Result<> Ingest::setZone(const std::string &name)
{
    Data &d = *m_data;
    auto zone = Zone::named(name);
    if (!zone)
        return tl::unexpected<Error>(zone.error());
    if (zone->name() == d.cells.zone().name())
        return {};
    constexpr int quarterSeconds = 15 * 60;
    if (zone->offsetSeconds(d.now()) % quarterSeconds != 0)
        return failure(Error::Kind::Usage, "the ledger's days are cut at quarter-hours of UTC; " +
                                               zone->name() + " is not");
    if (d.horizon().micros != std::numeric_limits<std::int64_t>::min())
        return failure(Error::Kind::Refused, "days before the retention horizon are frozen in " +
                                                 d.cells.zone().name() +
                                                 "; the ledger's zone can no longer change");
    for (const ClosedPeriod &period : d.ledger->closings()) {
        if (!period.reopened)
            return failure(Error::Kind::Refused,
                           period.month() + " is closed by days of " + period.zone +
                               "; open closed months again before the ledger's zone changes");
    }
    const Zone before = d.cells.zone();
    OUTLAY_TRY(d.begin());
    d.ledger->setMeta("zone", zone->name());
    d.cells.discard();
    d.cells.setZone(*zone);
    d.rebuildCells();
    d.aftermath.runAll();
    auto done = d.finish();
    if (!done)
        d.cells.setZone(before);
    return done;
}

Result<> Ingest::confirmReported(const std::string &source, const std::string &model)
{
    auto confirmed = m_data->deriver.configuration().confirmed;
    confirmed.emplace_back(source, model);
    std::sort(confirmed.begin(), confirmed.end());
    confirmed.erase(std::unique(confirmed.begin(), confirmed.end()), confirmed.end());
    return m_data->configure(configurationName::confirmed, toJson(confirmed), false);
}

Result<std::vector<DoubtedBill>> Ingest::billsInDoubt()
{
    LedgerWriter &ledger = *m_data->ledger;
    std::vector<DoubtedBill> bills;
    if (ledger.hasBills()) {
        std::vector<StatementRow> statements = ledger.statements();
        bills = judgeBills(statements, ledger);
    }
    OUTLAY_TRY(ledger.status());
    return bills;
}

Result<std::vector<GuessedTwice>> Ingest::guessedTwice()
{
    Data &d = *m_data;
    std::vector<GuessedTwice> found;
    OUTLAY_TRY(d.begin()); // rolled back: it weighs what it finds as if it were written
    found = d.aftermath.guessedTwice();
    const auto status = d.ledger->status();
    d.ledger->rollback();
    d.forget();
    OUTLAY_TRY(status);
    return found;
}

Result<> Ingest::rebuildCells()
{
    Data &d = *m_data;
    OUTLAY_TRY(d.begin());
    d.rederiveAll(false); // an older Outlay may have weighed them otherwise
    return d.finish();
}

namespace {

constexpr std::string_view olderRules =
    " weighed by the rules of an older Outlay; run doctor --repair to weigh them by today's";

/// In a transaction that is rolled back.
std::vector<std::string> findOlder(LedgerWriter &ledger, Deriver &deriver, Aftermath &aftermath)
{
    std::int64_t requests = 0;
    ledger.eachEvent([&](const StoredEvent &event) {
        requests += deriver.derive(event.state, event.derived) == event.derived ? 0 : 1;
        return !ledger.failed();
    });
    const std::vector<ResidualRow> before = ledger.residuals();
    aftermath.runAll();
    std::vector<std::string> findings;
    if (requests > 0)
        findings.push_back(std::to_string(requests) +
                           (requests == 1 ? " request is" : " requests are") +
                           std::string(olderRules));
    if (ledger.residuals() != before)
        findings.push_back("bills and counts were" + std::string(olderRules));
    return findings;
}

} // namespace

Result<std::vector<std::string>> Ingest::check()
{
    Data &d = *m_data;
    std::vector<std::string> findings = d.ledger->integrityFindings();
    for (std::string &finding : findings)
        finding = "SQLite: " + finding + "; restore a backup, or import again into a new ledger";
    // Cells against events: rebuilt in a transaction that is rolled back, then compared.
    std::map<CellKey, Cell> stored;
    for (const bool quarters : {false, true})
        d.ledger->eachCell(quarters, [&stored](const CellKey &key, const Cell &cell) {
            stored.emplace(key, cell);
        });
    std::map<std::int64_t, std::string> combined;
    for (const std::int64_t day : d.ledger->combinedDays())
        combined.emplace(day, d.ledger->combinedBytes(day));
    OUTLAY_TRY(d.begin());
    d.rebuildCells();
    std::int64_t wrong = 0;
    for (const auto &[day, bytes] : combined) {
        if (bytes.empty())
            continue;
        (void)d.ledger->combineDay(day, d.cells.zone());
        wrong += d.ledger->combinedBytes(day) == bytes ? 0 : 1;
    }
    for (const bool quarters : {false, true})
        d.ledger->eachCell(quarters, [&](const CellKey &key, const Cell &cell) {
            const auto it = stored.find(key);
            if (it == stored.end() || !(it->second == cell))
                ++wrong;
            if (it != stored.end())
                stored.erase(it);
        });
    wrong += static_cast<std::int64_t>(stored.size());
    const std::vector<std::string> older = findOlder(*d.ledger, d.deriver, d.aftermath);
    findings.insert(findings.end(), older.begin(), older.end());
    const auto status = d.ledger->status();
    d.ledger->rollback();
    d.forget();
    if (!status)
        findings.push_back(status.error().text);
    if (wrong > 0)
        findings.push_back(std::to_string(wrong) +
                           " cells differ from the events; run doctor --repair to rebuild them");
    return findings;
}

} // namespace outlay
