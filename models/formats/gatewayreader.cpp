// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/gatewayreader.h"

#include "models/formats/labels.h"
#include "models/formats/providername.h"
#include "models/formats/sniffing.h"
#include "models/formats/tokencounts.h"
#include "models/formats/vocabulary.h"

#include <charconv>

namespace outlay {

JsonValue InnerJson::of(JsonValue value, std::string_view field, Complaint &complaint)
{
    return value.isString() ? parse(value.text(), field, complaint) : value;
}

JsonValue InnerJson::parse(std::string_view text, std::string_view field, Complaint &complaint)
{
    const std::string_view json = trimmedRecord(text);
    if (!json.starts_with('{') && !json.starts_with('['))
        return {};
    if (m_used == m_texts.size())
        m_texts.push_back(std::make_unique<Text>());
    Text &own = *m_texts[m_used++];
    own.bytes.assign(json).append(recordPadding, '\0');
    const auto root = own.tree.parse(std::string_view(own.bytes).substr(0, json.size()));
    if (root)
        return *root;
    complaint.add(field, "text that should be JSON but is not");
    return {};
}

bool isTold(JsonValue count)
{
    return count.isSet() && !(count.isString() && count.text().empty());
}

bool isYes(JsonValue value)
{
    const std::string_view text = value.text();
    return text == "true" || text == "True" || text == "1";
}

JsonValue firstOf(JsonValue object, std::initializer_list<std::string_view> keys)
{
    for (const std::string_view key : keys) {
        if (const JsonValue found = object[key]; found.isSet())
            return found;
    }
    return {};
}

std::string_view firstTextOf(JsonValue object, std::initializer_list<std::string_view> keys)
{
    for (const std::string_view key : keys) {
        if (const std::string_view text = object[key].text(); !text.empty() && text != "null")
            return clipped(text);
    }
    return {};
}

void nameProviderAndModel(Observation &observation, std::string_view provider,
                          std::string_view model)
{
    setProviderAndModel(observation, provider, model);
    if (observation[Field::Provider].empty())
        observation[Field::Provider] = providerOfModel(model);
}

void GatewayReader::line(std::string_view line, std::int64_t number, Sink &sink)
{
    line = trimmedRecord(line);
    if (line.empty())
        return;
    const auto root = m_tree.parse(line);
    if (!root)
        return sink.rejected(number, root.error().text);
    rows(*root, number, sink);
}

void GatewayReader::document(std::string_view bytes, Sink &sink)
{
    const auto root = m_tree.parse(withoutByteOrderMark(bytes));
    if (!root)
        return sink.rejected(0, root.error().text);
    rows(*root, 0, sink);
}

void GatewayReader::rows(JsonValue root, std::int64_t line, Sink &sink)
{
    JsonValue held = root;
    const auto unwrapped = [this](JsonValue value) {
        if (!value.isObject() || m_envelope.empty())
            return value;
        const JsonValue inside = value[m_envelope];
        return inside.isArray() || inside.isObject() ? inside : value;
    };
    held = unwrapped(root);
    if (!held.isArray())
        return row(held, line == 0 ? 1 : line, sink);
    // Rows of a document are counted, as in the other formats.
    std::int64_t number = 0;
    for (const JsonValue each : held) {
        ++number;
        // Single answers put into one list have kept their envelopes.
        const JsonValue one = root.isArray() ? unwrapped(each) : each;
        row(one.isObject() ? one : each, line == 0 ? number : line, sink);
    }
}

void GatewayReader::begin(JsonValue row, std::string_view part)
{
    m_seen.clear();
    m_complaint.clear();
    m_inner.clear();
    m_hasCounts = false;
    m_content.assign(m_name).append("\n");
    if (!part.empty())
        m_content.append(part).append("\n");
    appendCanonical(row, m_content);
    m_seen.content = m_content;
}

void GatewayReader::row(JsonValue row, std::int64_t number, Sink &sink)
{
    if (!row.isObject())
        return sink.rejected(number, "the record is no JSON object");
    begin(row);
    if (read(row))
        deliver(number, sink);
    else if (m_complaint.isEmpty())
        sink.ignored();
    else
        sink.rejected(number, m_complaint.text());
}

void GatewayReader::deliver(std::int64_t number, Sink &sink)
{
    // Without counts it would look like a free one.
    const bool isFree = !m_hasCounts && !m_seen.isGatewayCacheHit && !m_seen.billed;
    if (isFree && m_seen.outcome == Outcome::Success && !tellsCost())
        m_complaint.add("usage", "the call succeeded, but the log holds no token counts of it");
    // A cost alone does not tell that it is one of ours, and in dollars.
    if (isFree && m_seen.outcome == Outcome::Unknown)
        m_complaint.add("usage", "neither counts nor an outcome: no row of " + std::string(m_name) +
                                     " tells so little; of another format, import it in a file of "
                                     "its own and without --format");
    if (!m_complaint.isEmpty())
        return sink.rejected(number, m_complaint.text());
    sink.observation(m_seen);
}

void GatewayReader::takeTime(JsonValue row, std::initializer_list<std::string_view> keys)
{
    const JsonValue value = firstOf(row, keys);
    if (!value.isSet())
        return m_complaint.add(*keys.begin(), "missing; it tells the time");
    m_seen.at = readTime(value.text(), *keys.begin(), m_complaint).value_or(Instant{});
}

void GatewayReader::takeUsage(const TokenUsage &usage)
{
    m_hasCounts = true;
    if (m_seen.isGatewayCacheHit)
        m_seen.servedTokens = usage.total();
    else
        m_seen.usage = usage;
}

void GatewayReader::takeLabels(JsonValue labels)
{
    constexpr int most = 32;
    int taken = 0;
    for (const JsonValue label : labels) {
        const std::string_view value = clipped(label.text());
        const std::string_view key = clipped(label.key());
        if (key.empty() || value.empty() || value == "null" || taken == most)
            continue;
        ++taken;
        m_seen.tags.push_back({key, value});
        if (const auto field = fieldOfLabel(key); field && m_seen[*field].empty())
            m_seen[*field] = value;
    }
}

bool GatewayReader::tellsCounts(JsonValue prompt, std::string_view promptName, JsonValue output,
                                std::string_view outputName,
                                std::initializer_list<std::string_view> names)
{
    const bool hasPrompt = isTold(prompt);
    const bool hasOutput = isTold(output);
    if (hasPrompt == hasOutput)
        return hasPrompt;
    const bool hasFailed = m_seen.outcome != Outcome::Success && m_seen.outcome != Outcome::Unknown;
    if (hasFailed || m_seen.isGatewayCacheHit || (hasPrompt && hasNoOutput(names)))
        return true;
    const std::string_view missing = hasPrompt ? outputName : promptName;
    if (m_seen.billed)
        doubt(hasPrompt ? "output not told" : "prompt not told");
    else
        m_complaint.add(missing, countNotTold);
    return true;
}

void GatewayReader::takeOutcome(int httpStatus)
{
    m_seen.httpStatus = httpStatus;
    m_seen.outcome = outcomeOfStatus(httpStatus);
    m_seen.isFinal = m_seen.outcome != Outcome::Unknown;
}

void GatewayReader::identify(std::string_view id)
{
    if (!isUsableId(id))
        return;
    const bool hasFailed = m_seen.outcome != Outcome::Success && m_seen.outcome != Outcome::Unknown;
    m_call.assign(m_name).append("/").append(clipped(id));
    m_call += hasFailed ? "/failure" : m_seen.outcome == Outcome::Success ? "/success" : "/unknown";
    m_seen.addToken(TokenSpace::GatewayCall, m_call);
}

void GatewayReader::tag(std::string_view key, std::string_view value)
{
    if (!value.empty())
        m_seen.tags.push_back({key, value});
}

std::optional<Money> GatewayReader::usd(JsonValue row, std::string_view key)
{
    const JsonValue value = row[key];
    if (!value.isSet() || (value.isString() && value.text().empty()))
        return std::nullopt;
    constexpr Money mostOfACall{10'000LL * 1'000'000'000};
    const std::optional<Money> cost = readUsd(value.text(), key, m_complaint);
    if (cost && *cost > mostOfACall)
        m_complaint.add(key, "more than 10,000 dollars for one call; is it of another unit?");
    return cost;
}

std::int64_t GatewayReader::micros(JsonValue row, std::string_view key, int places)
{
    const JsonValue value = row[key];
    if (!value.isSet() || (value.isString() && value.text().empty()))
        return -1;
    return readMicros(value.text(), places, key, m_complaint).value_or(-1);
}

int GatewayReader::statusOf(JsonValue value)
{
    const std::string_view text = value.text();
    int status = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), status);
    const bool isStatus =
        read.ec == std::errc() && read.ptr == text.data() + text.size() && status >= 100;
    return isStatus && status < 600 ? status : 0;
}

} // namespace outlay
