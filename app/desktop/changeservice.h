// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/changeworker.h"
#include "app/desktop/restingtimer.h"

#include <QObject>
#include <QThread>

#include <cstdint>
#include <optional>

namespace outlay {

/// Says why figures differ from those of the period before, on a thread of its own: no figure
/// waits for it. Figures that come without end do not begin it anew: one question is answered to
/// its end, and then for the newest figures of that time; in between it rests (RestingTimer).
class ChangeService : public QObject
{
    Q_OBJECT

public:
    explicit ChangeService(QObject *parent = nullptr);
    /// `explain` runs on the thread.
    explicit ChangeService(ExplainChange explain, QObject *parent = nullptr);
    ~ChangeService() override;

    void setPath(const QString &path);
    /// What is shown now. Answers of another question are given up.
    void explain(const ui::OverviewSnapshotPtr &snapshot);
    /// Gives up what is not of this question: its figures are still to come.
    void keepOnly(const ui::OverviewRequest &request);

signals:
    /// In the order of explain(), some of which are passed over. Null: there is nothing to compare
    /// with, or it could not be told.
    void explained(const outlay::ui::ChangeSnapshotPtr &change);

private:
    void begin(const ui::OverviewSnapshotPtr &snapshot);
    void beginNext();
    void giveUp();

    QThread m_thread;
    ChangeWorker *m_worker; ///< lives on m_thread, deleted when it ends
    CancelToken m_cancel;
    std::uint64_t m_number = 0;
    RestingTimer m_rest;
    ui::OverviewSnapshotPtr m_running;             ///< null: nothing is being explained
    ui::OverviewSnapshotPtr m_next;                ///< the newest figures of the same question
    std::optional<ui::OverviewRequest> m_question; ///< answered last, or being answered
};

} // namespace outlay
