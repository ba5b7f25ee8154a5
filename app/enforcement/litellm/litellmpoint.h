// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/enforcement/enforcementpoint.h"
#include "app/sources/http/httpclient.h"
#include "app/sources/secrets/secret.h"
#include "models/money/clock.h"

#include <memory>

namespace outlay::enforcement {

/// How LiteLLM treats requests at a limit.
[[nodiscard]] PointBehaviour liteLlmBehaviour();

/// The users, keys and teams of a LiteLLM proxy.
class LiteLlmPoint final : public EnforcementPoint
{
    Q_OBJECT

public:
    /// `key`: one that may write, which is not the one that polls. Usage or Unreadable errors name
    /// the field.
    [[nodiscard]] static Result<std::unique_ptr<LiteLlmPoint>>
    create(const sources::HttpSettings &http, Secret key, Clock clock = systemClock());
    ~LiteLlmPoint() override;

    [[nodiscard]] std::string_view title() const override { return "LiteLLM"; }
    [[nodiscard]] PointBehaviour behaviour() const override { return liteLlmBehaviour(); }
    void list(ListDone done) override;
    void read(const EnforcedEntity &entity, AnswerDone done) override;
    void write(const LimitWrite &write, AnswerDone done) override;
    void facts(FactsDone done) override;

private:
    using Taken = std::function<void(const sources::HttpReply &)>;
    struct Listing;

    LiteLlmPoint(std::unique_ptr<sources::HttpClient> http, Secret key, Clock clock);
    void ask(sources::HttpRequest request, Taken taken);
    void listPage();
    void takePage(const sources::HttpReply &reply);
    void nextList();
    [[nodiscard]] PointAnswer answerOf(const sources::HttpReply &reply) const;

    std::unique_ptr<sources::HttpClient> m_http;
    Secret m_key;
    Clock m_clock;
    Taken m_taken; ///< of the question under way
    std::unique_ptr<Listing> m_listing;
};

} // namespace outlay::enforcement
