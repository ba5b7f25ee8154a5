// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/budgets/periodform.h"

#include "ui/budgets/budgetwords.h"
#include "ui/text/week.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"
#include "ui/widgets/zonebox.h"

#include <QComboBox>
#include <QDateEdit>
#include <QHBoxLayout>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

namespace outlay::ui {
namespace {

using Kind = BudgetPeriodWords::Kind;

QDateEdit *makeDate(const char *objectName, const QString &name, QWidget *parent)
{
    auto *edit = new QDateEdit(parent);
    addCalendar(*edit);
    edit->setObjectName(QLatin1String(objectName));
    edit->setAccessibleName(name);
    return edit;
}

} // namespace

Instant instantOf(const QDateTime &wall, const Zone &zone)
{
    const std::int64_t local =
        QDateTime(wall.date(), wall.time(), Qt::UTC).toMSecsSinceEpoch() * 1000;
    Instant at{local - zone.offsetSeconds({local}) * microsPerSecond};
    at.micros = local - zone.offsetSeconds(at) * microsPerSecond; // the first was near a change
    return at;
}

QDateTime wallOf(Instant at, const Zone &zone)
{
    // As UTC: a wall clock's time may not exist in the zone of this machine.
    return QDateTime::fromMSecsSinceEpoch(
        (at.micros + zone.offsetSeconds(at) * microsPerSecond) / 1000, Qt::UTC);
}

PeriodForm::PeriodForm(QWidget *parent)
    : QWidget(parent)
    , m_kind(new QComboBox(this))
    , m_weekday(new QComboBox(this))
    , m_zone(new ZoneBox(this))
    , m_length(new QSpinBox(this))
    , m_startDay(new QSpinBox(this))
    , m_from(makeDate("periodFrom", tr("First day"), this))
    , m_to(makeDate("periodTo", tr("Last day"), this))
    , m_untilWord(makeLabel(tr("to", "between two dates"), uiFont(13), this))
    , m_startWord(makeLabel(tr("from day"), uiFont(13), this))
{
    for (const Kind kind :
         {Kind::Month, Kind::Week, Kind::Day, Kind::Hour, Kind::Minute, Kind::Quarter,
          Kind::RollingHours, Kind::RollingDays, Kind::Once, Kind::Always})
        m_kind->addItem(periodKindLabel(kind), static_cast<int>(kind));
    for (int day = 1; day <= 7; ++day)
        m_weekday->addItem(tr("from %1", "day of the week").arg(locale().dayName(day)), day);
    m_length->setRange(1, 366);
    m_startDay->setRange(1, 28);
    m_kind->setObjectName(QStringLiteral("periodKind"));
    m_weekday->setObjectName(QStringLiteral("periodWeekday"));
    m_zone->setObjectName(QStringLiteral("periodZone"));
    m_length->setObjectName(QStringLiteral("periodLength"));
    m_startDay->setObjectName(QStringLiteral("periodStartDay"));
    m_kind->setAccessibleName(tr("Period"));
    m_weekday->setAccessibleName(tr("First day of the week"));
    m_zone->setAccessibleName(tr("Time zone"));
    m_length->setAccessibleName(tr("Length of the window"));
    m_startDay->setAccessibleName(tr("First day of the month"));
    auto *row = new QHBoxLayout;
    for (QWidget *part : std::initializer_list<QWidget *>{m_kind, m_length, m_weekday, m_startWord,
                                                          m_startDay, m_from, m_untilWord, m_to})
        row->addWidget(part);
    row->addStretch();
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(6);
    box->addLayout(row);
    box->addWidget(m_zone, 0, Qt::AlignLeading);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &PeriodForm::updateParts);
    connect(m_weekday, &QComboBox::currentIndexChanged, this, &PeriodForm::changed);
    connect(m_zone, &QComboBox::currentTextChanged, this, &PeriodForm::changed);
    for (QSpinBox *box2 : {m_length, m_startDay})
        connect(box2, &QSpinBox::valueChanged, this, &PeriodForm::changed);
    for (QDateEdit *date : {m_from, m_to})
        connect(date, &QDateEdit::dateChanged, this, &PeriodForm::changed);
    updateParts();
}

void PeriodForm::updateParts()
{
    const Kind chosen = kind();
    m_length->setVisible(chosen == Kind::RollingHours || chosen == Kind::RollingDays);
    m_length->setSuffix(chosen == Kind::RollingHours ? tr(" h", "hours, after a number")
                                                     : tr(" days", "after a number"));
    m_weekday->setVisible(chosen == Kind::Week);
    const bool hasStart = chosen == Kind::Month || chosen == Kind::Quarter;
    m_startWord->setVisible(hasStart);
    m_startDay->setVisible(hasStart);
    for (QWidget *part : std::initializer_list<QWidget *>{m_from, m_untilWord, m_to})
        part->setVisible(chosen == Kind::Once);
    emit changed();
}

void PeriodForm::setPeriod(const BudgetPeriodWords &period, Instant now)
{
    m_kind->setCurrentIndex(std::max(0, m_kind->findData(static_cast<int>(period.kind))));
    m_length->setValue(period.length);
    m_weekday->setCurrentIndex(std::clamp(period.startDay, 1, 7) - 1);
    m_startDay->setValue(std::clamp(period.startDay, 1, 28));
    m_zone->setCurrentText(QString::fromStdString(period.zone));
    const auto zone = Zone::named(period.zone);
    const bool isOnce = period.kind == Kind::Once;
    const QDate today = wallOf(now, zone ? *zone : Zone()).date();
    m_from->setDate(isOnce ? wallOf(period.once.from, zone ? *zone : Zone()).date() : today);
    m_to->setDate(isOnce ? wallOf({period.once.to.micros - 1}, zone ? *zone : Zone()).date()
                         : today.addMonths(1));
    updateParts();
}

BudgetPeriodWords::Kind PeriodForm::kind() const
{
    return static_cast<Kind>(m_kind->currentData().toInt());
}

QString PeriodForm::read(BudgetPeriodWords &period) const
{
    period.kind = kind();
    period.length = m_length->value();
    period.startDay =
        period.kind == Kind::Week ? m_weekday->currentData().toInt() : m_startDay->value();
    period.zone = m_zone->currentText().trimmed().toStdString();
    const auto zone = Zone::named(period.zone);
    if (!zone)
        return tr("There is no time zone “%1”; write one such as Europe/Berlin.")
            .arg(m_zone->currentText());
    if (period.kind != Kind::Once)
        return {};
    if (m_to->date() < m_from->date())
        return tr("It ends before it begins.");
    period.once = {instantOf(QDateTime(m_from->date(), QTime(0, 0), Qt::UTC), *zone),
                   instantOf(QDateTime(m_to->date().addDays(1), QTime(0, 0), Qt::UTC), *zone)};
    return {};
}

} // namespace outlay::ui
