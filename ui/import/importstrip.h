// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/ingest.h"
#include "ui/import/estimate.h"

#include <QElapsedTimer>
#include <QFrame>
#include <QStringList>

#include <functional>

class QLabel;
class QProgressBar;
class QPushButton;
class QTimer;

namespace outlay::ui {

/// The line at the foot of the window while an import runs, and its result afterwards.
class ImportStrip : public QFrame
{
    Q_OBJECT

public:
    explicit ImportStrip(QWidget *parent = nullptr);

    void start(const QString &what);
    /// For one transaction: no telling how far it is, and no stopping half-way.
    void startWithoutEnd(const QString &what);
    void setProgress(const ImportProgress &progress);
    /// Requests instead of bytes.
    void setCountProgress(std::int64_t done, std::int64_t total);
    /// Ended with a word to say.
    void say(const QString &sentence);
    /// The same of something small: it goes by itself.
    void sayBriefly(const QString &sentence);
    /// The same, after names were hidden or shown.
    void sayAgain();
    /// Stays until dismissed; details on demand.
    void finish(const ImportCounts &counts, const QStringList &watched = {});
    void fail(const QString &reason);

signals:
    void cancelRequested();
    void detailsRequested();

private:
    void advance(std::int64_t done, std::int64_t total);
    void showRate(const std::function<QString(std::int64_t)> &words);
    void showDone(const QString &text, const char *role, bool hasDetails);

    QLabel *m_text, *m_rate;
    QString m_said; ///< names and all
    QProgressBar *m_bar;
    QPushButton *m_cancel, *m_details, *m_dismiss;
    RateEstimate m_estimate;
    QElapsedTimer m_clock;
    QTimer *m_brief; ///< hides what is said briefly
};

/// "1,204 new, 3 merged, 12 duplicates"; zeros left out.
[[nodiscard]] QString importSentence(const ImportCounts &counts, const QLocale &locale);

} // namespace outlay::ui
