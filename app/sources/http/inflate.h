// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/result.h"

#include <QByteArray>

#include <cstdint>

namespace outlay::sources {

/// A gzip or zlib stream decompressed, at most `maxBytes` of it: OutOfRange beyond, Malformed for
/// damaged and cut off data. Never holds more than the result and 64 KiB.
[[nodiscard]] Result<QByteArray> inflateBounded(const QByteArray &compressed,
                                                std::int64_t maxBytes);

} // namespace outlay::sources
