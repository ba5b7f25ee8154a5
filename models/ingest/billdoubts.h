// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"
#include "models/money/money.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace outlay {

/// What of bills neither names nor times nor what is in the files tells for certain.
struct BillDoubts
{
    std::int64_t lines = 0;
    Money more;  ///< that is not counted, as it was taken for the same charges again
    Money less;  ///< that is counted, and may be the same charges again
    Money twice; ///< that two exports tell in different lines, to the same sums

    BillDoubts &operator+=(const BillDoubts &other)
    {
        lines += other.lines;
        more += other.more;
        less += other.less;
        twice += other.twice;
        return *this;
    }
};

/// Those of one bill.
struct DoubtedBill
{
    std::string provider, account, source;
    TimeRange period;  ///< unbounded: unknown
    TimeRange charged; ///< first to last charge period
    BillDoubts doubts;
};

/// Requests that nobody said the provider of, and a cloud's bills of the same models and times that
/// no request explains: they may be one.
struct GuessedTwice
{
    std::string provider;        ///< the cloud
    std::set<std::string> bills; ///< sources that tell what it charged
    /// Sources of such requests, and of each the makers of their models.
    std::map<std::string, std::set<std::string>> makers;
    Money cost; ///< that both tell
};

} // namespace outlay
