// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/budgetsservice.h"

#include "app/alerting/budgetchange.h"
#include "app/desktop/budgetdrafts.h"
#include "app/desktop/budgetladder.h"
#include "app/desktop/usercaps.h"
#include "app/sources/demo/demonow.h"
#include "models/ingest/configuration.h"
#include "models/ledger/configurationentry.h"

#include <QFileInfo>

#include <algorithm>

namespace outlay {

namespace {

using Question = BudgetsWorker::Question;

bool isThere(const Question &question)
{
    return QFileInfo::exists(QString::fromStdString(question.path));
}

/// The rules in force, of a ledger that may not be there yet.
Result<BudgetRules> rulesOf(const Question &question)
{
    if (!isThere(question))
        return shippedRules();
    const auto reader = LedgerReader::open(question.path);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    return alerting::budgetRulesOf(**reader);
}

/// shownNow() of a ledger that may not be there, or not be readable: whoever reads it says so.
Instant shownNowOf(const std::string &path, Instant now)
{
    const auto reader = LedgerReader::open(path);
    return reader ? shownNow(**reader, now).value_or(now) : now;
}

const Budget *budgetOf(const BudgetRules &rules, const std::string &id)
{
    const auto found = std::find_if(rules.budgets.begin(), rules.budgets.end(),
                                    [&](const Budget &budget) { return budget.id == id; });
    return found == rules.budgets.end() ? nullptr : &*found;
}

/// The rules with a budget as it was before the change of that number, see BudgetDetails::Change.
Result<BudgetRules> undone(const BudgetRules &now, const std::string &id,
                           const std::optional<Budget> &before)
{
    BudgetRules rules = now;
    std::erase_if(rules.budgets, [&](const Budget &budget) { return budget.id == id; });
    if (before)
        rules.budgets.push_back(*before);
    alerting::sortByName(rules);
    return rules;
}

Result<std::optional<Budget>> budgetBefore(const std::string &path, std::uint64_t change,
                                           const std::string &id)
{
    const auto reader = LedgerReader::open(path);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    const auto history = (*reader)->configurationHistory(configurationName::budgets);
    if (!history)
        return tl::unexpected<Error>(history.error());
    if (change == 0 || change > history->size())
        return failure(Error::Kind::Usage, "there is no such change");
    BudgetRules rules = shippedRules();
    if (change > 1) {
        auto before = parseBudgets((*history)[change - 2].first);
        if (!before)
            return tl::unexpected<Error>(before.error());
        rules = *std::move(before);
    }
    const Budget *budget = budgetOf(rules, id);
    return budget ? std::optional(*budget) : std::nullopt;
}

} // namespace

void BudgetsWorker::read(const Question &question, std::uint64_t generation, bool isFirst)
{
    const auto send = [&](ui::BudgetsSnapshot snapshot, bool isWhole) {
        snapshot.generation = generation;
        emit snapshotReady(std::make_shared<const ui::BudgetsSnapshot>(std::move(snapshot)),
                           isWhole);
    };
    if (!isThere(question))
        return send(emptyBudgets(question.now, question.zone), true);
    const auto reader = LedgerReader::open(question.path);
    if (!reader)
        return emit snapshotFailed(reader.error());
    for (const BudgetsDepth depth : {BudgetsDepth::Standings, BudgetsDepth::Whole}) {
        const bool isWhole = depth == BudgetsDepth::Whole;
        if (!isWhole && !isFirst)
            continue; // what is on the screen stays until all of it is new
        auto snapshot = budgetsSnapshot(**reader, question.now, question.zone, depth);
        if (!snapshot)
            return emit snapshotFailed(snapshot.error());
        if (isWhole || !snapshot->rows.empty()) // a proposal may follow
            send(*std::move(snapshot), isWhole);
    }
}

void BudgetsWorker::readDetails(const Question &question, const std::string &id,
                                const std::string &member)
{
    const auto reader = LedgerReader::open(question.path);
    if (!reader)
        return emit failed(reader.error());
    auto details = budgetDetails(**reader, id, member, question.now);
    const auto known = configurationEntries(question.path, configurationName::budgets);
    if (!details || !known)
        return emit failed(details ? known.error() : details.error());
    for (ui::BudgetDetails::Change &change : details->changes) {
        if (change.number <= known->size())
            change.who = QString::fromStdString((*known)[change.number - 1].who);
    }
    emit detailsReady(*details);
}

void BudgetsWorker::readMemberForecasts(
    const Question &question, const std::vector<std::pair<std::string, std::string>> &members)
{
    const auto reader = LedgerReader::open(question.path);
    if (!reader)
        return emit failed(reader.error());
    const auto forecasts = memberForecasts(**reader, members, question.now);
    if (!forecasts)
        return emit failed(forecasts.error());
    emit memberForecastsReady(*forecasts);
}

void BudgetsWorker::readReceipt(const Question &question, const std::string &id,
                                const std::string &member)
{
    const auto reader = LedgerReader::open(question.path);
    if (!reader)
        return emit failed(reader.error());
    const auto receipt = budgetReceipt(**reader, id, member, question.now);
    if (!receipt)
        return emit failed(receipt.error());
    emit receiptReady(*receipt);
}

void BudgetsWorker::readDraft(const Question &question, const std::string &id)
{
    const auto rules = rulesOf(question);
    if (!rules)
        return emit failed(rules.error());
    if (const Budget *budget = budgetOf(*rules, id))
        emit draftReady(draftOf(*budget));
    else
        emit failed({Error::Kind::Usage, "the budget was removed meanwhile"});
}

void BudgetsWorker::preview(const Question &question, std::uint64_t number,
                            const ui::BudgetDraft &draft)
{
    if (!isThere(question))
        return emit previewReady(number, {});
    const auto reader = LedgerReader::open(question.path);
    auto preview = reader ? previewOf(**reader, draft, question.now)
                          : Result<ui::BudgetPreview>(tl::unexpected<Error>(reader.error()));
    if (!preview) {
        emit failed(preview.error());
        return emit previewReady(number, {});
    }
    emit previewReady(number, *preview);
}

void BudgetsWorker::readUserCaps(const Question &question)
{
    const auto rules = rulesOf(question);
    if (!rules)
        return emit failed(rules.error());
    emit userCapsReady(userCapsOf(*rules));
}

void BudgetsWorker::reviewUserCaps(const Question &question, std::uint64_t number,
                                   const std::vector<ui::UserCap> &caps)
{
    const auto rules = rulesOf(question);
    if (!rules)
        return emit failed(rules.error());
    emit userCapsReviewed(number, userCapDiffs(*rules, caps));
}

void BudgetsWorker::readLadder(const Question &question, const std::string &user,
                               const std::string &endpoint)
{
    if (!isThere(question))
        return emit ladderReady({user, endpoint, {}, {}});
    const auto reader = LedgerReader::open(question.path);
    if (!reader)
        return emit failed(reader.error());
    const auto ladder = budgetLadder(**reader, user, endpoint, question.now);
    if (!ladder)
        return emit failed(ladder.error());
    emit ladderReady(*ladder);
}

BudgetsService::BudgetsService(Clock clock, ShownZone zone, QObject *parent)
    : QObject(parent)
    , m_clock(std::move(clock))
    , m_zone(std::move(zone))
    , m_worker(new BudgetsWorker)
    , m_newestPreview(std::make_shared<std::atomic<std::uint64_t>>(0))
{
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    const auto readAgain = [this] {
        m_isReading = false;
        if (m_isWanted)
            request();
    };
    connect(m_worker, &BudgetsWorker::snapshotReady, this,
            [this, readAgain](const ui::BudgetsSnapshotPtr &snapshot, bool isWhole) {
                if (snapshot->generation != m_generation)
                    return; // of another path
                m_hasShown = true;
                emit snapshotReady(snapshot, isWhole);
                if (isWhole)
                    readAgain();
            });
    connect(m_worker, &BudgetsWorker::snapshotFailed, this, [this, readAgain](const Error &error) {
        emit failed(error);
        readAgain();
    });
    connect(m_worker, &BudgetsWorker::detailsReady, this, &BudgetsService::detailsReady);
    connect(m_worker, &BudgetsWorker::memberForecastsReady, this,
            &BudgetsService::memberForecastsReady);
    connect(m_worker, &BudgetsWorker::receiptReady, this, &BudgetsService::receiptReady);
    connect(m_worker, &BudgetsWorker::draftReady, this, &BudgetsService::draftReady);
    connect(m_worker, &BudgetsWorker::previewReady, this, &BudgetsService::previewReady);
    connect(m_worker, &BudgetsWorker::userCapsReady, this, &BudgetsService::userCapsReady);
    connect(m_worker, &BudgetsWorker::ladderReady, this, &BudgetsService::ladderReady);
    connect(m_worker, &BudgetsWorker::userCapsReviewed, this, &BudgetsService::userCapsReviewed);
    connect(m_worker, &BudgetsWorker::failed, this, &BudgetsService::failed);
    m_thread.setObjectName(QStringLiteral("budgets"));
}

BudgetsService::~BudgetsService()
{
    m_queue.reset(); // its jobs speak to this
    if (!m_thread.isRunning()) {
        delete m_worker; // never used: no thread will
        return;
    }
    m_thread.quit();
    m_thread.wait();
}

void BudgetsService::start()
{
    if (!m_thread.isRunning())
        m_thread.start(); // most windows are closed without a look at the page
}

void BudgetsService::setPath(const QString &path)
{
    m_path = path.toStdString();
    m_queue.reset();
    ++m_generation;
    m_isReading = m_isWanted = m_hasShown = false;
    m_removed.reset();
    emit removed({});
}

void BudgetsService::request()
{
    if (m_path.empty())
        return;
    if (m_isReading) {
        m_isWanted = true;
        return;
    }
    m_isReading = true;
    m_isWanted = false;
    ask([generation = ++m_generation, isFirst = !m_hasShown](BudgetsWorker &worker,
                                                             const Question &question) {
        worker.read(question, generation, isFirst);
    });
}

void BudgetsService::ask(Asked asked)
{
    start();
    QMetaObject::invokeMethod(m_worker, [worker = m_worker,
                                         question = Question{m_path, m_clock(), m_zone()},
                                         asked = std::move(asked)] {
        asked(*worker, {question.path, shownNowOf(question.path, question.now), question.zone});
    });
}

void BudgetsService::requestDetails(const std::string &id, const std::string &member)
{
    ask([id, member](BudgetsWorker &worker, const Question &question) {
        worker.readDetails(question, id, member);
    });
}

void BudgetsService::requestMemberForecasts(
    const std::vector<std::pair<std::string, std::string>> &members)
{
    ask([members](BudgetsWorker &worker, const Question &question) {
        worker.readMemberForecasts(question, members);
    });
}

void BudgetsService::requestReceipt(const std::string &id, const std::string &member)
{
    ask([id, member](BudgetsWorker &worker, const Question &question) {
        worker.readReceipt(question, id, member);
    });
}

void BudgetsService::requestDraft(const std::string &id)
{
    ask([id](BudgetsWorker &worker, const Question &question) { worker.readDraft(question, id); });
}

void BudgetsService::preview(std::uint64_t number, const ui::BudgetDraft &draft)
{
    m_newestPreview->store(number);
    ask([number, draft, newest = m_newestPreview](BudgetsWorker &worker, const Question &question) {
        if (newest->load() == number) // nobody waits for the others any more
            worker.preview(question, number, draft);
    });
}

void BudgetsService::requestUserCaps()
{
    ask([](BudgetsWorker &worker, const Question &question) { worker.readUserCaps(question); });
}

void BudgetsService::reviewUserCaps(std::uint64_t number, const std::vector<ui::UserCap> &caps)
{
    ask([number, caps](BudgetsWorker &worker, const Question &question) {
        worker.reviewUserCaps(question, number, caps);
    });
}

void BudgetsService::requestLadder(const std::string &user, const std::string &endpoint)
{
    ask([user, endpoint](BudgetsWorker &worker, const Question &question) {
        worker.readLadder(question, user, endpoint);
    });
}

void BudgetsService::write(Change change, Done done)
{
    if (!m_queue)
        m_queue = std::make_unique<LedgerQueue>(m_path);
    emit writing();
    const auto tell = [this, done = std::move(done)](const Result<> &result) {
        QMetaObject::invokeMethod(this, [this, result, done] {
            if (result)
                emit written();
            done(result);
        });
    };
    m_queue->post(
        [tell, change = std::move(change)](Ingest &ingest) { tell(ingest.changeBudgets(change)); },
        [tell](const Error &error) { tell(tl::unexpected<Error>(error)); });
}

BudgetsService::Done BudgetsService::reportFailure()
{
    return [this](const Result<> &result) {
        if (!result)
            emit failed(result.error());
    };
}

void BudgetsService::save(const ui::BudgetDraft &draft)
{
    write([draft, path = m_path, now = m_clock()](
              const BudgetRules &rules) { return withDraft(rules, draft, shownNowOf(path, now)); },
          [this](const Result<> &result) {
              if (result)
                  emit saved();
              else
                  emit saveFailed(result.error());
          });
}

void BudgetsService::remove(const std::string &id)
{
    auto gone = std::make_shared<std::optional<Budget>>(); // written there, read here afterwards
    write(
        [id, gone](const BudgetRules &rules) {
            if (const Budget *budget = budgetOf(rules, id))
                *gone = *budget;
            return undone(rules, id, std::nullopt);
        },
        [this, gone](const Result<> &result) {
            if (!result)
                return emit failed(result.error());
            m_removed = *gone;
            emit removed(m_removed ? QString::fromStdString(m_removed->name) : QString());
        });
}

void BudgetsService::restoreRemoved()
{
    if (!m_removed)
        return;
    write([budget =
               *m_removed](const BudgetRules &rules) { return undone(rules, budget.id, budget); },
          [this](const Result<> &result) {
              if (!result)
                  return emit failed(result.error());
              m_removed.reset();
              emit removed({});
          });
}

void BudgetsService::undo(std::uint64_t change, const std::string &id)
{
    write(
        [path = m_path, change, id](const BudgetRules &rules) -> Result<BudgetRules> {
            const auto before = budgetBefore(path, change, id);
            if (!before)
                return tl::unexpected<Error>(before.error());
            return undone(rules, id, *before);
        },
        reportFailure());
}

void BudgetsService::acceptProposal(Money amount)
{
    write(
        [amount, path = m_path, zone = m_zone(), now = m_clock()](const BudgetRules &rules) {
            return withMonthly(rules, amount, zone, shownNowOf(path, now));
        },
        reportFailure());
}

void BudgetsService::setTripwires(const ui::TripwireSettings &settings)
{
    write(
        [settings](const BudgetRules &rules) -> Result<BudgetRules> {
            return withTripwires(rules, settings);
        },
        reportFailure());
}

void BudgetsService::saveUserCaps(const std::vector<ui::UserCap> &caps)
{
    write(
        [caps, path = m_path, zone = m_zone(), now = m_clock()](const BudgetRules &rules) {
            return withUserCaps(rules, caps, zone, shownNowOf(path, now));
        },
        [this, caps](const Result<> &result) {
            if (!result)
                emit failed(result.error());
            std::vector<ui::UserCapResult> results;
            results.reserve(caps.size());
            for (const ui::UserCap &cap : caps)
                results.push_back(
                    {cap.user, result.has_value(),
                     result ? QString() : QString::fromStdString(result.error().text)});
            emit userCapsSaved(results);
        });
}

} // namespace outlay
