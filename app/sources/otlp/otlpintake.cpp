// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/otlp/otlpintake.h"

#include "models/formats/format.h"

#include <algorithm>

namespace outlay::sources {

namespace {

using Steady = std::chrono::steady_clock;

/// Requests that wait to be decoded; their bytes are bounded by the server.
constexpr std::size_t mostRaw = 1024;
constexpr int retrySeconds = 2;

/// Counts what one request's records were rejected for, on the way to the ledger.
class CountingSink final : public Sink
{
public:
    explicit CountingSink(Sink &next) : m_next(next) {}
    void observation(const Observation &o) override { m_next.observation(o); }
    void statement(const Statement &s) override { m_next.statement(s); }
    void lineage(const LineageVector &v) override { m_next.lineage(v); }
    void span(const SpanRecord &s) override { m_next.span(s); }
    void ignored() override { m_next.ignored(); }
    void rejected(std::int64_t line, std::string_view reason) override
    {
        if (count++ == 0)
            first = "record " + std::to_string(line) + ": " + std::string(reason);
        m_next.rejected(line, reason);
    }
    std::int64_t count = 0;
    std::string first;

private:
    Sink &m_next;
};

} // namespace

OtlpIntake::OtlpIntake(OtlpIntakeOptions options, LedgerQueue &queue,
                       std::function<void(const Outcome &)> report)
    : m_options(std::move(options))
    , m_queue(queue)
    , m_report(std::move(report))
{
}

OtlpIntake::~OtlpIntake()
{
    stop();
}

void OtlpIntake::start()
{
    const std::lock_guard lock(m_mutex);
    m_isEnding = false;
    if (!m_thread.joinable())
        m_thread = std::thread([this] { run(); });
}

void OtlpIntake::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isEnding = true;
    }
    m_changed.notify_all();
    if (m_thread.joinable())
        m_thread.join();
    const std::lock_guard lock(m_mutex);
    m_raw.clear(); // a dropped exchange answers 503
    m_growing.reset();
}

void OtlpIntake::take(std::unique_ptr<HttpExchange> exchange)
{
    const OtlpEncoding encoding = otlpEncodingOf(exchange->head()).value_or(OtlpEncoding::Json);
    {
        const std::lock_guard lock(m_mutex);
        if (!m_isEnding && !m_hasExpired && m_raw.size() < mostRaw) {
            m_raw.push_back(std::move(exchange));
            m_changed.notify_all();
            return;
        }
    }
    exchange->answer(otlpStatus(encoding, 503, "the ledger is busy; try again", retrySeconds));
}

void OtlpIntake::setWatchedSince(std::optional<Instant> since)
{
    const std::lock_guard lock(m_mutex);
    m_watchedSince = since;
}

std::vector<Vouched> OtlpIntake::vouched()
{
    const std::lock_guard lock(m_mutex);
    const Instant now = m_options.clock();
    if (!m_watchedSince || now <= *m_watchedSince)
        return {};
    return {{{*m_watchedSince, now}, CoverageKind::Watched}};
}

void OtlpIntake::vouch()
{
    m_queue.post([self = shared_from_this()](Ingest &ingest) {
        for (const Vouched &one : self->vouched())
            (void)ingest.vouch(self->m_options.source, one); // the next one says it again
    });
}

void OtlpIntake::slept(const TimeRange &range)
{
    const std::lock_guard lock(m_mutex);
    if (!m_watchedSince || *m_watchedSince >= range.to)
        return;
    if (*m_watchedSince < range.from) {
        const Vouched before{{*m_watchedSince, range.from}, CoverageKind::Watched};
        m_queue.post([source = m_options.source, before](Ingest &ingest) {
            (void)ingest.vouch(source, before); // unsaid it is unknown, which is safe
        });
    }
    m_watchedSince = range.to;
}

/// Decodes one request after the other, and posts a group when it is due.
void OtlpIntake::run()
{
    std::unique_lock lock(m_mutex);
    while (!m_isEnding) {
        const auto now = Steady::now();
        if (m_written && !m_hasExpired && now - m_written->since >= m_options.patience) {
            lock.unlock();
            expire();
            lock.lock();
            continue;
        }
        const bool isDue = m_growing && !m_written &&
                           (now - m_growing->since >= m_options.gatherTime ||
                            m_growing->bytes >= m_options.groupBytes);
        if (isDue) {
            post();
            continue;
        }
        if (!m_raw.empty()) {
            Request request;
            request.exchange = std::move(m_raw.front());
            m_raw.pop_front();
            lock.unlock();
            const bool isGood = decode(request);
            lock.lock();
            if (isGood)
                addToGroup(std::move(request));
            continue;
        }
        if (m_written && !m_hasExpired)
            m_changed.wait_until(lock, m_written->since + m_options.patience);
        else if (m_growing && !m_written)
            m_changed.wait_until(lock, m_growing->since + m_options.gatherTime);
        else
            m_changed.wait(lock);
    }
}

