// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>

namespace outlay::ui {

/// The time zones this system knows, found by any part of their names.
class ZoneBox : public QComboBox
{
    Q_OBJECT

public:
    explicit ZoneBox(QWidget *parent = nullptr);
    /// The zone typed or chosen, as it is named whatever its case, or the only one with what is
    /// typed in its name; what is typed where there is none, or several.
    [[nodiscard]] QString zone() const;
};

} // namespace outlay::ui
