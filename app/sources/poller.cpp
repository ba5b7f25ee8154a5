// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/poller.h"

#include "app/sources/nullsink.h"
#include "app/sources/pagefilter.h"
#include "app/sources/secrets/redaction.h"
#include "models/formats/format.h"
#include "models/money/hash.h"

#include <QMetaObject>

#include <algorithm>
#include <mutex>

namespace outlay::sources {

namespace {

constexpr std::string_view stateCheckpoint = "poller";
constexpr std::int64_t historyRest = microsPerMinute;
constexpr std::int64_t firstUnreachableWait = 30 * microsPerSecond;
constexpr std::int64_t longestUnreachableWait = 5 * microsPerMinute;
constexpr int paymentRequired = 402;
constexpr std::int64_t leastFundsWait = 30 * microsPerMinute;

/// A reader may look past its text.
QByteArray padded(const QByteArray &body)
{
    QByteArray copy = body;
    copy.append(qsizetype(recordPadding), '\0');
    return copy;
}

std::string_view textOf(const QByteArray &paddedBody)
{
    return {paddedBody.constData(), std::size_t(paddedBody.size()) - recordPadding};
}

std::uint64_t queryHash(const HttpRequest &request)
{
    return hash64(request.path + request.json.value_or(std::string()));
}

} // namespace

struct Poller::Answer
{
    std::size_t series = 0;
    PageRequest page;
    QByteArray body; ///< padded
    Instant fetchedAt;
    SeriesProgress progress; ///< as it is once the page is taken in
    std::vector<Vouched> vouched;
    std::optional<Freshness> freshness;
};

/// Outlives the poller, so that the queue's thread never touches one that is gone.
struct Poller::Home
{
    std::mutex mutex;
    Poller *poller = nullptr;

