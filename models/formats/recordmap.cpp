// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/recordmap.h"

#include "models/formats/providername.h"
#include "models/formats/tokencounts.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace outlay {

namespace {

enum class Target : std::uint8_t
{
    At,
    Id,
    Provider,
    Model,
    Text,   ///< a Field, in Mappable::index
    Tokens, ///< a TokenClass, in Mappable::index
    Outcome,
    HttpStatus,
    Latency,
    Cost,
    Requests,
};

struct Mappable
{
    std::string_view name;
    Target target;
    std::uint8_t index = 0;
};

constexpr Mappable text(std::string_view name, Field field)
{
    return {name, Target::Text, static_cast<std::uint8_t>(field)};
}

constexpr std::array<Mappable, 17> named = {{
    {"at", Target::At},
    {"id", Target::Id},
    {"provider", Target::Provider},
    {"model", Target::Model},
    text("user", Field::User),
    text("key", Field::Key),
    text("team", Field::Team),
    text("project", Field::Project),
    text("environment", Field::Environment),
    text("endpoint", Field::Endpoint),
    text("task", Field::Task),
    text("session", Field::Session),
    text("agent", Field::Agent),
    {"outcome", Target::Outcome},
    {"http_status", Target::HttpStatus},
    {"latency_ms", Target::Latency},
    {"cost_usd", Target::Cost},
}};
constexpr std::size_t requestsTarget = named.size() + tokenClassCount;

Mappable mappable(std::size_t target)
{
    if (target < named.size())
        return named[target];
    if (target == requestsTarget)
        return {"requests", Target::Requests};
    const auto tokenClass = static_cast<std::uint8_t>(target - named.size());
    return {name(static_cast<TokenClass>(tokenClass)), Target::Tokens, tokenClass};
}

std::size_t targetNamed(std::string_view field)
{
    std::size_t target = 0;
    while (target <= requestsTarget && mappable(target).name != field)
        ++target;
    return target;
}

/// What logs call the operation and the path of a call.
constexpr std::array<std::string_view, 4> operationColumns = {
    "gen_ai.operation.name", "operation_name", "operation", "call_type"};
constexpr std::array<std::string_view, 5> pathColumns = {"path", "request_path", "url.path",
                                                         "http.route", "endpoint"};

/// What exports write where there is nothing.
bool isNothing(std::string_view value)
{
    return value.empty() || value == "NULL" || value == "null" || value == "\\N";
}

std::string_view unquoted(std::string_view column, char quote)
{
    const bool isQuoted = column.size() >= 2 && column.front() == quote && column.back() == quote;
    return isQuoted ? column.substr(1, column.size() - 2) : std::string_view();
}

bool isPrompt(TokenClass tokenClass)
{
    TokenUsage one;
    one[tokenClass] = 1;
    return one.prompt() > 0;
}

bool isOutput(TokenClass tokenClass)
{
    return tokenClass == TokenClass::Output || tokenClass == TokenClass::OutputAudio ||
           tokenClass == TokenClass::OutputImage;
}

/// What one record says, before it is weighed as a whole.
struct Draft
{
    std::string_view provider;
    std::string_view model;
    bool hasTime = false;
};

void readStatus(std::string_view value, Observation &observation, Complaint &complaint)
{
    int status = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), status);
    const bool isWhole = read.ec == std::errc() && read.ptr == value.data() + value.size();
    if (!isWhole || (status != 0 && (status < 100 || status > 599)))
        complaint.add("http_status", "expected 100 to 599");
    else
        observation.httpStatus = status;
}

void readOutcome(std::string_view value, Observation &observation)
{
    int status = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), status);
    const bool isStatus = read.ec == std::errc() && read.ptr == value.data() + value.size();
    observation.outcome = isStatus ? outcomeOfStatus(status) : outcomeOf(value);
    observation.canSeeFailures = true;
}

void apply(const Mappable &field, std::string_view value, Draft &draft, Observation &observation,
           Complaint &complaint)
{
    switch (field.target) {
    case Target::At:
        if (const auto at = readTime(value, field.name, complaint)) {
            observation.at = *at;
            draft.hasTime = true;
        }
        break;
    case Target::Id:
        observation.addToken(value.starts_with("req_") ? TokenSpace::Request : TokenSpace::Response,
                             value);
        break;
    case Target::Provider:
        draft.provider = clipped(value);
        break;
    case Target::Model:
        draft.model = clipped(value);
        break;
    case Target::Text:
        observation.fields[field.index] = clipped(value);
        break;
    case Target::Tokens:
        observation.usage.counts[field.index] = readCount(value, field.name, complaint).value_or(0);
        break;
    case Target::Outcome:
        readOutcome(value, observation);
        break;
    case Target::HttpStatus:
        readStatus(value, observation, complaint);
        break;
    case Target::Latency:
        observation.latencyMicros = readMicros(value, 3, field.name, complaint).value_or(-1);
        break;
    case Target::Cost:
        observation.reported = readUsd(value, field.name, complaint);
        break;
    case Target::Requests:
        observation.requests = readCount(value, field.name, complaint).value_or(1);
        observation.isAggregate = true;
        if (observation.requests == 0)
            complaint.add(field.name, "is 0; expected at least 1");
        break;
    }
}

} // namespace

