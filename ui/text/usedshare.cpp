// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/usedshare.h"

#include "models/money/int128.h"
#include "ui/text/numbers.h"

namespace outlay::ui {

QString usedShare(std::int64_t consumed, std::int64_t limit, const QLocale &locale)
{
    if (limit <= 0)
        return dash();
    const Int128 hundredfold = Int128{consumed} * 100;
    const auto whole = static_cast<std::int64_t>(hundredfold / limit);
    const auto text = [&locale](std::int64_t percent) {
        return percentText(locale.toString(static_cast<qlonglong>(percent)), locale);
    };
    if (whole == 0 && consumed > 0)
        return QLatin1Char('<') + text(1);
    if (whole == 99 && hundredfold % limit != 0)
        return QLatin1Char('>') + text(99);
    return text(whole);
}

} // namespace outlay::ui
