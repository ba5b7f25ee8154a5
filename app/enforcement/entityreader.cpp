// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/enforcement/entityreader.h"

#include <algorithm>
#include <utility>

namespace outlay::enforcement {

EntityReader::EntityReader(EnforcementPoint &point, std::vector<EnforcedEntity> entities,
                           Patience::Bounds bounds, QObject *parent)
    : QObject(parent)
    , m_patience(point, bounds)
{
    for (EnforcedEntity &entity : entities) {
        if (!entity.id.empty() &&
            std::find(m_entities.begin(), m_entities.end(), entity) == m_entities.end())
            m_entities.push_back(std::move(entity));
    }
}

void EntityReader::start()
{
    QMetaObject::invokeMethod(this, &EntityReader::next, Qt::QueuedConnection);
}

void EntityReader::next()
{
    if (m_readings.size() == m_entities.size()) {
        emit finished(m_readings);
        return;
    }
    const EnforcedEntity &entity = m_entities[m_readings.size()];
    m_patience.read(entity, [this](PointAnswer answer) {
        const bool isOver = answer.outcome == PointOutcome::Refused ||
                            answer.outcome == PointOutcome::Unreachable ||
                            answer.outcome == PointOutcome::RateLimited;
        do
            m_readings.push_back({m_entities[m_readings.size()], answer});
        while (isOver && m_readings.size() < m_entities.size());
        next();
    });
}

const PointAnswer *answerFor(const std::vector<EntityReading> &readings,
                             const EnforcedEntity &entity)
{
    const auto found =
        std::find_if(readings.begin(), readings.end(),
                     [&](const EntityReading &reading) { return reading.entity == entity; });
    return found == readings.end() ? nullptr : &found->answer;
}

} // namespace outlay::enforcement
