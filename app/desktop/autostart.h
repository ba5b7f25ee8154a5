// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/result.h"

#include <QString>

namespace outlay {

/// Start with the session, by a file the desktop reads and its settings show; off until chosen.
class Autostart
{
public:
    /// `folder`: the desktop's, such as ~/.config/autostart; `program`: what is to be started.
    Autostart(QString folder, QString program);
    /// For this program and this person.
    [[nodiscard]] static Autostart ofThisProgram();

    [[nodiscard]] bool isOn() const;
    [[nodiscard]] Result<> set(bool isOn) const;
    [[nodiscard]] QString file() const;

private:
    QString m_folder, m_program;
};

} // namespace outlay
