// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/bidi.h"

#include <QGuiApplication>

#include <algorithm>

namespace outlay::ui {
namespace {

/// A value without a letter is read as figures are: from left to right.
bool hasLetter(const QString &value)
{
    return std::any_of(value.begin(), value.end(), [](QChar c) { return c.isLetter(); });
}

} // namespace

QString isolated(const QString &value)
{
    if (!QGuiApplication::isRightToLeft() || value.isEmpty())
        return value;
    const QChar firstStrong(0x2068), leftToRight(0x2066), end(0x2069);
    return (hasLetter(value) ? firstStrong : leftToRight) + value + end;
}

} // namespace outlay::ui
