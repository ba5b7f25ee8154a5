// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/budgets/usercapsmodel.h"

#include "ui/budgets/budgetwords.h"
#include "ui/text/numbers.h"

#include <algorithm>
#include <array>
#include <set>

namespace outlay::ui {
namespace {

using Kind = BudgetPeriodWords::Kind;

constexpr std::array periods{Kind::Hour, Kind::Day, Kind::Week, Kind::Month, Kind::Quarter};

/// As a file says it, never translated, or as the screen does.
std::optional<Kind> periodOf(const QString &text)
{
    static const std::array words{"hour", "day", "week", "month", "quarter"};
    for (std::size_t i = 0; i < periods.size(); ++i) {
        if (text.compare(QLatin1String(words.at(i)), Qt::CaseInsensitive) == 0 ||
            text.compare(periodKindLabel(periods.at(i)), Qt::CaseInsensitive) == 0)
            return periods.at(i);
    }
    return {};
}

std::optional<bool> yesOrNo(const QString &text)
{
    const QString word = text.toLower();
    for (const char *yes : {"yes", "y", "true", "1", "cap"}) {
        if (word == QLatin1String(yes))
            return true;
    }
    for (const char *no : {"no", "n", "false", "0", "warn"}) {
        if (word == QLatin1String(no))
            return false;
    }
    return {};
}

QChar separatorOf(const QString &text)
{
    const QString first = text.section(QLatin1Char('\n'), 0, 0);
    for (const QChar candidate : {QLatin1Char('\t'), QLatin1Char(';')}) {
        if (first.contains(candidate))
            return candidate;
    }
    return QLatin1Char(',');
}

/// Fields of one line; a quote left open ends with the line.
QStringList fieldsOf(const QString &line, QChar separator)
{
    QStringList fields;
    QString field;
    bool isQuoted = false;
    for (int i = 0; i < line.size(); ++i) {
        const QChar c = line.at(i);
        if (c == QLatin1Char('"')) {
            const bool isDoubled =
                isQuoted && i + 1 < line.size() && line.at(i + 1) == QLatin1Char('"');
            if (isDoubled)
                field += line.at(++i);
            else
                isQuoted = !isQuoted;
        } else if (c == separator && !isQuoted) {
            fields << field.trimmed();
            field.clear();
        } else {
            field += c;
        }
    }
    return fields << field.trimmed();
}

class Parser
{
public:
    Parser(const QLocale &locale, QChar separator) : m_locale(locale), m_separator(separator) {}

    void take(const QString &text, int line)
    {
        const QStringList fields = fieldsOf(text, m_separator);
        if (line == 1 && fields.value(0).compare(QLatin1String("user"), Qt::CaseInsensitive) == 0)
            return;
        UserCap cap;
        m_line = line;
        m_isGood = true;
        takeUser(fields, cap);
        takeRest(fields, cap);
        if (m_isGood)
            result.caps.push_back(cap);
    }
    PastedCaps result;

private:
    void complain(int column, const QString &text)
    {
        result.problems.push_back({m_line, column, text});
        m_isGood = false;
    }
    void takeUser(const QStringList &fields, UserCap &cap)
    {
        cap.user = fields.value(0).toStdString();
        if (cap.user.empty())
            complain(1, UserCapsModel::tr("the user is missing"));
        else if (!m_seen.insert(cap.user).second)
            complain(1, UserCapsModel::tr("“%1” is there already").arg(fields.value(0)));
        if (fields.size() > UserCapsModel::ColumnCount)
            complain(UserCapsModel::ColumnCount + 1,
                     UserCapsModel::tr("there are more than four columns"));
    }
    void takeRest(const QStringList &fields, UserCap &cap)
    {
        const QString limit = fields.value(1);
        if (!limit.isEmpty() && limit != QLatin1String("-") && limit != dash()) {
            cap.limit = typedMoney(limit, m_locale);
            if (!cap.limit || *cap.limit == Money{})
                complain(2, UserCapsModel::tr("“%1” is no amount above zero").arg(limit));
        }
        if (const QString word = fields.value(2); !word.isEmpty()) {
            const auto period = periodOf(word);
            if (!period)
                complain(
                    3,
                    UserCapsModel::tr("“%1” is none of hour, day, week, month, quarter").arg(word));
            cap.period = period.value_or(Kind::Month);
        }
        if (const QString word = fields.value(3); !word.isEmpty()) {
            const auto isCap = yesOrNo(word);
            if (!isCap)
                complain(4, UserCapsModel::tr("“%1” is neither yes nor no").arg(word));
            cap.isCap = isCap.value_or(true);
        }
    }

