// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QTimer>

#include <algorithm>

namespace outlay {

/// Times out after ten times as long as the work before took, ten minutes at most: what is asked
/// for whenever a ledger grows then costs a tenth of a core, however large that ledger is.
class RestingTimer : public QTimer
{
public:
    explicit RestingTimer(QObject *parent = nullptr) : QTimer(parent) { setSingleShot(true); }

    void workBegins() { m_since.start(); }
    void workEnded() { start(restAfter(m_since.elapsed())); }

    /// Both in milliseconds.
    [[nodiscard]] static int restAfter(qint64 work)
    {
        constexpr qint64 times = 10;
        constexpr qint64 longest = 10 * 60'000;
        return static_cast<int>(std::clamp(times * work, qint64{0}, longest));
    }

private:
    QElapsedTimer m_since;
};

} // namespace outlay
