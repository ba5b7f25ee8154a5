// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/review.h"

#include "models/insight/alertasof.h"
#include "models/insight/ledgeroutlook.h"
#include "models/insight/priorperiod.h"

#include <algorithm>
#include <set>

namespace outlay {

namespace {

constexpr std::size_t mostShown = 5;
constexpr int mostAlerts = 10'000;

Filter filterOf(Dimension dimension, std::optional<std::string> value)
{
    return {{dimension, {}}, {std::move(value)}};
}

class Reading
{
public:
    Reading(LedgerReader &reader, const PriceBook &book, const ReviewQuestion &question)
        : m_reader(reader)
        , m_book(book)
        , m_question(question)
    {
    }

    Result<> readSpend(Review &review);
    Result<> readTasks(Review &review);
    Result<> readUsers(Review &review);
    Result<> readAlerts(Review &review);
    Result<> readDecisions(Review &review);

private:
    [[nodiscard]] Result<Answer> ask(const TimeRange &range, std::vector<Filter> where,
                                     std::vector<DimensionRef> by = {});
    Result<> read(ReviewFigure &figure, const TimeRange &range, std::vector<Filter> where);
    Result<> readFees(Review &review);
    Result<> readSpread(SpreadFigures &figures, const Spread &spread, const Answer &answer,
                        Dimension dimension);

