// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/forecasttext.h"

#include "app/cli/table.h"
#include "app/cli/text.h"
#include "models/money/percent.h"

#include <array>
#include <cmath>

namespace outlay::cli {

namespace {

/// A share or a chance with three places: "0.250".
std::string thousandths(double share)
{
    return toDecimal(Int128{std::llround(share * 1000)}, 3);
}

std::string percent(double share)
{
    return asPercent(std::llround(share * 100));
}

std::string_view name(ExhaustionBand::State state)
{
    static constexpr std::array<std::string_view, 4> names{"unknown", "exhausted", "foreseen",
                                                           "not in this period"};
    return names.at(static_cast<std::size_t>(state));
}

void write(JsonWriter &json, const PeriodForecast &forecast, Money limit)
{
    const ExhaustionBand band = exhaustionOf(forecast, limit);
    const std::optional<double> chance = chanceToExceed(forecast, limit);
    json.beginObject().key("limit_usd").money(limit).field("state", name(band.state));
    json.key("earliest").time(band.earliest).key("likely").time(band.likely);
    json.key("latest").time(band.latest).key("chance_to_exceed");
    if (chance)
        json.decimal(thousandths(*chance));
    else
        json.null();
    json.endObject();
}

void write(JsonWriter &json, const PeriodForecast &forecast, std::optional<Money> limit)
{
    json.key("spent_usd").money(forecast.spent);
    const auto band = [&](std::string_view name, Money MoneyBand::*which) {
        json.key(name).money(forecast.end ? std::optional((*forecast.end).*which) : std::nullopt);
    };
    band("p10_usd", &MoneyBand::p10);
    band("p50_usd", &MoneyBand::p50);
    band("p90_usd", &MoneyBand::p90);
    const auto ifForeseen = [&](Money amount) {
        return forecast.end ? std::optional(amount) : std::nullopt;
    };
    json.key("fees_usd").money(ifForeseen(forecast.fees));
    json.key("unseen_usd").money(ifForeseen(forecast.unseen));
    json.key("method").text(forecast.end ? std::optional(std::string(name(forecast.method)))
                                         : std::nullopt);
    json.key("has_band").boolean(forecast.hasBand);
    json.field("judged", std::int64_t{forecast.judged});
    json.field("held", std::int64_t{forecast.held});
    json.field("clipped", std::int64_t{forecast.clipped});
    json.field("flagged", std::int64_t{forecast.flagged});
    json.key("missing_share").decimal(thousandths(forecast.missingOfPeriod));
    json.key("history_missing_share").decimal(thousandths(forecast.missingOfHistory));
    if (limit)
        write(json.key("limit"), forecast, *limit);
    json.key("reason").text(forecast.reason.empty() ? std::nullopt
                                                    : std::optional(forecast.reason));
}

std::string recordOf(const PeriodForecast &forecast)
{
    if (!forecast.end)
        return forecast.reason;
    if (!forecast.hasBand)
        return forecast.method == ForecastMethod::RunRate
                   ? "at the current rate"
                   : std::string(name(forecast.method)) + ", too little history for a band";
    return std::string(name(forecast.method)) + ", held " + std::to_string(forecast.held) + " of " +
           std::to_string(forecast.judged);
}

std::vector<std::string> cellsOf(const std::string &label, const PeriodForecast &forecast)
{
    std::vector<std::string> cells{label, dollars(forecast.spent)};
    const bool hasEnd = forecast.end.has_value();
    const MoneyBand end = forecast.end.value_or(MoneyBand{});
    cells.push_back(hasEnd && forecast.hasBand ? dollars(end.p10) : "");
    cells.push_back(hasEnd ? dollars(end.p50) : "");
    cells.push_back(hasEnd && forecast.hasBand ? dollars(end.p90) : "");
    cells.push_back(recordOf(forecast));
    return cells;
}

std::string minuteOf(Instant at, const Zone &zone)
{
    std::string text = zone.toLocal(at).substr(0, 16);
    text[10] = ' ';
    return text;
}

/// What went into the total that is no extrapolation, and what was not known.
void printRemarks(Output &out, const PeriodForecast &total)
{
    if (!total.end)
        return;
    if (total.fees != Money{})
        out.line("Fees still to come, known: " + dollars(total.fees) +
                 ". Fees are spend, and no budget counts them.");
    if (total.missingOfPeriod > 0)
        out.line(percent(total.missingOfPeriod) +
                 " of the time so far is not known; taken to have brought " +
                 dollars(total.unseen) + " beyond what was seen.");
    if (total.missingOfHistory > 0)
        out.line(percent(total.missingOfHistory) +
                 " of the history is not known: scaled up or filled in, not taken as nothing.");
    if (total.flagged > 0)
        out.line("Anomalies that set neither level nor band: " + std::to_string(total.flagged) +
                 ".");
    if (total.clipped > 0)
        out.line("Outliers taken as less: " + std::to_string(total.clipped) + ".");
}

/// Beyond the quantiles nobody knows it well.
std::string chanceText(double chance)
{
    constexpr double least = 0.1;
    if (chance < least)
        return "under " + percent(least);
    return chance > 1 - least ? "over " + percent(1 - least) : percent(chance);
}

void printLimit(Output &out, const ForecastReport &report)
{
    const ExhaustionBand band = exhaustionOf(report.total, *report.limit);
    const bool isOnePath =
        !report.total.hasBand && band.likely && band.state == ExhaustionBand::State::Foreseen;
    std::string text = dollars(*report.limit) + ": ";
    if (isOnePath) // which is no range of times
        text += "exhausted about " + minuteOf(*band.likely, report.zone) + " (" +
                report.zone.name() + ")";
    else
        text += exhaustionText(band, report.zone);
    const std::optional<double> chance = chanceToExceed(report.total, *report.limit);
    if (chance && band.state != ExhaustionBand::State::Exhausted)
        text += "; chance to exceed it " + chanceText(*chance);
    out.line(text + ".");
}

} // namespace

std::string exhaustionText(const ExhaustionBand &band, const Zone &zone)
{
    switch (band.state) {
    case ExhaustionBand::State::Unknown:
        return "unknown, as there is no forecast";
    case ExhaustionBand::State::Exhausted:
        return "exhausted";
    case ExhaustionBand::State::NotExpected:
        return "not exhausted in this period";
    case ExhaustionBand::State::Foreseen:
        break;
    }
    const std::string earliest = minuteOf(*band.earliest, zone);
    std::string text;
    if (!band.latest)
        text = "exhausted from " + earliest + " on, or not in this period";
    else {
        const std::string latest = minuteOf(*band.latest, zone);
        const bool isSameDay = latest.substr(0, 10) == earliest.substr(0, 10);
        text = "exhausted between " + earliest + " and " + (isSameDay ? latest.substr(11) : latest);
    }
    text += band.likely ? ", likely about " + minuteOf(*band.likely, zone)
                        : ", likely not in this period";
    return text + " (" + zone.name() + ")";
}

void writeJson(Output &out, const ForecastReport &report)
{
    JsonWriter json(out);
    json.beginObject().key("at").time(report.at).field("period",
                                                       std::string_view(report.periodName));
    json.key("period_start").time(report.period.from).key("period_end").time(report.period.to);
    json.key("rows").beginArray();
    for (const ForecastRow &row : report.rows) {
        json.newLine().beginObject();
        json.key(toString(*report.by)).text(row.value);
        write(json, row.forecast, report.limit);
        json.endObject();
    }
    json.endArray().key("total").beginObject();
    write(json, report.total, report.limit);
    json.endObject().endObject();
}

void print(Output &out, const ForecastReport &report)
{
    Table table;
    table.addColumn(report.by ? toString(*report.by) : "", Table::Align::Left);
    for (const char *figure : {"spent", "p10", "p50", "p90"})
        table.addColumn(figure, Table::Align::Right);
    table.addColumn("by", Table::Align::Left);
    for (const ForecastRow &row : report.rows)
        table.addRow(cellsOf(row.value ? printable(*row.value) : "(unknown)", row.forecast));
    if (report.rows.empty())
        table.addRow(cellsOf(report.periodName, report.total));
    else
        table.addTotal(cellsOf(report.periodName, report.total));
    table.print(out, out.width());
    printRemarks(out, report.total);
    if (report.limit)
        printLimit(out, report);
}

} // namespace outlay::cli
