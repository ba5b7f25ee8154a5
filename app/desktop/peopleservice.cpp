// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/peopleservice.h"

#include "models/ingest/configuration.h"
#include "models/ingest/peoplehistory.h"
#include "models/ledger/configurationentry.h"
#include "models/ledger/ledgerreader.h"

#include <QFileInfo>

namespace outlay {

namespace {

Result<ui::PeopleSnapshot> snapshotOf(const std::string &path)
{
    ui::PeopleSnapshot snapshot;
    if (!QFileInfo::exists(QString::fromStdString(path)))
        return snapshot; // nothing was ever stored
    auto reader = LedgerReader::open(path);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    auto report = peopleReport(**reader);
    if (!report)
        return tl::unexpected<Error>(report.error());
    snapshot.report = *std::move(report);
    const auto former = formerPeople(path);
    if (!former)
        return tl::unexpected<Error>(former.error());
    snapshot.canUndoPeople = former->has_value();
    const auto history = configurationEntries(path, configurationName::attributionRules);
    if (!history)
        return tl::unexpected<Error>(history.error());
    if (!history->empty()) {
        auto rules = parseAttributionRules(history->back().value);
        if (!rules)
            return tl::unexpected<Error>(rules.error());
        snapshot.rules = *std::move(rules);
        snapshot.canUndo = nextUndo(*history, "[]").has_value();
    }
    return snapshot;
}

} // namespace

void PeopleWorker::read(const std::string &path)
{
    auto snapshot = snapshotOf(path);
    if (!snapshot)
        return emit failed(snapshot.error());
    emit snapshotReady(std::make_shared<const ui::PeopleSnapshot>(*std::move(snapshot)));
}

void PeopleWorker::preview(const std::string &path, std::uint64_t number,
                           const ConfigurationChange &change, const CancelToken &cancel)
{
    const auto effect = previewChange(path, change, cancel);
    if (effect)
        emit effectReady(number, *effect);
    else
        emit effectFailed(number, effect.error());
}

void PeopleWorker::previewPseudonym(const std::string &path, const QString &name)
{
    PseudonymEffect effect;
    const auto totals = Ingest::rehearse(
        path, [&](Ingest &ingest) { return ingest.pseudonymise(name.toStdString(), effect); });
    if (totals)
        emit pseudonymEffectReady(name, effect);
    else
        emit pseudonymEffectFailed(name, totals.error());
}

PeopleService::PeopleService(QObject *parent) : QObject(parent), m_worker(new PeopleWorker)
{
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &PeopleWorker::snapshotReady, this, &PeopleService::snapshotReady);
    connect(&m_shares, &TaskSharesReader::ready, this, &PeopleService::sharesReady);
    connect(&m_shares, &TaskSharesReader::failed, this, [this] { emit sharesReady({}); });
    connect(m_worker, &PeopleWorker::effectReady, this, &PeopleService::effectReady);
    connect(m_worker, &PeopleWorker::effectFailed, this, &PeopleService::effectFailed);
    connect(m_worker, &PeopleWorker::pseudonymEffectReady, this,
            &PeopleService::pseudonymEffectReady);
    connect(m_worker, &PeopleWorker::pseudonymEffectFailed, this,
            &PeopleService::pseudonymEffectFailed);
    connect(m_worker, &PeopleWorker::failed, this, &PeopleService::failed);
    m_thread.setObjectName(QStringLiteral("people"));
}

PeopleService::~PeopleService()
{
    if (m_cancel)
        m_cancel->store(true);
    m_queue.reset(); // its jobs speak to this
    if (!m_thread.isRunning()) {
        delete m_worker; // never used: no thread will
        return;
    }
    m_thread.quit();
    m_thread.wait();
}

void PeopleService::start()
{
    if (!m_thread.isRunning())
        m_thread.start(); // most windows are closed without a look at the page
}

void PeopleService::setPath(const QString &path)
{
    m_path = path.toStdString();
    m_shares.setPath(m_path);
    if (m_cancel)
        m_cancel->store(true);
    m_queue.reset();
}

void PeopleService::request()
{
    if (m_path.empty())
        return;
    start();
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, path = m_path] { worker->read(path); });
    m_shares.request();
}

void PeopleService::preview(std::uint64_t number, const ConfigurationChange &change)
{
    start();
    if (m_cancel)
        m_cancel->store(true);
    m_cancel = std::make_shared<std::atomic<bool>>(false);
    QMetaObject::invokeMethod(m_worker,
                              [worker = m_worker, path = m_path, number, change, token = m_cancel] {
                                  worker->preview(path, number, change, token);
                              });
}

void PeopleService::write(std::function<Result<>(Ingest &)> change)
{
    if (!m_queue)
        m_queue = std::make_unique<LedgerQueue>(m_path);
    emit writing();
    const auto fail = [this](const Error &error) {
        QMetaObject::invokeMethod(this, [this, error] { emit failed(error); });
    };
    m_queue->post(
        [this, fail, change = std::move(change)](Ingest &ingest) {
            if (const Result<> done = change(ingest); !done)
                return fail(done.error());
            QMetaObject::invokeMethod(this, [this] { emit written(); });
        },
        fail);
}

void PeopleService::setPeople(const std::vector<Person> &people)
{
    write([people](Ingest &ingest) { return ingest.setPeople(people); });
}

void PeopleService::setRules(const std::vector<Ingest::AttributionRule> &rules)
{
    write([rules](Ingest &ingest) { return ingest.setAttributionRules(rules); });
}

void PeopleService::previewPseudonym(const QString &name)
{
    start();
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, path = m_path, name] {
        worker->previewPseudonym(path, name);
    });
}

void PeopleService::pseudonymise(const QString &name)
{
    write([name = name.toStdString()](Ingest &ingest) {
        PseudonymEffect effect;
        return ingest.pseudonymise(name, effect);
    });
}

void PeopleService::undoPeople()
{
    write([path = m_path](Ingest &ingest) -> Result<> {
        const auto former = formerPeople(path);
        if (!former)
            return tl::unexpected<Error>(former.error());
        return *former ? ingest.setPeople(**former) : Result<>();
    });
}

void PeopleService::undoRules()
{
    write([](Ingest &ingest) -> Result<> {
        const auto undone = ingest.undoAttributionRules();
        if (!undone)
            return tl::unexpected<Error>(undone.error());
        return {};
    });
}

} // namespace outlay
