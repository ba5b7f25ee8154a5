// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/webhook/payload.h"

#include "models/money/percent.h"

#include <array>
#include <cmath>

namespace outlay::alerting {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestFact = 300;
constexpr std::size_t mostMembers = 10; ///< of a scope that are named
constexpr std::array allKinds{WebhookKind::Generic, WebhookKind::Slack, WebhookKind::Teams};

QString money(Money amount)
{
    constexpr Int128 nanosPerCent = 10'000'000;
    const Int128 cents = divideHalfEven(amount.nanos, nanosPerCent);
    if (cents == 0 && amount.nanos != 0)
        return amount.nanos > 0 ? u"<0.01 USD"_s : u">-0.01 USD"_s;
    return QString::fromStdString(toDecimal(cents, 2)) + " USD"_L1;
}

QString percent(const QString &number)
{
    return QString::fromStdString(asPercent(number.toStdString()));
}

QString words(const Quantity &quantity)
{
    switch (quantity.unit) {
    case Quantity::Unit::Usd:
        return money(Money{quantity.value});
    case Quantity::Unit::Tokens:
        return QString::number(quantity.value) + " tokens"_L1;
    case Quantity::Unit::Requests:
        return QString::number(quantity.value) + " requests"_L1;
    }
    return {};
}

QString scopeWords(const AlertMessage &message)
{
    if (message.scope.empty())
        return u"everything"_s;
    QString all;
    std::size_t count = 0;
    for (const auto &[dimension, member] : message.scope) {
        if (++count > mostMembers)
            return all + ", …"_L1;
        if (!all.isEmpty())
            all += ", "_L1;
        all +=
            payload::bounded(dimension, longestFact) + u' ' + payload::bounded(member, longestFact);
    }
    return all;
}

QString usedWords(const AlertMessage &message)
{
    if (!message.consumed)
        return {};
    QString used = words(*message.consumed);
    if (message.limit)
        used += " of "_L1 + words(*message.limit);
    if (message.utilization && std::isfinite(*message.utilization))
        used += " ("_L1 + percent(QString::number(*message.utilization * 100, 'f', 1)) + ')'_L1;
    return used;
}

QString lagWords(std::int64_t micros)
{
    const std::int64_t minutes = micros / microsPerMinute;
    if (minutes < 1)
        return u"less than a minute"_s;
    if (minutes < 120)
        return QString::number(minutes) + " min"_L1;
    return QString::number(minutes / 60) + " h"_L1;
}

QString timeWords(const std::optional<Instant> &at)
{
    return at ? QString::fromStdString(toRfc3339(*at)) : QString();
}

} // namespace

std::string_view name(WebhookKind kind)
{
    switch (kind) {
    case WebhookKind::Generic:
        return "generic";
    case WebhookKind::Slack:
        return "slack";
    case WebhookKind::Teams:
        return "teams";
    }
    return "generic";
}

std::optional<WebhookKind> webhookKindNamed(std::string_view word)
{
    for (const WebhookKind kind : allKinds) {
        if (name(kind) == word)
            return kind;
    }
    return std::nullopt;
}

std::string webhookBody(WebhookKind kind, const AlertMessage &message)
{
    switch (kind) {
    case WebhookKind::Slack:
        return payload::slack(message);
    case WebhookKind::Teams:
        return payload::teams(message);
    case WebhookKind::Generic:
        break;
    }
    return toJson(message);
}

namespace payload {

QString bounded(std::string_view bytes, qsizetype most, bool isLong)
{
    QString text = QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
    for (QChar &c : text) {
        const bool isKept = isLong && c == u'\n';
        // Directional overrides would turn the words around them.
        if (!isKept &&
            (c.category() == QChar::Other_Control || (c >= QChar(0x202a) && c <= QChar(0x202e)) ||
             (c >= QChar(0x2066) && c <= QChar(0x2069))))
            c = u' ';
    }
    if (text.size() <= most)
        return text;
    text.truncate(most - 1);
    if (!text.isEmpty() && text.back().isHighSurrogate())
        text.chop(1);
    return text + u'…';
}

/// Never a zero for what has no price.
QString stakeWords(const AlertMessage &message)
{
    if (message.unpriced == 0)
        return message.cost ? money(*message.cost) : QString();
    if (!message.cost)
        return u"unpriced"_s;
    return (message.unpriced == 1 ? u"at least %1, %2 request unpriced"_s
                                  : u"at least %1, %2 requests unpriced"_s)
        .arg(money(*message.cost))
        .arg(message.unpriced);
}

std::vector<std::pair<QString, QString>> factsOf(const AlertMessage &message)
{
    std::vector<std::pair<QString, QString>> facts;
    const auto put = [&facts](const QString &label, const QString &value) {
        if (!value.isEmpty())
            facts.emplace_back(label, value);
    };
    const auto text = [](const std::string &value) { return bounded(value, longestFact); };
    put(u"State"_s, text(message.state));
    put(u"Scope"_s, bounded(scopeWords(message).toStdString(), longestFact));
    put(u"Budget"_s, text(message.budget));
    if (message.thresholdPercent)
        put(u"Threshold"_s, percent(QString::number(*message.thresholdPercent)));
    put(u"Used"_s, usedWords(message));
    put(u"At stake"_s, stakeWords(message));
    put(u"Owner"_s, text(message.owner));
    put(u"Happened"_s, timeWords(message.happenedAt));
    put(u"Known"_s, timeWords(message.knownAt));
    if (message.sourceLagMicros)
        put(u"Source behind"_s, lagWords(*message.sourceLagMicros));
    put(u"Runbook"_s, text(message.runbook));
    put(u"Open"_s, text(message.link));
    return facts;
}

} // namespace payload

} // namespace outlay::alerting
