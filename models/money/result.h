// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace outlay {

/// What went wrong, as a kind to act on plus text for developers and logs. The text names the
/// file, line or field; it never holds a key, a prompt or a completion.
struct Error
{
    enum class Kind
    {
        Malformed,  ///< the bytes do not say what their format promises
        OutOfRange, ///< a number, date or size beyond what is taken
        Unreadable, ///< a file or folder cannot be opened or read
        Usage,      ///< the caller asked for something that does not exist
        Busy,       ///< another process holds the ledger; trying again may help
        Full,       ///< no space left
        Refused,    ///< we will not: newer schema, network file system, not our file
        Corrupt,    ///< stored data contradicts itself
        Cancelled,  ///< asked to stop
        Internal,
    };
    Kind kind = Kind::Internal;
    std::string text;
};

/// The only place that names tl: std::expected arrives with C++23.
template <typename T = void> using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> failure(Error::Kind kind, std::string text)
{
    return tl::unexpected<Error>(Error{kind, std::move(text)});
}

} // namespace outlay

/// Returns the error of a Result<…> expression from the enclosing function, if it has one.
#define OUTLAY_TRY(expression)                                                                     \
    do {                                                                                           \
        if (auto outlayTried = (expression); !outlayTried)                                         \
            return tl::unexpected<::outlay::Error>(std::move(outlayTried).error());                \
    } while (false)
