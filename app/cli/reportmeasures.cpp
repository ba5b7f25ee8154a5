// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/reportmeasures.h"

#include "app/cli/question.h"
#include "app/cli/text.h"
#include "models/money/percent.h"

#include <algorithm>
#include <utility>

namespace outlay::cli {

namespace {

constexpr std::int64_t million = 1'000'000;

/// "1.234567" of millionths, exactly.
std::string sixPlaces(std::int64_t millionths)
{
    std::string digits = std::to_string(millionths < 0 ? -millionths : millionths);
    if (digits.size() < 7)
        digits.insert(0, 7 - digits.size(), '0');
    digits.insert(digits.size() - 6, ".");
    return (millionths < 0 ? "-" : "") + digits;
}

/// Rounded half up to so many places; for people.
std::string rounded(std::int64_t millionths, std::size_t places)
{
    std::int64_t unit = million;
    for (std::size_t i = 0; i < places; ++i)
        unit /= 10;
    const std::string digits = sixPlaces((millionths + unit / 2) / unit * unit);
    return digits.substr(0, digits.size() - 6 + places - (places == 0 ? 1 : 0));
}

std::string_view suffixOf(MeasureUnit unit)
{
    switch (unit) {
    case MeasureUnit::Money:
        return "_usd";
    case MeasureUnit::Tokens:
        return "_tokens";
    case MeasureUnit::Time:
        return "_seconds";
    case MeasureUnit::Count:
    case MeasureUnit::Share:
    case MeasureUnit::Ratio:
        break;
    }
    return "";
}

} // namespace

Result<std::vector<Measure>> parseMeasures(const std::vector<std::string> &texts)
{
    std::vector<Measure> measures;
    for (const std::string &text : texts) {
        for (const std::string &part : splitList(text)) {
            const Result<Measure> measure = parseMeasure(part);
            if (!measure)
                return failure(Error::Kind::Usage, "--measure: " + measure.error().text);
            if (std::find(measures.begin(), measures.end(), *measure) != measures.end())
                return failure(Error::Kind::Usage, "--measure names " + part + " twice");
            measures.push_back(*measure);
        }
    }
    return measures;
}

Measured AskedMeasures::at(const Answer &answer, std::size_t row) const
{
    return {answer.rows[row].measures, ofRows.empty() ? nullptr : ofRows[row]};
}

Measured AskedMeasures::total(const Answer &answer) const
{
    return {answer.total, ofTotal};
}

Result<AskedMeasures> askMeasures(LedgerReader &reader, const Query &query, const Answer &answer,
                                  std::vector<Measure> measures, const CancelToken &cancel)
{
    AskedMeasures asked{std::move(measures)};
    if (std::none_of(asked.measures.begin(), asked.measures.end(), needsDistribution))
        return asked;
    const auto found = reader.distributions(query, cancel);
    if (!found)
        return tl::unexpected<Error>(found.error());
    asked.ofRows = distributionsOf(answer, *found);
    asked.ofTotal = found->total;
    return asked;
}

std::string measureField(Measure measure)
{
    switch (measure) {
    case Measure::Cost:
    case Measure::Requests:
    case Measure::Errors:
    case Measure::Reasoning:
        return {};
    case Measure::Tokens:
        return "tokens";
    case Measure::Output: // output_tokens are those of text alone
        return "all_output_tokens";
    default:
        return std::string(name(measure)).append(suffixOf(unitOf(measure)));
    }
}

std::string measureDigits(Measure measure, const Measured &of)
{
    const auto parts = partsOf(measure, of);
    if (!parts)
        return {};
    switch (unitOf(measure)) {
    case MeasureUnit::Money:
        return toDecimal(Money{*parts});
    case MeasureUnit::Count:
    case MeasureUnit::Tokens:
        return std::to_string(*parts);
    case MeasureUnit::Time:
    case MeasureUnit::Share:
    case MeasureUnit::Ratio:
        break;
    }
    return sixPlaces(*parts);
}

void writeMeasure(JsonWriter &json, Measure measure, const Measured &of)
{
    const std::string field = measureField(measure);
    if (field.empty())
        return;
    json.key(field);
    const std::string digits = measureDigits(measure, of);
    if (digits.empty())
        json.null();
    else if (unitOf(measure) == MeasureUnit::Money)
        json.string(digits);
    else
        json.decimal(digits);
}

std::string measureHeading(Measure measure)
{
    std::string heading(name(measure));
    std::replace(heading.begin(), heading.end(), '_', ' ');
    return heading;
}

std::string measureText(Measure measure, const Measured &of)
{
    const auto parts = partsOf(measure, of);
    if (!parts)
        return "–";
    switch (unitOf(measure)) {
    case MeasureUnit::Money:
        return dollars(Money{*parts}, measure == Measure::Cost ? 2 : 4);
    case MeasureUnit::Count:
        return grouped(*parts);
    case MeasureUnit::Tokens:
        return compact(*parts);
    case MeasureUnit::Time:
        return *parts < million ? rounded(*parts * 1'000, 0) + " ms" : rounded(*parts, 2) + " s";
    case MeasureUnit::Share:
        return asPercent(rounded(*parts * 100, 1));
    case MeasureUnit::Ratio:
        break;
    }
    return rounded(*parts, 3);
}

} // namespace outlay::cli
