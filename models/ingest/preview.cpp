// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/preview.h"

#include "models/ingest/deriver.h"
#include "models/ledger/queryplan.h"
#include "models/ledger/selection.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace outlay {

namespace {

constexpr std::array attributed{Dimension::User,    Dimension::Team,        Dimension::CostCenter,
                                Dimension::Project, Dimension::Environment, Dimension::Task,
                                Dimension::TaskKind};
constexpr std::int64_t lookEvery = 512; ///< events between two looks at the cancel token

bool isCancelled(const CancelToken &cancel)
{
    return cancel && cancel->load(std::memory_order_relaxed);
}

Configuration with(Configuration configuration, const ConfigurationChange &change)
{
    if (change.people)
        configuration.people = normalised(*change.people);
    if (change.attributionRules)
        configuration.attributionRules = *change.attributionRules;
    if (change.reports) {
        if (change.reports->second == Ingest::ReportsKind::Unknown)
            configuration.reports.erase(change.reports->first);
        else
            configuration.reports[change.reports->first] = change.reports->second;
    }
    if (change.confirmed)
        configuration.confirmed.push_back(*change.confirmed);
    return configuration;
}

/// Everything that needs no second pass is summed here.
class EffectSums
{
public:
    explicit EffectSums(LedgerWriter &ledger) : m_ledger(ledger) {}

    void add(const StoredEvent &event, const EventDerived &after)
    {
        const EventDerived &before = event.derived;
        const std::int64_t requests = event.state.requests;
        m_effect.requests += requests;
        const bool counts = !before.isSetAside && !before.isControl;
        const Money cost = counts ? after.cost.value_or(Money{}) : Money{};
        if (counts) {
            m_effect.costBefore += before.cost.value_or(Money{});
            m_effect.costAfter += cost;
            m_effect.quarantinedBefore += before.quarantined.value_or(Money{});
            m_effect.quarantinedAfter += after.quarantined.value_or(Money{});
        }
        if (before == after)
            return;
        m_effect.touched += requests;
        if (before.task != after.task)
            move(Dimension::Task, before.task, after.task, requests, cost);
        if (before.attributed == after.attributed)
            return;
        const Profile old = m_ledger.profileOf(before.attributed);
        const Profile fresh = m_ledger.profileOf(after.attributed);
        for (const Dimension dimension : attributed) {
            const auto field = profileFieldOf(dimension);
            if (field && old[*field] != fresh[*field])
                move(dimension, old[*field], fresh[*field], requests, cost);
        }
    }

    [[nodiscard]] ConfigurationEffect effect()
    {
        const auto text = [this](TextId id) {
            return id == 0 ? std::nullopt : std::optional(m_ledger.textOf(id));
        };
        for (const auto &[key, sum] : m_moves) {
            const auto &[dimension, from, to] = key;
            m_effect.moves.push_back({dimension, text(from), text(to), sum.first, sum.second});
        }
        std::sort(m_effect.moves.begin(), m_effect.moves.end(), [](const auto &l, const auto &r) {
            return std::tie(r.cost, l.dimension, l.from, l.to) <
                   std::tie(l.cost, r.dimension, r.from, r.to);
        });
        return std::move(m_effect);
    }

private:
    void move(Dimension dimension, TextId from, TextId to, std::int64_t requests, Money cost)
    {
        auto &[count, sum] = m_moves[{dimension, from, to}];
        count += requests;
        sum += cost;
    }

    LedgerWriter &m_ledger;
    ConfigurationEffect m_effect;
    std::map<std::tuple<Dimension, TextId, TextId>, std::pair<std::int64_t, Money>> m_moves;
};

/// Derives every event of the ledger by a configuration, on a read-only connection.
Result<> deriveAll(LedgerWriter &ledger, Deriver &deriver, const CancelToken &cancel,
                   const std::function<void(const StoredEvent &, const EventDerived &)> &visit)
{
    std::int64_t seen = 0;
    bool wasCancelled = false;
    ledger.eachEvent([&](StoredEvent &event) {
        if (++seen % lookEvery == 0 && isCancelled(cancel)) {
            wasCancelled = true;
            return false;
        }
        visit(event, deriver.derive(event.state, event.derived));
        return !ledger.failed();
    });
    OUTLAY_TRY(ledger.status());
    if (wasCancelled || isCancelled(cancel))
        return failure(Error::Kind::Cancelled, "stopped");
    return {};
}

/// Counts requests by what found their tasks: of combined days from their sums.
class ShareCounter
{
public:
    ShareCounter(LedgerWriter &ledger, Deriver &deriver, const Zone &zone, const TimeRange &range,
                 const CancelToken &cancel)
        : m_ledger(ledger)
        , m_deriver(deriver)
        , m_zone(zone)
        , m_range(range)
        , m_cancel(cancel)
    {
    }

