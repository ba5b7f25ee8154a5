// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/tasksharesreader.h"
#include "app/sources/ledgerqueue.h"
#include "ui/people/peoplesnapshot.h"

#include <QObject>
#include <QThread>

#include <memory>
#include <optional>

namespace outlay {

class PeopleWorker;

/// The window's way to persons and attribution rules: reads and previews on a thread of its own,
/// writes through the queue. The newest preview gives up the one before.
class PeopleService : public QObject
{
    Q_OBJECT

public:
    explicit PeopleService(QObject *parent = nullptr);
    ~PeopleService() override;

    void setPath(const QString &path);
    void request();
    void preview(std::uint64_t number, const ConfigurationChange &change);
    void setPeople(const std::vector<Person> &people);
    void setRules(const std::vector<Ingest::AttributionRule> &rules);
    void undoRules();
    void undoPeople();
    void previewPseudonym(const QString &name);
    void pseudonymise(const QString &name);

signals:
    void snapshotReady(const outlay::ui::PeopleSnapshotPtr &snapshot);
    /// Later than the rest; nullopt: they could not be read.
    void sharesReady(const std::optional<outlay::TaskShares> &shares);
    void effectReady(std::uint64_t number, const outlay::ConfigurationEffect &effect);
    void effectFailed(std::uint64_t number, const outlay::Error &error);
    void pseudonymEffectReady(const QString &name, const outlay::PseudonymEffect &effect);
    void pseudonymEffectFailed(const QString &name, const outlay::Error &error);
    void writing();
    /// The figures have changed.
    void written();
    void failed(const outlay::Error &error);

private:
    void write(std::function<Result<>(Ingest &)> change);
    void start();

    QThread m_thread;
    PeopleWorker *m_worker; ///< lives on m_thread, deleted when it ends
    TaskSharesReader m_shares;
    CancelToken m_cancel;
    std::string m_path;
    std::unique_ptr<LedgerQueue> m_queue; ///< of the path; made at the first write
};

/// Lives on the service's thread.
class PeopleWorker : public QObject
{
    Q_OBJECT

public:
    void read(const std::string &path);
    void preview(const std::string &path, std::uint64_t number, const ConfigurationChange &change,
                 const CancelToken &cancel);
    void previewPseudonym(const std::string &path, const QString &name);

signals:
    void snapshotReady(const outlay::ui::PeopleSnapshotPtr &snapshot);
    void effectReady(std::uint64_t number, const outlay::ConfigurationEffect &effect);
    void effectFailed(std::uint64_t number, const outlay::Error &error);
    void pseudonymEffectReady(const QString &name, const outlay::PseudonymEffect &effect);
    void pseudonymEffectFailed(const QString &name, const outlay::Error &error);
    void failed(const outlay::Error &error);
};

} // namespace outlay
