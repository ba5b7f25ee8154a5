// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/systemscheme.h"

#ifdef OUTLAY_HAS_DBUS
#include "app/desktop/settingsportal.h"
#endif

namespace outlay {

void SystemScheme::set(std::optional<bool> prefersDark)
{
    if (m_prefersDark == prefersDark)
        return;
    m_prefersDark = prefersDark;
    emit changed();
}

std::unique_ptr<SystemScheme> makeSystemScheme()
{
#ifdef OUTLAY_HAS_DBUS
    return std::make_unique<SettingsPortal>();
#else
    return std::make_unique<SystemScheme>(); // Windows and macOS: Qt's palette follows the system
#endif
}

} // namespace outlay
