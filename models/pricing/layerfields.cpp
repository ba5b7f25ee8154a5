// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/layerfields.h"

#include <algorithm>

namespace outlay::layerfields {

tl::unexpected<Error> wrong(const std::string &field, const std::string &expected)
{
    return failure(Error::Kind::Malformed, field.empty() ? expected : field + ": " + expected);
}

tl::unexpected<Error> within(const std::string &field, const Error &error)
{
    return failure(error.kind, field + (error.text.starts_with('.') ? "" : ": ") + error.text);
}

Result<> readText(const JsonNode &object, const char *key, std::string &into)
{
    const JsonNode *node = object.find(key);
    if (node == nullptr)
        return {};
    if (!node->isString())
        return wrong(std::string(".") + key, "expected text");
    into = node->text;
    return {};
}

Result<> readFlag(const JsonNode &object, const char *key, bool &into)
{
    const JsonNode *node = object.find(key);
    if (node == nullptr)
        return {};
    if (node->kind != JsonNode::Kind::Bool)
        return wrong(std::string(".") + key, "expected true or false");
    into = node->isTrue;
    return {};
}

Result<> readInstant(const JsonNode &object, const char *key, std::optional<Instant> &into)
{
    const JsonNode *node = object.find(key);
    if (node == nullptr)
        return {};
    const auto at = node->isString() ? parseInstant(node->text)
                                     : Result<Instant>(wrong("", "expected a time as text"));
    if (!at)
        return wrong(std::string(".") + key, at.error().text);
    into = *at;
    return {};
}

Result<std::int64_t> wholeNumber(const JsonNode &node, const std::string &field)
{
    const std::string *text = node.scalar();
    const auto decimal =
        text != nullptr ? parseDecimal(*text) : Result<Decimal>(wrong("", "expected a number"));
    if (!decimal)
        return wrong(field, "expected a whole number");
    const auto value = scaled(*decimal, 0);
    const auto tenths = scaled(*decimal, 1);
    if (!value || !tenths || *value < 0 || *tenths != *value * 10)
        return wrong(field, "expected a whole number, 0 or more");
    return *value;
}

namespace {

Result<> readRates(const JsonNode &node, RateSet &rates)
{
    if (!node.isObject())
        return wrong("", "expected an object of rates");
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        const std::string field = "." + node.keys[i];
        const auto tokenClass = rateNamed(node.keys[i]);
        if (!tokenClass)
            return wrong(field, "no such token class");
        const std::string *text = node.children[i].scalar();
        if (text == nullptr)
            return wrong(field, "expected a price in USD per million tokens");
        if (auto set = setRate(rates, *tokenClass, *text); !set)
            return within(field, set.error());
    }
    return {};
}

Result<StepRule> readStep(const JsonNode &node)
{
    StepRule step;
    const JsonNode *over = node.find("over");
    const JsonNode *rates = node.find("rates");
    if (over == nullptr || rates == nullptr)
        return wrong("", "a step needs \"over\" and \"rates\"");
    const auto threshold = wholeNumber(*over, ".over");
    if (!threshold)
        return tl::unexpected<Error>(threshold.error());
    step.over = *threshold;
    OUTLAY_TRY(readFlag(node, "inclusive", step.isInclusive));
    if (auto read = readRates(*rates, step.rates); !read)
        return within(".rates", read.error());
    return step;
}

/// "01:00" as minutes; 24:00 is the end of the day.
int minutesOf(const std::string &text)
{
    const bool shaped = text.size() == 5 && text[2] == ':' &&
                        std::all_of(text.begin(), text.end(),
                                    [](char c) { return (c >= '0' && c <= '9') || c == ':'; });
    if (!shaped)
        return -1;
    const int hours = (text[0] - '0') * 10 + (text[1] - '0');
    const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
    constexpr int minutesPerDay = 24 * 60;
    const int all = hours * 60 + minutes;
    return minutes > 59 || all > minutesPerDay ? -1 : all;
}

Result<> readHours(const JsonNode &node, WindowRule &window)
{
    if (!node.isArray() || node.children.empty())
        return wrong(".utc", "expected pairs of times");
    for (const JsonNode &pair : node.children) {
        const bool isPair = pair.isArray() && pair.children.size() == 2 &&
                            pair.children[0].isString() && pair.children[1].isString();
        const int from = isPair ? minutesOf(pair.children[0].text) : -1;
        const int to = isPair ? minutesOf(pair.children[1].text) : -1;
        if (from < 0 || to < 0 || from == to)
            return wrong(".utc", "expected pairs like [\"01:00\", \"04:00\"]");
        window.minutes.emplace_back(from, to);
    }
    return {};
}

Result<WindowRule> readWindow(const JsonNode &node)
{
    WindowRule window;
    OUTLAY_TRY(readText(node, "name", window.name));
    OUTLAY_TRY(readText(node, "except", window.except));
    const JsonNode *hours = node.find("utc");
    const JsonNode *rates = node.find("rates");
    if (hours == nullptr || rates == nullptr)
        return wrong("", "a window needs \"utc\" and \"rates\"");
    OUTLAY_TRY(readHours(*hours, window));
    if (const JsonNode *days = node.find("weekdays")) {
        for (const JsonNode &day : days->children) {
            const auto number = wholeNumber(day, ".weekdays");
            if (!number || *number > 6)
                return wrong(".weekdays", "expected numbers from 0 (Sunday) to 6");
            window.weekdays.push_back(static_cast<int>(*number));
        }
    }
    if (window.weekdays.empty())
        window.weekdays = {0, 1, 2, 3, 4, 5, 6};
    if (auto read = readRates(*rates, window.rates); !read)
        return within(".rates", read.error());
    return window;
}

} // namespace

Result<> readSchedule(const JsonNode &node, Schedule &schedule)
{
    if (const JsonNode *rates = node.find("rates")) {
        if (auto read = readRates(*rates, schedule.rates); !read)
            return within(".rates", read.error());
    }
    OUTLAY_TRY(readList(node, "steps", schedule.steps, readStep));
    std::sort(schedule.steps.begin(), schedule.steps.end(),
              [](const StepRule &a, const StepRule &b) { return a.over < b.over; });
    return readList(node, "windows", schedule.windows, readWindow);
}

} // namespace outlay::layerfields
