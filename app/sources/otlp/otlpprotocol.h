// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/otlp/httpserver.h"
#include "models/formats/otlpprotobuf.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace outlay::sources {

// OTLP over HTTP as the specification has it (opentelemetry.io/docs/specs/otlp): who may send, and
// what they are answered. Pure.

enum class OtlpEncoding : std::uint8_t
{
    Protobuf,
    Json,
};

/// What a request is, by its path; nothing for other paths.
[[nodiscard]] std::optional<OtlpSignal> otlpSignalOf(std::string_view target);
/// By its Content-Type; nothing for others.
[[nodiscard]] std::optional<OtlpEncoding> otlpEncodingOf(const HttpHead &head);
[[nodiscard]] bool isGzip(const HttpHead &head);

/// Why a request is refused before its body is read, if so: another path or method, a body that is
/// none of OTLP's, a Host that is not this machine (a web page that made its name point here), an
/// Origin (a web page at all), or not the token. `token` empty: none is asked for.
[[nodiscard]] std::optional<HttpAnswer> otlpRefusal(const HttpHead &head, std::string_view token);

/// An Export…ServiceResponse. `rejected` 0 and no message: everything was taken.
[[nodiscard]] HttpAnswer otlpTaken(OtlpSignal signal, OtlpEncoding encoding, std::int64_t rejected,
                                   std::string_view message);
/// A google.rpc.Status. `retryAfter` in seconds, for 429 and 503; 0: none.
[[nodiscard]] HttpAnswer otlpStatus(OtlpEncoding encoding, int httpStatus, std::string_view message,
                                    int retryAfter = 0);

/// Gzip data (any number of members) unpacked; OutOfRange past `most` bytes, Malformed if damaged.
[[nodiscard]] Result<std::string> gunzip(std::string_view packed, std::size_t most);

/// Whether the text is a request of that signal in JSON, by its outer shape; Malformed if not.
/// `json` has recordPadding readable bytes behind it.
[[nodiscard]] Result<> checkOtlpJson(OtlpSignal signal, std::string_view json);

} // namespace outlay::sources
