// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/ledger: how a StoredEvent lies in its columns.

#include "models/ledger/cell.h"
#include "models/ledger/database.h"
#include "models/ledger/eventstate.h"

#include <string>
#include <string_view>

namespace outlay {

/// The columns of `event` in the order of readEvent() and bindEvent().
inline constexpr std::string_view eventColumns =
    "id,at,profile,attributed,thread,task,tags,ending,flags,input,cache_read,cache_write_5m,"
    "cache_write_1h,output,reasoning,cost,estimate,reported,price,latency,first_token,operation,"
    "prompt,extra";
inline constexpr int eventColumnCount = 24;

/// Reads a row selected with eventColumns from column `first` on.
void readEvent(const SqlStatement &row, int first, StoredEvent &event);
/// Binds parameters 1..24; `extra` keeps the blob alive until the statement has run.
void bindEvent(SqlStatement &statement, const StoredEvent &event, std::string &extra);

/// What the event adds to each cell it falls into.
[[nodiscard]] Cell contributionOf(const StoredEvent &event, const Profile &attributed);

} // namespace outlay