/// False: it was answered with what is wrong with it.
bool OtlpIntake::decode(Request &request)
{
    const HttpHead &head = request.exchange->head();
    request.signal = otlpSignalOf(head.target).value_or(OtlpSignal::Traces);
    request.encoding = otlpEncodingOf(head).value_or(OtlpEncoding::Json);
    const auto refuse = [&](int status, std::string_view why) {
        request.exchange->answer(otlpStatus(request.encoding, status, why));
        return false;
    };
    std::string body = request.exchange->takeBody();
    if (isGzip(head)) {
        auto plain = gunzip(body, m_options.bodyBytes);
        if (!plain)
            return refuse(plain.error().kind == Error::Kind::OutOfRange ? 413 : 400,
                          plain.error().text);
        body = *std::move(plain);
    }
    if (request.encoding == OtlpEncoding::Protobuf) {
        if (auto done = otlpJsonOf(request.signal, body, request.json); !done)
            return refuse(400, done.error().text);
    } else {
        request.json = std::move(body);
    }
    std::string().swap(body);
    request.json.append(recordPadding, '\0');
    const std::string_view json(request.json.data(), request.json.size() - recordPadding);
    if (auto checked = checkOtlpJson(request.signal, json); !checked)
        return refuse(400, checked.error().text);
    return true;
}

void OtlpIntake::addToGroup(Request request)
{
    if (!m_growing) {
        m_growing = std::make_shared<Group>();
        m_growing->since = Steady::now();
    }
    m_growing->bytes += request.json.size();
    m_growing->requests.push_back(std::move(request));
}

void OtlpIntake::post()
{
    m_written = std::exchange(m_growing, nullptr);
    m_written->since = Steady::now();
    m_hasExpired = false;
    m_queue.post([self = shared_from_this(),
                  group = m_written](Ingest &ingest) { self->write(*group, ingest); },
                 [self = shared_from_this(), group = m_written](const Error &error) {
                     self->written(*group, {std::nullopt, error.text});
                 });
}

void OtlpIntake::write(Group &group, Ingest &ingest)
{
    const Format &format = *formatNamed("otlp");
    Outcome outcome;
    const auto counts = ingest.importPage(
        format, m_options.source,
        [&](Sink &sink) {
            for (Request &request : group.requests) {
                CountingSink counting(sink);
                const std::string_view json(request.json.data(),
                                            request.json.size() - recordPadding);
                format.create({})->document(json, counting);
                request.rejected = counting.count;
                request.firstReason = std::move(counting.first);
            }
        },
        {}, vouched(), Durability::Full);
    if (counts)
        outcome.counts = *counts;
    else
        outcome.problem = counts.error().text;
    written(group, outcome);
}

void OtlpIntake::written(Group &group, const Outcome &outcome)
{
    if (outcome.counts) {
        const std::lock_guard lock(group.mutex);
        for (Request &request : group.requests) {
            if (request.exchange)
                request.exchange->answer(otlpTaken(request.signal, request.encoding,
                                                   request.rejected, request.firstReason));
        }
        group.requests.clear();
    } else {
        refuse(group, "the ledger could not be written; try again");
    }
    {
        const std::lock_guard lock(m_mutex);
        m_written.reset();
        m_hasExpired = false;
    }
    m_changed.notify_all();
    m_report(outcome);
}

/// The ledger is locked or slow: who waits is sent away, and comes again. What is being written may
/// still be committed; its repetition is then a duplicate.
void OtlpIntake::expire()
{
    std::shared_ptr<Group> written;
    std::shared_ptr<Group> growing;
    std::deque<std::unique_ptr<HttpExchange>> raw;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_written)
            return;
        m_hasExpired = true;
        written = m_written;
        growing = std::exchange(m_growing, nullptr);
        raw.swap(m_raw);
    }
    constexpr std::string_view why = "the ledger is busy; try again";
    refuse(*written, why);
    if (growing)
        refuse(*growing, why);
    for (const auto &exchange : raw)
        exchange->answer(otlpStatus(otlpEncodingOf(exchange->head()).value_or(OtlpEncoding::Json),
                                    503, why, retrySeconds));
}

void OtlpIntake::refuse(Group &group, std::string_view reason)
{
    const std::lock_guard lock(group.mutex);
    for (Request &request : group.requests) {
        if (const auto exchange = std::move(request.exchange))
            exchange->answer(otlpStatus(request.encoding, 503, reason, retrySeconds));
    }
}

} // namespace outlay::sources