    const QLocale &m_locale;
    QChar m_separator;
    std::set<std::string> m_seen;
    int m_line = 0;
    bool m_isGood = true;
};

} // namespace

PastedCaps parseUserCaps(const QString &text, const QLocale &locale)
{
    Parser parser(locale, separatorOf(text));
    int number = 0;
    for (QString line : text.split(QLatin1Char('\n'))) {
        ++number;
        if (line.endsWith(QLatin1Char('\r')))
            line.chop(1);
        if (!line.trimmed().isEmpty())
            parser.take(line, number);
    }
    return std::move(parser.result);
}

void UserCapsModel::setCaps(std::vector<UserCap> caps)
{
    beginResetModel();
    m_caps = std::move(caps);
    endResetModel();
    emit changed();
}

void UserCapsModel::merge(const std::vector<UserCap> &caps)
{
    std::vector<UserCap> all = m_caps;
    for (const UserCap &cap : caps) {
        const auto old = std::find_if(all.begin(), all.end(),
                                      [&](const UserCap &one) { return one.user == cap.user; });
        if (old == all.end())
            all.push_back(cap);
        else
            *old = cap;
    }
    setCaps(std::move(all));
}

void UserCapsModel::addRow()
{
    const int row = static_cast<int>(m_caps.size());
    beginInsertRows({}, row, row);
    m_caps.emplace_back();
    endInsertRows();
    emit changed();
}

void UserCapsModel::removeRowAt(int row)
{
    if (row < 0 || row >= rowCount())
        return;
    beginRemoveRows({}, row, row);
    m_caps.erase(m_caps.begin() + row);
    endRemoveRows();
    emit changed();
}

int UserCapsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_caps.size());
}

int UserCapsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant UserCapsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const UserCap &cap = m_caps[static_cast<std::size_t>(index.row())];
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignVCenter |
                                (index.column() == Limit ? Qt::AlignTrailing : Qt::AlignLeading));
    if (index.column() == IsCap && role == Qt::CheckStateRole)
        return static_cast<int>(cap.isCap ? Qt::Checked : Qt::Unchecked);
    if (role != Qt::DisplayRole && role != Qt::EditRole)
        return {};
    const QLocale locale;
    switch (index.column()) {
    case User:
        return QString::fromStdString(cap.user);
    case Limit:
        if (role == Qt::EditRole)
            return cap.limit ? moneyExact(*cap.limit, locale) : QString();
        return cap.limit ? dollars(*cap.limit, locale) : dash();
    case Period:
        return periodKindLabel(cap.period);
    case IsCap:
        return cap.isCap ? tr("cap") : tr("warns only");
    }
    return {};
}

QVariant UserCapsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignVCenter |
                                (section == Limit ? Qt::AlignTrailing : Qt::AlignLeading));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case User:
        return tr("User");
    case Limit:
        return tr("Limit, USD");
    case Period:
        return tr("Period");
    case IsCap:
        return tr("Cap");
    }
    return {};
}

Qt::ItemFlags UserCapsModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags base = QAbstractTableModel::flags(index);
    if (!index.isValid())
        return base;
    return index.column() == IsCap ? base | Qt::ItemIsUserCheckable : base | Qt::ItemIsEditable;
}

bool UserCapsModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid())
        return false;
    UserCap &cap = m_caps[static_cast<std::size_t>(index.row())];
    const QString text = value.toString().trimmed();
    if (index.column() == IsCap && role == Qt::CheckStateRole) {
        cap.isCap = value.toInt() == static_cast<int>(Qt::Checked);
    } else if (role != Qt::EditRole) {
        return false;
    } else if (index.column() == User) {
        const bool isTaken = std::any_of(m_caps.begin(), m_caps.end(), [&](const UserCap &one) {
            return &one != &cap && one.user == text.toStdString();
        });
        if (isTaken || text.isEmpty()) {
            emit refused(isTaken ? tr("“%1” is there already.").arg(text)
                                 : tr("A user is needed."));
            return false;
        }
        cap.user = text.toStdString();
    } else if (index.column() == Limit) {
        const auto limit = typedMoney(text, QLocale());
        if (!text.isEmpty() && (!limit || *limit == Money{})) {
            emit refused(tr("“%1” is no amount above zero.").arg(text));
            return false;
        }
        cap.limit = text.isEmpty() ? std::nullopt : limit;
    } else {
        const auto period = periodOf(text);
        if (!period) {
            emit refused(tr("“%1” is none of hour, day, week, month, quarter.").arg(text));
            return false;
        }
        cap.period = *period;
    }
    emit dataChanged(index, index);
    emit changed();
    return true;
}

} // namespace outlay::ui
