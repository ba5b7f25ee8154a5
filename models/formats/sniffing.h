// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

#include <string_view>

namespace outlay {

// Scores of Format::sniff.
inline constexpr int sniffedSurely = 90; ///< names its format
inline constexpr int sniffedLikely = 60; ///< has the shape
inline constexpr int sniffedShape = 30;  ///< has keys that other formats also use
inline constexpr int sniffedGeneric = 5; ///< CSV or JSON of an unknown kind: needs --map

/// Without the carriage return of a CRLF line end, surrounding blanks and a byte-order mark.
[[nodiscard]] std::string_view trimmedRecord(std::string_view line);
[[nodiscard]] std::string_view withoutByteOrderMark(std::string_view bytes);
/// From the first line on that is not blank; as it is if that is the first.
[[nodiscard]] std::string_view withoutLeadingBlankLines(std::string_view head);

/// From the first JSON record on, where what stands before it are a few lines that are none (what a
/// program said when it started) and most lines behind are records; else as it is, so that prose
/// with an example stays prose.
[[nodiscard]] std::string_view fromFirstRecord(std::string_view head);
/// Whether the first JSON record goes on behind the head.
[[nodiscard]] bool isFirstRecordCut(std::string_view head);

/// Text that starts with '{', or with '[' as an array of records does ("[INFO]" does not), and
/// holds no zero byte.
[[nodiscard]] bool looksLikeJson(std::string_view head);
/// Whether a key occurs in the text: `"key"` followed by a colon.
[[nodiscard]] bool hasKey(std::string_view head, std::string_view key);
/// Whether it does, with that text (no escapes) as its value, however it is spaced.
[[nodiscard]] bool hasMember(std::string_view head, std::string_view key, std::string_view text);

/// The end of the object or array that starts the text, or npos.
[[nodiscard]] std::size_t endOfFirstValue(std::string_view text);

/// Lines if the first line is a whole JSON object, else one document (an array, or an object spread
/// over lines).
[[nodiscard]] Framing jsonFraming(std::string_view head);
/// For formats that only come as lines.
[[nodiscard]] Framing linesFraming(std::string_view head);
/// For formats of which a file is one document, however it is written.
[[nodiscard]] Framing documentFraming(std::string_view head);

} // namespace outlay
