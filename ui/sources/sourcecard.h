// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/sources/sourcerow.h"

#include <QFrame>

#include <array>

class QAction;
class QLabel;
class QMenu;
class QPushButton;
class QToolButton;

namespace outlay::ui {

class CoverageStrip;
class WrappedLabel;

/// A source that is watched: how it fares, and what a person may do about it.
class SourceCard : public QFrame
{
    Q_OBJECT

public:
    explicit SourceCard(const SourceRow &row, QWidget *parent = nullptr);
    void setRow(const SourceRow &row, const SourcesSnapshot &of);
    [[nodiscard]] const SourceRow &row() const { return m_row; }
    /// Countdowns and ages are worded anew.
    void setNow(Instant now);
    /// Something on it changes by the second.
    [[nodiscard]] bool isCountingDown() const;
    /// Where Tab comes in and goes out.
    [[nodiscard]] QWidget *firstControl() const;
    [[nodiscard]] QWidget *lastControl() const;
    /// Tab goes through the card from its first control on.
    void chainControls();

signals:
    void pollRequested(const QString &name);
    void unlockRequested(const QString &name);
    void pauseRequested(const QString &name, bool isPaused);
    void breakerTripRequested(const QString &name);
    void breakerResetRequested(const QString &name);
    void changeRequested(const QString &name);
    void removalRequested(const QString &name);

protected:
    void changeEvent(QEvent *event) override;

private:
    enum Fact
    {
        LastSuccess,
        DataAge,
        Rows,
        Errors,
        NextAttempt,
        Breaker,
        FactCount
    };
    void makeHead();
    void makeMenu();
    QLayout *makeFacts();
    void updateState();
    void setFact(Fact fact, const QString &text, const char *role = nullptr);
    void describe();

    SourceRow m_row;
    QLabel *m_icon, *m_name, *m_state, *m_kind;
    WrappedLabel *m_reason, *m_warnings;
    std::array<QLabel *, FactCount> m_facts{};
    CoverageStrip *m_coverage;
    QLabel *m_coverageText;
    QPushButton *m_unlock, *m_poll, *m_pause;
    QToolButton *m_more;
    QMenu *m_menu;
    QAction *m_trip = nullptr, *m_reset = nullptr;
};

} // namespace outlay::ui
