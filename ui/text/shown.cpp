// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/shown.h"

#include <atomic>
#include <mutex>

namespace outlay::ui {
namespace {

struct Choices
{
    std::mutex mutex;
    std::optional<QLocale> locale;
    std::optional<Currency> currency;
    std::optional<Zone> zone;
    std::atomic_bool hasCurrency = false; // most have none, and ask for each figure of a table
};

Choices &choices()
{
    static Choices all;
    return all;
}

} // namespace

void setShownLocale(const QLocale &locale)
{
    const std::lock_guard lock(choices().mutex);
    choices().locale = locale;
}

QLocale shownLocale()
{
    const std::lock_guard lock(choices().mutex);
    return choices().locale.value_or(QLocale());
}

QLocale usualLocale()
{
    const QLocale system = QLocale::system();
    return system.language() == QLocale::C ? QLocale(QLocale::English, QLocale::UnitedStates)
                                           : system;
}

void setShownCurrency(const std::optional<Currency> &currency)
{
    const std::lock_guard lock(choices().mutex);
    choices().currency = currency;
    choices().hasCurrency = currency.has_value();
}

std::optional<Currency> shownCurrency()
{
    if (!choices().hasCurrency)
        return {};
    const std::lock_guard lock(choices().mutex);
    return choices().currency;
}

void setShownZone(const Zone &zone)
{
    const std::lock_guard lock(choices().mutex);
    choices().zone = zone;
}

Zone shownZone()
{
    const std::lock_guard lock(choices().mutex);
    return choices().zone ? *choices().zone : Zone::named("local").value_or(Zone{});
}

} // namespace outlay::ui
