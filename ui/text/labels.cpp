// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/labels.h"

#include "ui/text/bidi.h"
#include "ui/text/names.h"
#include "ui/text/plurals.h"

#include <QCoreApplication>
#include <QDate>
#include <QHash>

#include <algorithm>

namespace outlay::ui {
namespace {

struct Labels
{
    Q_DECLARE_TR_FUNCTIONS(Labels)
};

QString providerName(const QString &id)
{
    static const QHash<QString, QString> names{
        {QStringLiteral("anthropic"), QStringLiteral("Anthropic")},
        {QStringLiteral("openai"), QStringLiteral("OpenAI")},
        {QStringLiteral("google"), QStringLiteral("Google")},
        {QStringLiteral("vertex"), QStringLiteral("Google Vertex AI")},
        {QStringLiteral("aws"), QStringLiteral("AWS")},
        {QStringLiteral("azure"), QStringLiteral("Azure")},
        {QStringLiteral("bedrock"), QStringLiteral("Amazon Bedrock")},
        {QStringLiteral("x-ai"), QStringLiteral("xAI")},
        {QStringLiteral("xai"), QStringLiteral("xAI")},
        {QStringLiteral("mistral"), QStringLiteral("Mistral")},
        {QStringLiteral("deepseek"), QStringLiteral("DeepSeek")},
        {QStringLiteral("openrouter"), QStringLiteral("OpenRouter")},
        {QStringLiteral("groq"), QStringLiteral("Groq")},
        {QStringLiteral("cohere"), QStringLiteral("Cohere")},
        {QStringLiteral("perplexity"), QStringLiteral("Perplexity")},
        {QStringLiteral("ollama"), QStringLiteral("Ollama")},
        {QStringLiteral("alibaba"), QStringLiteral("Alibaba")},
        {QStringLiteral("cerebras"), QStringLiteral("Cerebras")},
        {QStringLiteral("cursor"), QStringLiteral("Cursor")},
        {QStringLiteral("fireworks"), QStringLiteral("Fireworks AI")},
        {QStringLiteral("github"), QStringLiteral("GitHub")},
        {QStringLiteral("minimax"), QStringLiteral("MiniMax")},
        {QStringLiteral("moonshotai"), QStringLiteral("Moonshot AI")},
        {QStringLiteral("together"), QStringLiteral("Together AI")},
        {QStringLiteral("zai"), QStringLiteral("Z.ai")},
    };
    return names.value(id, id);
}

QDate dateOf(Instant at, const Zone &zone)
{
    return QDate(1970, 1, 1).addDays(zone.dayOf(at));
}

QTime timeOf(Instant at, const Zone &zone)
{
    const std::int64_t local = at.micros + zone.offsetSeconds(at) * microsPerSecond;
    return QTime::fromMSecsSinceStartOfDay(
        static_cast<int>((local - floorDivide(local, microsPerDay) * microsPerDay) / 1000));
}

/// "3 PM" or "15:00": minutes of a full hour say nothing on an axis of half days.
QString hourLabel(QTime time, const QLocale &locale)
{
    const bool isHalfDay =
        locale.timeFormat(QLocale::ShortFormat).contains(QLatin1Char('A'), Qt::CaseInsensitive);
    return isHalfDay && time.minute() == 0 ? locale.toString(time, QStringLiteral("h AP"))
                                           : locale.toString(time, QLocale::ShortFormat);
}

bool monthFirst(const QLocale &locale)
{
    const QString format = locale.dateFormat(QLocale::LongFormat);
    // The long format may open with the day's name ("dddd"), which is not the day's number.
    QString bare = format;
    bare.remove(QStringLiteral("dddd")).remove(QStringLiteral("ddd"));
    return bare.indexOf(QLatin1Char('M')) < bare.indexOf(QLatin1Char('d'));
}

QString dayMonth(QDate date, const QLocale &locale)
{
    return locale.toString(date,
                           monthFirst(locale) ? QStringLiteral("MMM d") : QStringLiteral("d MMM"));
}

QString dayMonthYear(QDate date, const QLocale &locale)
{
    return locale.toString(date, monthFirst(locale) ? QStringLiteral("MMM d, yyyy")
                                                    : QStringLiteral("d MMM yyyy"));
}

QString daySpan(QDate first, QDate last, const QLocale &locale, bool withYear)
{
    const auto end = [&](QDate date) {
        return withYear ? dayMonthYear(date, locale) : dayMonth(date, locale);
    };
    if (first == last)
        return end(last);
    const bool sameMonth = first.year() == last.year() && first.month() == last.month();
    if (sameMonth && monthFirst(locale)) {
        const QString year = withYear ? locale.toString(last, QStringLiteral(", yyyy")) : QString();
        return dayMonth(first, locale) + QStringLiteral("–") +
               locale.toString(last, QStringLiteral("d")) + year;
    }
    if (sameMonth)
        return locale.toString(first, QStringLiteral("d")) + QStringLiteral("–") + end(last);
    const bool sameYear = first.year() == last.year();
    const QString start =
        sameYear || !withYear ? dayMonth(first, locale) : dayMonthYear(first, locale);
    return start + QStringLiteral(" – ") + end(last);
}

} // namespace

QString dimensionLabel(const DimensionRef &ref)
{
    switch (ref.dimension) {
    case Dimension::Provider:
        return Labels::tr("Provider");
    case Dimension::Model:
        return Labels::tr("Model");
    case Dimension::Price:
        return Labels::tr("Price entry");
    case Dimension::User:
        return Labels::tr("User");
    case Dimension::Key:
        return Labels::tr("Key");
    case Dimension::Team:
        return Labels::tr("Team");
    case Dimension::CostCenter:
        return Labels::tr("Cost center");
    case Dimension::Project:
        return Labels::tr("Project");
    case Dimension::Environment:
        return Labels::tr("Environment");
    case Dimension::Endpoint:
        return Labels::tr("Endpoint");
    case Dimension::Task:
        return Labels::tr("Task");
    case Dimension::TaskKind:
        return Labels::tr("Task kind");
    case Dimension::Session:
        return Labels::tr("Session");
    case Dimension::Agent:
        return Labels::tr("Agent");
    case Dimension::Tier:
        return Labels::tr("Service tier");
    case Dimension::Outcome:
        return Labels::tr("Outcome");
    case Dimension::Plan:
        return Labels::tr("Plan");
    case Dimension::Source:
        return Labels::tr("Source");
    case Dimension::Tag:
        if (ref.tagKey == "branch")
            return Labels::tr("Branch");
        if (ref.tagKey == "commit")
            return Labels::tr("Commit");
        if (ref.tagKey == "pull_request")
            return Labels::tr("Pull request");
        return Labels::tr("Tag %1").arg(QString::fromStdString(ref.tagKey));
    }
    return {};
}

QString spendTitle(const DimensionRef &dimension)
{
    return Labels::tr("Spend by %1").arg(dimensionLabel(dimension).toLower());
}

QString valueLabel(const DimensionRef &ref, const std::optional<std::string> &value)
{
    if (!value)
        return Labels::tr("No %1 named").arg(dimensionLabel(ref).toLower());
    const QString text = QString::fromStdString(*value);
    return isolated(ref.dimension == Dimension::Provider ? providerName(text)
                                                         : shownName(ref, text));
}

QString rowLabel(const DimensionRef &dimension, const Row &row)
{
    return rowLabel(dimension, row.key.empty() ? std::nullopt : row.key.front(), row.isOther,
                    row.isNotItemised);
}

QString rowLabel(const DimensionRef &dimension, const std::optional<std::string> &value,
                 bool isOther, bool isNotItemised)
{
    if (isOther)
        return otherLabel();
    if (isNotItemised)
        return value ? Labels::tr("%1, not itemised").arg(valueLabel(dimension, value))
                     : notItemisedLabel();
    return valueLabel(dimension, value);
}

QString sourceLabel(const std::string &name)
{
    return isolated(shownName({Dimension::Source, {}}, name));
}

QString otherLabel()
{
    return Labels::tr("Other");
}

QString notItemisedLabel()
{
    return Labels::tr("Not itemised");
}

QString basisLabel(Basis basis)
{
    switch (basis) {
    case Basis::Effective:
        return Labels::tr("All");
    case Basis::Billed:
        return Labels::tr("Billed");
    case Basis::Reported:
        return Labels::tr("Reported");
    case Basis::Estimated:
        return Labels::tr("Estimated");
    case Basis::Client:
        return Labels::tr("Client");
    }
    return {};
}

QString basisExplanation(Basis basis)
{
    switch (basis) {
    case Basis::Effective:
        return Labels::tr("The best figure known for each request");
    case Basis::Billed:
        return Labels::tr("The provider said so");
    case Basis::Reported:
        return Labels::tr("A gateway said so");
    case Basis::Estimated:
        return Labels::tr("From the price book");
    case Basis::Client:
        return Labels::tr("The client's own guess");
    }
    return {};
}

QString tokenClassLabel(TokenClass tokenClass)
{
    switch (tokenClass) {
    case TokenClass::Input:
        return Labels::tr("Input, uncached");
    case TokenClass::CacheRead:
        return Labels::tr("Cache reads");
    case TokenClass::CacheWrite5m:
        return Labels::tr("Cache writes, 5 min");
    case TokenClass::CacheWrite1h:
        return Labels::tr("Cache writes, 1 h");
    case TokenClass::Output:
        return Labels::tr("Output");
    case TokenClass::Reasoning:
        return Labels::tr("of which reasoning");
    case TokenClass::Citation:
        return Labels::tr("Citations");
    case TokenClass::InputAudio:
        return Labels::tr("Audio input");
    case TokenClass::CacheReadAudio:
        return Labels::tr("Audio cache reads");
    case TokenClass::OutputAudio:
        return Labels::tr("Audio output");
    case TokenClass::InputImage:
        return Labels::tr("Image input");
    case TokenClass::OutputImage:
        return Labels::tr("Image output");
    case TokenClass::WebSearches:
        return Labels::tr("Web searches");
    }
    return {};
}

QString planLabel(const std::string &kind)
{
    if (kind == "metered")
        return Labels::tr("Metered");
    if (kind == "subscription")
        return Labels::tr("Subscription");
    if (kind == "provisioned")
        return Labels::tr("Provisioned");
    if (kind == "local")
        return Labels::tr("Local");
    return Labels::tr("Not answered");
}

QString stepLabel(Step step)
{
    switch (step) {
    case Step::None:
        return {};
    case Step::Hour:
        return Labels::tr("hourly");
    case Step::Day:
        return Labels::tr("daily");
    case Step::Week:
        return Labels::tr("weekly");
    case Step::Month:
        return Labels::tr("monthly");
    }
    return {};
}

QString rangeLabel(const TimeRange &range, const Zone &zone, const QLocale &locale, bool withYear)
{
    const QDate first = dateOf(range.from, zone);
    const QDate last = dateOf({std::max(range.from.micros, range.to.micros - 1)}, zone);
    const bool isHours = zone.startOfDay(zone.dayOf(range.from)) != range.from;
    if (isHours && first == last)
        return bucketLabel(range, Step::Hour, zone, locale);
    return isolated(daySpan(first, last, locale, withYear));
}

QString dayLabel(Instant at, const Zone &zone, const QLocale &locale)
{
    return isolated(dayMonthYear(dateOf(at, zone), locale));
}

QString bucketLabel(const TimeRange &bucket, Step step, const Zone &zone, const QLocale &locale)
{
    const QDate first = dateOf(bucket.from, zone);
    switch (step) {
    case Step::Hour:
        return isolated(Labels::tr("%1–%2, %3", "start and end of an hour, day")
                            .arg(locale.toString(timeOf(bucket.from, zone), QLocale::ShortFormat),
                                 locale.toString(timeOf(bucket.to, zone), QLocale::ShortFormat),
                                 dayMonth(first, locale)));
    case Step::Day:
        return isolated(locale.toString(first, QStringLiteral("ddd ")) +
                        dayMonthYear(first, locale));
    case Step::Month:
        return locale.toString(first, QStringLiteral("MMMM yyyy"));
    case Step::Week:
    case Step::None:
        break;
    }
    return rangeLabel(bucket, zone, locale, true);
}

QString tickLabel(Instant start, Step step, const Zone &zone, const QLocale &locale)
{
    const QDate date = dateOf(start, zone);
    if (step == Step::Hour)
        return hourLabel(timeOf(start, zone), locale);
    if (step == Step::Month)
        return locale.toString(date, date.month() == 1 ? QStringLiteral("MMM yyyy")
                                                       : QStringLiteral("MMM"));
    return dayMonth(date, locale);
}

QString ageLabel(Instant then, Instant now)
{
    const std::int64_t seconds = (now.micros - then.micros) / microsPerSecond;
    if (seconds < 60)
        return Labels::tr("just now");
    if (seconds < 3600)
        return Labels::tr("%1 min ago").arg(seconds / 60);
    if (seconds < 48 * 3600)
        return Labels::tr("%1 h ago").arg(seconds / 3600);
    return Labels::tr("%1 days ago").arg(seconds / 86400);
}

QString durationLabel(std::int64_t seconds)
{
    if (seconds < 60)
        return Labels::tr("%1 second(s)", nullptr, pluralOf(seconds)).arg(seconds);
    if (seconds < 5400)
        return Labels::tr("about %1 min").arg((seconds + 30) / 60);
    return Labels::tr("about %1 h").arg((seconds + 1800) / 3600);
}

QString publishingSentence(const std::string &format, const Awaited &awaited)
{
    const QString who = providerName(QString::fromStdString(format));
    if (awaited.hasWholeDays)
        return Labels::tr("%1 publishes a day after it ends.", "a provider").arg(who);
    return Labels::tr("%1 tells what happens %2 later.", "a provider, how long")
        .arg(who, durationLabel(awaited.lagMicros / microsPerSecond));
}

} // namespace outlay::ui