    void call(std::function<void(Poller &)> what)
    {
        const std::lock_guard lock(mutex);
        if (poller != nullptr)
            QMetaObject::invokeMethod(
                poller, [at = poller, what = std::move(what)] { what(*at); }, Qt::QueuedConnection);
    }
};

Poller::Poller(PollerOptions options, LedgerQueue &queue, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_queue(queue)
    , m_connector(connectorFor(m_options.kind))
    , m_home(std::make_shared<Home>())
    , m_jitter(m_options.jitterSeed != 0 ? m_options.jitterSeed : std::random_device()())
{
    m_home->poller = this;
    m_status.name = m_options.source;
    for (const SeriesPlan &plan : m_connector.series())
        m_series.push_back({.plan = &plan});
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Poller::tick);
}

Poller::~Poller()
{
    const std::lock_guard lock(m_home->mutex);
    m_home->poller = nullptr;
}

Result<> Poller::start()
{
    const SourceKindFacts &facts = factsOf(m_connector.kind());
    if (m_options.http.baseUrl.empty() && facts.isOwn)
        return failure(Error::Kind::Usage, "base_url: " + std::string(facts.title) +
                                               " has no address of its own, give the proxy's");
    if (m_options.http.baseUrl.empty())
        m_options.http.baseUrl = facts.usualAddress;
    auto http = AuthorizedClient::create(m_connector, m_options.http, m_options.clock);
    if (!http)
        return failure(http.error().kind, http.error().text);
    m_http = std::move(*http);
    connect(m_http.get(), &AuthorizedClient::finished, this, &Poller::answered);
    load();
    return {};
}

void Poller::load()
{
    std::vector<std::string> names{std::string(stateCheckpoint)};
    for (const Series &series : m_series) {
        names.push_back(series.plan->name);
        if (series.plan->pageNanos != 0)
            names.push_back(testsCheckpoint(*series.plan));
    }
    m_queue.post(
        [home = m_home, names, source = m_options.source](Ingest &ingest) {
            std::map<std::string, std::string> found;
            for (const std::string &name : names) {
                auto state = ingest.pollCheckpoint(source, name);
                if (!state)
                    return home->call([error = state.error()](Poller &poller) {
                        poller.written(nullptr, failure(error.kind, error.text));
                    });
                found[name] = *state;
            }
            home->call([found](Poller &poller) { poller.loaded(found); });
        },
        [home = m_home](const Error &error) {
            home->call([error](Poller &poller) {
                poller.written(nullptr, failure(error.kind, error.text));
            });
        });
}

void Poller::loaded(const std::map<std::string, std::string> &checkpoints)
{
    for (Series &series : m_series) {
        series.progress = SeriesProgress::fromJson(checkpoints.at(series.plan->name));
        if (series.plan->pageNanos != 0)
            series.progress.countTests(
                SeriesProgress::fromJson(checkpoints.at(testsCheckpoint(*series.plan))));
    }
    restore(checkpoints.at(std::string(stateCheckpoint)));
    m_isLoaded = true;
    if (m_leftOutBefore != m_options.leftOut)
        readAgain();
    m_ledgerProblem.clear();
    m_ledgerFailures = 0;
    for (const auto wish : std::exchange(m_wishes, {}))
        (this->*wish)();
    tick();
}

void Poller::setKey(Secret key)
{
    if (m_inFlight && key.reveal() != m_key.reveal())
        drop(); // its refusal would be the other key's
    if (key.reveal() != m_key.reveal()) {
        for (Series &series : m_series)
            series.progress.countKey({}); // the new one is told with its first page
    }
    m_key = std::move(key);
    m_isLocked = false;
    if (!m_key.isEmpty())
        rememberForRedaction(m_key);
    if (m_isLoaded && !m_refusedKeyMark.empty() && m_refusedKeyMark != keyMark())
        forgetRefusals();
    tick();
}

void Poller::waitForUnlock()
{
    drop();
    m_key.wipe();
    m_isLocked = true;
    tick();
}

void Poller::forgetRefusals()
{
    m_keyRefusal.clear();
    m_refusedKeyMark.clear();
    m_fundsProblem.clear();
    for (Series &series : m_series) {
        series.refusal.clear();
        series.isForKey = false;
        series.isDoubtful = false;
    }
    saveState();
}

bool Poller::canAsk() const
{
    return m_http && m_isLoaded && !m_isPaused && !m_isSuspended && !m_isLocked &&
           !m_key.isEmpty() && m_keyRefusal.empty();
}

/// Older history is for those who stay; but the month to date belongs to today's figures.
bool Poller::isHistoryWanted(const PageRequest &page, Instant now) const
{
    const bool isThisMonth = page.range.to > monthStart(now);
    if (m_historyAfter && now < *m_historyAfter)
        return false;
    return isThisMonth || !m_options.isOnce;
}

std::optional<Poller::InFlight> Poller::choose(Instant now) const
{
    for (std::size_t i = 0; i < m_series.size(); ++i) {
        if (!m_series[i].refusal.empty())
            continue;
        if (const auto page = m_series[i].progress.poll(*m_series[i].plan, now))
            return InFlight{i, *page, now};
    }
    // Newest first over all series, so that a day is whole before older ones.
    std::optional<InFlight> newest;
    for (std::size_t i = 0; i < m_series.size(); ++i) {
        if (!m_series[i].refusal.empty())
            continue;
        const auto page = m_series[i].progress.backfill(*m_series[i].plan, now);
        if (page && isHistoryWanted(*page, now) &&
            (!newest || page->range.to > newest->page.range.to))
            newest = InFlight{i, *page, now};
    }
    return newest;
}

void Poller::tick()
{
    const bool isForgotten = m_http && !m_isLoaded && m_ledgerFailures > 0;
    if (isForgotten && m_notBefore && m_options.clock() >= *m_notBefore) {
        m_notBefore.reset();
        load();
    }
    if (isBusy() || !canAsk()) {
        changed();
        return;
    }
    const Instant now = m_options.clock();
    const bool isResting = m_notBefore && now < *m_notBefore;
    auto what = isResting ? std::nullopt : choose(now);
    if (what && m_breaker.admit(now))
        ask(std::move(*what));
    changed();
}

void Poller::ask(InFlight what)
{
    Series &series = m_series[what.series];
    PageRequest beginning{what.page.range, {}, {}, what.page.variant, what.page.isBackfill};
    if (series.plan->kind != SeriesPlan::Kind::Snapshot) {
        // A cursor is bound to its query: ours may have changed with a release.
        const std::uint64_t query = queryHash(m_connector.request(*series.plan, beginning));
        if (series.progress.isOtherQuery(what.page.isBackfill, query) &&
            series.progress.restartChain(what.page.isBackfill))
            what.page = beginning;
    }
    series.plan->pageNanos != 0 ? askCharged(std::move(what)) : send(std::move(what));
}

/// Tests of the key are charged as well, and made by other processes too: what they asked for is
/// read before each page, and each page is counted before it is asked for.
void Poller::askCharged(InFlight what)
{
    m_isWriting = true;
    m_queue.post(
        [home = m_home, what, source = m_options.source, plan = m_series[what.series].plan,
         account = std::string(m_connector.chargedAccount(m_key.reveal()))](Ingest &ingest) {
            auto tests = ingest.pollCheckpoint(source, testsCheckpoint(*plan));
            auto ofKey = chargeKey(*plan, account, what.askedAt, ingest);
            home->call([what, tests, ofKey](Poller &poller) {
                if (!tests || !ofKey)
                    return poller.notCounted(!tests ? tests.error() : ofKey.error());
                poller.counted(what, *tests, *ofKey);
            });
        },
        [home = m_home](const Error &error) {
            home->call([error](Poller &poller) { poller.notCounted(error); });
        });
}

void Poller::notCounted(const Error &error)
{
    m_breaker.probeWasInconclusive();
    written(nullptr, failure(error.kind, error.text));
}

void Poller::counted(const InFlight &what, const std::string &tests, const KeyCharge &ofKey)
{
    m_isWriting = false;
    Series &series = m_series[what.series];
    series.progress.countTests(SeriesProgress::fromJson(tests));
    const bool isLeft = ofKey.isGranted && series.progress.mayAsk(*series.plan, what.askedAt);
    series.progress.countKey(ofKey.progress); // this page is among them
    if (!canAsk() || !isLeft) {
        m_breaker.probeWasInconclusive(); // nobody was asked
        return tick();
    }
    series.progress.charge(what.askedAt);
    saveProgress(series);
    send(what);
    changed();
}

void Poller::send(InFlight what)
{
    HttpRequest request = m_connector.request(*m_series[what.series].plan, what.page);
    m_status.lastAttempt = what.askedAt;
    m_notBefore.reset();
    m_inFlight = std::move(what);
    m_http->get(std::move(request), m_key);
}

void Poller::answered(const HttpReply &given)
{
    const InFlight what = *std::exchange(m_inFlight, std::nullopt);
    HttpReply reply = given;
    if (given.kind != HttpReply::Kind::Ok)
        reply.kind = m_connector.meaning(given, textOf(padded(given.body)));
    switch (reply.kind) {
    case HttpReply::Kind::Ok:
        reached();
        pageCame(what, reply);
        break;
    case HttpReply::Kind::Retry:
        reached();
        if (reply.status == paymentRequired && m_connector.isOwnError(textOf(padded(reply.body))))
            outOfFunds(what, reply);
        else
            failed(reasonOf(reply), reply.retryAfterMicros);
        break;
    case HttpReply::Kind::Malformed:
        reached();
        failed(reasonOf(reply), std::nullopt);
        break;
    case HttpReply::Kind::NeedsKey:
    case HttpReply::Kind::ConfigurationError:
        refused(what, reply);
        break;
    case HttpReply::Kind::Unreachable:
        unreachable(reply.reason);
        break;
    case HttpReply::Kind::Cancelled:
        break;
    }
    tick();
}

void Poller::reached()
{
    m_unreachable.clear();
    m_unreachableCount = 0;
}

void Poller::pageCame(const InFlight &what, const HttpReply &reply)
{
    Series &series = m_series[what.series];
    const SeriesPlan &plan = *series.plan;
    m_fundsProblem.clear();
    auto answer = std::make_shared<Answer>();
    answer->series = what.series;
    answer->page = what.page;
    answer->body = padded(reply.body);
    answer->fetchedAt = m_options.clock();
    answer->progress = series.progress;
    if (reply.elapsedMs > m_options.slowPageMs)
        m_historyAfter = Instant{answer->fetchedAt.micros + historyRest};
    // Read once to see whether it holds and where it goes on, and once more in the transaction.
    NullSink nowhere;
    const auto end =
        m_connector.read(plan, what.page, textOf(answer->body), answer->fetchedAt, nowhere);
    const Result<> advanced = end ? answer->progress.advance(plan, what.page, *end, what.askedAt)
                                  : Result<>(failure(end.error().kind, end.error().text));
    if (!advanced) {
        // From the beginning of the range: half a chain leads nowhere.
        series.progress.restartChain(what.page.isBackfill);
        series.isDoubtful = true;
        // Paging that does not end would be read again from its beginning, a thousand pages each.
        const bool isChain = end.has_value() && !what.page.cursor.empty();
        failed(plan.name + ": " + redact(advanced.error().text), std::nullopt, isChain);
        return;
    }
    if (end->next.empty())
        series.isDoubtful = false;
    if (series.isDoubtful)
        m_breaker.probeWasInconclusive(); // the pages after it decide
    else
        m_breaker.succeeded();
    const PageRequest beginning{what.page.range, {}, {}, what.page.variant, what.page.isBackfill};
    (void)answer->progress.isOtherQuery(what.page.isBackfill,
                                        queryHash(m_connector.request(plan, beginning)));
    const Instant seenUntil =
        std::min(what.page.range.to, Instant{answer->fetchedAt.micros - plan.vouchLagMicros});
    if (plan.vouchLagMicros >= 0 && end->next.empty() && !end->isTorn &&
        what.page.range.from < seenUntil)
        answer->vouched.push_back(
            {.range = {what.page.range.from, seenUntil}, .kind = CoverageKind::Watched});
    if (const auto missing = answer->progress.owed(plan, answer->fetchedAt))
        answer->vouched.push_back({.range = *missing, .kind = CoverageKind::Gap});
    const auto awaited = answer->progress.awaited(plan);
    if (awaited && end->next.empty() && !what.page.isBackfill)
        answer->freshness =
            Freshness{awaited->from, awaited->to, plan.onlyCompletedDays,
                      plan.onlyCompletedDays ? plan.lagMicros : plan.vouchLagMicros};
    write(std::move(answer));
}

void Poller::write(std::shared_ptr<const Answer> answer)
{
    m_isWriting = true;
    const SeriesPlan &plan = *m_series[answer->series].plan;
    m_queue.post(
        [home = m_home, answer, &plan, &connector = m_connector, source = m_options.source,
         leftOut = m_options.leftOut](Ingest &ingest) {
            const auto counts = ingest.importPage(
                connector.format(), source,
                [&](Sink &sink) {
                    PageFilter filter(sink, leftOut);
                    // The same answer was read without an error before.
                    (void)connector.read(plan, answer->page, textOf(answer->body),
                                         answer->fetchedAt, filter);
                },
                {.name = plan.name,
                 .state = answer->progress.toJson(),
                 .freshness = answer->freshness},
                answer->vouched);
            home->call([answer, counts](Poller &poller) { poller.written(answer, counts); });
        },
        [home = m_home, answer](const Error &error) {
            home->call([answer, error](Poller &poller) {
                poller.written(answer, failure(error.kind, error.text));
            });
        });
}

/// Without an answer: it could not even be read how far the source is.
void Poller::written(const std::shared_ptr<const Answer> &answer,
                     const Result<ImportCounts> &counts)
{
    m_isWriting = false;
    const Instant now = m_options.clock();
    if (!counts) {
        // Ours, not the provider's: the page is asked for again, and the breaker knows nothing.
        m_ledgerProblem = "the ledger cannot be written: " + redact(counts.error().text);
        ++m_ledgerFailures;
        m_notBefore =
            Instant{now.micros + backoffDelay(m_ledgerFailures, microsPerSecond, m_jitter)};
        tick();
        return;
    }
    m_ledgerProblem.clear();
    m_ledgerFailures = 0;
    m_series[answer->series].progress = answer->progress;
    m_status.lastSuccess = now;
    m_status.rows += counts->created + counts->merged + counts->duplicate;
    m_status.errors += counts->rejected;
    for (const Vouched &vouched : answer->vouched) {
        if (vouched.kind != CoverageKind::Watched)
            continue;
        m_status.dataUntil = std::max(m_status.dataUntil.value_or(earliestEvent), vouched.range.to);
    }
    saveState();
    emit committed(*counts);
    tick();
}

void Poller::refused(const InFlight &what, const HttpReply &reply)
{
    const QByteArray body = padded(reply.body);
    if (reply.kind == HttpReply::Kind::ConfigurationError) {
        reached();
        m_breaker.succeeded(); // it answers, and sensibly
        requestRefused(what, reply);
        return;
    }
    if (!m_connector.isOwnError(textOf(body))) {
        unreachable("refused (HTTP " + std::to_string(reply.status) +
                    ") by something in between: "
                    "the answer is not " +
                    std::string(factsOf(m_connector.kind()).title) + "'s");
        return;
    }
    reached();
    m_breaker.succeeded();
    m_refusedKeyMark = keyMark();
    ++m_status.errors;
    if (reply.status == 401) {
        m_keyRefusal = reasonOf(reply);
    } else {
        m_series[what.series].refusal = reasonOf(reply);
        m_series[what.series].isForKey = true;
    }
    saveState();
}

void Poller::requestRefused(const InFlight &what, const HttpReply &reply)
{
    Series &series = m_series[what.series];
    if (reply.status == 404 && what.page.variant + 1 < m_connector.variants(*series.plan)) {
        series.progress.setVariant(what.page.variant + 1);
        saveProgress(series);
        return;
    }
    // A cursor may have run out while nobody was here; one that is fresh has not.
    if (!what.page.cursor.empty() && !series.isDoubtful &&
        series.progress.restartChain(what.page.isBackfill)) {
        series.isDoubtful = true;
        return;
    }
    if (what.page.isBackfill) {
        series.progress.endBackfill(what.page.range.to); // as far back as the provider goes
        saveProgress(series);
        return;
    }
    ++m_status.errors;
    series.refusal = reasonOf(reply);
    saveState();
}

void Poller::failed(std::string reason, std::optional<std::int64_t> retryAfterMicros, bool isVain)
{
    const Instant now = m_options.clock();
    isVain ? m_breaker.gaveUp(now, std::move(reason)) : m_breaker.failed(now, std::move(reason));
    ++m_status.errors;
    m_notBefore =
        Instant{now.micros + backoffDelay(m_breaker.failures(), retryAfterMicros, m_jitter)};
    saveState();
}

/// It answers, and sensibly: no failure, and nothing to be tried every few seconds.
void Poller::outOfFunds(const InFlight &what, const HttpReply &reply)
{
    const Instant now = m_options.clock();
    m_breaker.succeeded();
    ++m_status.errors;
    m_fundsProblem = "the account's balance is used up (" + reasonOf(reply) +
                     "): pay in, it is asked again by itself";
    const std::int64_t wait =
        std::max(m_series[what.series].plan->intervalMicros, reply.retryAfterMicros.value_or(0));
    m_notBefore = Instant{now.micros + std::clamp(wait, leastFundsWait, microsPerDay)};
    saveState();
}

void Poller::unreachable(std::string reason)
{
    m_breaker.probeWasInconclusive();
    m_unreachable = std::move(reason);
    const int doublings = std::min(m_unreachableCount++, 10);
    const std::int64_t wait = std::min(firstUnreachableWait << doublings, longestUnreachableWait);
    m_notBefore =
        Instant{m_options.clock().micros + wait + m_jitter.upTo(firstUnreachableWait / 3)};
}

std::string Poller::reasonOf(const HttpReply &reply) const
{
    std::string reason = reply.reason;
    const QByteArray body = padded(reply.body);
    const std::string said = shortWords(redact(m_connector.errorText(textOf(body))));
    if (!said.empty())
        reason += ": " + said;
    return redact(reason);
}

/// Tells whether a key is the one that was refused, and is no way to it: 32 bits of its hash.
std::string Poller::keyMark() const
{
    const std::uint64_t mark = hash64(m_options.source + '\n' + std::string(m_key.reveal()));
    return QByteArray::number(qulonglong(mark & 0xffffffffU), 16).toStdString();
}

} // namespace outlay::sources
