// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/people/peoplewords.h"

#include "ui/text/namelookup.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QStringList>

namespace outlay::ui {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(outlay::ui::People)
};

QString valueText(const DimensionRef &dimension, const std::optional<std::string> &value)
{
    return value ? shownName(dimension, *value) : Words::tr("unknown", "value of a dimension");
}

QString dayText(Instant at, const QLocale &locale)
{
    const QDate day = QDateTime::fromMSecsSinceEpoch(at.micros / 1000, Qt::UTC).date();
    return locale.toString(day, QLocale::ShortFormat);
}

} // namespace

QString identityKindText(Identity::Kind kind)
{
    switch (kind) {
    case Identity::Kind::Email:
        return Words::tr("e-mail", "kind of identity");
    case Identity::Kind::GatewayUser:
        return Words::tr("gateway user", "kind of identity");
    case Identity::Kind::Key:
        return Words::tr("key", "kind of identity");
    case Identity::Kind::OsUser:
        return Words::tr("system user", "kind of identity");
    case Identity::Kind::ProviderUser:
        break;
    }
    return Words::tr("provider’s user", "kind of identity");
}

QString personLabel(const std::string &name)
{
    return shownName({Dimension::User, {}}, name);
}

QString identityLabel(const Identity &identity)
{
    const QString value = QString::fromStdString(identity.value);
    switch (identity.kind) {
    case Identity::Kind::Email:
        return shownIdentity(NameKind::Email, value);
    case Identity::Kind::Key:
        return shownName({Dimension::Key, {}}, value);
    case Identity::Kind::GatewayUser:
    case Identity::Kind::OsUser:
    case Identity::Kind::ProviderUser:
        break;
    }
    return shownIdentity(NameKind::Identity, value);
}

QString reasonText(JoinSuggestion::Reason reason)
{
    switch (reason) {
    case JoinSuggestion::Reason::SameEmail:
        return Words::tr("same e-mail");
    case JoinSuggestion::Reason::KeyOwner:
        return Words::tr("owner of the key");
    case JoinSuggestion::Reason::SameLocalPart:
        return Words::tr("same name before the @");
    case JoinSuggestion::Reason::NewPerson:
        break;
    }
    return Words::tr("new person");
}

QString dimensionText(const DimensionRef &dimension)
{
    switch (dimension.dimension) {
    case Dimension::User:
        return Words::tr("person", "dimension");
    case Dimension::CostCenter:
        return Words::tr("cost center", "dimension");
    case Dimension::TaskKind:
        return Words::tr("task kind", "dimension");
    case Dimension::Tag:
        if (!dimension.tagKey.empty())
            return Words::tr("tag %1", "dimension").arg(QString::fromStdString(dimension.tagKey));
        break;
    default:
        break;
    }
    const std::string_view word = name(dimension.dimension);
    return QCoreApplication::translate("outlay::ui::Dimension", std::string(word).c_str());
}

QString matchText(const Ingest::AttributionRule &rule)
{
    QStringList parts;
    for (const Filter &filter : rule.match) {
        QStringList values;
        for (const auto &value : filter.anyOf)
            values << valueText(filter.dimension, value);
        parts << Words::tr("%1 is %2", "dimension, values")
                     .arg(dimensionText(filter.dimension),
                          values.join(Words::tr(" or ", "between values")));
    }
    return parts.isEmpty() ? Words::tr("every request") : parts.join(QStringLiteral(", "));
}

QString setText(const Ingest::AttributionRule &rule)
{
    QStringList parts;
    for (const auto &[dimension, value] : rule.set)
        parts << Words::tr("%1: %2", "dimension, value")
                     .arg(dimensionText({dimension, {}}), shownName({dimension, {}}, value));
    return parts.join(QStringLiteral(", "));
}

QString rangeText(const Ingest::AttributionRule &rule, const QLocale &locale)
{
    const TimeRange always;
    const bool hasFrom = rule.range.from != always.from;
    const bool hasTo = rule.range.to != always.to;
    if (hasFrom && hasTo)
        return Words::tr("%1 to before %2", "days")
            .arg(dayText(rule.range.from, locale), dayText(rule.range.to, locale));
    if (hasFrom)
        return Words::tr("from %1", "day").arg(dayText(rule.range.from, locale));
    return hasTo ? Words::tr("before %1", "day").arg(dayText(rule.range.to, locale))
                 : Words::tr("always", "time of a rule");
}

QString effectText(const ConfigurationEffect &effect, const QLocale &locale)
{
    constexpr std::size_t most = 4;
    QStringList lines;
    if (effect.touched == 0)
        lines << Words::tr("This touches no request.");
    for (std::size_t i = 0; i < effect.moves.size() && i < most; ++i) {
        const ConfigurationEffect::Move &move = effect.moves[i];
        lines << Words::tr("Moves %1 from %2 to %3 (%4, %5 request(s))", "money, values, dimension",
                           pluralOf(move.requests))
                     .arg(money(move.cost, locale), valueText({move.dimension, {}}, move.from),
                          valueText({move.dimension, {}}, move.to),
                          dimensionText({move.dimension, {}}), count(move.requests, locale));
    }
    if (effect.moves.size() > most)
        lines << Words::tr("and %n smaller move(s)", nullptr,
                           pluralOf(static_cast<std::int64_t>(effect.moves.size() - most)));
    if (effect.notItemised != Money{})
        lines << Words::tr(
                     "Not in this preview: %1 not itemised. Without requests, it moves only by "
                     "the key, user or project that the bill itself names.")
                     .arg(money(effect.notItemised, locale));
    return lines.join(QLatin1Char('\n'));
}

} // namespace outlay::ui
