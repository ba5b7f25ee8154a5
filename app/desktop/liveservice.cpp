// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/liveservice.h"

#include "app/desktop/liveworker.h"

#include <QNetworkInformation>

namespace outlay {

LiveService::LiveService(Clock clock, ShownZone zone, QObject *parent)
    : QObject(parent)
    , m_worker(new LiveWorker(std::move(clock), std::move(zone)))
{
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &LiveWorker::sourcesReady, this, &LiveService::sourcesReady);
    connect(m_worker, &LiveWorker::findingsReady, this, &LiveService::findingsReady);
    connect(m_worker, &LiveWorker::draftReady, this, &LiveService::draftReady);
    connect(m_worker, &LiveWorker::unlockAnswered, this, &LiveService::unlockAnswered);
    connect(m_worker, &LiveWorker::saved, this, &LiveService::saved);
    connect(m_worker, &LiveWorker::saveFailed, this, &LiveService::saveFailed);
    connect(m_worker, &LiveWorker::configuring, this, &LiveService::configuring);
    connect(m_worker, &LiveWorker::configured, this, &LiveService::configured);
    connect(m_worker, &LiveWorker::committed, this, &LiveService::committed);
    connect(m_worker, &LiveWorker::alertTold, this, &LiveService::alertTold);
    connect(m_worker, &LiveWorker::noticeSettingsChanged, this,
            &LiveService::noticeSettingsChanged);
    connect(m_worker, &LiveWorker::webhookTested, this, &LiveService::webhookTested);
    connect(m_worker, &LiveWorker::pushPreviewReady, this, &LiveService::pushPreviewReady);
    connect(m_worker, &LiveWorker::pushProgressed, this, &LiveService::pushProgressed);
    connect(m_worker, &LiveWorker::pushFinished, this, &LiveService::pushFinished);
    connect(m_worker, &LiveWorker::capsChanged, this, &LiveService::capsChanged);
    connect(m_worker, &LiveWorker::failed, this, &LiveService::failed);
    m_thread.setObjectName(QStringLiteral("live"));
    m_thread.start();
}

LiveService::~LiveService()
{
    m_thread.quit();
    m_thread.wait();
}

template <typename Call> void LiveService::post(Call call)
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, call] { call(*worker); });
}

void LiveService::setLedger(const QString &path, bool watches)
{
    // Asked for on the main thread; without a backend unreachable sources are tried by the clock.
    if (watches && QNetworkInformation::loadDefaultBackend())
        connect(QNetworkInformation::instance(), &QNetworkInformation::reachabilityChanged,
                m_worker, &LiveWorker::networkChanged, Qt::UniqueConnection);
    post([path = path.toStdString(), watches](LiveWorker &w) { w.setLedger(path, watches); });
}

void LiveService::request()
{
    post([](LiveWorker &w) { w.publish(); });
}

void LiveService::pollNow(const QString &name)
{
    post([name = name.toStdString()](LiveWorker &w) { w.pollNow(name); });
}

void LiveService::trip(const QString &name)
{
    post([name = name.toStdString()](LiveWorker &w) { w.trip(name); });
}

void LiveService::reset(const QString &name)
{
    post([name = name.toStdString()](LiveWorker &w) { w.reset(name); });
}

void LiveService::unlock(const QString &passphrase)
{
    QByteArray typed = passphrase.toUtf8();
    const auto secret = std::make_shared<Secret>(Secret::taking(typed));
    post([secret](LiveWorker &w) { w.unlock(std::move(*secret)); });
}

void LiveService::setPaused(const QString &name, bool isPaused)
{
    post([name = name.toStdString(), isPaused](LiveWorker &w) { w.setPaused(name, isPaused); });
}

void LiveService::remove(const QString &name, bool withData)
{
    post([name = name.toStdString(), withData](LiveWorker &w) { w.remove(name, withData); });
}

void LiveService::requestDraft(const QString &name)
{
    post([name = name.toStdString()](LiveWorker &w) { w.requestDraft(name); });
}

void LiveService::test(const ui::SourceDraft &draft)
{
    post([draft](LiveWorker &w) { w.test(draft); });
}

void LiveService::save(const ui::SourceDraft &draft, const QString &former)
{
    post([draft, former = former.toStdString()](LiveWorker &w) { w.save(draft, former); });
}

void LiveService::testWebhook(const ui::WebhookSettings &webhook)
{
    post([webhook](LiveWorker &w) { w.testWebhook(webhook); });
}

void LiveService::previewPush(std::uint64_t number,
                              const std::optional<std::vector<ui::UserCap>> &caps,
                              const std::string &gateway)
{
    post([number, caps, gateway](LiveWorker &w) { w.previewPush(number, caps, gateway); });
}

void LiveService::push(std::uint64_t number)
{
    post([number](LiveWorker &w) { w.push(number); });
}

void LiveService::stopPush()
{
    post([](LiveWorker &w) { w.stopPush(); });
}

void LiveService::undoPush(const std::string &push)
{
    post([push](LiveWorker &w) { w.undoPush(push); });
}

} // namespace outlay
