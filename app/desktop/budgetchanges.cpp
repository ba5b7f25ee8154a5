// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/budgetchanges.h"

#include "app/desktop/budgetdrafts.h"
#include "ui/budgets/budgetwords.h"
#include "ui/text/numbers.h"
#include "ui/text/shown.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <map>

namespace outlay {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(BudgetChanges)
};

constexpr std::size_t membersNamed = 3;

QString toQt(const std::string &text)
{
    return QString::fromStdString(text);
}

QString nameOf(const BudgetRules &rules, const std::string &id)
{
    for (const Budget &budget : rules.budgets) {
        if (budget.id == id)
            return toQt(budget.name);
    }
    return toQt(id);
}

QString thresholdWords(const std::vector<int> &thresholds)
{
    QStringList words;
    for (const int threshold : thresholds)
        words << ui::percentText(QString::number(threshold), ui::shownLocale());
    return words.join(QStringLiteral(", "));
}

class Differences
{
public:
    Differences(const ui::BudgetDraft &before, const ui::BudgetDraft &after,
                const BudgetRules &rules, const Zone &zone)
        : m_before(before)
        , m_after(after)
        , m_rules(rules)
        , m_zone(zone)
    {
    }

    QStringList all()
    {
        using Draft = ui::BudgetDraft;
        add(Words::tr("name"), [](const Draft &d) { return toQt(d.name); });
        add(Words::tr("limit"), [this](const Draft &d) { return amount(d, d.limit); });
        add(Words::tr("period"), [](const Draft &d) { return periodWords(d); });
        add(Words::tr("scope"), [](const Draft &d) { return ui::scopeWords(d.where, d.each); });
        add(Words::tr("thresholds"), [](const Draft &d) { return thresholdWords(d.thresholds); });
        add(Words::tr("cap"), [](const Draft &d) {
            return d.isCap ? Words::tr("is to block") : Words::tr("warns only");
        });
        addOverrides();
        add(Words::tr("dynamic limit"), [this](const Draft &d) { return allocationWords(d); });
        add(Words::tr("part of"), [this](const Draft &d) {
            return d.parent.empty() ? QString() : nameOf(m_rules, d.parent);
        });
        add(Words::tr("owner"), [](const Draft &d) { return toQt(d.owner); });
        add(Words::tr("deputy"), [](const Draft &d) { return toQt(d.deputy); });
        add(Words::tr("note"), [](const Draft &d) { return toQt(d.note); });
        add(Words::tr("raised"), [this](const Draft &d) {
            return d.raise ? Words::tr("to %1 until %2")
                                 .arg(amount(d, d.raise->limit), moment(d.raise->until))
                           : QString();
        });
        add(Words::tr("paused"), [this](const Draft &d) {
            return d.pausedUntil ? Words::tr("until %1").arg(moment(*d.pausedUntil)) : QString();
        });
        return m_words;
    }

private:
    template <typename Field> void add(const QString &name, Field field)
    {
        put(name, field(m_before), field(m_after));
    }
    void put(const QString &name, const QString &was, const QString &is)
    {
        if (was == is)
            return;
        const QString none = Words::tr("none");
        m_words << Words::tr("%1: %2 → %3", "field, before, after")
                       .arg(name, was.isEmpty() ? none : was, is.isEmpty() ? none : is);
    }
    void addOverrides()
    {
        std::map<std::string, std::pair<QString, QString>> limits;
        for (const auto &one : m_before.overrides)
            limits[one.member].first = amount(m_before, one.limit);
        for (const auto &one : m_after.overrides)
            limits[one.member].second = amount(m_after, one.limit);
        std::erase_if(limits,
                      [](const auto &one) { return one.second.first == one.second.second; });
        if (limits.size() > membersNamed) {
            m_words << Words::tr("limits of %n member(s)", nullptr,
                                 static_cast<int>(limits.size()));
            return;
        }
        for (const auto &[member, values] : limits)
            put(Words::tr("limit of %1").arg(toQt(member)), values.first, values.second);
    }
    [[nodiscard]] QString amount(const ui::BudgetDraft &draft, std::int64_t value) const
    {
        return ui::amountExact(value, draft.unit, m_locale);
    }
    [[nodiscard]] QString moment(Instant at) const { return ui::momentWords(at, m_zone, m_locale); }
    static QString periodWords(const ui::BudgetDraft &draft)
    {
        const QString words = ui::periodWords(draft.period);
        return draft.period.startDay == 1
                   ? Words::tr("%1, %2", "period, time zone").arg(words, toQt(draft.period.zone))
                   : Words::tr("%1 from day %2, %3", "period, first day, time zone")
                         .arg(words, QString::number(draft.period.startDay),
                              toQt(draft.period.zone));
    }
    [[nodiscard]] QString allocationWords(const ui::BudgetDraft &draft) const
    {
        if (!draft.allocation)
            return {};
        return Words::tr("percentile %1 of %n period(s) + %2, at most %3", nullptr,
                         draft.allocation->periods)
            .arg(QString::number(draft.allocation->percentile),
                 ui::percentText(m_locale.toString(draft.allocation->marginPercent), m_locale),
                 amount(draft, draft.allocation->bound));
    }

    const ui::BudgetDraft &m_before, &m_after;
    const BudgetRules &m_rules;
    const Zone &m_zone;
    QLocale m_locale = ui::shownLocale();
    QStringList m_words;
};

} // namespace

QString budgetChangeWords(const Budget *before, const Budget *after, const BudgetRules &rules,
                          const Zone &zone)
{
    if (!after)
        return Words::tr("Removed");
    const ui::BudgetDraft now = draftOf(*after);
    if (!before)
        return Words::tr("Added: %1, %2", "limit, period")
            .arg(ui::amountExact(now.limit, now.unit, ui::shownLocale()),
                 ui::periodWords(now.period));
    const ui::BudgetDraft was = draftOf(*before);
    const QStringList words = Differences(was, now, rules, zone).all();
    // What the page cannot say may have changed all the same.
    return words.isEmpty() ? Words::tr("Changed") : words.join(QStringLiteral("; "));
}

} // namespace outlay
