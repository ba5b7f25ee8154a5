// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/enforcement/litellm/litellmpoint.h"
#include "app/enforcement/pushrun.h"
#include "tests/fakes/fakelitellmadmin.h"

#include <QTest>

#include <memory>

namespace outlay::test {

/// The clock of these tests: 2026-11-28T12:00:00Z.
inline constexpr Instant now{1'795'867'200'000'000};

/// A proxy on loopback, and the point that talks to it.
struct EnforcementRig
{
    fakes::FakeLiteLlmAdmin fake;
    fakes::FakeServer server{fake.handler()};
    std::unique_ptr<enforcement::LiteLlmPoint> point = pointWith(fake.key.toStdString());
    enforcement::PlanFacts facts;

    [[nodiscard]] std::unique_ptr<enforcement::LiteLlmPoint> pointWith(const std::string &key) const
    {
        sources::HttpSettings http;
        http.baseUrl = server.url();
        http.transferTimeoutMs = 500;
        http.totalTimeoutMs = 2'000;
        auto made = enforcement::LiteLlmPoint::create(http, Secret(key), [] { return now; });
        if (!made)
            qFatal("%s", made.error().text.c_str());
        return *std::move(made);
    }

    [[nodiscard]] static enforcement::Patience::Bounds bounds()
    {
        return {.longestWaitMicros = 100'000, .mostWaits = 3, .firstWaitMicros = 1'000};
    }

    /// Reads what the caps are about.
    std::vector<enforcement::EntityReading>
    readAll(const std::vector<enforcement::EnforcedEntity> &entities)
    {
        std::vector<enforcement::EntityReading> found;
        bool isDone = false;
        enforcement::EntityReader reader(*point, entities, bounds());
        QObject::connect(&reader, &enforcement::EntityReader::finished, &reader,
                         [&](const std::vector<enforcement::EntityReading> &readings) {
                             found = readings;
                             isDone = true;
                         });
        reader.start();
        if (!QTest::qWaitFor([&] { return isDone; }, 30'000))
            qFatal("no answer");
        return found;
    }
    std::vector<enforcement::EntityReading>
    readAll(const std::vector<enforcement::DesiredCap> &caps)
    {
        std::vector<enforcement::EnforcedEntity> entities;
        for (const enforcement::DesiredCap &cap : caps)
            entities.push_back(cap.entity);
        return readAll(entities);
    }

    [[nodiscard]] enforcement::PlanFacts planFacts() const
    {
        enforcement::PlanFacts known = facts;
        known.point = "LiteLLM";
        known.behaviour = point->behaviour();
        known.models.areModelsKnown = true;
        known.now = now;
        return known;
    }

    enforcement::PushRecord run(const enforcement::PushPlan &plan)
    {
        enforcement::PushOptions options;
        options.id = "p1";
        options.source = "proxy";
        options.who = "ana";
        options.bounds = bounds();
        options.readBackWaitMicros = 1'000;
        enforcement::PushRun push(*point, plan, options, [] { return now; });
        bool isDone = false;
        QObject::connect(&push, &enforcement::PushRun::advanced, &push,
                         [this](const enforcement::PushRecord &record) { kept = record; });
        QObject::connect(&push, &enforcement::PushRun::finished, &push, [&] { isDone = true; });
        push.start();
        if (!QTest::qWaitFor([&] { return isDone; }, 30'000))
            qFatal("the push did not end");
        return push.record();
    }

    enforcement::PushRecord push(const std::vector<enforcement::DesiredCap> &caps)
    {
        return run(enforcement::makePlan(caps, readAll(caps), planFacts()));
    }
    enforcement::PushRecord undo(const enforcement::PushRecord &record)
    {
        return run(enforcement::undoPlan(record, readAll(enforcement::sentEntities(record)), now));
    }
    /// The light of each cap by a fresh read.
    std::vector<enforcement::CapReading> lights(const std::vector<enforcement::DesiredCap> &caps)
    {
        return enforcement::judgeAll(caps, readAll(caps), planFacts());
    }

    enforcement::PushRecord kept; ///< the last that was told before the end
};

/// 80.123456789 USD a month.
inline enforcement::DesiredCap capFor(enforcement::EnforcedEntity::Kind kind, const char *id,
                                      std::int64_t nanos = 80'123'456'789)
{
    enforcement::DesiredCap cap;
    cap.capId = std::string("b1/") + id;
    cap.name = id;
    cap.entity = {kind, id, {}};
    cap.limit.maxBudget = Money{nanos};
    cap.fields.money = true;
    cap.periodEnd = Instant{1'796'083'200'000'000}; // 2026-12-01
    return cap;
}

} // namespace outlay::test