bool isMappableField(std::string_view field)
{
    return targetNamed(field) <= requestsTarget;
}

std::string mappableFields()
{
    std::string all;
    for (std::size_t target = 0; target <= requestsTarget; ++target) {
        if (target > 0)
            all += ", ";
        all += mappable(target).name;
    }
    return all;
}

std::string figureProblem(const FieldMap &map)
{
    for (const auto &[field, column] : map.fields) {
        const std::size_t target = targetNamed(field);
        const bool isName = target < named.size() && (named[target].target == Target::Provider ||
                                                      named[target].target == Target::Model ||
                                                      named[target].target == Target::Text);
        if (!isName)
            return "--map " + field +
                   ": a bill has its own times and amounts and no counts; a map adds names to it "
                   "(provider, model, user, key, team, project …)";
    }
    return {};
}

RecordMap::RecordMap(const FieldMap &map)
    : m_figureProblem(outlay::figureProblem(map))
    , m_isExplicit(!map.fields.empty())
{
    for (const auto &[column, value] : map.only) {
        const std::size_t index = columnIndex(column);
        const auto same = std::find_if(m_wanted.begin(), m_wanted.end(), [&](const Wanted &wanted) {
            return wanted.column == index;
        });
        if (same == m_wanted.end())
            m_wanted.push_back({index, {value}});
        else
            same->values.push_back(value);
    }
    m_firstOwn = m_columns.size();
    for (const auto &[field, column] : map.fields)
        add(field, column);
    if (!m_isExplicit) {
        for (std::size_t target = 0; target <= requestsTarget; ++target)
            add(mappable(target).name, mappable(target).name);
    }
    m_firstHint = m_columns.size();
    m_total = columnIndex("total_tokens");
    for (const std::string_view column : operationColumns)
        m_operations.push_back(columnIndex(column));
    for (const std::string_view column : pathColumns)
        m_paths.push_back(columnIndex(column));
}

/// Of a call whose model's name does not tell that it makes no text.
bool RecordMap::saysNoOutput(std::span<const std::string_view> values) const
{
    // A path may be of a user's own folders: only what an interface is called there counts.
    constexpr std::array<std::string_view, 5> parts = {"/embeddings", "/rerank", "/moderations",
                                                       ":embedContent", ":batchEmbedContents"};
    return std::any_of(m_operations.begin(), m_operations.end(),
                       [&](std::size_t column) { return hasNoOutput({values[column]}); }) ||
           std::any_of(m_paths.begin(), m_paths.end(), [&](std::size_t column) {
               return values[column].ends_with("/embed") || // Cohere
                      std::any_of(parts.begin(), parts.end(), [&](std::string_view part) {
                          return values[column].find(part) != std::string_view::npos;
                      });
           });
}

bool RecordMap::hasNoText(std::span<const std::string_view> values,
                          const Observation &observation) const
{
    return hasNoOutput({observation[Field::Model], observation[Field::Endpoint]}) ||
           saysNoOutput(values);
}

/// Of an embedding: all of a total that stands alone is what was read.
bool RecordMap::tellsInputByTotal(std::span<const std::string_view> values,
                                  const Observation &observation) const
{
    return !m_isExplicit && !isNothing(values[m_total]) && hasNoText(values, observation) &&
           std::none_of(m_entries.begin(), m_entries.end(), [&](const Entry &entry) {
               return mappable(entry.target).target == Target::Tokens &&
                      !isNothing(valueOf(entry, values));
           });
}

std::size_t RecordMap::columnIndex(std::string_view column)
{
    const auto known = std::find(m_columns.begin(), m_columns.end(), column);
    if (known != m_columns.end())
        return static_cast<std::size_t>(known - m_columns.begin());
    m_columns.emplace_back(column);
    return m_columns.size() - 1;
}

void RecordMap::add(std::string_view field, std::string_view column)
{
    Entry entry;
    entry.target = targetNamed(field);
    if (entry.target > requestsTarget) {
        m_problem = "--map: unknown field \"" + std::string(field) + '"';
        return;
    }
    if (const std::string_view constant = unquoted(column, '\''); !constant.empty()) {
        entry.isConstant = true;
        entry.constant = constant;
    } else {
        const std::string_view quoted = unquoted(column, '"');
        entry.column = columnIndex(quoted.empty() ? column : quoted);
    }
    m_entries.push_back(std::move(entry));
}

