// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace outlay {

/// What a request of OTLP carries; each has its path, its message and its word for a record.
enum class OtlpSignal : std::uint8_t
{
    Traces,
    Logs,
    Metrics,
};

/// Most JSON one request may become: control characters take six times their bytes.
inline constexpr std::size_t mostOtlpJson = 256U << 20;

/// Turns an Export…ServiceRequest of OTLP (protobuf, opentelemetry-proto 1.x) into the OTLP/JSON
/// that the `otlp` format reads: ids in hexadecimal, 64-bit integers as strings. Unknown fields and
/// known ones of another wire type are passed over, as protobuf asks; text that is no UTF-8 gets
/// U+FFFD. Data points keep their number and nothing else, as no figure is taken from metrics.
/// Bounded: 100 levels of nesting, 4 million fields, `most` bytes of JSON. Malformed: the error
/// says where (byte) and what; `json` is then of no use.
[[nodiscard]] Result<> otlpJsonOf(OtlpSignal signal, std::string_view protobuf, std::string &json,
                                  std::size_t most = mostOtlpJson);

} // namespace outlay
