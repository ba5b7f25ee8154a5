// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/ledger, and to what makes ledgers without it: fixtures.

#include "models/ledger/cell.h"
#include "models/ledger/database.h"
#include "models/ledger/eventstate.h"
#include "models/ledger/varint.h"
#include "models/money/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace outlay {

// Whole days of the ledger's zone by everything that queries ask by: a sum for each subject that
// the day's events have. Written as a whole once a day is over, and gone with the first change of
// anything in it, so that no batch pays for them; a day without is read from its events.
//
// A row holds subjects in their order: thread less the one before (varint), profile, tags, task,
// price, size (varints each), the encoded cell.

/// The row of the table `combined`. Days within 28 bits and a sign.
inline constexpr unsigned combinedPartBits = 20;
[[nodiscard]] constexpr std::int64_t combinedId(std::int64_t day, std::int64_t part)
{
    return day * (std::int64_t{1} << combinedPartBits) + part;
}

class CombinedDay
{
public:
    void add(const Subject &subject, const Cell &cell);
    /// How many sums there are.
    [[nodiscard]] std::size_t size() const { return m_sums.size(); }
    /// The rows, part by part.
    [[nodiscard]] std::vector<std::string> parts() const;

private:
    struct ByThread
    {
        bool operator()(const Subject &left, const Subject &right) const;
    };
    std::map<Subject, Cell, ByThread> m_sums;
};

/// Walks the sums of a row; damaged bytes end it early.
class CombinedReader
{
public:
    explicit CombinedReader(std::string_view cells) : m_left(cells) {}

    [[nodiscard]] bool next()
    {
        if (m_left.empty())
            return false;
        const auto id = [this] { return static_cast<std::uint32_t>(takeVarint(m_left)); };
        m_subject.thread += id();
        for (std::uint32_t *value :
             {&m_subject.profile, &m_subject.tags, &m_subject.task, &m_subject.price})
            *value = id();
        const std::size_t size = takeVarint(m_left);
        if (size == 0 || size > m_left.size()) {
            m_left = {};
            return false;
        }
        m_sums = m_left.substr(0, size);
        m_left.remove_prefix(size);
        return true;
    }
    [[nodiscard]] const Subject &subject() const { return m_subject; }
    /// See CellReader.
    [[nodiscard]] std::string_view sums() const { return m_sums; }

private:
    std::string_view m_left, m_sums;
    Subject m_subject;
};

} // namespace outlay
