// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace outlay::ui {

/// The page before the first alert: what watches without any set-up.
class TripwiresState : public QWidget
{
    Q_OBJECT

public:
    explicit TripwiresState(QWidget *parent = nullptr);
    void setTripwires(const QStringList &tripwires);

signals:
    void settingsRequested();

private:
    QStringList m_tripwires;
    QVBoxLayout *m_lines;
};

} // namespace outlay::ui
