// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/alertasof.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace outlay {

namespace {

/// What a step of the log left behind; nullopt: the state it found.
std::optional<AlertState> stateBehind(std::string_view what)
{
    using enum AlertState;
    using Step = std::pair<std::string_view, AlertState>;
    static constexpr std::array<Step, 13> steps{{{"pending", Pending},
                                                 {"open", Open},
                                                 {"woke", Open},
                                                 {"reopened", Open},
                                                 {"there again", Open},
                                                 {"acknowledged", Acknowledged},
                                                 {"expected", Acknowledged},
                                                 {"snoozed", Snoozed},
                                                 {"resolved", Resolved},
                                                 {"listed", Resolved},
                                                 {"recorded", Resolved},
                                                 {"corrected", Resolved},
                                                 {"superseded", Resolved}}};
    for (const auto &[word, state] : steps) {
        if (word == what)
            return state;
    }
    return std::nullopt;
}

} // namespace

void putBackTo(Instant end, Alert &alert, std::vector<AlertLogRow> &log)
{
    // Of one transaction are the steps of one moment: the first of them all count.
    const Instant first = log.empty() ? alert.knownAt : log.front().at;
    std::erase_if(log, [&](const AlertLogRow &row) { return row.at >= end && row.at > first; });
    std::optional<AlertState> state;
    bool isInHand = false;
    for (const AlertLogRow &row : log) {
        const auto behind = stateBehind(row.what);
        if (!behind)
            continue;
        isInHand = *behind == AlertState::Acknowledged ||
                   (isInHand && row.what != "reopened" && row.what != "open");
        // What comes back was in hand, if it ever was.
        state = row.what == "there again" && isInHand ? AlertState::Acknowledged : *behind;
    }
    if (!state)
        return; // a log that tells of no state: what is kept is all there is to know
    alert.state = *state;
    if (!isInHand) {
        alert.acknowledgedAt.reset();
        alert.acknowledgedBy.clear();
        alert.isExpected = false;
    }
    if (alert.state != AlertState::Resolved)
        alert.endedAt.reset();
    if (alert.state != AlertState::Snoozed)
        alert.snoozedUntil.reset();
}

} // namespace outlay
