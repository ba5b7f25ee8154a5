// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/alertwords.h"

#include "models/money/percent.h"

#include <QString>

#include <algorithm>
#include <array>

namespace outlay::alerting {

namespace {

constexpr qsizetype longestName = 60;    ///< characters
constexpr qsizetype longestDetail = 200; ///< a source's reason is a sentence
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// A name of data on one line: nothing that breaks lines or turns them around.
std::string plain(std::string_view name, qsizetype longest = longestName)
{
    QString text = QString::fromUtf8(name.data(), qsizetype(name.size()));
    for (QChar &c : text) {
        const char16_t code = c.unicode();
        const bool isOverride =
            (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
        if (c.category() == QChar::Other_Control || c == QChar::LineSeparator ||
            c == QChar::ParagraphSeparator || isOverride)
            c = u' ';
    }
    if (text.size() > longest) {
        text.truncate(text.at(longest - 2).isHighSurrogate() ? longest - 2 : longest - 1);
        text += u'…';
    }
    return text.toStdString();
}

std::string quoted(std::string_view name)
{
    return "“" + plain(name) + "”";
}

std::string grouped(std::int64_t number)
{
    std::string text = std::to_string(number);
    const std::ptrdiff_t first = number < 0 ? 1 : 0;
    for (auto at = std::ptrdiff_t(text.size()) - 3; at > first; at -= 3)
        text.insert(text.begin() + at, ',');
    return text;
}

std::string counted(std::int64_t number, std::string_view one, std::string_view many)
{
    return grouped(number) + ' ' + std::string(number == 1 ? one : many);
}

std::string sentence(std::string text)
{
    if (!text.empty() && std::string_view(".!?").find(text.back()) == std::string_view::npos)
        text += '.';
    return text;
}

/// The value of the scope's first entry of one of these dimensions; empty: none.
std::string scopeValue(const Alert &alert, std::initializer_list<std::string_view> dimensions)
{
    for (const std::string_view dimension : dimensions) {
        for (const auto &[key, value] : alert.scope) {
            if (key == dimension && !value.empty())
                return plain(value);
        }
    }
    return {};
}

/// " for user alice", unless the budget is called so, or counts everything.
std::string forWhom(const Alert &alert)
{
    if (alert.scope.empty())
        return {};
    if (alert.scope.size() == 1 && alert.scope.front().second == alert.budgetName)
        return {};
    return " for " + whereText(alert.scope);
}

std::string budgetOf(const Alert &alert)
{
    return alert.budgetName.empty() ? "a budget" : "budget " + quoted(alert.budgetName);
}

std::string capitalized(std::string text)
{
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    return text;
}

/// "$750.00 of $1,000.00 used (75%)".
std::string usedText(const Alert &alert, std::int64_t used, std::string_view when = {})
{
    std::string text = quantityText(alert.unit, used);
    if (alert.limit <= 0)
        return text;
    return text + " of " + quantityText(alert.unit, alert.limit) + " used" + std::string(when) +
           " (" + percentText(used, alert.limit) + ')';
}

std::string usedText(const Alert &alert)
{
    return usedText(alert, alert.consumed);
}

/// The zone of times and how they are written in it, and what is known of now.
struct Clock
{
    const Zone &zone;
    const MomentWords &words;
    const Present &present;
};

std::string momentText(Instant at, const Clock &clock)
{
    return clock.words ? clock.words(at) : alerting::momentText(at, clock.zone);
}

/// "it reached $60.00 at 28 Nov 2026, 20:41".
std::string peakText(const Alert &alert, const Clock &clock)
{
    return "it reached " + quantityText(alert.unit, alert.consumed) + " at " +
           momentText(peakAtOf(alert), clock);
}

/// Of a window that has let go of some, what it holds now before the most it held.
std::string standingText(const Alert &alert, const Clock &clock)
{
    if (!isPastItsPeak(alert, clock.present))
        return usedText(alert);
    return usedText(alert, *clock.present, " now") + "; " + peakText(alert, clock);
}

std::string untilText(const Alert &alert, const Clock &clock)
{
    if (!alert.endsAt || alert.state == AlertState::Resolved)
        return {};
    return " The period ends " + momentText(*alert.endsAt, clock) + '.';
}

std::string detailOf(const Alert &alert)
{
    return alert.detail.empty() ? std::string()
                                : ' ' + sentence(plain(alert.detail, longestDetail));
}

std::string trimmedFront(std::string text)
{
    if (!text.empty() && text.front() == ' ')
        text.erase(0, 1);
    return text;
}

AlertWords budgetWords(const Alert &alert, const Clock &clock)
{
    AlertWords words;
    const std::string passed = momentText(alert.happenedAt, clock);
    if (alert.count > 1) { // it speaks for others
        const bool isOver = alert.kind == AlertKind::BudgetExhausted;
        words.title = grouped(alert.count) + " members of " + budgetOf(alert) +
                      (isOver ? " have used it up" : " are near its limit");
        words.text = capitalized(whereText(alert.scope)) + " most: " + standingText(alert, clock) +
                     '.' + untilText(alert, clock);
    } else if (alert.kind == AlertKind::BudgetExhausted) {
        words.title = capitalized(budgetOf(alert)) + " is used up" + forWhom(alert);
        words.text = standingText(alert, clock) +
                     (isPastItsPeak(alert, clock.present) ? "; used up " : "; reached ") + passed +
                     '.' + untilText(alert, clock);
    } else {
        words.title = capitalized(budgetOf(alert)) + " has passed " + asPercent(alert.threshold) +
                      forWhom(alert);
        words.text =
            standingText(alert, clock) + "; passed " + passed + '.' + untilText(alert, clock);
    }
    return words;
}

AlertWords paceWords(const Alert &alert, const Clock &clock)
{
    AlertWords words;
    const std::string of = budgetOf(alert) + forWhom(alert);
    if (alert.kind == AlertKind::ForecastExceeds)
        words.title = capitalized(of) + " will probably not last";
    else if (alert.kind == AlertKind::BurnRateFast)
        words.title = capitalized(of) + " is being used up fast";
    else
        words.title = capitalized(of) + " is used faster than its pace";
    words.text = (alert.unit.empty() ? std::string() : usedText(alert) + '.') + detailOf(alert);
    // The reason names the budget's zone: this one must be told from it.
    if (std::string until = untilText(alert, clock); !until.empty()) {
        until.insert(until.size() - 1, ' ' + clock.zone.name());
        words.text += until;
    }
    words.text = trimmedFront(std::move(words.text));
    return words;
}

AlertWords tripwireWords(const Alert &alert, const Clock &clock)
{
    AlertWords words;
    const std::string limit = quantityText(alert.unit, alert.limit);
    const std::string used = quantityText(alert.unit, alert.consumed);
    if (alert.kind == AlertKind::TripwireSession) {
        const std::string session = scopeValue(alert, {"session"});
        words.title = "A session has gone over " + limit;
        words.text =
            (session.empty() ? "It" : "Session " + session) + " has used " + used + " so far";
    } else {
        words.title =
            capitalized(whereText(alert.scope)) + " has gone over " + limit + " in an hour";
        words.text =
            isPastItsPeak(alert, clock.present)
                ? quantityText(alert.unit, *clock.present) + " used now; " + peakText(alert, clock)
                : used + " used";
        words.text += ", of a tripwire at " + limit;
    }
    words.text += "; passed " + momentText(alert.happenedAt, clock) + '.';
    return words;
}

/// "; $4.20 spent", "; at least $4.20 spent, 3 requests unpriced".
std::string stakeText(const Alert &alert, std::string_view verb)
{
    if (alert.unpriced > 0 && !alert.atStake)
        return "; unpriced, what it costs is not known";
    if (!alert.atStake)
        return {};
    const std::string spent = amountText(*alert.atStake) + ' ' + std::string(verb);
    return alert.unpriced > 0 ? "; at least " + spent + ", " +
                                    counted(alert.unpriced, "request", "requests") + " unpriced"
                              : "; " + spent;
}

std::string spanText(const Alert &alert, const Clock &clock)
{
    const auto first = parseInstant(evidenceOf(alert, "first"));
    const auto last = parseInstant(evidenceOf(alert, "last"));
    if (!first || !last)
        return "since " + momentText(alert.happenedAt, clock);
    const std::string from = momentText(*first, clock);
    const std::string to = momentText(*last, clock);
    if (from == to)
        return "at " + from;
    const bool isOneDay = clock.zone.dayOf(*first) == clock.zone.dayOf(*last);
    const auto comma = to.find(", ");
    return "from " + from + " to " +
           (isOneDay && !clock.words && comma != std::string::npos ? to.substr(comma + 2) : to);
}

/// "25 attempts were refused"; a server's error refuses nobody: "25 attempts failed".
std::string refusedText(const Alert &alert)
{
    const std::string failed = evidenceOf(alert, "failed");
    if (failed.empty())
        return counted(alert.count, "attempt was", "attempts were") + " refused";
    const std::string attempts = counted(alert.count, "attempt", "attempts");
    return attempts +
           (failed == std::to_string(alert.count) ? " failed" : " failed or were refused");
}

AlertWords stormWords(const Alert &alert, const Clock &clock)
{
    const std::string who = scopeValue(alert, {"key", "user", "session"});
    const std::string model = scopeValue(alert, {"model"});
    AlertWords words;
    words.title =
        "Retry storm" + (who.empty() ? "" : " by " + who) + (model.empty() ? "" : " on " + model);
    words.text = refusedText(alert) + ' ' + spanText(alert, clock) +
                 stakeText(alert, "spent meanwhile") + '.';
    return words;
}

AlertWords repeatWords(const Alert &alert, const Clock &clock)
{
    const std::string who = scopeValue(alert, {"key", "user", "session"});
    const std::string model = scopeValue(alert, {"model"});
    AlertWords words;
    words.title = "The same prompt was sent " + counted(alert.count, "time", "times") +
                  (who.empty() ? "" : " by " + who);
    words.text = (model.empty() ? "Sent " : "To " + model + ", ") + spanText(alert, clock) +
                 stakeText(alert, "for all but the first") + '.';
    return words;
}

AlertWords unpricedWords(const Alert &alert)
{
    const std::string provider = scopeValue(alert, {"provider"});
    const std::string model =
        (provider.empty() ? "" : provider + '/') + scopeValue(alert, {"model"});
    const std::string requests = counted(alert.count, "request", "requests");
    const std::string have = alert.count == 1 ? " has" : " have";
    AlertWords words;
    if (alert.kind == AlertKind::UnpricedUnderCap)
        words.title = requests + have + " no price under " + budgetOf(alert) + forWhom(alert);
    else
        words.title = requests + (model.empty() ? "" : " to " + model) + have + " no price";
    words.text = alert.kind == AlertKind::UnpricedUnderCap
                     ? usedText(alert) + ", not counting what cannot be priced." + detailOf(alert)
                     : "What cannot be priced is in no sum." + detailOf(alert);
    return words;
}

/// "LiteLLM counts $12.50 of the $50.00. "; empty: it was not read.
std::string countedThere(const Alert &alert)
{
    for (const auto &[what, figure] : alert.evidence) {
        if (what.ends_with(countsEvidence))
            return plain(what, longestName) + ' ' + plain(figure, longestName) + " of the " +
                   quantityText(alert.unit, alert.limit) + ". ";
    }
    return {};
}

AlertWords otherWords(const Alert &alert, const Clock &clock)
{
    const std::string source = scopeValue(alert, {"source", "key"});
    const std::string since = "Since " + momentText(alert.happenedAt, clock) + '.';
    switch (alert.kind) {
    case AlertKind::SourceSilent:
        return {capitalized(source.empty() ? "a source" : source) + " has gone silent",
                since + detailOf(alert)};
    case AlertKind::SourceBroken:
        return {(source.empty() ? "A source" : "Source " + source) + " cannot be read",
                since + detailOf(alert)};
    case AlertKind::PriceChange: {
        const std::string model = scopeValue(alert, {"model"});
        return {"Prices have changed" + (model.empty() ? "" : " for " + model),
                alert.detail.empty() ? since : trimmedFront(detailOf(alert))};
    }
    case AlertKind::CapNotEnforced:
        return {"The cap of " + budgetOf(alert) +
                    (alert.count > 1 ? " is not enforced for " + grouped(alert.count) + " of them"
                                     : forWhom(alert) + " is not enforced"),
                countedThere(alert) + "Until it is read back equal it only warns." +
                    detailOf(alert)};
    case AlertKind::WebhookDead: {
        const std::string hook = scopeValue(alert, {"hook", "webhook"});
        return {"Messages to webhook " + (hook.empty() ? "" : hook + ' ') + "are given up",
                alert.detail.empty() ? since : trimmedFront(detailOf(alert))};
    }
    default:
        return {std::string(name(alert.kind)), since + detailOf(alert)};
    }
}

} // namespace

std::string evidenceOf(const Alert &alert, std::string_view what)
{
    for (const auto &[key, value] : alert.evidence) {
        if (key == what)
            return value;
    }
    return {};
}

Instant peakAtOf(const Alert &alert)
{
    return parseInstant(evidenceOf(alert, "to")).value_or(alert.happenedAt);
}

bool isPastItsPeak(const Alert &alert, const Present &present)
{
    return present && *present != alert.consumed;
}

std::string amountText(Money amount)
{
    constexpr std::int64_t cent = 10'000'000;
    const bool isNegative = amount.nanos < 0;
    if (amount.nanos != 0 && amount.nanos < cent && amount.nanos > -cent)
        return isNegative ? ">-$0.01" : "<$0.01";
    const auto cents =
        static_cast<std::int64_t>(divideHalfEven(Int128{amount.nanos}, Int128{cent}));
    const std::int64_t size = cents < 0 ? -cents : cents;
    std::string fraction = std::to_string(size % 100);
    fraction.insert(fraction.begin(), 2 - fraction.size(), '0');
    return (isNegative ? "-$" : "$") + grouped(size / 100) + '.' + fraction;
}

std::string stakeText(const Alert &alert)
{
    if (!alert.atStake)
        return alert.unpriced > 0 ? "unpriced" : "";
    const std::string amount = amountText(*alert.atStake);
    return alert.unpriced > 0 ? "at least " + amount + ", " +
                                    counted(alert.unpriced, "request", "requests") + " unpriced"
                              : amount;
}

std::string quantityText(std::string_view unit, std::int64_t amount)
{
    if (unit == "tokens")
        return counted(amount, "token", "tokens");
    if (unit == "requests")
        return counted(amount, "request", "requests");
    return amountText(Money{amount});
}

std::string percentText(std::int64_t consumed, std::int64_t limit)
{
    const Int128 hundredfold = Int128{consumed} * 100;
    const auto whole = static_cast<std::int64_t>(hundredfold / limit);
    if (whole == 0 && consumed > 0)
        return '<' + asPercent(1);
    if (whole == 99 && hundredfold % limit != 0)
        return '>' + asPercent(99);
    return asPercent(grouped(whole));
}

std::string momentText(Instant at, const Zone &zone)
{
    const std::int64_t local = floorDivide(at.micros, microsPerSecond) + zone.offsetSeconds(at);
    constexpr std::int64_t daySeconds = 86'400;
    const std::int64_t day = floorDivide(local, daySeconds);
    const CivilDate date = civilFromDays(day);
    std::string text = std::to_string(date.day) + ' ' +
                       std::string(months[static_cast<std::size_t>(date.month - 1)]) + ' ' +
                       std::to_string(date.year);
    const std::int64_t minutes = (local - day * daySeconds) / 60;
    if (local == day * daySeconds)
        return text;
    const auto two = [](std::int64_t number) {
        return (number < 10 ? "0" : "") + std::to_string(number);
    };
    return text + ", " + two(minutes / 60) + ':' + two(minutes % 60);
}

std::string whereText(const std::vector<std::pair<std::string, std::string>> &scope)
{
    if (scope.empty())
        return "all spend";
    std::string text;
    std::string_view last;
    for (auto at = scope.begin(); at != scope.end(); ++at) {
        const auto &[dimension, value] = *at;
        if (std::find(scope.begin(), at, *at) != at) // said already
            continue;
        const bool isTag = dimension.rfind("tag:", 0) == 0;
        const std::string word = isTag ? plain(dimension.substr(4)) : plain(dimension);
        if (!text.empty() && dimension == last)
            text += " or ";
        else if (!text.empty())
            text += ", ";
        if (value.empty())
            text += "unknown " + word;
        else
            text += (dimension == last ? "" : word + ' ') + plain(value);
        last = dimension;
    }
    return text;
}

AlertWords wordsFor(const Alert &alert, const Zone &zone, const MomentWords &moment,
                    const Present &present)
{
    const Clock clock{zone, moment, present};
    using enum AlertKind;
    switch (alert.kind) {
    case BudgetThreshold:
    case BudgetExhausted:
        return budgetWords(alert, clock);
    case ForecastExceeds:
    case BurnRateFast:
    case BurnRateSlow:
        return paceWords(alert, clock);
    case TripwireSession:
    case TripwireHourly:
        return tripwireWords(alert, clock);
    case RetryStorm:
        return stormWords(alert, clock);
    case RepeatedPrompt:
        return repeatWords(alert, clock);
    case UnpricedSpend:
    case UnpricedUnderCap:
        return unpricedWords(alert);
    case SourceSilent:
    case SourceBroken:
    case PriceChange:
    case CapNotEnforced:
    case WebhookDead:
        return otherWords(alert, clock);
    }
    return otherWords(alert, clock);
}

} // namespace outlay::alerting
