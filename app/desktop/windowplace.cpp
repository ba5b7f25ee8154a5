// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/windowplace.h"

#include <algorithm>

namespace outlay {
namespace {

qint64 sharedArea(const QRect &left, const QRect &right)
{
    const QRect shared = left & right;
    return shared.isEmpty() ? 0 : qint64{shared.width()} * shared.height();
}

} // namespace

QRect placedOn(const QRect &window, const QList<QRect> &screens)
{
    QRect all;
    for (const QRect &screen : screens)
        all |= screen;
    const bool fits = window.width() <= all.width() && window.height() <= all.height();
    const bool isReachable = std::any_of(screens.begin(), screens.end(), [&](const QRect &screen) {
        return screen.contains(window.topLeft());
    });
    if (fits && isReachable)
        return window;
    const QRect screen = *std::max_element(
        screens.begin(), screens.end(), [&](const QRect &left, const QRect &right) {
            return sharedArea(left, window) < sharedArea(right, window);
        });
    QRect placed(window.topLeft(), window.size().boundedTo(screen.size()));
    placed.moveLeft(std::clamp(placed.left(), screen.left(), screen.right() - placed.width() + 1));
    placed.moveTop(std::clamp(placed.top(), screen.top(), screen.bottom() - placed.height() + 1));
    return placed;
}

} // namespace outlay
