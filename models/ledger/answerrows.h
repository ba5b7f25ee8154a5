// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/query.h"

#include <cstddef>
#include <optional>
#include <string>

namespace outlay {

/// Rows of an answer, in no order, each of which is made and named when it is asked for.
class AnswerRows
{
public:
    AnswerRows() = default;
    virtual ~AnswerRows() = default;
    AnswerRows(const AnswerRows &) = delete;
    AnswerRows &operator=(const AnswerRows &) = delete;

    [[nodiscard]] virtual std::size_t size() const = 0;
    /// See Row.
    [[nodiscard]] virtual bool isNotItemised(std::size_t row) const = 0;
    /// Of each key: nullopt where it is unknown.
    [[nodiscard]] virtual bool isKnown(std::size_t row, std::size_t by) const = 0;
    [[nodiscard]] virtual std::optional<std::string> name(std::size_t row, std::size_t by) = 0;
    [[nodiscard]] virtual Measures measures(std::size_t row) const = 0;
};

} // namespace outlay
