// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/result.h"

#include <QByteArray>
#include <QString>

namespace outlay::paper {

/// A file only its owner may read (0600), written beside the old one and renamed when it is whole.
/// Its folder has to be there. Not on the GUI thread.
[[nodiscard]] Result<> savePrivately(const QString &file, const QByteArray &bytes);

} // namespace outlay::paper
