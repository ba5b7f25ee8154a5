// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/caps/budgetcaps.h"
#include "app/enforcement/pointopener.h"
#include "app/enforcement/pushrun.h"
#include "models/ingest/ingest.h"

#include <QElapsedTimer>
#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace outlay::enforcement {

/// What is wanted of a gateway, as a ledger and its rules have it.
struct CapInput
{
    std::vector<CapToPush> caps;
    std::vector<PersonIds> people;
    std::set<std::string> freeModels; ///< priced 0 by the user's word: counted as free on purpose
    bool isMasterKeyUsed = false;
    std::string who = {};                ///< noted at a gateway beside each cap
    std::vector<PushRecord> pushes = {}; ///< of this ledger, oldest first
};
[[nodiscard]] Result<CapInput> capInputOf(LedgerReader &reader, const BudgetRules &rules,
                                          Instant now);

/// The sources limits can be set at; often none.
[[nodiscard]] Result<std::vector<sources::SourceSettings>> capGateways(LedgerReader &reader);

/// What a push and a check for drift know of a gateway.
struct CapsSeen
{
    std::vector<DesiredCap> caps;
    std::vector<EntityReading> readings;
    std::optional<PointList> listed; ///< all the gateway has; older than the readings
    PlanFacts facts;
};

/// For the lights of screens, and the limits of a user.
[[nodiscard]] Result<> keepSeen(Ingest &ingest, LedgerReader &reader, const std::string &source,
                                const CapsSeen &seen);

/// A gateway while it is asked and told: opened with the key that may write, looked at, pushed to,
/// read back. One question at a time; each is answered once, later, and not at all if this goes
/// first. Lives on one thread with an event loop, not the GUI's.
class CapGateway : public QObject
{
    Q_OBJECT

public:
    template <typename Answer> using Done = std::function<void(const Answer &)>;
    /// Puts a record into the ledger, and says whether it is there.
    using Keep = std::function<void(const PushRecord &, Done<Result<>>)>;

    CapGateway(sources::SourceSettings settings, SecretStore &secrets, Clock clock = systemClock(),
               QObject *parent = nullptr);
    ~CapGateway() override;

    [[nodiscard]] const std::string &source() const { return m_settings.name; }
    void open(const Done<Result<>> &done);
    void list(const Done<Result<PointList>> &done);
    void read(const std::vector<EnforcedEntity> &entities,
              const Done<std::vector<EntityReading>> &done);
    /// Finds whom caps are for, and reads what those have.
    void look(const CapInput &input, const Done<Result<CapsSeen>> &done);
    /// The same by the gateway's lists, for a check that repeats: only what those do not show as it
    /// is wanted is read by itself.
    void glance(const CapInput &input, const Done<Result<CapsSeen>> &done);

    /// Keeps what was there first of all, then about once a second and at the end: what cannot be
    /// kept is not pushed. The record says what came of it.
    void push(const PushPlan &plan, const std::string &who, const Keep &keep,
              const Done<Result<PushRecord>> &done);
    void stopPush();
    /// Of the push under way or over; null: there is none.
    [[nodiscard]] const PushRecord *pushed() const;
    /// Reads what was pushed to and what the caps are about anew; `seen` gets it and its time.
    void readBack(const CapsSeen &seen, const PushRecord &record, const Done<CapsSeen> &done);

signals:
    void pushAdvanced(const outlay::enforcement::PushRecord &record);

private:
    void find(const CapInput &input, bool trustsLists, const Done<Result<CapsSeen>> &done);
    void readWanted(const std::shared_ptr<CapsSeen> &seen, const Done<Result<CapsSeen>> &done);

    sources::SourceSettings m_settings;
    SecretStore &m_secrets;
    Clock m_clock;
    std::unique_ptr<EnforcementPoint> m_point; ///< outlives who asks it
    std::unique_ptr<PointOpener> m_opener;
    std::unique_ptr<EntityReader> m_reader;
    std::unique_ptr<PushRun> m_run;
    QElapsedTimer m_sinceKept;
};

} // namespace outlay::enforcement
