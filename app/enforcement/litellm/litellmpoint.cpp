// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/enforcement/litellm/litellmpoint.h"

#include "app/enforcement/litellm/litellmentity.h"
#include "app/sources/secrets/redaction.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace outlay::enforcement {

namespace {

using sources::HttpReply;
using sources::HttpRequest;
using Kind = EnforcedEntity::Kind;

constexpr std::array lists{Kind::User, Kind::Key, Kind::Team};
/// 100 rows each: nobody has more, and a proxy that pages for ever is not followed.
constexpr int mostPages = 1'000;

std::string_view bodyOf(const HttpReply &reply)
{
    return {reply.body.constData(), static_cast<std::size_t>(reply.body.size())};
}

std::string listPath(Kind kind, int page)
{
    const std::string number = std::to_string(page);
    switch (kind) {
    case Kind::User:
        return "user/list?page_size=100&page=" + number;
    case Kind::Key:
        return "key/list?return_full_object=true&include_team_keys=true&size=100&page=" + number;
    case Kind::Team:
        break;
    }
    return "team/list";
}

std::int64_t pagesOf(const JsonNode &root)
{
    const JsonNode *pages = root.find("total_pages");
    const auto value = pages != nullptr && pages->kind == JsonNode::Kind::Number
                           ? parseUsd(pages->text)
                           : Result<Money>(Money{0});
    return value ? value->nanos / 1'000'000'000 : 0;
}

} // namespace

/// A walk through users, keys and teams.
struct LiteLlmPoint::Listing
{
    ListDone done;
    PointList found;
    std::size_t at = 0; ///< of `lists`
    int page = 1;
};

LiteLlmPoint::LiteLlmPoint(std::unique_ptr<sources::HttpClient> http, Secret key, Clock clock)
    : m_http(std::move(http))
    , m_key(std::move(key))
    , m_clock(std::move(clock))
{
    rememberForRedaction(m_key);
    connect(m_http.get(), &sources::HttpClient::finished, this, [this](const HttpReply &reply) {
        // Cleared before the call: whoever is told may ask the next question.
        const Taken taken = std::exchange(m_taken, nullptr);
        taken(reply);
    });
}

LiteLlmPoint::~LiteLlmPoint() = default;

Result<std::unique_ptr<LiteLlmPoint>> LiteLlmPoint::create(const sources::HttpSettings &http,
                                                           Secret key, Clock clock)
{
    if (http.baseUrl.empty())
        return failure(Error::Kind::Usage, "base_url: LiteLLM has no address of its own, give the "
                                           "proxy's");
    if (key.isEmpty())
        return failure(Error::Kind::Usage, "push_secret: the key is empty");
    auto client = sources::HttpClient::create(http, clock);
    if (!client)
        return tl::unexpected<Error>(client.error());
    return std::unique_ptr<LiteLlmPoint>(
        new LiteLlmPoint(*std::move(client), std::move(key), std::move(clock)));
}

PointBehaviour liteLlmBehaviour()
{
    return {PointBehaviour::AtLimit::Blocks, PointBehaviour::InOutage::MayPass,
            "it refuses requests once the spend it has recorded reaches the limit; requests under "
            "way at the same time pass, so that the limit is overshot by what they cost"};
}

void LiteLlmPoint::ask(HttpRequest request, Taken taken)
{
    Q_ASSERT(!m_taken);
    m_taken = std::move(taken);
    request.headers.push_back({"authorization", "Bearer " + std::string(m_key.reveal())});
    m_http->get(request);
}

PointAnswer LiteLlmPoint::answerOf(const HttpReply &reply) const
{
    constexpr int notFound = 404;
    constexpr int tooMany = 429;
    PointAnswer answer;
    answer.reason = reply.reason;
    switch (reply.kind) {
    case HttpReply::Kind::Ok:
        answer.outcome = PointOutcome::Ok;
        return answer;
    case HttpReply::Kind::NeedsKey:
        answer.outcome = PointOutcome::Refused;
        break;
    case HttpReply::Kind::Unreachable:
        answer.outcome = PointOutcome::Unreachable;
        return answer;
    case HttpReply::Kind::Retry:
        answer.outcome = reply.status == tooMany ? PointOutcome::RateLimited : PointOutcome::Failed;
        answer.retryAfterMicros = reply.retryAfterMicros;
        break;
    case HttpReply::Kind::ConfigurationError:
        answer.outcome = reply.status == notFound && saysNotFound(bodyOf(reply))
                             ? PointOutcome::NotFound
                             : PointOutcome::Failed;
        break;
    case HttpReply::Kind::Malformed:
    case HttpReply::Kind::Cancelled:
        answer.outcome = PointOutcome::Failed;
        return answer;
    }
    if (const std::string said = errorWords(bodyOf(reply)); !said.empty())
        answer.reason += " (" + redact(said) + ")";
    return answer;
}

