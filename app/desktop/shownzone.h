// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/zone.h"

#include <memory>
#include <mutex>

namespace outlay {

/// The zone of what is on the screen. Copies stand for the same one: a choice reaches every
/// service, on whichever thread it asks. Ask once for each answer, so that all of it is of one
/// zone.
class ShownZone
{
public:
    ShownZone(Zone zone = {}) : m_shared(std::make_shared<Shared>()) // NOLINT: a zone that stays
    {
        m_shared->zone = std::move(zone);
    }
    [[nodiscard]] Zone operator()() const
    {
        const std::lock_guard lock(m_shared->mutex);
        return m_shared->zone;
    }
    void set(Zone zone)
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->zone = std::move(zone);
    }

private:
    struct Shared
    {
        std::mutex mutex;
        Zone zone;
    };
    std::shared_ptr<Shared> m_shared;
};

} // namespace outlay