    Result<TaskShares> count()
    {
        for (const std::int64_t day : m_ledger.combinedDays()) {
            OUTLAY_TRY(status());
            if (firstInstantOfDay(m_zone, day) >= m_range.from &&
                firstInstantOfDay(m_zone, day + 1) <= m_range.to && addDay(day))
                m_days.push_back(day);
        }
        if (m_days.empty())
            OUTLAY_TRY(deriveAll(m_ledger, m_deriver, m_cancel,
                                 [this](const StoredEvent &event, const EventDerived &after) {
                                     add(event, after);
                                 }));
        else
            OUTLAY_TRY(addOtherDays());
        OUTLAY_TRY(status());
        return m_shares;
    }

private:
    /// False: not combined, or that does not tell.
    [[nodiscard]] bool addDay(std::int64_t day)
    {
        TaskShares shares = m_shares;
        bool isTold = true;
        const bool isCombined =
            m_ledger.eachCombinedSum(day, [&](const Subject &subject, const Cell &sum) {
                const std::int64_t requests = sum[CellField::Requests];
                const Money cost{sum[CellField::Cost]};
                if (!isTold || (requests == 0 && cost == Money{}))
                    return; // set aside, or a residual
                const std::optional<TaskMethod> method = m_deriver.taskMethodOf(subject);
                isTold = method.has_value();
                if (method)
                    add(shares, *method, requests, cost);
            });
        if (isCombined && isTold)
            m_shares = shares;
        return isCombined && isTold;
    }

    [[nodiscard]] Result<> addOtherDays()
    {
        const auto span = m_ledger.span();
        if (!span)
            return {};
        for (std::int64_t day = m_zone.dayOf(std::max(span->from, m_range.from));
             firstInstantOfDay(m_zone, day) < std::min(span->to, m_range.to); ++day) {
            if (std::binary_search(m_days.begin(), m_days.end(), day))
                continue;
            m_ledger.eachEventBetween(
                {firstInstantOfDay(m_zone, day), firstInstantOfDay(m_zone, day + 1)},
                [this](const StoredEvent &event) {
                    add(event, m_deriver.derive(event.state, event.derived));
                    return !isCancelled(m_cancel);
                });
            OUTLAY_TRY(status());
        }
        return {};
    }

    void add(const StoredEvent &event, const EventDerived &after)
    {
        if (!after.isSetAside && !after.isControl && m_range.contains(event.state.at))
            add(m_shares, m_deriver.taskMethod(), event.state.requests,
                after.cost.value_or(Money{}));
    }

    static void add(TaskShares &shares, TaskMethod method, std::int64_t requests, Money cost)
    {
        for (TaskShares::Share *share :
             {&shares.byMethod[static_cast<std::size_t>(method)], &shares.total}) {
            share->requests += requests;
            share->cost += cost;
        }
    }

    [[nodiscard]] Result<> status() const
    {
        OUTLAY_TRY(m_ledger.status());
        if (isCancelled(m_cancel))
            return failure(Error::Kind::Cancelled, "stopped");
        return {};
    }

    LedgerWriter &m_ledger;
    Deriver &m_deriver;
    const Zone &m_zone;
    const TimeRange &m_range;
    const CancelToken &m_cancel;
    std::vector<std::int64_t> m_days; ///< counted by their sums
    TaskShares m_shares;
};

} // namespace

Result<ConfigurationEffect>
previewChange(const std::string &path, const ConfigurationChange &change, const CancelToken &cancel)
{
    if (change.people)
        OUTLAY_TRY(checkPeople(*change.people));
    if (change.attributionRules)
        OUTLAY_TRY(checkAttributionRules(*change.attributionRules));
    const auto ledger = LedgerWriter::openScratch(path);
    if (!ledger)
        return tl::unexpected<Error>(ledger.error());
    const auto configuration = loadConfiguration(**ledger);
    if (!configuration)
        return tl::unexpected<Error>(configuration.error());
    Deriver deriver(**ledger);
    OUTLAY_TRY(deriver.configure(with(*configuration, change)));
    EffectSums sums(**ledger);
    OUTLAY_TRY(deriveAll(
        **ledger, deriver, cancel,
        [&](const StoredEvent &event, const EventDerived &after) { sums.add(event, after); }));
    ConfigurationEffect effect = sums.effect();
    for (const ResidualRow &residual : (*ledger)->residuals())
        effect.notItemised += residual.amount;
    OUTLAY_TRY((*ledger)->status());
    return effect;
}

Result<TaskShares> taskShares(const std::string &path, const TimeRange &range,
                              const CancelToken &cancel)
{
    const auto ledger = LedgerWriter::openScratch(path);
    if (!ledger)
        return tl::unexpected<Error>(ledger.error());
    const auto configuration = loadConfiguration(**ledger);
    if (!configuration)
        return tl::unexpected<Error>(configuration.error());
    Deriver deriver(**ledger);
    OUTLAY_TRY(deriver.configure(*configuration));
    const auto zone = (*ledger)->zone();
    if (!zone)
        return tl::unexpected<Error>(zone.error());
    return ShareCounter(**ledger, deriver, *zone, range, cancel).count();
}

} // namespace outlay