void LiteLlmPoint::read(const EnforcedEntity &entity, AnswerDone done)
{
    EnforcedEntity asked = entity;
    if (asked.kind == Kind::Key)
        asked.id = keyHash(asked.id);
    HttpRequest request{infoPath(asked), {}};
    ask(std::move(request), [this, asked, done = std::move(done)](const HttpReply &reply) {
        PointAnswer answer = answerOf(reply);
        if (!answer.isOk())
            return done(std::move(answer));
        auto state = readInfo(asked, bodyOf(reply), m_clock());
        if (state) {
            answer.state = *std::move(state);
        } else {
            answer.outcome = state.error().kind == Error::Kind::Usage ? PointOutcome::NotFound
                                                                      : PointOutcome::Failed;
            answer.reason = state.error().text;
        }
        done(std::move(answer));
    });
}

void LiteLlmPoint::write(const LimitWrite &write, AnswerDone done)
{
    HttpRequest request{updatePath(write.before.entity.kind), {}, updateBody(write)};
    ask(std::move(request),
        [this, done = std::move(done)](const HttpReply &reply) { done(answerOf(reply)); });
}

void LiteLlmPoint::facts(FactsDone done)
{
    ask({"model/info", {}}, [this, done = std::move(done)](const HttpReply &reply) {
        const PointAnswer answer = answerOf(reply);
        PointFacts facts;
        facts.reason = answer.reason;
        if (answer.isOk()) {
            auto models = readUnpricedModels(bodyOf(reply));
            facts.areModelsKnown = models.has_value();
            if (models)
                facts.unpricedModels = *std::move(models);
            else
                facts.reason = models.error().text;
        }
        done(std::move(facts));
    });
}

void LiteLlmPoint::list(ListDone done)
{
    m_listing = std::make_unique<Listing>();
    m_listing->done = std::move(done);
    m_listing->found.outcome = PointOutcome::Ok;
    listPage();
}

void LiteLlmPoint::listPage()
{
    ask({listPath(lists.at(m_listing->at), m_listing->page), {}},
        [this](const HttpReply &reply) { takePage(reply); });
}

void LiteLlmPoint::takePage(const HttpReply &reply)
{
    const Kind kind = lists.at(m_listing->at);
    const std::string plural = std::string(name(kind)) + "s";
    PointList &found = m_listing->found;
    const auto gap = [&](const std::string &reason) {
        found.gaps.push_back(plural + " could not be listed: " + reason);
        found.unlisted.push_back(kind);
        nextList();
    };
    const PointAnswer answer = answerOf(reply);
    constexpr int unauthorized = 401;
    if (answer.outcome == PointOutcome::Unreachable || reply.status == unauthorized ||
        answer.outcome == PointOutcome::RateLimited) {
        found.outcome = answer.outcome;
        found.reason = answer.reason;
        const auto listing = std::move(m_listing);
        return listing->done(std::move(listing->found));
    }
    if (!answer.isOk())
        return gap(answer.reason);
    const auto root = parseJson(bodyOf(reply));
    const JsonNode *rows = !root ? nullptr : root->isArray() ? &*root : root->find(plural);
    if (rows == nullptr || !rows->isArray())
        return gap(root ? "the answer lacks \"" + plural + "\"" : root.error().text);
    for (const JsonNode &row : rows->children) {
        auto state = readRow(kind, row, m_clock());
        if (!state)
            return gap(state.error().text);
        found.states.push_back(*std::move(state));
    }
    if (!rows->children.empty() && root->isObject() && m_listing->page < pagesOf(*root) &&
        m_listing->page < mostPages) {
        ++m_listing->page;
        return listPage();
    }
    nextList();
}

void LiteLlmPoint::nextList()
{
    m_listing->page = 1;
    if (++m_listing->at < lists.size())
        return listPage();
    const auto listing = std::move(m_listing);
    listing->found.at = m_clock();
    // The list of users does not say which keys are theirs; the list of keys does.
    std::map<std::string, std::vector<std::string>> inTeams;
    for (const EnforcedState &state : listing->found.states) {
        if (state.entity.kind == Kind::Key && !state.teamId.empty() && !state.ownerId.empty())
            inTeams[state.ownerId].push_back(titleOf(state.entity));
    }
    for (EnforcedState &state : listing->found.states) {
        if (state.entity.kind == Kind::User)
            state.keysInTeams = inTeams[state.entity.id];
    }
    listing->done(std::move(listing->found));
}

} // namespace outlay::enforcement
