// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/alertclock.h"

#include "app/alerting/budgetpace.h"
#include "app/alerting/noticesettings.h"
#include "app/alerting/pricewatch.h"
#include "app/sources/demo/demonow.h"
#include "models/rules/crossing.h"

#include <algorithm>
#include <set>
#include <utility>

namespace outlay::alerting {

namespace {

constexpr int tickMs = 15'000;
/// Of a ledger nobody writes to, whose windows move on all the same.
constexpr std::int64_t restMicros = microsPerMinute;
constexpr std::int64_t forecastMicros = 10 * microsPerMinute;
constexpr std::int64_t pricesMicros = 5 * microsPerMinute;
constexpr int soonMs = 300;
constexpr int othersMs = 1'000;
constexpr int upkeepMs = 500;
constexpr int mostTold = 200;
constexpr std::int64_t silentMicros = 12 * microsPerHour;

bool isTimeFor(Instant &last, std::int64_t every, Instant now)
{
    if (now.micros - last.micros < every && now >= last)
        return false;
    last = now;
    return true;
}

/// Prices that are other ones than those looked at last.
Result<> reportPrices(Ingest &ingest, const std::vector<UsedModel> &used, Instant now)
{
    OUTLAY_TRY(ingest.refresh());
    const auto seen = ingest.setting(std::string(priceWatchSetting));
    if (!seen)
        return tl::unexpected<Error>(seen.error());
    const PriceNews news = priceNews(*ingest.priceBook(), used, *seen, now);
    if (!news.reports.empty())
        OUTLAY_TRY(ingest.reportAlerts(news.reports));
    return news.seen == *seen ? Result<>()
                              : ingest.setSetting(std::string(priceWatchSetting), news.seen);
}

/// Alerts of the kinds whose cause is not among `ids` are no longer true.
void endOthers(std::vector<AlertReport> &reports, const std::vector<Alert> &known,
               const std::set<AlertKind> &kinds)
{
    std::set<std::string> ids;
    for (const AlertReport &report : reports)
        ids.insert(report.alert.id);
    for (const Alert &alert : known) {
        if (kinds.contains(alert.kind) && !ids.contains(alert.id))
            reports.push_back({alert, false});
    }
}

bool isBroken(sources::SourceStatus::State state)
{
    using enum sources::SourceStatus::State;
    return state == Broken || state == NeedsKey || state == ConfigurationError ||
           state == PortTaken || state == OutOfFunds;
}

} // namespace

std::vector<AlertReport> sourceReports(const std::vector<sources::SourceStatus> &all,
                                       const std::vector<Alert> &known, Instant now)
{
    std::vector<AlertReport> reports;
    for (const sources::SourceStatus &status : all) {
        const Instant last = status.lastSuccess.value_or(Instant{});
        const bool isSilent = status.state == sources::SourceStatus::State::Unreachable &&
                              status.lastSuccess && now.micros - last.micros >= silentMicros;
        if (!isBroken(status.state) && !isSilent)
            continue;
        AlertReport &report = reports.emplace_back();
        report.alert.kind = isSilent ? AlertKind::SourceSilent : AlertKind::SourceBroken;
        report.alert.scope = {{"source", status.name}};
        report.alert.detail = status.reason;
        report.alert.happenedAt = status.lastSuccess ? last : status.lastAttempt.value_or(now);
        report.alert.lastAt = status.lastSuccess;
        // One alert for as long as nothing succeeds between.
        report.alert.id = crossingId(name(report.alert.kind), status.name, last, 0, 0);
    }
    endOthers(reports, known, {AlertKind::SourceBroken, AlertKind::SourceSilent});
    return reports;
}

std::vector<AlertReport> unpricedReports(const LedgerFacts &facts, const std::vector<Alert> &known,
                                         Instant now)
{
    std::vector<AlertReport> reports;
    for (const auto &[model, requests] : facts.unpricedModels) {
        AlertReport &report = reports.emplace_back();
        report.alert.kind = AlertKind::UnpricedSpend;
        // As reports and their filters name them; a source need not say whose the model is.
        const std::size_t slash = model.find('/');
        if (slash != std::string::npos && slash > 0)
            report.alert.scope = {{"provider", model.substr(0, slash)}};
        report.alert.scope.emplace_back(
            "model", slash == std::string::npos ? model : model.substr(slash + 1));
        report.alert.count = report.alert.unpriced = requests;
        report.alert.happenedAt = now;
        report.alert.id = crossingId(name(AlertKind::UnpricedSpend), model, {}, 0, 0);
    }
    endOthers(reports, known, {AlertKind::UnpricedSpend});
    return reports;
}

namespace {

/// "provider/model" of an alert of unpriced spend, "/model" where nobody says whose it is.
std::string modelOf(const Alert &alert)
{
    std::string provider, model;
    for (const auto &[dimension, value] : alert.scope)
        (dimension == "provider" ? provider : model) = value;
    return provider + '/' + model;
}

} // namespace

Result<Instant> firstUnpriced(LedgerReader &ledger, const std::string &model, Instant now)
{
    Query query;
    const std::size_t slash = model.find('/');
    const auto where = [&query](Dimension dimension, std::string value) {
        Filter &filter = query.where.emplace_back();
        filter.dimension.dimension = dimension;
        filter.anyOf.emplace_back(std::move(value));
    };
    if (slash != std::string::npos && slash > 0)
        where(Dimension::Provider, model.substr(0, slash));
    where(Dimension::Model, slash == std::string::npos ? model : model.substr(slash + 1));
    query.step = Step::Day;
    const auto days = ledger.run(query);
    if (!days)
        return tl::unexpected<Error>(days.error());
    // Only the first day that has one is read request by request.
    const auto day = std::find_if(days->rows.begin(), days->rows.end(), [](const Row &row) {
        return row.at && row.measures.unpricedRequests > 0;
    });
    if (day == days->rows.end())
        return now;
    query.range.from = *day->at;
    std::optional<Instant> first;
    OUTLAY_TRY(ledger.eachEvent(
        query,
        [&first](const EventRow &event) {
            if (!event.cost && !event.isFree && !event.isSetAside && !event.isControl)
                first = event.at;
            return !first;
        },
        {}, EventDetail::Price));
    return first.value_or(*day->at);
}

AlertClock::AlertClock(LedgerQueue &queue, Clock clock, QObject *parent)
    : QObject(parent)
    , m_queue(queue)
    , m_clock(std::move(clock))
{
    m_tick.setInterval(tickMs);
    m_tick.setTimerType(Qt::CoarseTimer);
    m_soon.setInterval(soonMs);
    m_soon.setSingleShot(true);
    connect(&m_tick, &QTimer::timeout, this, &AlertClock::look);
    connect(&m_soon, &QTimer::timeout, this, &AlertClock::tell);
    m_second.setInterval(othersMs);
    m_second.setTimerType(Qt::CoarseTimer);
    connect(&m_second, &QTimer::timeout, this, &AlertClock::tellOfOthers);
}

AlertClock::~AlertClock()
{
    m_queue.drain(); // its jobs speak to this
}

void AlertClock::start()
{
    m_tick.start();
    m_second.start();
    m_soon.start();
}

void AlertClock::setStatuses(const std::vector<sources::SourceStatus> &statuses)
{
    m_statuses = statuses;
}

void AlertClock::poke()
{
    if (!m_soon.isActive())
        m_soon.start();
}

Result<LedgerReader *> AlertClock::reader()
{
    if (!m_reader) {
        auto opened = LedgerReader::open(m_queue.path());
        if (!opened)
            return tl::unexpected<Error>(opened.error());
        m_reader = *std::move(opened);
    }
    return m_reader.get();
}

Result<std::vector<AlertReport>> AlertClock::reports()
{
    const auto ledger = reader();
    if (!ledger)
        return tl::unexpected<Error>(ledger.error());
    const Instant now = m_clock();
    const auto bodies = (*ledger)->alerts({now, now}, 1000);
    const auto facts = (*ledger)->facts();
    if (!bodies || !facts)
        return tl::unexpected<Error>(bodies ? facts.error() : bodies.error());
    std::vector<Alert> known;
    for (const std::string &body : *bodies) {
        if (auto alert = parseAlert(body))
            known.push_back(*std::move(alert));
    }
    std::vector<AlertReport> all = unpricedReports(*facts, known, now);
    for (AlertReport &report : all) {
        const bool isKnown = std::any_of(known.begin(), known.end(), [&](const Alert &one) {
            return one.id == report.alert.id;
        });
        if (isKnown || report.alert.scope.empty())
            continue;
        const auto first = firstUnpriced(**ledger, modelOf(report.alert), now);
        if (!first)
            return tl::unexpected<Error>(first.error());
        report.alert.happenedAt = *first;
    }
    // Without states of one's own another process speaks for the sources.
    if (!m_statuses.empty()) {
        const auto ofSources = sourceReports(m_statuses, known, now);
        all.insert(all.end(), ofSources.begin(), ofSources.end());
    }
    OUTLAY_TRY(addPaces(**ledger, known, all));
    return all;
}

Result<> AlertClock::addPaces(LedgerReader &ledger, const std::vector<Alert> &known,
                              std::vector<AlertReport> &reports)
{
    const auto shownAt = shownNow(ledger, m_clock());
    if (!shownAt)
        return tl::unexpected<Error>(shownAt.error());
    const Instant now = *shownAt;
    const auto rules = budgetRulesOf(ledger);
    if (!rules)
        return tl::unexpected<Error>(rules.error());
    const auto text = ledger.setting(std::string(noticeSetting));
    const auto notices = text ? parseNoticeSettings(*text) : tl::unexpected<Error>(text.error());
    if (!notices)
        return tl::unexpected<Error>(notices.error());
    if (notices->watchesBurnRate) {
        const auto burning = burnReports(ledger, *rules, known, now);
        if (!burning)
            return tl::unexpected<Error>(burning.error());
        reports.insert(reports.end(), burning->begin(), burning->end());
    } else { // what is not looked for is not true either
        endOthers(reports, known, {AlertKind::BurnRateFast, AlertKind::BurnRateSlow});
    }
    if (!isTimeFor(m_forecastAt, forecastMicros, m_clock()))
        return {};
    StatusOptions options;
    options.hasMembers = false;
    const auto statuses = budgetStatuses(ledger, *rules, now, options);
    if (!statuses)
        return tl::unexpected<Error>(statuses.error());
    const auto foreseen = forecastReports(*statuses, known, now);
    reports.insert(reports.end(), foreseen.begin(), foreseen.end());
    return {};
}

bool AlertClock::isDue()
{
    const auto ledger = reader();
    const auto counter =
        ledger ? (*ledger)->changeCounter() : tl::unexpected<Error>(ledger.error());
    const Instant now = m_clock();
    const bool isNew = !counter || *counter != m_counter;
    if (!isNew && !isTimeFor(m_lookedAt, restMicros, now))
        return false;
    m_counter = counter.value_or(-1);
    m_lookedAt = now;
    return true;
}

void AlertClock::look()
{
    if (m_isLooking)
        return; // the ledger is busy: the last one is still with the queue
    if (!isDue())
        return;
    auto found = reports();
    if (!found)
        return emit failed(found.error());
    std::vector<UsedModel> used;
    const Instant now = m_clock();
    if (isTimeFor(m_pricesAt, pricesMicros, now)) {
        auto inUse = modelsInUse(*m_reader, now);
        if (!inUse)
            return emit failed(inUse.error());
        used = *std::move(inUse);
    }
    m_isLooking = true;
    const auto home = [this](const Result<> &done) {
        QMetaObject::invokeMethod(this, [this, done] {
            m_isLooking = false;
            if (!done)
                emit failed(done.error());
            tell();
        });
    };
    m_queue.post(
        [home, all = *std::move(found), used = std::move(used), now](Ingest &ingest) {
            Result<> done = ingest.tickRules();
            if (done)
                done = ingest.reportAlerts(all);
            if (done && !used.empty())
                done = reportPrices(ingest, used, now);
            home(done);
        },
        [home](const Error &error) { home(tl::unexpected<Error>(error)); });
    keepUp();
}

void AlertClock::keepUp()
{
    if (m_isKeepingUp)
        return;
    m_isKeepingUp = true;
    const auto home = [this](const Result<bool> &hasMore) {
        QMetaObject::invokeMethod(this, [this, hasMore] {
            m_isKeepingUp = false;
            if (!hasMore)
                emit failed(hasMore.error());
            else if (*hasMore) // others get their turn with the ledger first
                QTimer::singleShot(upkeepMs, this, &AlertClock::keepUp);
        });
    };
    m_queue.post([home](Ingest &ingest) { home(ingest.keepUp()); },
                 [home](const Error &error) { home(tl::unexpected<Error>(error)); });
}

namespace {

/// Not told of any more: a higher threshold or a parent's alert speaks for it by now, what it was
/// about was corrected or has no budget any more, or it was over too long ago.
Result<bool> isOver(LedgerReader &reader, const Alert &alert, Instant now)
{
    if (alert.state != AlertState::Resolved)
        return false;
    if (!alert.inhibitedBy.empty() || alert.isCorrected || !isNews(alert, now))
        return true;
    if (alert.budgetId.empty())
        return false;
    const auto rules = budgetRulesOf(reader);
    if (!rules)
        return tl::unexpected<Error>(rules.error());
    return std::none_of(rules->budgets.begin(), rules->budgets.end(),
                        [&](const Budget &budget) { return budget.id == alert.budgetId; });
}

} // namespace

void AlertClock::tellOfOthers()
{
    const auto ledger = reader();
    const auto counter =
        ledger ? (*ledger)->changeCounter() : tl::unexpected<Error>(ledger.error());
    // An error is told by what looks every quarter of a minute.
    if (counter && std::exchange(m_toldCounter, *counter) != *counter)
        poke();
}

void AlertClock::tell()
{
    const auto ledger = reader();
    if (!ledger)
        return emit failed(ledger.error());
    const auto entries = (*ledger)->untold(m_toldThrough, mostTold);
    if (!entries)
        return emit failed(entries.error());
    for (const AlertLogRow &entry : *entries) {
        m_toldThrough = std::max(m_toldThrough, entry.id);
        const auto body = (*ledger)->alert(entry.alert);
        const auto alert = body ? parseAlert(*body) : tl::unexpected<Error>(body.error());
        if (!alert)
            continue; // gone meanwhile
        const auto isMuted = isOver(**ledger, *alert, m_clock());
        if (!isMuted)
            return emit failed(isMuted.error());
        m_queue.post([this, isMuted = *isMuted, id = entry.id, alert = *alert](Ingest &ingest) {
            const auto isOurs = ingest.claimTelling(id);
            if (isOurs && *isOurs && !isMuted)
                QMetaObject::invokeMethod(this, [this, alert] { emit told(alert); });
        });
    }
}

} // namespace outlay::alerting
