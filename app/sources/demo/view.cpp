// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/demo/view.h"

namespace outlay::demo {

std::optional<Money> Pricer::cost(const Call &call)
{
    if (call.usage.isZero())
        return Money{};
    const auto [place, isNew] = m_handles.try_emplace({call.provider, call.model});
    if (isNew)
        place->second = m_book.resolve(call.provider, call.model, {});
    PriceRequest request;
    request.at = call.at;
    request.tier = call.tier;
    request.usage = call.usage;
    const Quote quote = m_book.quote(place->second, request);
    if (quote.status != Quote::Status::Priced)
        return std::nullopt;
    return quote.cost;
}

SourceView::SourceView(DemoSource source, const PriceBook &book, Sink &sink)
    : m_source(source)
    , m_pricer(book)
    , m_sink(sink)
{
}

void SourceView::call(const Call &call)
{
    if (!(call.seen & seenBy(m_source)))
        return;
    m_observation.clear();
    identify(call);
    describe(call);
    measure(call);
    m_sink.observation(m_observation);
}

void SourceView::identify(const Call &call)
{
    Observation &seen = m_observation;
    if (m_source == DemoSource::LiteLlm) {
        m_gatewayToken = call.callId + "/" + std::string(name(call.outcome));
        seen.addToken(TokenSpace::GatewayCall, m_gatewayToken);
    }
    if (m_source == DemoSource::Otlp) {
        m_spanToken = call.traceId + "/" + call.spanId;
        seen.addToken(TokenSpace::Span, m_spanToken);
    }
    // A gateway's cache hit repeats the id of the response it copies.
    if (!call.isGatewayCacheHit)
        seen.addToken(TokenSpace::Response, call.responseId);
    if (m_source == DemoSource::ClaudeCode || m_source == DemoSource::Otlp)
        seen.addToken(TokenSpace::Request, call.requestId);
    m_content = std::string(sourceName(m_source)) + "\n" + call.callId;
    seen.content = m_content;
}

void SourceView::describe(const Call &call)
{
    Observation &seen = m_observation;
    const bool isGateway = m_source == DemoSource::LiteLlm;
    seen.at = call.at;
    seen[Field::Provider] = call.provider;
    seen[Field::Model] = call.model;
    seen[Field::User] = call.user;
    seen[Field::Team] = call.team;
    seen[Field::Project] = call.project;
    seen[Field::Environment] = call.environment;
    seen[Field::Task] = call.task;
    seen[Field::Session] = call.session;
    seen[Field::Tier] = call.tier;
    seen[Field::StopReason] = call.stopReason;
    if (isGateway) {
        seen[Field::Key] = call.key;
        seen[Field::ModelGroup] = call.model;
        seen[Field::Endpoint] = call.endpoint;
        seen[Field::Operation] = call.operation;
    } else {
        seen[Field::Agent] = call.agent;
        seen[Field::ParentAgent] = call.parentAgent;
        seen[Field::Branch] = call.branch;
        if (call.key == subscriptionKey) // the account the client is logged in with
            seen[Field::Key] = call.key;
    }
    for (const auto &[key, value] : call.tags)
        seen.tags.push_back({key, value});
}

void SourceView::measure(const Call &call)
{
    Observation &seen = m_observation;
    seen.usage = call.usage;
    seen.servedTokens = call.servedTokens;
    seen.isGatewayCacheHit = call.isGatewayCacheHit;
    seen.hasCacheTtlSplit = call.provider == "anthropic";
    seen.isFinal = true;
    seen.outcome = call.outcome;
    seen.promptHash = call.promptHash;
    seen.canSeeFailures = m_source == DemoSource::LiteLlm || m_source == DemoSource::Otlp;
    if (!seen.canSeeFailures)
        return;
    seen.httpStatus = call.httpStatus;
    seen.attempt = call.attempt;
    seen.latencyMicros = call.latencyMicros;
    seen.timeToFirstTokenMicros = call.timeToFirstTokenMicros;
    if (m_source == DemoSource::LiteLlm && !call.usage.isZero())
        seen.reported = m_pricer.cost(call);
}

} // namespace outlay::demo
