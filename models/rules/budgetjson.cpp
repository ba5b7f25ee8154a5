// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rules/budget.h"
#include "models/rules/tokenscope.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <initializer_list>

namespace outlay {

// {"version": 1, "detectors": {…}, "budgets": [{"id", "name", "scope": [["user", ["ana", null]]],
// "each": "user", "unit": "usd", "limit": "50.000000000", "period": {"kind": "month", "start": 1,
// "zone": "UTC"}, "thresholds": [50, 75, 90], …}]}. Amounts are text: decimals of USD, or whole
// numbers. What has its default is left out.

namespace {

using namespace Qt::StringLiterals;

constexpr int version = 1;

QString toQt(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

std::string toStd(const QJsonValue &value)
{
    return value.toString().toStdString();
}

std::string amountText(LimitUnit unit, std::int64_t amount)
{
    return unit == LimitUnit::Money ? toDecimal(Money{amount}) : std::to_string(amount);
}

QJsonArray toJson(const std::vector<Filter> &scope)
{
    QJsonArray all;
    for (const Filter &filter : scope) {
        QJsonArray values;
        for (const auto &value : filter.anyOf)
            values.append(value ? QJsonValue(toQt(*value)) : QJsonValue(QJsonValue::Null));
        all.append(QJsonArray{toQt(toString(filter.dimension)), values});
    }
    return all;
}

QJsonObject toJson(const BudgetPeriod &period)
{
    using enum BudgetPeriod::Kind;
    QJsonObject object{{u"kind"_s, toQt(name(period.kind))}, {u"zone"_s, toQt(period.zone)}};
    if (period.kind == Rolling)
        object[u"minutes"_s] = static_cast<qint64>(period.length / microsPerMinute);
    if (period.kind == Week || period.kind == Month || period.kind == Quarter)
        object[u"start"_s] = period.start;
    if (period.kind == Once) {
        object[u"from"_s] = toQt(toRfc3339(period.once.from));
        object[u"to"_s] = toQt(toRfc3339(period.once.to));
    }
    return object;
}

void putText(QJsonObject &object, const QString &field, const std::string &text)
{
    if (!text.empty())
        object[field] = toQt(text);
}

QJsonObject toJson(const Budget &budget)
{
    const auto amount = [&](std::int64_t value) { return toQt(amountText(budget.unit, value)); };
    QJsonObject object{{u"id"_s, toQt(budget.id)},
                       {u"name"_s, toQt(budget.name)},
                       {u"unit"_s, toQt(name(budget.unit))},
                       {u"limit"_s, amount(budget.limit)},
                       {u"period"_s, toJson(budget.period)}};
    if (!budget.scope.empty())
        object[u"scope"_s] = toJson(budget.scope);
    if (budget.each)
        object[u"each"_s] = toQt(toString(*budget.each));
    if (!budget.overrides.empty()) {
        QJsonArray overrides;
        for (const Budget::Override &one : budget.overrides)
            overrides.append(
                QJsonObject{{u"member"_s, toQt(one.member)}, {u"limit"_s, amount(one.limit)}});
        object[u"overrides"_s] = overrides;
    }
    QJsonArray thresholds;
    for (const int threshold : budget.thresholds)
        thresholds.append(threshold);
    object[u"thresholds"_s] = thresholds;
    if (budget.isCap)
        object[u"cap"_s] = true;
    if (budget.isTripwire)
        object[u"tripwire"_s] = true;
    putText(object, u"parent"_s, budget.parent);
    putText(object, u"owner"_s, budget.owner);
    putText(object, u"deputy"_s, budget.deputy);
    putText(object, u"note"_s, budget.note);
    if (budget.allocation) {
        const Allocation &a = *budget.allocation;
        object[u"allocation"_s] = QJsonObject{{u"percentile"_s, a.percentile},
                                              {u"periods"_s, a.periods},
                                              {u"margin_percent"_s, a.marginPercent},
                                              {u"bound"_s, amount(a.bound)}};
    }
    if (budget.raise)
        object[u"raise"_s] = QJsonObject{{u"limit"_s, amount(budget.raise->limit)},
                                         {u"until"_s, toQt(toRfc3339(budget.raise->until))}};
    if (budget.pausedUntil)
        object[u"paused_until"_s] = toQt(toRfc3339(*budget.pausedUntil));
    if (budget.from != TimeRange{}.from)
        object[u"from"_s] = toQt(toRfc3339(budget.from));
    return object;
}

/// One object, read member by member; the first complaint stays.
class Fields
{
public:
    Fields(const QJsonObject &object, std::string where)
        : m_object(object)
        , m_where(std::move(where))
    {
    }

    void only(std::initializer_list<QStringView> known)
    {
        for (const QString &key : m_object.keys()) {
            if (std::find(known.begin(), known.end(), QStringView(key)) == known.end())
                complain(key, "is no field here");
        }
    }
    [[nodiscard]] bool has(const QString &field) const { return m_object.contains(field); }
    std::string text(const QString &field)
    {
        const QJsonValue value = m_object.value(field); // [] would put it there
        if (!value.isUndefined() && !value.isString())
            complain(field, "expected a text");
        return toStd(value);
    }
    bool flag(const QString &field)
    {
        const QJsonValue value = m_object.value(field);
        if (!value.isUndefined() && !value.isBool())
            complain(field, "expected true or false");
        return value.toBool();
    }
    std::int64_t number(const QString &field, std::int64_t otherwise)
    {
        const QJsonValue value = m_object.value(field);
        if (value.isUndefined())
            return otherwise;
        constexpr qint64 none = std::numeric_limits<qint64>::min();
        const qint64 whole = value.toInteger(none);
        if (whole == none)
            complain(field, "expected a whole number");
        return whole;
    }
    int small(const QString &field, int otherwise)
    {
        const std::int64_t value = number(field, otherwise);
        if (value < -1'000'000'000 || value > 1'000'000'000)
            complain(field, "is out of range");
        return static_cast<int>(std::clamp<std::int64_t>(value, -1'000'000'000, 1'000'000'000));
    }
    std::int64_t amount(const QString &field, LimitUnit unit)
    {
        const std::string text = this->text(field);
        if (unit == LimitUnit::Money) {
            const auto money = parseUsd(text);
            if (!money)
                complain(field, "expected US dollars as text, such as \"50\"");
            return money ? money->nanos : 0;
        }
        bool isWhole = false;
        const qint64 value = toQt(text).toLongLong(&isWhole);
        if (!isWhole)
            complain(field, "expected a whole number as text, such as \"1000000\"");
        return isWhole ? value : 0;
    }
    std::optional<Instant> time(const QString &field)
    {
        if (!has(field))
            return std::nullopt;
        const auto at = parseInstant(text(field));
        if (!at)
            complain(field, at.error().text);
        return at ? std::optional(*at) : std::nullopt;
    }
    QJsonArray list(const QString &field)
    {
        const QJsonValue value = m_object.value(field);
        if (!value.isUndefined() && !value.isArray())
            complain(field, "expected a list");
        return value.toArray();
    }
    Fields object(const QString &field)
    {
        const QJsonValue value = m_object.value(field);
        if (!value.isUndefined() && !value.isObject())
            complain(field, "expected an object");
        return {value.toObject(), m_where + ": " + field.toStdString()};
    }
    /// One object of a list; what it complains of is this one's.
    Fields inner(const QJsonValue &value, const QString &field)
    {
        if (!value.isObject())
            complain(field, "expected objects");
        return {value.toObject(), m_where + ": " + field.toStdString()};
    }
    void complain(const QString &field, const std::string &why)
    {
        if (m_error.empty())
            m_error = m_where + ": " + field.toStdString() + ": " + why;
    }
    void take(const Fields &inner)
    {
        if (m_error.empty())
            m_error = inner.m_error;
    }
    [[nodiscard]] Result<> status() const
    {
        return m_error.empty() ? Result<>() : failure(Error::Kind::Usage, m_error);
    }

private:
    QJsonObject m_object;
    std::string m_where, m_error;
};

void readScope(Fields &fields, Budget &budget)
{
    const QString field = u"scope"_s;
    const QJsonArray scope = fields.list(field);
    for (const QJsonValue entry : scope) {
        const QJsonArray pair = entry.toArray();
        if (pair.size() != 2 || !pair.at(0).isString() || !pair.at(1).isArray())
            return fields.complain(field, "expected pairs such as [\"user\", [\"ana\"]]");
        const auto dimension = parseDimension(toStd(pair.at(0)));
        if (!dimension)
            return fields.complain(field, dimension.error().text);
        Filter filter{*dimension, {}};
        const QJsonArray values = pair.at(1).toArray();
        for (const QJsonValue value : values) {
            if (!value.isNull() && !value.isString())
                return fields.complain(field, "values are texts, or null for unknown");
            filter.anyOf.push_back(value.isNull() ? std::nullopt : std::optional(toStd(value)));
        }
        budget.scope.push_back(std::move(filter));
    }
    if (!fields.has(u"each"_s))
        return;
    const auto each = parseDimension(fields.text(u"each"_s));
    if (each)
        budget.each = *each;
    else
        fields.complain(u"each"_s, each.error().text);
}

BudgetPeriod readPeriod(Fields &fields)
{
    Fields inner = fields.object(u"period"_s);
    inner.only({u"kind", u"zone", u"minutes", u"start", u"from", u"to"});
    BudgetPeriod period;
    const auto kind = periodKindNamed(inner.text(u"kind"_s));
    if (!kind)
        inner.complain(u"kind"_s, "expected rolling, hour, day, week, month, quarter, once or "
                                  "always");
    period.kind = kind.value_or(BudgetPeriod::Kind::Month);
    if (inner.has(u"zone"_s))
        period.zone = inner.text(u"zone"_s);
    constexpr std::int64_t mostMinutes = 366 * 24 * 60;
    const std::int64_t minutes = inner.number(u"minutes"_s, 0);
    if (minutes < 0 || minutes > mostMinutes)
        inner.complain(u"minutes"_s, "at most 366 days");
    else
        period.length = minutes * microsPerMinute;
    period.start = inner.small(u"start"_s, 1);
    if (period.kind == BudgetPeriod::Kind::Once)
        period.once = {inner.time(u"from"_s).value_or(Instant{}),
                       inner.time(u"to"_s).value_or(Instant{})};
    fields.take(inner);
    return period;
}

void readRest(Fields &fields, Budget &budget)
{
    for (const QJsonValue value : fields.list(u"overrides"_s)) {
        Fields inner = fields.inner(value, u"overrides"_s);
        inner.only({u"member", u"limit"});
        budget.overrides.push_back(
            {inner.text(u"member"_s), inner.amount(u"limit"_s, budget.unit)});
        fields.take(inner);
    }
    std::sort(budget.overrides.begin(), budget.overrides.end(),
              [](const auto &l, const auto &r) { return l.member < r.member; });
    if (fields.has(u"thresholds"_s)) {
        budget.thresholds.clear();
        for (const QJsonValue value : fields.list(u"thresholds"_s))
            budget.thresholds.push_back(value.toInt(-1)); // no percent: refused by checkBudgets()
    }
    if (fields.has(u"allocation"_s)) {
        Fields inner = fields.object(u"allocation"_s);
        inner.only({u"percentile", u"periods", u"margin_percent", u"bound"});
        Allocation allocation;
        allocation.percentile = inner.small(u"percentile"_s, allocation.percentile);
        allocation.periods = inner.small(u"periods"_s, allocation.periods);
        allocation.marginPercent = inner.small(u"margin_percent"_s, allocation.marginPercent);
        allocation.bound = inner.amount(u"bound"_s, budget.unit);
        budget.allocation = allocation;
        fields.take(inner);
    }
    if (fields.has(u"raise"_s)) {
        Fields inner = fields.object(u"raise"_s);
        inner.only({u"limit", u"until"});
        budget.raise = {inner.amount(u"limit"_s, budget.unit),
                        inner.time(u"until"_s).value_or(Instant{})};
        if (!inner.has(u"until"_s))
            inner.complain(u"until"_s, "say until when");
        fields.take(inner);
    }
}

Result<Budget> readBudget(const QJsonValue &value, std::size_t number)
{
    std::string where = "budget " + std::to_string(number);
    if (!value.isObject())
        return failure(Error::Kind::Usage, where + ": expected an object");
    const QJsonObject object = value.toObject();
    if (object[u"name"_s].isString())
        where += " (" + toStd(object[u"name"_s]) + ')';
    Fields fields(object, where);
    fields.only({u"id", u"name", u"scope", u"each", u"overrides", u"parent", u"unit", u"limit",
                 u"allocation", u"period", u"thresholds", u"cap", u"tripwire", u"owner", u"deputy",
                 u"note", u"raise", u"paused_until", u"from"});
    Budget budget;
    budget.id = fields.text(u"id"_s);
    budget.name = fields.text(u"name"_s);
    const auto unit = limitUnitNamed(fields.has(u"unit"_s) ? fields.text(u"unit"_s) : "usd");
    if (!unit)
        fields.complain(u"unit"_s, "expected usd, tokens or requests");
    budget.unit = unit.value_or(LimitUnit::Money);
    budget.limit = fields.amount(u"limit"_s, budget.unit);
    budget.period = readPeriod(fields);
    readScope(fields, budget);
    readRest(fields, budget);
    budget.parent = fields.text(u"parent"_s);
    budget.isCap = fields.flag(u"cap"_s);
    budget.isTripwire = fields.flag(u"tripwire"_s);
    budget.owner = fields.text(u"owner"_s);
    budget.deputy = fields.text(u"deputy"_s);
    budget.note = fields.text(u"note"_s);
    budget.pausedUntil = fields.time(u"paused_until"_s);
    budget.from = fields.time(u"from"_s).value_or(budget.from);
    OUTLAY_TRY(fields.status());
    return budget;
}

} // namespace

std::string toJson(const BudgetRules &rules)
{
    std::vector<Budget> sorted = rules.budgets;
    std::sort(sorted.begin(), sorted.end(),
              [](const Budget &l, const Budget &r) { return l.name < r.name; });
    QJsonArray budgets;
    for (const Budget &budget : sorted)
        budgets.append(toJson(budget));
    const DetectorLimits &d = rules.detectors;
    const QJsonObject detectors{
        {u"storms"_s, d.watchesStorms},
        {u"storm_attempts"_s, d.stormAttempts},
        {u"storm_seconds"_s, static_cast<qint64>(d.stormMicros / microsPerSecond)},
        {u"repeats"_s, d.watchesRepeats},
        {u"repeat_count"_s, d.repeatCount},
        {u"repeat_seconds"_s, static_cast<qint64>(d.repeatMicros / microsPerSecond)}};
    const QJsonObject all{
        {u"version"_s, version}, {u"detectors"_s, detectors}, {u"budgets"_s, budgets}};
    return QJsonDocument(all).toJson(QJsonDocument::Compact).toStdString();
}

Result<BudgetRules> parseBudgets(std::string_view json)
{
    if (json.empty())
        return shippedRules();
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(
        QByteArray::fromRawData(json.data(), static_cast<qsizetype>(json.size())), &problem);
    if (problem.error != QJsonParseError::NoError) {
        const std::string_view before =
            json.substr(0, std::min(json.size(), static_cast<std::size_t>(problem.offset)));
        return failure(Error::Kind::Usage,
                       "line " +
                           std::to_string(1 + std::count(before.begin(), before.end(), '\n')) +
                           ": no JSON: " + problem.errorString().toStdString());
    }
    if (!document.isObject())
        return failure(Error::Kind::Usage, "budgets are an object with version and budgets");
    Fields fields(document.object(), "budgets");
    fields.only({u"version", u"detectors", u"budgets"});
    if (fields.number(u"version"_s, 0) != version)
        fields.complain(u"version"_s, "expected 1; a newer one needs a newer Outlay");
    if (!fields.has(u"budgets"_s))
        fields.complain(u"budgets"_s, "missing; an empty list takes all budgets away");
    OUTLAY_TRY(fields.status());
    BudgetRules rules;
    Fields detectors = fields.object(u"detectors"_s);
    detectors.only({u"storms", u"storm_attempts", u"storm_seconds", u"repeats", u"repeat_count",
                    u"repeat_seconds"});
    DetectorLimits &d = rules.detectors;
    if (detectors.has(u"storms"_s))
        d.watchesStorms = detectors.flag(u"storms"_s);
    if (detectors.has(u"repeats"_s))
        d.watchesRepeats = detectors.flag(u"repeats"_s);
    d.stormAttempts = detectors.small(u"storm_attempts"_s, d.stormAttempts);
    d.repeatCount = detectors.small(u"repeat_count"_s, d.repeatCount);
    d.stormMicros = detectors.small(u"storm_seconds"_s, 60) * microsPerSecond;
    d.repeatMicros = detectors.small(u"repeat_seconds"_s, 600) * microsPerSecond;
    fields.take(detectors);
    OUTLAY_TRY(fields.status());
    for (const QJsonValue value : fields.list(u"budgets"_s)) {
        auto budget = readBudget(value, rules.budgets.size() + 1);
        if (!budget)
            return tl::unexpected<Error>(budget.error());
        rules.budgets.push_back(*std::move(budget));
    }
    OUTLAY_TRY(fields.status());
    std::sort(rules.budgets.begin(), rules.budgets.end(),
              [](const Budget &l, const Budget &r) { return l.name < r.name; });
    return rules;
}

std::string trackerKey(const Budget &budget)
{
    QJsonObject object{{u"period"_s, toJson(budget.period)}};
    std::vector<Filter> scope = budget.scope;
    for (Filter &filter : scope)
        std::sort(filter.anyOf.begin(), filter.anyOf.end());
    std::sort(scope.begin(), scope.end(), [](const Filter &l, const Filter &r) {
        return toString(l.dimension) < toString(r.dimension);
    });
    object[u"scope"_s] = toJson(scope);
    object[u"each"_s] = budget.each ? toQt(toString(*budget.each)) : QString();
    if (leavesOutPlanTokens(budget))
        object[u"tokens"_s] = u"outside_plans"_s;
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

} // namespace outlay
