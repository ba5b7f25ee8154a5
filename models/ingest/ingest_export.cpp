// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/ingest_p.h"

#include "models/formats/observationline.h"
#include "models/ingest/merge.h"

#include <algorithm>
#include <deque>
#include <map>
#include <tuple>

namespace outlay {

namespace {

/// Turns stored states back into observations; owns the texts its views point to until the next.
class Teller
{
public:
    explicit Teller(LedgerWriter &ledger) : m_ledger(ledger) {}

    const Observation &tell(const EventState &state, const std::vector<std::uint64_t> &tokens)
    {
        m_texts.clear();
        m_observation.clear();
        Observation &o = m_observation;
        for (const std::uint64_t hash : tokens)
            o.tokens.push_back({TokenSpace::Response, {}, hash});
        o.readyContentHash = 0; // every record has identities: content plays no part
        profile(o, m_ledger.profileOf(state.profile));
        const Thread thread = m_ledger.threadOf(state.thread);
        o[Field::Session] = text(thread.session);
        o[Field::Agent] = text(thread.agent);
        o[Field::ParentAgent] = text(thread.parentAgent);
        o[Field::Task] = text(thread.task);
        o[Field::Branch] = text(thread.branch);
        const Ending ending = m_ledger.endingOf(state.ending);
        o[Field::StopReason] = text(ending.stopReason);
        o.httpStatus = static_cast<int>(ending.httpStatus);
        for (const TagIds &tag : m_ledger.tagsOf(state.tags))
            o.tags.push_back({text(tag.key), text(tag.value)});
        figures(o, state);
        if (const auto told = observerOfKind(state.observerKind)) {
            o.rank = told->first;
            o.growth = told->second;
        }
        return o;
    }

    [[nodiscard]] Observer observerOf(TextId source)
    {
        Observer observer;
        observer.source = text(source);
        if (const auto row = m_ledger.sourceOf(source)) {
            observer.format = m_texts.emplace_back(row->format);
            observer.rank = static_cast<Rank>(row->rank);
            observer.growth = static_cast<Growth>(row->growth);
        }
        return observer;
    }

    /// What was told so far is no longer looked at.
    void forgetTexts() { m_texts.clear(); }

    std::string_view text(TextId id)
    {
        return id == 0 ? std::string_view{} : m_texts.emplace_back(m_ledger.textOf(id));
    }

    void profile(std::array<std::string_view, fieldCount> &fields, const Profile &p)
    {
        static constexpr std::array<std::pair<Field, ProfileField>, 14> map = {{
            {Field::Provider, ProfileField::Provider},
            {Field::Model, ProfileField::Model},
            {Field::ModelGroup, ProfileField::ModelGroup},
            {Field::User, ProfileField::User},
            {Field::Key, ProfileField::Key},
            {Field::Team, ProfileField::Team},
            {Field::Project, ProfileField::Project},
            {Field::Environment, ProfileField::Environment},
            {Field::Endpoint, ProfileField::Endpoint},
            {Field::Tier, ProfileField::Tier},
            {Field::Speed, ProfileField::Speed},
            {Field::Geo, ProfileField::Geo},
            {Field::SearchContext, ProfileField::SearchContext},
            {Field::Service, ProfileField::Service},
        }};
        for (const auto &[to, from] : map)
            fields[static_cast<std::size_t>(to)] = text(p[from]);
    }

private:
    void profile(Observation &o, const Profile &p)
    {
        profile(o.fields, p);
        o.outcome = p.outcome;
        o.canSeeFailures = p.seesFailures;
    }

    static void figures(Observation &o, const EventState &state)
    {
        o.at = state.at;
        o.usage = state.usage;
        o.servedTokens = state.servedTokens;
        o.hasCacheTtlSplit = state.hasTtlSplit;
        o.isFinal = state.isFinal;
        o.isGatewayCacheHit = state.isCacheHit;
        o.standing = state.standing;
        o.version = state.version;
        o.attempt = state.attempt;
        o.retries = state.retries;
        o.requests = state.requests;
        o.isAggregate = state.isAggregate;
        o.latencyMicros = state.latencyMicros;
        o.timeToFirstTokenMicros = state.firstTokenMicros;
        o.billed = state.billed;
        o.reported = state.reported;
        o.client = state.client;
        o.promptHash = state.promptHash;
        if (state.operation != 0)
            o.readyOperationHash = state.operation;
    }