bool RecordMap::isWanted(std::span<const std::string_view> values) const
{
    return std::all_of(m_wanted.begin(), m_wanted.end(), [&](const Wanted &wanted) {
        const std::string_view value = values[wanted.column];
        return value.data() != nullptr &&
               std::find(wanted.values.begin(), wanted.values.end(), value) != wanted.values.end();
    });
}

void RecordMap::fill(std::span<const std::string_view> values, Observation &observation,
                     Complaint &complaint, bool needsTime) const
{
    Draft draft;
    observation.canSeeFailures = false;
    for (const Entry &entry : m_entries) {
        const std::string_view value = valueOf(entry, values);
        if (!isNothing(value))
            apply(mappable(entry.target), value, draft, observation, complaint);
    }
    if (!draft.hasTime && needsTime) {
        complaint.add("at", m_isExplicit
                                ? "the record has no time"
                                : "no column tells the time; say which with --map at=COLUMN");
    }
    if (observation.outcome == Outcome::Unknown && observation.httpStatus != 0) {
        observation.outcome = outcomeOfStatus(observation.httpStatus);
        observation.canSeeFailures = true;
    }
    observation.isFinal = observation.outcome != Outcome::Unknown;
    setProviderAndModel(observation, draft.provider, draft.model);
    if (tellsInputByTotal(values, observation))
        observation.usage[TokenClass::Input] =
            readCount(values[m_total], "total_tokens", complaint).value_or(0);
}

void RecordMap::requireCounts(std::span<const std::string_view> values,
                              const Observation &observation, Complaint &complaint) const
{
    const bool hasFailed =
        observation.outcome != Outcome::Success && observation.outcome != Outcome::Unknown;
    if (hasFailed || observation.reported || observation.billed)
        return;
    // What an explicit map leaves out was none; what it names must be there.
    bool needsPrompt = !m_isExplicit, needsOutput = !m_isExplicit;
    bool hasPrompt = false, hasOutput = false, hasAny = false, namesCost = false;
    for (const Entry &entry : m_entries) {
        const Mappable field = mappable(entry.target);
        namesCost = namesCost || field.target == Target::Cost;
        if (field.target != Target::Tokens)
            continue;
        const auto tokenClass = static_cast<TokenClass>(field.index);
        const bool isHere = !isNothing(valueOf(entry, values));
        needsPrompt = needsPrompt || tokenClass == TokenClass::Input;
        needsOutput = needsOutput || tokenClass == TokenClass::Output;
        hasAny = hasAny || isHere;
        hasPrompt = hasPrompt || (isHere && isPrompt(tokenClass));
        hasOutput = hasOutput || (isHere && isOutput(tokenClass));
    }
    hasOutput = hasOutput || hasNoText(values, observation);
    const bool isTotalInput = tellsInputByTotal(values, observation);
    hasAny = hasAny || isTotalInput;
    hasPrompt = hasPrompt || isTotalInput;
    if (!hasAny && (needsPrompt || needsOutput || namesCost))
        complaint.add("input_tokens", "neither counts nor a cost are told; say which columns hold "
                                      "them with --map input_tokens=COLUMN,output_tokens=COLUMN or "
                                      "cost_usd=COLUMN");
    else if ((needsPrompt && !hasPrompt) || (needsOutput && !hasOutput))
        complaint.add(
            needsPrompt && !hasPrompt ? "input_tokens" : "output_tokens",
            "missing, which is not 0; say which column holds it with --map, or that there "
            "was none with FIELD='0'");
}

std::string_view scalarAt(JsonValue root, std::string_view path)
{
    const JsonValue whole = root[path];
    if (whole.isSet()) {
        const std::string_view text = whole.text();
        // An empty string is a value; a container's empty text is none.
        return text.data() != nullptr ? text : std::string_view();
    }
    for (std::size_t dot = path.find('.'); dot != std::string_view::npos;
         dot = path.find('.', dot + 1)) {
        const JsonValue inner = root[path.substr(0, dot)];
        if (!inner.isObject())
            continue;
        const std::string_view found = scalarAt(inner, path.substr(dot + 1));
        if (found.data() != nullptr)
            return found;
    }
    return {};
}

void lookUp(const RecordMap &map, JsonValue record, std::vector<std::string_view> &values)
{
    values.clear();
    for (const std::string &column : map.columns())
        values.push_back(scalarAt(record, column));
}

} // namespace outlay
