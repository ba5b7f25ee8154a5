// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"

#include <memory>

namespace outlay {

/// Calendar buckets a report is cut into; days are the zone's days, 23 and 25 hours included.
enum class Step
{
    None,
    Hour,
    Day,
    Week, ///< starts on the first day of the week given, Monday unless told otherwise
    Month,
};

/// A named time zone ("UTC", "Asia/Kolkata", "America/St_Johns"), immutable and safe to share
/// between threads. Offsets come from the system's tz database through QTimeZone.
class Zone
{
public:
    /// UTC.
    Zone();
    /// Usage error for a name the system does not know. "local" means the system's zone.
    [[nodiscard]] static Result<Zone> named(const std::string &name);
    ~Zone();
    Zone(const Zone &);
    Zone &operator=(const Zone &);
    Zone(Zone &&) noexcept;
    Zone &operator=(Zone &&) noexcept;

    [[nodiscard]] const std::string &name() const;
    [[nodiscard]] bool isUtc() const;

    /// Local day number (days since 1970-01-01 in this zone) that holds `at`.
    [[nodiscard]] std::int64_t dayOf(Instant at) const;
    /// The first instant of a local day, of a zone whose midnight may not exist.
    [[nodiscard]] Instant startOfDay(std::int64_t day) const;
    /// Start of the bucket that holds `at`. Hours are counted from local wall-clock hours.
    [[nodiscard]] Instant bucketStart(Instant at, Step step) const;
    /// Start of the bucket after the one that starts at `start`.
    [[nodiscard]] Instant nextBucket(Instant start, Step step) const;
    /// "2026-11-23T22:13:45+05:30": for people; JSON always uses UTC.
    [[nodiscard]] std::string toLocal(Instant at) const;
    /// Seconds east of UTC at that instant.
    [[nodiscard]] int offsetSeconds(Instant at) const;

private:
    struct Data;
    std::shared_ptr<const Data> m_data;
};

} // namespace outlay
