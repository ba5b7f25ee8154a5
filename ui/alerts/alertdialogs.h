// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/alertssnapshot.h"

#include <QDialog>

class QDateTimeEdit;
class QLabel;
class QLineEdit;

namespace outlay::ui {

/// Asks until when: of a snooze, or of what is expected, then with a note. Times are the zone's.
/// Deletes itself on closing.
class UntilDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Kind
    {
        Snooze,
        Expected,
    };
    UntilDialog(Kind kind, Instant proposed, Instant now, const Zone &zone, QWidget *parent);

signals:
    void chosen(const outlay::ui::AlertExpectation &until);

private:
    void tryToAccept();

    Kind m_kind;
    Instant m_now;
    Zone m_zone;
    QDateTimeEdit *m_until;
    QLineEdit *m_note;
    QLabel *m_problem;
};

/// The next 9:00 on a day after today, of the zone's clock.
[[nodiscard]] Instant tomorrowMorning(Instant now, const Zone &zone);

} // namespace outlay::ui
