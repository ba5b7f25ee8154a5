// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"
#include "models/money/zone.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace outlay::ui {

/// What a push would do with one cap, or did.
struct CapPushRow
{
    enum class Kind : std::uint8_t
    {
        Set,       ///< something is to be written
        Unchanged, ///< it is there already
        Blocked,   ///< `problem` says why nothing is written
    };
    Kind kind = Kind::Set;
    QString name;          ///< of the cap
    QString whom;          ///< there; empty: nobody is known to be meant
    QString before, after; ///< limits
    QString problem;
    QStringList mind; ///< known leaks first, sentences
};

/// A push that was made, and could be taken back.
struct CapPushMade
{
    std::string id; ///< empty: there is none
    Instant at;
    QString who;
};

/// The preview of a push: what a gateway holds now and what would be set.
struct CapPushPlan
{
    std::string gateway;               ///< it is of; empty: there is none
    std::vector<std::string> gateways; ///< all limits can be set at
    QString point;                     ///< "LiteLLM"
    std::vector<CapPushRow> rows;
    QStringList warnings; ///< of the whole
    QString problem;      ///< why there is no preview, and what to do; empty: there is one
    CapPushMade last;     ///< at that gateway
    Zone zone;
};

/// What came of a push, or of taking one back, with the caps' lights read afterwards.
struct CapPushResult
{
    struct Row
    {
        QString name, whom, before, after;
        QString outcome;    ///< "holds", "not stored", with the reason
        QString light;      ///< "enforced"; empty: no cap is wanted there
        bool isSet = false; ///< it is as it was to be
        bool isEnforced = false;
    };
    std::vector<Row> rows;
    QString problem; ///< why it did not come to an end; empty: it did
    std::string undoId;
    bool isUndo = false;
};

} // namespace outlay::ui
