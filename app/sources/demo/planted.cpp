// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the planted cases are called, how to find them, and the same work done right.
#include "app/sources/demo/call.h"

namespace outlay::demo {

TimeRange stormNight()
{
    return {at(11, 11, 2, 14), at(11, 11, 5, 50)};
}

TimeRange brokenCacheRange()
{
    return {at(11, 16, 9, 0), at(11, 18, 15, 0)};
}

TimeRange driftRange()
{
    return {at(11, 2, 0, 0), demoRange().to};
}

std::vector<PlantedCase> plantedCases()
{
    const auto planted = [](std::string name, std::string title, std::string note,
                            std::vector<std::pair<Dimension, std::string>> where, TimeRange range) {
        PlantedCase made;
        made.name = std::move(name);
        made.title = std::move(title);
        made.note = std::move(note);
        made.where = std::move(where);
        made.range = range;
        return made;
    };
    return {
        planted("retry_storm", "A storm of 429s and retries over a night",
                "48 requests of about 118,000 tokens are tried 140 times each. An attempt refused "
                "with 429 is free; three in ten were admitted and cut off in mid-stream by the "
                "output limit: their prompt and what had been streamed are billed every time.",
                {{Dimension::Key, "svc-nightly-digest"}}, stormNight()),
        planted("live_test_suite", "A test suite called a live API 40,000 times for one commit",
                "40 fixtures, a thousand times each, at 0.007 USD on average.",
                {{Dimension::Task, std::string(testSuiteRun)}},
                {at(11, 12, 14, 0), at(11, 12, 16, 0)}),
        planted("runaway_loop", "An agent ran in a loop through a Saturday night",
                "One session repeats the same failing command every seven seconds for nine hours, "
                "its context growing and compacted again.",
                {{Dimension::Session, std::string(loopSession)}},
                {at(11, 14, 21, 0), at(11, 15, 7, 0)}),
        planted("duplicated_context", "60 sub-agents were each given the same 20,000 tokens",
                "Each sub-agent writes the shared context into a cache of its own; avoidable is "
                "reading it from the first one's.",
                {{Dimension::Task, std::string(duplicatingTask)}},
                {at(11, 17, 9, 0), at(11, 17, 15, 0)}),
        planted("long_context_step", "Requests at and just above a long-context threshold",
                "From 200,000 tokens on the whole request costs twice as much; avoidable is the "
                "difference to a prompt of 199,999 tokens.",
                {{Dimension::Task, std::string(longContextTask)}},
                {at(11, 9, 5, 0), at(11, 13, 14, 0)}),
        planted("broken_prompt_cache", "A timestamp at the top of the prompt broke its cache",
                "14,000 tokens of system prompt are written anew with every request instead of "
                "read; avoidable is the difference.",
                {{Dimension::Key, "svc-support-bot"}}, brokenCacheRange()),
        planted("premium_drift", "A project drifted to a premium model",
                "The share of claude-opus-5-5 in mobile-app rises from a tenth to most requests "
                "within three weeks; avoidable is the difference to claude-sonnet-5-5.",
                {{Dimension::Project, "mobile-app"}, {Dimension::Model, std::string(premiumModel)}},
                driftRange()),
        planted("unpriced_model", "A model without a known price",
                "Neither the price book nor the gateway knows what it costs.",
                {{Dimension::Model, std::string(unpricedModel)}},
                {at(11, 17, 0, 0), at(11, 21, 0, 0)}),
    };
}

std::optional<Call> doneRight(const PlantedCase &planted, const Call &call)
{
    Call better = call;
    TokenUsage &usage = better.usage;
    if (planted.name == "duplicated_context") {
        if (usage[TokenClass::CacheRead] == 0 && call.agent != "worker-1") {
            usage[TokenClass::CacheRead] = usage[TokenClass::CacheWrite5m];
            usage[TokenClass::CacheWrite5m] = 0;
        }
        return better;
    }
    if (planted.name == "long_context_step") {
        usage[TokenClass::Input] = 199'999;
        return better;
    }
    if (planted.name == "broken_prompt_cache") {
        usage[TokenClass::CacheRead] += usage[TokenClass::CacheWrite5m];
        usage[TokenClass::CacheWrite5m] = 0;
        return better;
    }
    if (planted.name == "premium_drift") {
        better.model = standardModel;
        return better;
    }
    return std::nullopt;
}

} // namespace outlay::demo
