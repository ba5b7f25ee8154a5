// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/alertbook.h"
#include "models/ledger/cell.h"
#include "models/rules/budget.h"
#include "models/rules/repeatedprompt.h"
#include "models/rules/retrystorm.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

namespace outlay {

/// Looks for storms of retries and repeated prompts where a transaction brought something that may
/// be part of one, and keeps their alerts. Works inside the ledger's open transaction, after its
/// cells are written.
class SpendWatch
{
public:
    SpendWatch(LedgerWriter &ledger, AlertBook &alerts);
    void setLimits(const DetectorLimits &limits) { m_limits = limits; }

    void note(const StoredEvent &event, const Cell &cell);
    void suspend(bool does) { m_isSuspended = does; }
    /// A run that goes on is read from the ledger again at most every ten seconds; what waits for
    /// that is judged by the next call, news or not.
    void judgeTouched(Instant now);
    void discard();

private:
    /// Times of what may become a run, remembered between transactions so that most of these need
    /// no look into the ledger.
    struct Suspect
    {
        std::vector<Instant> times;
        bool isTouched = false;
        TimeRange touched{TimeRange{}.to, TimeRange{}.from}; ///< first and last that is new
        std::optional<TimeRange> seen;                       ///< run that was looked for already

        void add(Instant at);
    };
    struct Waiting
    {
        TimeRange range;
        std::set<std::uint64_t> prompts; ///< empty: a storm's
    };
    [[nodiscard]] static std::optional<TimeRange> runIn(Suspect &suspect, std::int64_t count,
                                                        std::int64_t window);
    void await(Suspect &suspect, const TimeRange &run, std::int64_t quiet,
               std::set<std::uint64_t> prompts);
    void widen(Instant at);
    void seed();
    void noteFailure(const StoredEvent &event);
    void joinOthers();
    void readQuarter(std::int64_t quarter);
    void gather();
    void judgeStorms(const TimeRange &range, Instant now);
    void judgeRepeats(const TimeRange &range, const std::set<std::uint64_t> &prompts, Instant now);
    [[nodiscard]] std::vector<Attempt> attempts(const TimeRange &range);
    [[nodiscard]] std::vector<PromptUse> uses(const TimeRange &range,
                                              const std::set<std::uint64_t> &prompts);
    void tell(Alert alert, const std::string &detector, const std::string &who,
              const TimeRange &found, std::int64_t quiet, Instant now);
    struct Actor
    {
        std::string name;
        bool isKey = false;
    };
    [[nodiscard]] Actor actorOf(const StoredEvent &event);

    LedgerWriter &m_ledger;
    AlertBook &m_alerts;
    DetectorLimits m_limits;
    bool m_isSuspended = false, m_isSeeded = false;
    std::map<std::array<TextId, 4>, Suspect> m_storms; ///< by key, user, session and model
    std::unordered_map<std::uint64_t, Suspect> m_prompts;
    std::vector<std::uint64_t> m_touchedPrompts;
    std::optional<TimeRange> m_brought; ///< first and last prompt that this transaction brought
    /// Failures by quarter-hour: that this transaction brought, and that the ledger had when all
    /// of them were known here.
    std::map<std::int64_t, std::int64_t> m_failed, m_known;
    std::vector<Waiting> m_waiting;
    bool m_isUrgent = false; ///< something waits that is no run known to go on
    Instant m_lastLook;
};

} // namespace outlay
