// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/enforcement/litellm/litellmentity.h"

#include "app/sources/http/httpclient.h"
#include "models/money/hash.h"

#include <QCryptographicHash>

#include <algorithm>
#include <array>
#include <set>

namespace outlay::enforcement {

namespace {

using Kind = EnforcedEntity::Kind;

/// Whom Outlay's own member of the metadata says the limit is of.
constexpr std::string_view noteName = "outlay";

/// Fields of a limit, read by name.
constexpr std::array limitFields{std::string_view("max_budget"),
                                 std::string_view("budget_duration"), std::string_view("rpm_limit"),
                                 std::string_view("tpm_limit")};
/// What changes by itself, or because of a limit, from one read to the next.
constexpr std::array volatileFields{
    std::string_view("spend"),          std::string_view("model_spend"),
    std::string_view("updated_at"),     std::string_view("updated_by"),
    std::string_view("last_active"),    std::string_view("last_refreshed_at"),
    std::string_view("budget_reset_at")};

struct Shape
{
    std::string_view path, idField, aliasField, container;
};

Shape shapeOf(Kind kind)
{
    switch (kind) {
    case Kind::User:
        return {"user", "user_id", "user_alias", "user_info"};
    case Kind::Key:
        return {"key", "token", "key_alias", "info"};
    case Kind::Team:
        break;
    }
    return {"team", "team_id", "team_alias", "team_info"};
}

std::string textOf(const JsonNode &object, std::string_view field)
{
    const JsonNode *found = object.find(field);
    return found != nullptr && found->isString() ? found->text : std::string();
}

/// The last value of a name, null included.
const JsonNode *member(const JsonNode &object, std::string_view name)
{
    for (std::size_t i = object.keys.size(); i-- > 0;) {
        if (object.keys[i] == name)
            return &object.children[i];
    }
    return nullptr;
}

void complain(EnforcedState &state, std::string_view field)
{
    if (state.problem.empty())
        state.problem = "the gateway's \"" + std::string(field) + "\" is no number of this kind";
}

std::optional<Money> moneyOf(const JsonNode &object, std::string_view field, EnforcedState &state)
{
    const JsonNode *found = object.find(field);
    if (found == nullptr)
        return std::nullopt;
    const auto amount = found->kind == JsonNode::Kind::Number
                            ? parseUsd(found->text)
                            : Result<Money>(failure(Error::Kind::Malformed, {}));
    if (!amount) {
        complain(state, field);
        return std::nullopt;
    }
    return *amount;
}

std::optional<std::int64_t> countOf(const JsonNode &object, std::string_view field,
                                    EnforcedState &state)
{
    const JsonNode *found = object.find(field);
    if (found == nullptr)
        return std::nullopt;
    const auto value = found->kind == JsonNode::Kind::Number
                           ? parseDecimal(found->text)
                           : Result<Decimal>(failure(Error::Kind::Malformed, {}));
    const auto count =
        value ? scaled(*value, 0) : Result<std::int64_t>(failure(Error::Kind::Malformed, {}));
    if (!count) {
        complain(state, field);
        return std::nullopt;
    }
    return *count;
}

void readLimit(const JsonNode &object, EnforcedState &state)
{
    state.limit.maxBudget = moneyOf(object, "max_budget", state);
    state.limit.rpm = countOf(object, "rpm_limit", state);
    state.limit.tpm = countOf(object, "tpm_limit", state);
    if (const JsonNode *duration = object.find("budget_duration")) {
        if (duration->isString() && !duration->text.empty())
            state.limit.budgetDuration = duration->text;
        else if (!duration->isString())
            complain(state, "budget_duration");
    }
    EnforcedState ignored; // what was spent is shown, and decides nothing here
    state.spend = moneyOf(object, "spend", ignored);
    if (const auto at = parseInstant(textOf(object, "budget_reset_at")))
        state.resetsAt = *at;
    const JsonNode *blocked = object.find("blocked");
    state.isBlocked = blocked != nullptr && blocked->isTrue;
}

void readMetadata(const JsonNode &object, EnforcedState &state)
{
    const JsonNode *metadata = member(object, "metadata");
    state.hasMetadata = metadata != nullptr && metadata->isObject();
    if (metadata == nullptr)
        return; // not shown: nothing is to be written over it
    if (!metadata->isObject() && metadata->kind != JsonNode::Kind::Null)
        return;
    state.metadata = state.hasMetadata ? jsonText(*metadata) : "{}";
    if (!state.hasMetadata)
        return;
    state.capId = textOf(*metadata, noteName);
    for (std::size_t i = 0; i < metadata->keys.size(); ++i) {
        if (metadata->keys[i] != noteName)
            state.others["metadata." + metadata->keys[i]] = hash64(jsonText(metadata->children[i]));
    }
}

bool isAmong(const auto &names, const std::string &name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// Without what changes by itself, however deep it lies: memberships carry their spend.
JsonNode settled(const JsonNode &node)
{
    JsonNode copy = node;
    copy.keys.clear();
    copy.children.clear();
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        if (node.isObject() && isAmong(volatileFields, node.keys[i]))
            continue;
        if (node.isObject())
            copy.keys.push_back(node.keys[i]);
        copy.children.push_back(settled(node.children[i]));
    }
    return copy;
}

void readOthers(const JsonNode &object, EnforcedState &state)
{
    for (std::size_t i = 0; i < object.keys.size(); ++i) {
        const std::string &name = object.keys[i];
        if (name != "metadata" && !isAmong(limitFields, name) && !isAmong(volatileFields, name))
            state.others[name] = hash64(jsonText(settled(object.children[i])));
    }
    readMetadata(object, state);
}

/// Keys of a user that belong to a team.
void readKeysInTeams(const JsonNode *keys, EnforcedState &state)
{
    if (keys == nullptr || !keys->isArray())
        return;
    for (const JsonNode &key : keys->children) {
        if (textOf(key, "team_id").empty())
            continue;
        const EnforcedEntity entity{Kind::Key, textOf(key, "token"), textOf(key, "key_alias")};
        state.keysInTeams.push_back(titleOf(entity));
    }
    std::sort(state.keysInTeams.begin(), state.keysInTeams.end());
}

void readMembers(const JsonNode *memberships, EnforcedState &state)
{
    if (memberships == nullptr || !memberships->isArray())
        return;
    for (const JsonNode &membership : memberships->children) {
        const JsonNode *budget = membership.find("litellm_budget_table");
        if (budget == nullptr || !budget->isObject())
            continue;
        MemberLimit limit{textOf(membership, "user_id"), moneyOf(*budget, "max_budget", state)};
        if (limit.maxBudget)
            state.members.push_back(std::move(limit));
    }
}

EnforcedState stateOf(Kind kind, const JsonNode &object, Instant readAt)
{
    const Shape shape = shapeOf(kind);
    EnforcedState state;
    state.entity = {kind, textOf(object, shape.idField), textOf(object, shape.aliasField)};
    state.readAt = readAt;
    if (kind == Kind::User)
        state.email = textOf(object, "user_email");
    if (kind == Kind::Key) {
        state.ownerId = textOf(object, "user_id");
        state.teamId = textOf(object, "team_id");
    }
    readLimit(object, state);
    readOthers(object, state);
    return state;
}

/// The metadata with Outlay's note, or without it.
std::string notedMetadata(const LimitWrite &write)
{
    auto node = parseJson(write.before.metadata);
    if (!node || !node->isObject())
        return {};
    for (std::size_t i = node->keys.size(); i-- > 0;) {
        if (node->keys[i] != noteName)
            continue;
        const auto at = static_cast<std::ptrdiff_t>(i);
        node->keys.erase(node->keys.begin() + at);
        node->children.erase(node->children.begin() + at);
    }
    if (!write.note->empty()) {
        node->keys.emplace_back(noteName);
        JsonNode &note = node->children.emplace_back();
        note.kind = JsonNode::Kind::String;
        note.text = *write.note;
    } else if (node->keys.empty() && write.isNullWithoutNote) {
        return "null";
    }
    return jsonText(*node);
}

bool isFree(const JsonNode &model)
{
    const JsonNode *info = model.find("model_info");
    if (info == nullptr || !info->isObject())
        return false;
    bool isPriced = false;
    for (const char *field :
         {"input_cost_per_token", "output_cost_per_token", "input_cost_per_second",
          "output_cost_per_second", "input_cost_per_character", "output_cost_per_image"}) {
        const JsonNode *rate = info->find(field);
        const auto value = rate != nullptr && rate->scalar() ? parseDecimal(rate->text)
                                                             : Result<Decimal>(failure({}, {}));
        isPriced = isPriced || (value && value->mantissa != 0);
    }
    return !isPriced;
}

} // namespace

std::string infoPath(const EnforcedEntity &entity)
{
    const std::string id = sources::percentEncoded(entity.id);
    switch (entity.kind) {
    case Kind::User:
        return "user/info?user_id=" + id;
    case Kind::Key:
        return "key/info?key=" + id;
    case Kind::Team:
        break;
    }
    return "team/info?team_id=" + id;
}

std::string updatePath(Kind kind)
{
    return std::string(shapeOf(kind).path) + "/update";
}

std::string keyHash(std::string_view keyOrHash)
{
    if (!keyOrHash.starts_with("sk-"))
        return std::string(keyOrHash);
    return QCryptographicHash::hash(QByteArray(keyOrHash.data(), qsizetype(keyOrHash.size())),
                                    QCryptographicHash::Sha256)
        .toHex()
        .toStdString();
}

Result<EnforcedState> readInfo(const EnforcedEntity &entity, std::string_view body, Instant readAt)
{
    const auto root = parseJson(body);
    OUTLAY_TRY(root);
    const Shape shape = shapeOf(entity.kind);
    const JsonNode *object = root->find(shape.container);
    const auto missing = [&entity] {
        return failure(Error::Kind::Usage, "the gateway knows no " + titleOf(entity));
    };
    if (object == nullptr || !object->isObject() || object->keys.empty())
        return missing();
    EnforcedState state = stateOf(entity.kind, *object, readAt);
    if (entity.kind != Kind::Key && state.entity.id.empty())
        return missing();
    if (entity.kind != Kind::Key && state.entity.id != entity.id)
        return failure(Error::Kind::Malformed,
                       "the gateway answered for somebody else than " + titleOf(entity));
    state.entity.id = entity.id; // a key's info leaves its hash out
    if (state.entity.alias.empty())
        state.entity.alias = entity.alias;
    if (entity.kind == Kind::User)
        readKeysInTeams(root->find("keys"), state);
    if (entity.kind == Kind::Team)
        readMembers(root->find("team_memberships"), state);
    return state;
}

Result<EnforcedState> readRow(Kind kind, const JsonNode &row, Instant readAt)
{
    if (!row.isObject())
        return failure(Error::Kind::Malformed, "a row of the list is no object");
    EnforcedState state = stateOf(kind, row, readAt);
    if (state.entity.id.empty())
        return failure(Error::Kind::Malformed, "a row of the list has no id");
    return state;
}

bool saysNotFound(std::string_view body)
{
    const auto root = parseJson(body);
    if (!root || !root->isObject())
        return false;
    // FastAPI's own answer to a path that does not exist.
    return textOf(*root, "detail") != "Not Found" &&
           (root->find("error") != nullptr || root->find("detail") != nullptr);
}

std::string errorWords(std::string_view body)
{
    constexpr std::size_t enough = 200;
    const auto root = parseJson(body);
    if (!root || !root->isObject())
        return {};
    std::string text = textOf(*root, "detail");
    for (const char *outer : {"error", "detail"}) {
        const JsonNode *object = root->find(outer);
        if (text.empty() && object != nullptr && object->isObject())
            text = textOf(*object, outer == std::string_view("error") ? "message" : "error");
    }
    if (text.size() > enough) {
        std::size_t end = enough; // not within a character
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
            --end;
        text.resize(end);
    }
    return text;
}

std::string updateBody(const LimitWrite &write)
{
    const Kind kind = write.before.entity.kind;
    const std::string_view idField = kind == Kind::Key ? "key" : shapeOf(kind).idField;
    std::string body = "{" + quoted(idField) + ":" + quoted(write.before.entity.id);
    const auto add = [&body](std::string_view field, const std::string &value) {
        body += "," + quoted(field) + ":" + value;
    };
    const auto count = [](const std::optional<std::int64_t> &value) {
        return value ? std::to_string(*value) : "null";
    };
    if (write.fields.money) {
        const EnforcedLimit &limit = write.limit;
        add("max_budget", limit.maxBudget ? jsonNumber(*limit.maxBudget) : "null");
        // Sent only if it changes: some releases begin the window anew with it.
        if (limit.budgetDuration != write.before.limit.budgetDuration)
            add("budget_duration", limit.budgetDuration ? quoted(*limit.budgetDuration) : "null");
    }
    if (write.fields.rpm)
        add("rpm_limit", count(write.limit.rpm));
    if (write.fields.tpm)
        add("tpm_limit", count(write.limit.tpm));
    const bool isNoted = write.note && *write.note != write.before.capId;
    if (isNoted && !write.before.metadata.empty()) {
        const std::string metadata = notedMetadata(write);
        if (!metadata.empty())
            add("metadata", metadata);
    }
    return body + "}";
}

Result<std::vector<std::string>> readUnpricedModels(std::string_view body)
{
    const auto root = parseJson(body);
    OUTLAY_TRY(root);
    const JsonNode *data = root->find("data");
    if (data == nullptr || !data->isArray())
        return failure(Error::Kind::Malformed, "the answer lacks \"data\"");
    std::set<std::string> found;
    for (const JsonNode &model : data->children) {
        if (model.isObject() && isFree(model) && !textOf(model, "model_name").empty())
            found.insert(textOf(model, "model_name"));
    }
    return std::vector<std::string>(found.begin(), found.end());
}

std::string jsonText(const JsonNode &node)
{
    std::string text;
    switch (node.kind) {
    case JsonNode::Kind::Null:
        return "null";
    case JsonNode::Kind::Bool:
        return node.isTrue ? "true" : "false";
    case JsonNode::Kind::Number:
        return node.text;
    case JsonNode::Kind::String:
        return quoted(node.text);
    case JsonNode::Kind::Array:
        for (const JsonNode &child : node.children)
            text += (text.empty() ? "" : ",") + jsonText(child);
        return "[" + text + "]";
    case JsonNode::Kind::Object:
        break;
    }
    for (std::size_t i = 0; i < node.keys.size(); ++i)
        text += (i == 0 ? "" : ",") + quoted(node.keys[i]) + ":" + jsonText(node.children[i]);
    return "{" + text + "}";
}

} // namespace outlay::enforcement
