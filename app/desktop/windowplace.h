// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QRect>

namespace outlay {

/// Where a window comes back that was left there. Its title can be reached on one of the screens
/// and it is no larger than they are: it stays. Else it is put onto the screen it is most on, the
/// first where that one is gone, as large as that has room for. `screens`: at least one.
[[nodiscard]] QRect placedOn(const QRect &window, const QList<QRect> &screens);

} // namespace outlay
