// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/restingtimer.h"
#include "models/ingest/preview.h"

#include <QObject>
#include <QThreadPool>

#include <functional>
#include <string>

namespace outlay {

/// By what the tasks of a ledger's requests were found. It derives every request anew, so the page
/// does not wait for it: it is read on a thread of its own, and then rests (RestingTimer).
class TaskSharesReader : public QObject
{
    Q_OBJECT

public:
    /// As taskShares() over all of time; runs on the thread.
    using Read = std::function<Result<TaskShares>(const std::string &path, const CancelToken &)>;

    explicit TaskSharesReader(QObject *parent = nullptr);
    explicit TaskSharesReader(Read read, QObject *parent = nullptr);
    ~TaskSharesReader() override;

    /// Gives up what is being read.
    void setPath(const std::string &path);
    /// Asked again while it reads or rests, it reads once more afterwards.
    void request();

signals:
    void ready(const outlay::TaskShares &shares);
    /// Not told: what stood there stays.
    void failed();

private:
    void start();
    void take(const Result<TaskShares> &shares);

    Read m_read;
    std::string m_path;
    CancelToken m_cancel; ///< null: nothing is being read
    RestingTimer m_rest;
    bool m_isAskedAgain = false;
    QThreadPool m_thread; ///< of one
};

} // namespace outlay
