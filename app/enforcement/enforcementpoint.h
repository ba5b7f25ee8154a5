// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/enforcement/capstatus.h"
#include "app/enforcement/limit.h"

#include <QObject>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace outlay::enforcement {

/// What came of asking a gateway something, sorted by what is to be done about it.
enum class PointOutcome : std::uint8_t
{
    Ok,
    NotFound,    ///< it answers, and knows no such entity
    Refused,     ///< the key may not: nothing else will work either
    RateLimited, ///< asked too often
    Failed,      ///< this one went wrong; the next may not
    Unreachable, ///< nobody there, or somebody else answered
};

struct PointAnswer
{
    PointOutcome outcome = PointOutcome::Unreachable;
    std::string reason;                           ///< a sentence, redacted; empty for Ok
    std::optional<EnforcedState> state;           ///< of a read that is Ok
    std::optional<std::int64_t> retryAfterMicros; ///< of RateLimited: what it asks for
    [[nodiscard]] bool isOk() const { return outcome == PointOutcome::Ok; }
};

struct PointList
{
    PointOutcome outcome = PointOutcome::Unreachable;
    std::string reason;
    std::vector<EnforcedState> states;
    /// What could not be listed, sentences: a proxy may show keys and not teams.
    std::vector<std::string> gaps;
    std::vector<EnforcedEntity::Kind> unlisted; ///< of which kinds those are
    Instant at;                                 ///< of its end
};

/// What is so of the whole gateway.
struct PointFacts
{
    bool areModelsKnown = false;             ///< else nobody can tell which are free
    std::vector<std::string> unpricedModels; ///< counted as free there
    std::string reason;                      ///< why they are not known
};

/// One change of one entity's limit.
struct LimitWrite
{
    EnforcedState before; ///< as just read: its metadata are kept
    EnforcedLimit limit;
    LimitFields fields; ///< what of it is sent
    /// What Outlay notes there of itself: the cap's id; empty takes the note away; nullopt leaves
    /// it. Nothing is noted where the metadata cannot be read.
    std::optional<std::string> note;
    /// Metadata become null rather than {} when the note was all there was.
    bool isNullWithoutNote = false;
};

/// A gateway that can refuse requests. One question at a time; answers come from the event loop,
/// once, and not at all if the point goes first. Lives on one thread, which is not the GUI's. A
/// gateway is one folder beside this file.
class EnforcementPoint : public QObject
{
    Q_OBJECT

public:
    using AnswerDone = std::function<void(PointAnswer)>;
    using ListDone = std::function<void(PointList)>;
    using FactsDone = std::function<void(PointFacts)>;

    ~EnforcementPoint() override;

    /// "LiteLLM"
    [[nodiscard]] virtual std::string_view title() const = 0;
    [[nodiscard]] virtual PointBehaviour behaviour() const = 0;

    /// All users, keys and teams with the limits they have.
    virtual void list(ListDone done) = 0;
    virtual void read(const EnforcedEntity &entity, AnswerDone done) = 0;
    /// Sends the smallest body that does it. Ok says that it was accepted, not that it holds: read
    /// it back.
    virtual void write(const LimitWrite &write, AnswerDone done) = 0;
    virtual void facts(FactsDone done) = 0;

protected:
    using QObject::QObject;
};

} // namespace outlay::enforcement