    LedgerReader &m_reader;
    const PriceBook &m_book;
    const ReviewQuestion &m_question;
};

Result<Answer> Reading::ask(const TimeRange &range, std::vector<Filter> where,
                            std::vector<DimensionRef> by)
{
    Query query;
    query.range = range;
    query.zone = m_question.zone;
    query.where = std::move(where);
    query.by = std::move(by);
    return m_reader.run(query);
}

Result<> Reading::read(ReviewFigure &figure, const TimeRange &range, std::vector<Filter> where)
{
    const Result<Answer> answer = ask(range, where);
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    figure.where = std::move(where);
    figure.measures = answer->total;
    ReceiptQuestion asked;
    asked.range = range;
    asked.where = figure.where;
    asked.figure = figure.measures;
    auto receipt = readReceipt(m_reader, m_book, asked);
    if (!receipt)
        return tl::unexpected<Error>(receipt.error());
    figure.receipt = *std::move(receipt);
    return {};
}

Result<> Reading::readFees(Review &review)
{
    const auto plans = m_reader.plans();
    if (!plans)
        return tl::unexpected<Error>(plans.error());
    const auto narrowed = feesWithin(*plans, {});
    if (!narrowed)
        return {};
    const Result<Answer> fees = ask(review.period, *narrowed);
    if (!fees)
        return tl::unexpected<Error>(fees.error());
    review.fees = fees->total.residual;
    return {};
}

Result<> Reading::readSpend(Review &review)
{
    OUTLAY_TRY(read(review.total, review.period, {}));
    OUTLAY_TRY(read(review.before, review.prior, {}));
    OUTLAY_TRY(
        read(review.unowned, review.period,
             {filterOf(Dimension::User, std::nullopt), filterOf(Dimension::Team, std::nullopt)}));
    const ChangeQuestion question{review.prior, review.period, {}};
    auto change = readChange(m_reader, m_book, question);
    if (!change)
        return tl::unexpected<Error>(change.error());
    review.change = *std::move(change);
    review.hasData = review.change.hasNow;
    auto drivers = readTopChanges(m_reader, question, {Dimension::Project, {}});
    if (!drivers)
        return tl::unexpected<Error>(drivers.error());
    review.drivers = *std::move(drivers);
    const auto coverage = m_reader.coverage(review.period);
    if (!coverage)
        return tl::unexpected<Error>(coverage.error());
    for (const TimeRange &open : coverage->open)
        review.uncoveredMicros += open.to.micros - open.from.micros;
    return readFees(review);
}

/// `answer`: the period by that dimension.
Result<> Reading::readSpread(SpreadFigures &figures, const Spread &spread, const Answer &answer,
                             Dimension dimension)
{
    const auto readOne = [&](std::optional<NamedFigure> &into,
                             const std::optional<Money> &amount) -> Result<> {
        std::optional<std::string> first;
        for (const Row &row : answer.rows) {
            const bool isIt = amount && !row.isNotItemised && !row.isOther && row.key.front() &&
                              row.measures.cost == amount;
            if (isIt && (!first || *row.key.front() < *first))
                first = row.key.front();
        }
        if (!first)
            return {};
        into = NamedFigure{*first, {}};
        return read(into->figure, answer.range, {filterOf(dimension, *first)});
    };
    OUTLAY_TRY(readOne(figures.median, spread.median));
    return readOne(figures.p95, spread.p95);
}

Result<> Reading::readTasks(Review &review)
{
    Query query;
    query.range = review.period;
    query.zone = m_question.zone;
    auto tasks = taskCosts(m_reader, query, mostShown);
    if (!tasks)
        return tl::unexpected<Error>(tasks.error());
    review.tasks = *std::move(tasks);
    for (const TaskRow &row : review.tasks.dearest) {
        review.dearestTasks.push_back({row.task, {}});
        OUTLAY_TRY(read(review.dearestTasks.back().figure, review.period,
                        {filterOf(Dimension::Task, row.task)}));
    }
    const Result<Answer> answer = ask(review.period, {}, {{Dimension::Task, {}}});
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    return readSpread(review.taskSpread, review.tasks.cost, *answer, Dimension::Task);
}

Result<> Reading::readUsers(Review &review)
{
    const Result<Answer> answer = ask(review.period, {}, {{Dimension::User, {}}});
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    std::vector<Money> amounts;
    UserCosts &users = review.users;
    for (const Row &row : answer->rows) {
        const Money cost = row.measures.cost.value_or(Money{});
        if (row.isNotItemised) {
            users.notItemised += cost;
        } else if (!row.key.front()) {
            users.unknown += cost;
        } else {
            if (row.measures.cost && !isPlanned(row.measures))
                amounts.push_back(cost);
            // A person's fees are a row of their own, which a filter by name would count twice.
            users.rest += cost;
            const bool isShown = users.dearest.size() < mostShown;
            if (!isShown || !row.measures.cost)
                continue;
            NamedFigure named{*row.key.front(), {}};
            OUTLAY_TRY(
                read(named.figure, review.period, {filterOf(Dimension::User, *row.key.front())}));
            const Money whole = named.figure.measures.cost.value_or(Money{});
            users.notItemised -= whole - cost;
            users.rest -= cost;
            users.dearest.push_back(std::move(named));
        }
    }
    users.spread = spreadOf(std::move(amounts));
    return readSpread(review.userSpread, users.spread, *answer, Dimension::User);
}

Result<> Reading::readAlerts(Review &review)
{
    const auto bodies = m_reader.alerts(review.period, mostAlerts);
    if (!bodies)
        return tl::unexpected<Error>(bodies.error());
    for (const std::string &body : *bodies) {
        auto alert = parseAlert(body);
        if (!alert)
            return tl::unexpected<Error>(alert.error());
        if (!review.period.contains(alert->happenedAt))
            continue;
        auto log = m_reader.alertLog(alert->id);
        if (!log)
            return tl::unexpected<Error>(log.error());
        std::sort(log->begin(), log->end(),
                  [](const AlertLogRow &a, const AlertLogRow &b) { return a.id < b.id; });
        putBackTo(review.period.to, *alert, *log);
        if (alert->state != AlertState::Pending)
            review.alerts.push_back({*std::move(alert), *std::move(log)});
    }
    std::sort(review.alerts.begin(), review.alerts.end(),
              [](const ReviewAlert &a, const ReviewAlert &b) {
                  return std::pair(a.alert.happenedAt, a.alert.id) <
                         std::pair(b.alert.happenedAt, b.alert.id);
              });
    return {};
}

Result<> Reading::readDecisions(Review &review)
{
    ReviewDecisions &decisions = review.decisions;
    decisions.quarantined = review.total.measures.quarantined;
    const Result<Answer> models =
        ask(review.period, {}, {{Dimension::Provider, {}}, {Dimension::Model, {}}});
    if (!models)
        return tl::unexpected<Error>(models.error());
    for (const Row &row : models->rows) {
        if (row.measures.unpricedRequests > 0)
            decisions.unpriced.push_back(
                {row.key[0].value_or("unknown") + "/" + row.key[1].value_or("unknown"),
                 row.measures.unpricedRequests});
    }
    std::sort(decisions.unpriced.begin(), decisions.unpriced.end(),
              [](const auto &a, const auto &b) { return a.model < b.model; });
    const auto sources = m_reader.sources();
    if (!sources)
        return tl::unexpected<Error>(sources.error());
    for (const SourceInfo &source : *sources) {
        if (source.plan == "unknown" && source.partOf.empty() && source.events > 0)
            decisions.unansweredPlans.push_back(source.name);
    }
    std::sort(decisions.unansweredPlans.begin(), decisions.unansweredPlans.end());
    const auto people = m_reader.people();
    const Result<Answer> users = ask(review.period, {}, {{Dimension::User, {}}});
    if (!people || !users)
        return tl::unexpected<Error>(people ? users.error() : people.error());
    std::set<std::string> unmapped;
    for (const Row &row : users->rows) {
        if (!row.isNotItemised && row.key.front())
            unmapped.insert(*row.key.front());
    }
    for (const Person &person : *people)
        unmapped.erase(person.name);
    decisions.unmappedUsers.assign(unmapped.begin(), unmapped.end());
    return {};
}

} // namespace

Result<ReviewQuestion> reviewQuestion(const LedgerFacts &facts, Step step, const Zone &zone,
                                      std::optional<Instant> at)
{
    if (!facts.span)
        return failure(Error::Kind::Usage, "the ledger has no request to review; import some");
    ReviewQuestion question;
    question.zone = zone;
    TimeRange &period = question.period;
    period.from = zone.bucketStart(at ? *at : facts.span->to, step);
    if (!at)
        period.from = zone.bucketStart({period.from.micros - 1}, step);
    period.to = zone.nextBucket(period.from, step);
    const Instant known = zone.startOfDay(zone.dayOf({facts.span->to.micros - 1}) + 1);
    // Like with like: a day that runs is held against as much of the day before it.
    TimeRange seen = period;
    if (known > period.from && known < period.to) {
        period.to = known;
        seen.to = {facts.span->to.micros - 1}; // the last request
    }
    question.prior = priorPeriod(seen, zone);
    if (step == Step::Week) {
        constexpr int week = 7;
        const std::int64_t last = zone.dayOf(seen.to);
        question.prior.from = zone.startOfDay(zone.dayOf(period.from) - week);
        question.prior.to = {zone.startOfDay(last - week).micros +
                             (seen.to.micros - zone.startOfDay(last).micros)};
        question.prior.to = std::min(question.prior.to, period.from);
    }
    return question;
}

Result<std::optional<ClosingComparison>> readClosing(const std::string &ledger,
                                                     const TimeRange &period)
{
    const auto reader = ClosingReader::open(ledger);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    const auto closed = (*reader)->all();
    if (!closed)
        return tl::unexpected<Error>(closed.error());
    for (const ClosedPeriod &one : *closed) {
        if (one.reopened || period.from < one.range.from || one.range.to < period.to)
            continue;
        auto comparison = compareClosing(**reader, one);
        if (!comparison)
            return tl::unexpected<Error>(comparison.error());
        return *std::move(comparison);
    }
    return std::nullopt;
}

Result<Review> readReview(LedgerReader &reader, const PriceBook &book,
                          const ReviewQuestion &question)
{
    Review review;
    review.period = question.period;
    review.prior = question.prior;
    review.zone = question.zone;
    Reading reading(reader, book, question);
    OUTLAY_TRY(reading.readSpend(review));
    OUTLAY_TRY(reading.readTasks(review));
    OUTLAY_TRY(reading.readUsers(review));
    OUTLAY_TRY(reading.readAlerts(review));
    OUTLAY_TRY(reading.readDecisions(review));
    return review;
}

} // namespace outlay
