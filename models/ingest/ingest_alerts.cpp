// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/ingest_p.h"

#include <algorithm>
#include <iterator>

namespace outlay {

namespace {

constexpr const char *dispatchedKey = "alert_log_dispatched";

std::set<std::string> idsOf(const BudgetRules &rules)
{
    std::set<std::string> ids;
    for (const Budget &budget : rules.budgets)
        ids.insert(budget.id);
    return ids;
}

/// Of budgets that were in force once and are not now.
std::vector<std::string> formerIds(LedgerWriter &ledger, const std::set<std::string> &now)
{
    std::set<std::string> former;
    for (const ConfigurationEntry &entry :
         ledger.configurationHistory(configurationName::budgets)) {
        if (const auto rules = parseBudgets(entry.value))
            former.merge(idsOf(*rules));
    }
    std::vector<std::string> gone;
    std::set_difference(former.begin(), former.end(), now.begin(), now.end(),
                        std::back_inserter(gone));
    return gone;
}

/// What `change` makes of the rules. Ids of removed budgets are looked up only where a change adds
/// one: reading the history takes its time. Who then still asks for such an id brings that budget
/// back, by undo or from a file.
Result<BudgetRules> changed(LedgerWriter &ledger, BudgetRules before,
                            const std::function<Result<BudgetRules>(const BudgetRules &)> &change)
{
    auto after = change(before);
    if (!after)
        return after;
    const std::set<std::string> known = idsOf(before);
    const bool addsNone =
        std::all_of(after->budgets.begin(), after->budgets.end(),
                    [&known](const Budget &budget) { return known.contains(budget.id); });
    if (addsNone)
        return after;
    before.formerIds = formerIds(ledger, known);
    OUTLAY_TRY(ledger.status());
    if (!before.formerIds.empty())
        after = change(before);
    if (after)
        after->formerIds.clear();
    return after;
}

} // namespace

void Ingest::setClock(Clock clock)
{
    m_data->clock = std::move(clock);
}

Result<BudgetRules> Ingest::budgets()
{
    OUTLAY_TRY(m_data->refresh());
    return m_data->rules.rules();
}

Result<>
Ingest::changeBudgets(const std::function<Result<BudgetRules>(const BudgetRules &)> &change)
{
    return m_data->changeBudgets(change, std::nullopt);
}

Result<>
Ingest::Data::changeBudgets(const std::function<Result<BudgetRules>(const BudgetRules &)> &change,
                            std::optional<std::int64_t> undoes)
{
    Data &d = *this;
    OUTLAY_TRY(d.begin());
    const BudgetRules before = d.rules.rules();
    const auto undo = [&](const Error &error) -> Result<> {
        d.ledger->rollback();
        d.forget();
        d.rules.setRules(before);
        return tl::unexpected<Error>(error);
    };
    auto after = changed(*d.ledger, before, change);
    if (!after)
        return undo(after.error());
    if (auto sound = checkBudgets(*after); !sound)
        return undo(sound.error());
    const std::string json = toJson(*after);
    if (json == toJson(before)) {
        d.ledger->rollback();
        d.forget();
        return {};
    }
    d.ledger->setConfiguration(configurationName::budgets, json, d.now(), undoes);
    d.rules.setRules(*after);
    if (auto ready = d.rules.prepare(); !ready)
        return undo(ready.error());
    if (auto loaded = d.loadConfiguration(); !loaded)
        return undo(loaded.error());
    d.rules.rearm(before, d.now());
    if (auto done = d.finish(); !done)
        return undo(done.error());
    return {};
}

Result<bool> Ingest::undoBudgets()
{
    const auto undo = nextUndo(m_data->ledger->configurationHistory(configurationName::budgets),
                               toJson(shippedRules()));
    OUTLAY_TRY(m_data->ledger->status());
    if (!undo)
        return false;
    auto rules = parseBudgets(undo->before);
    if (!rules)
        return tl::unexpected<Error>(rules.error());
    OUTLAY_TRY(m_data->changeBudgets(
        [&](const BudgetRules &) -> Result<BudgetRules> { return *rules; }, undo->change.id));
    return true;
}

Result<> Ingest::tickRules()
{
    Data &d = *m_data;
    const std::int64_t before = d.ledger->rowsWritten();
    OUTLAY_TRY(d.begin());
    d.rules.tick(d.now());
    return d.finishIfWritten(before);
}

Result<> Ingest::reportAlerts(const std::vector<AlertReport> &reports)
{
    Data &d = *m_data;
    const std::int64_t before = d.ledger->rowsWritten();
    OUTLAY_TRY(d.begin());
    for (const AlertReport &report : reports)
        d.rules.alerts().report(report, d.now());
    return d.finishIfWritten(before);
}

Result<> Ingest::Data::finishIfWritten(std::int64_t rowsBefore)
{
    if (ledger->failed() || ledger->rowsWritten() != rowsBefore)
        return finish();
    ledger->rollback();
    return {};
}

Result<> Ingest::Data::changeAlert(const std::string &id, const std::string &what,
                                   const std::string &who,
                                   const std::function<Result<Alert>(Alert)> &change)
{
    OUTLAY_TRY(begin());
    const auto fail = [&](const Error &error) -> Result<> {
        ledger->rollback();
        forget();
        return tl::unexpected<Error>(error);
    };
    auto alert = rules.alerts().find(id);
    if (!alert)
        return fail({Error::Kind::Usage, "there is no alert " + id + "; see alerts list"});
    auto changed = change(*std::move(alert));
    if (!changed)
        return fail(changed.error());
    rules.alerts().put(*changed, what, who, false, now());
    return finish();
}

Result<> Ingest::acknowledgeAlert(const std::string &id, const std::string &who,
                                  const std::string &note, bool isExpected)
{
    return m_data->changeAlert(id, isExpected ? "expected" : "acknowledged", who, [&](Alert alert) {
        return acknowledged(std::move(alert), who, note, isExpected, m_data->now());
    });
}

Result<> Ingest::snoozeAlert(const std::string &id, Instant until, const std::string &who)
{
    return m_data->changeAlert(id, "snoozed", who, [&](Alert alert) {
        return snoozed(std::move(alert), until, who, m_data->now());
    });
}

Result<> Ingest::reopenAlert(const std::string &id, const std::string &who)
{
    return m_data->changeAlert(id, "reopened", who, [&](Alert alert) {
        return reopened(std::move(alert), m_data->now());
    });
}

Result<bool> Ingest::claimTelling(std::int64_t entry)
{
    Data &d = *m_data;
    OUTLAY_TRY(d.begin());
    const bool isOurs = d.ledger->claimTelling(entry);
    if (!isOurs) {
        const auto status = d.ledger->status();
        d.ledger->rollback();
        d.forget();
        return status ? Result<bool>(false) : tl::unexpected<Error>(status.error());
    }
    OUTLAY_TRY(d.finish());
    return true;
}

Result<> Ingest::addToOutbox(const std::vector<OutboxRow> &rows, std::int64_t dispatchedThrough)
{
    return m_data->transaction([&] {
        for (const OutboxRow &row : rows)
            m_data->ledger->addToOutbox(row);
        const std::int64_t before = m_data->ledger->metaInteger(dispatchedKey).value_or(0);
        m_data->ledger->setMeta(dispatchedKey, std::max(before, dispatchedThrough));
    });
}

Result<> Ingest::updateOutbox(const OutboxRow &row)
{
    return m_data->transaction([&] { m_data->ledger->updateOutbox(row); });
}

Result<std::int64_t> Ingest::dispatchedThrough()
{
    const std::int64_t through = m_data->ledger->metaInteger(dispatchedKey).value_or(0);
    OUTLAY_TRY(m_data->ledger->status());
    return through;
}

} // namespace outlay
