// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/pricequestion.h"

#include "models/pricing/jsonnode.h"

#include <optional>

namespace outlay {

namespace {

tl::unexpected<Error> wrong(const std::string &field, const std::string &expected)
{
    return failure(Error::Kind::Malformed, field + ": " + expected);
}

Result<std::string> textField(const JsonNode &question, const char *key, bool isRequired)
{
    const JsonNode *node = question.find(key);
    if (node == nullptr && isRequired)
        return wrong(key, "missing");
    if (node == nullptr)
        return std::string();
    if (!node->isString())
        return wrong(key, "expected text");
    if (isRequired && node->text.empty())
        return wrong(key, "empty");
    return node->text;
}

Result<std::int64_t> count(const JsonNode &node, const std::string &field)
{
    const std::string *text = node.scalar();
    const auto decimal = text != nullptr && node.kind == JsonNode::Kind::Number
                             ? parseDecimal(*text)
                             : Result<Decimal>(wrong(field, "expected a whole number"));
    if (!decimal)
        return wrong(field, "expected a whole number");
    const auto whole = scaled(*decimal, 0);
    const auto tenths = scaled(*decimal, 1);
    if (!whole || !tenths || *tenths != *whole * 10)
        return wrong(field, "expected a whole number");
    if (*whole < 0 || *whole > maxTokens)
        return wrong(field, "expected a number from 0 to 10^12");
    return *whole;
}

std::optional<TokenClass> classNamed(std::string_view key)
{
    for (std::size_t i = 0; i < tokenClassCount; ++i) {
        if (name(static_cast<TokenClass>(i)) == key)
            return static_cast<TokenClass>(i);
    }
    return std::nullopt;
}

/// The question's counts and what they were called.
struct Counts
{
    TokenUsage usage;
    std::int64_t requests = 0;
    bool areGoogleSearches = false;
};

/// Google calls its searches by another name; they are the same class here.
constexpr std::string_view googleSearches = "google_searches";

Result<Counts> readUsage(const JsonNode &question)
{
    Counts counts;
    const JsonNode *usage = question.find("usage");
    if (usage == nullptr || !usage->isObject())
        return wrong("usage", "expected an object of counts");
    for (std::size_t i = 0; i < usage->keys.size(); ++i) {
        const std::string &key = usage->keys[i];
        const std::string field = "usage." + key;
        if (usage->children[i].kind == JsonNode::Kind::Null)
            continue;
        const auto value = count(usage->children[i], field);
        if (!value)
            return tl::unexpected<Error>(value.error());
        if (key == "requests") {
            counts.requests = *value;
        } else if (key == googleSearches) {
            counts.usage[TokenClass::WebSearches] = *value;
            counts.areGoogleSearches = true;
        } else if (const auto tokenClass = classNamed(key)) {
            counts.usage[*tokenClass] = *value;
        } else {
            return wrong(field, "no such token class");
        }
    }
    // The question's output holds all output; ours leaves out what has a class of its own.
    using enum TokenClass;
    std::int64_t &output = counts.usage[Output];
    if (counts.usage[Reasoning] > output)
        return wrong("usage.reasoning_tokens", "more than output_tokens");
    for (const TokenClass part : {Citation, OutputAudio, OutputImage}) {
        if (counts.usage[part] > output)
            return wrong("usage." + std::string(name(part)), "more than output_tokens");
        output -= counts.usage[part];
    }
    return counts;
}

std::string termText(const PriceTerm &term, bool areGoogleSearches)
{
    const bool isRenamed = areGoogleSearches && term.tokenClass == name(TokenClass::WebSearches);
    constexpr int picoPlaces = 12;
    std::string text = "{\"class\":";
    text += quoted(isRenamed ? googleSearches : std::string_view(term.tokenClass));
    text += ",\"quantity\":" + std::to_string(term.quantity);
    text += ",\"rate\":" + quoted(term.rate);
    return text + ",\"usd\":" + quoted(toDecimal(term.picos, picoPlaces)) + "}";
}

std::string answerText(const Price &price, const Counts &counts, const std::string &id)
{
    std::string text = "{";
    if (!id.empty())
        text += "\"id\":" + id + ",";
    if (!price.cost)
        return text + "\"unpriced\":" + quoted(price.unpriced) + "}";
    Int128 picos = 0;
    std::string terms;
    std::string fallbacks;
    for (const PriceTerm &term : price.terms) {
        picos += term.picos;
        terms += (terms.empty() ? "" : ",") + termText(term, counts.areGoogleSearches);
        if (term.isFallback)
            fallbacks += (fallbacks.empty() ? "" : ",") + quoted(term.tokenClass);
    }
    constexpr int picoPlaces = 12;
    text += "\"cost_usd\":" + quoted(toDecimal(*price.cost));
    text += ",\"cost_usd_12\":" + quoted(toDecimal(picos, picoPlaces));
    text += ",\"price_id\":" + quoted(price.priceId);
    text += ",\"applied\":" + quoted(price.applied);
    text += ",\"total_input_tokens\":" + std::to_string(price.totalInputTokens);
    text += ",\"terms\":[" + terms + "]";
    if (!fallbacks.empty()) // classes without a rate of their own, billed as their parent
        text += ",\"fallbacks\":[" + fallbacks + "]";
    text += ",\"resolution\":" + quoted(price.resolution);
    text += ",\"origin\":" + quoted(price.origin);
    return text + (price.isAssumed ? ",\"assumed\":true}" : "}");
}

/// The id goes out as it came in: text or number.
std::string idText(const JsonNode &question)
{
    const JsonNode *id = question.find("id");
    if (id == nullptr || id->scalar() == nullptr)
        return {};
    return id->isString() ? quoted(id->text) : id->text;
}

} // namespace

Result<std::string> answerPriceQuestion(const PriceBook &book, std::string_view line, Instant now)
{
    const auto question = parseJson(line);
    if (!question)
        return tl::unexpected<Error>(question.error());
    if (!question->isObject())
        return failure(Error::Kind::Malformed, "expected a JSON object");
    std::array<std::string, 8> texts;
    static constexpr std::array<const char *, 8> keys = {"provider",       "model", "model_group",
                                                         "service_tier",   "speed", "inference_geo",
                                                         "search_context", "at"};
    for (std::size_t i = 0; i < keys.size(); ++i) {
        auto text = textField(*question, keys[i], std::string_view(keys[i]) == "model");
        if (!text)
            return tl::unexpected<Error>(text.error());
        texts[i] = std::move(*text);
    }
    const auto counts = readUsage(*question);
    if (!counts)
        return tl::unexpected<Error>(counts.error());
    PriceRequest request;
    request.provider = texts[0];
    request.model = texts[1];
    request.modelGroup = texts[2];
    request.tier = texts[3];
    request.speed = texts[4];
    request.geo = texts[5];
    request.searchContext = texts[6];
    request.at = now;
    if (!texts[7].empty()) {
        const auto at = parseInstant(texts[7]);
        if (!at)
            return wrong("at", at.error().text);
        request.at = *at;
    }
    request.usage = counts->usage;
    request.requests = counts->requests;
    return answerText(book.price(request), *counts, idText(*question));
}

} // namespace outlay