    LedgerWriter &m_ledger;
    Observation m_observation;
    std::deque<std::string> m_texts;
};

/// A line of a bill once for each file it came with, in order.
bool tellDeliveries(const StatementRow &row, Statement &statement, Teller &teller,
                    const std::function<bool()> &say)
{
    statement.line = row.line;
    if (row.line == 0)
        return say();
    statement.account = teller.text(row.account);
    statement.billingPeriod = row.billingPeriod;
    std::vector<Delivery> deliveries;
    for (const StatementRow::Delivery &delivery : row.deliveries)
        deliveries.push_back({delivery.at, teller.text(delivery.name)});
    std::sort(deliveries.begin(), deliveries.end(), [](const Delivery &l, const Delivery &r) {
        return std::tie(l.at, l.name) < std::tie(r.at, r.name);
    });
    return std::all_of(deliveries.begin(), deliveries.end(), [&](const Delivery &delivery) {
        statement.delivery = delivery;
        return say();
    });
}

} // namespace

Result<> Ingest::exportObservations(const std::function<bool(std::string_view)> &line)
{
    Data &d = *m_data;
    Teller teller(*d.ledger);
    std::string text;
    bool goesOn = true;
    const auto say = [&](const auto &record, TextId source) {
        text.clear();
        const Observer observer = teller.observerOf(source);
        appendJsonLine(record, observer, text);
        goesOn = line(text);
        return goesOn && !d.ledger->failed();
    };
    // Requests that follow from sessions and traces are told by those, not by themselves.
    const std::vector<std::int64_t> derived = d.ledger->contributedViews();
    d.ledger->eachIdentifiedView([&](std::int64_t view, const std::vector<std::uint64_t> &tokens) {
        if (std::binary_search(derived.begin(), derived.end(), view))
            return true;
        const auto state = d.events.stateOf(view);
        if (!state)
            return true;
        const TextId source = d.ledger->profileOf(state->profile)[ProfileField::Source];
        return say(teller.tell(*state, tokens), source);
    });
    if (goesOn) {
        d.ledger->eachLineage([&](const FamilyRecord &record) {
            const LineageItem item = decodeLineage(record);
            LineageVector vector;
            vector.base = &teller.tell(item.base, item.tokens);
            vector.session = teller.text(item.session);
            vector.parent = teller.text(item.parent);
            vector.ordinal = item.ordinal;
            vector.last = item.last;
            vector.total = item.total;
            return say(vector, item.source);
        });
    }
    if (goesOn) {
        d.ledger->eachSpan([&](const FamilyRecord &record) {
            const SpanItem item = decodeSpan(record);
            SpanRecord span;
            span.kind = item.shape.kind;
            const Observation &told = teller.tell(item.state, item.tokens);
            span.usage = item.shape.kind == SpanRecord::Kind::Link ? nullptr : &told;
            span.readyHashes = {item.trace, item.shape.id, item.shape.parent};
            span.start = item.shape.start;
            span.end = item.shape.end;
            span.agentName = teller.text(item.shape.agent);
            return say(span, item.source);
        });
    }
    std::map<std::int64_t, BucketDeliveryRow> deliveries;
    for (const BucketDeliveryRow &row :
         goesOn ? d.ledger->bucketDeliveries() : std::vector<BucketDeliveryRow>{}) {
        deliveries[row.id] = row;
        teller.forgetTexts();
        goesOn =
            say(BucketDelivery{teller.text(row.series), row.bucket, row.fetchedAt, row.closed, {}},
                row.source);
        if (!goesOn)
            break;
    }
    for (const DirectoryRow &row : goesOn ? d.ledger->directory() : std::vector<DirectoryRow>{}) {
        teller.forgetTexts();
        goesOn = say(DirectoryEntry{static_cast<DirectoryEntry::Kind>(row.kind),
                                    teller.text(row.id),
                                    teller.text(row.name),
                                    teller.text(row.email),
                                    teller.text(row.owner),
                                    row.isArchived,
                                    row.fetchedAt,
                                    {}},
                     row.source);
        if (!goesOn)
            break;
    }
    for (const QuotaRow &row : goesOn ? d.ledger->quotas() : std::vector<QuotaRow>{}) {
        teller.forgetTexts();
        goesOn = say(QuotaObservation{teller.text(row.plan),
                                      teller.text(row.limit),
                                      teller.text(row.window),
                                      row.at,
                                      row.used,
                                      row.minutes,
                                      row.resetsAt,
                                      {}},
                     row.source);
        if (!goesOn)
            break;
    }
    for (const StatementRow &row : goesOn ? d.ledger->statements() : std::vector<StatementRow>{}) {
        Statement statement;
        teller.forgetTexts();
        teller.profile(statement.fields, d.ledger->profileOf(row.profile));
        statement.readyHash = row.identity;
        statement.bucket = row.bucket;
        statement.billed = row.billed;
        statement.requests = row.requests;
        statement.usage = row.usage;
        if (row.usage.isZero())
            statement.usage[TokenClass::Input] = row.tokens; // only the sum was kept once
        statement.kind = static_cast<Statement::Kind>(row.kind);
        statement.promptStep = static_cast<Statement::PromptStep>(row.promptStep);
        if (const auto delivery = deliveries.find(row.bucketDelivery);
            delivery != deliveries.end()) {
            statement.series = teller.text(delivery->second.series);
            statement.fetchedAt = delivery->second.fetchedAt;
        }
        statement.closed = row.closed;
        statement.description = row.description;
        goesOn = tellDeliveries(row, statement, teller, [&] { return say(statement, row.source); });
        if (!goesOn)
            break;
    }
    return d.ledger->status();
}

} // namespace outlay
