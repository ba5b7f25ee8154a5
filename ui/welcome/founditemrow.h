// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/welcome/founditem.h"

#include <QFrame>

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace outlay::ui {

/// One find with the two questions: read it? who pays how?
class FoundItemRow : public QFrame
{
    Q_OBJECT

public:
    FoundItemRow(FoundItem item, int number, QWidget *parent);
    [[nodiscard]] bool isChosen() const;
    [[nodiscard]] FoundChoice choice() const;

signals:
    void changed();

private:
    [[nodiscard]] QString description() const;
    void fillPlans();
    void updateFee();

    FoundItem m_item;
    QCheckBox *m_read;
    QComboBox *m_plan;
    QLineEdit *m_fee;
};

} // namespace outlay::ui
