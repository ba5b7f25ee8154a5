// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/today.h"

#include "ui/text/shown.h"

#include <QDateTime>

namespace outlay::ui {

QDate todayShown()
{
    const Instant now{QDateTime::currentMSecsSinceEpoch() * 1000};
    return QDate(1970, 1, 1).addDays(shownZone().dayOf(now));
}

} // namespace outlay::ui
