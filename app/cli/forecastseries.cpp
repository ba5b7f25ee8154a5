// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/forecastseries.h"

#include "app/cli/json.h"
#include "app/cli/text.h"
#include "models/insight/forecast.h"

#include <array>
#include <charconv>
#include <cmath>
#include <iostream>

namespace outlay::cli {

namespace {

constexpr int mostSteps = 100'000;

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// Unreadable names the line.
Result<std::vector<double>> readSeries(std::istream &in)
{
    std::vector<double> values;
    std::string line;
    for (std::int64_t number = 1; std::getline(in, line); ++number) {
        const std::string_view text = trimmed(line);
        if (text.empty())
            continue;
        double value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
            return failure(Error::Kind::Unreadable, "standard input:" + std::to_string(number) +
                                                        ": \"" + printable(std::string(text)) +
                                                        "\" is no number");
        values.push_back(value);
    }
    if (values.empty())
        return failure(Error::Kind::Unreadable,
                       "standard input has no values: write one number a line, oldest first");
    return values;
}

/// The shortest text that is read back as the same number.
std::string textOf(double value)
{
    constexpr std::size_t room = 32;
    std::array<char, room> buffer{};
    const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return {buffer.data(), written.ptr};
}

std::string lineOf(const Quantiles &quantiles)
{
    return textOf(quantiles.p10) + ',' + textOf(quantiles.p50) + ',' + textOf(quantiles.p90);
}

void write(JsonWriter &json, const Quantiles &quantiles)
{
    json.beginObject().key("p10").decimal(textOf(quantiles.p10));
    json.key("p50").decimal(textOf(quantiles.p50)).key("p90").decimal(textOf(quantiles.p90));
    json.endObject();
}

void writeJson(Output &out, const SeriesForecast &forecast)
{
    JsonWriter json(out);
    json.beginObject().field("method", name(forecast.method));
    json.key("has_band").boolean(forecast.hasBand);
    json.field("judged", std::int64_t{forecast.judged});
    json.field("held", std::int64_t{forecast.held});
    json.field("clipped", std::int64_t{forecast.clipped});
    json.key("steps").beginArray();
    for (const Quantiles &step : forecast.steps)
        write(json.newLine(), step);
    json.endArray().key("total");
    write(json, forecast.total);
    json.endObject();
}

} // namespace

Result<int> countOf(const Arguments &arguments, std::string_view option, int otherwise)
{
    const auto text = arguments.value(option);
    if (!text)
        return otherwise;
    int number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error != std::errc{} || end != text->data() + text->size() || number < 1 ||
        number > mostSteps)
        return failure(Error::Kind::Usage, "--" + std::string(option) + " " + printable(*text) +
                                               ": write a number from 1 to 100000");
    return number;
}

int carryOnSeries(const Arguments &arguments)
{
    for (const std::string_view other : {"by", "top", "at", "tz", "where", "period", "limit"}) {
        if (arguments.has(other))
            return arguments.failUsage("--series knows no ledger, hence no --" +
                                       std::string(other));
    }
    const Result<int> season = countOf(arguments, "season", 1);
    if (!season)
        return arguments.fail(season.error());
    const Result<int> horizon = countOf(arguments, "horizon", *season);
    if (!horizon)
        return arguments.fail(horizon.error());
    const Result<std::vector<double>> values = readSeries(std::cin);
    if (!values)
        return arguments.fail(values.error());
    const SeriesForecast forecast = carryOn(*values, *season, *horizon);
    if (arguments.isJson()) {
        writeJson(arguments.out(), forecast);
        return exitcode::done;
    }
    for (const Quantiles &step : forecast.steps)
        arguments.out().line(lineOf(step));
    arguments.out().line(lineOf(forecast.total));
    return exitcode::done;
}

} // namespace outlay::cli
