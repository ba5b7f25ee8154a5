// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/welcome/founditem.h"

#include <QFrame>

class QComboBox;
class QLabel;
class QLineEdit;

namespace outlay::ui {

/// One find with the two questions: read it, once or from now on? who pays how?
class FoundItemRow : public QFrame
{
    Q_OBJECT

public:
    FoundItemRow(FoundItem item, int number, QWidget *parent);
    [[nodiscard]] bool isChosen() const;
    [[nodiscard]] FoundChoice choice() const;
    [[nodiscard]] const FoundItem &item() const { return m_item; }
    /// It is watched already: there is nothing to ask.
    void setWatched(bool isWatched);
    [[nodiscard]] bool isWatched() const { return m_isWatched; }
    [[nodiscard]] bool isAsked() const { return !m_item.isForeign && !m_isWatched; }

signals:
    void changed();

private:
    [[nodiscard]] QString description() const;
    [[nodiscard]] QString watchedText() const;
    void fillUses();
    void fillPlans();
    void updateFields();

    FoundItem m_item;
    QLabel *m_what;
    QComboBox *m_use, *m_plan;
    QLineEdit *m_fee;
    bool m_isWatched = false;
};

} // namespace outlay::ui
