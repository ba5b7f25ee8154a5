// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/enforcement/patience.h"

#include <QObject>

#include <cstddef>
#include <vector>

namespace outlay::enforcement {

/// What came of reading one entity.
struct EntityReading
{
    EnforcedEntity entity;
    PointAnswer answer;
};

/// Reads entities one after the other: for a preview, an undo, a check for drift. Writes nothing.
/// One reading an object; where the key is refused or nobody is there, the rest is not asked and
/// gets the same answer.
class EntityReader : public QObject
{
    Q_OBJECT

public:
    EntityReader(EnforcementPoint &point, std::vector<EnforcedEntity> entities,
                 Patience::Bounds bounds = {}, QObject *parent = nullptr);

    /// finished() follows, later.
    void start();

signals:
    void finished(const std::vector<outlay::enforcement::EntityReading> &readings);

private:
    void next();

    Patience m_patience;
    std::vector<EnforcedEntity> m_entities; ///< each once
    std::vector<EntityReading> m_readings;
};

/// Null: it was not read.
[[nodiscard]] const PointAnswer *answerFor(const std::vector<EntityReading> &readings,
                                           const EnforcedEntity &entity);

} // namespace outlay::enforcement
