// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/rangepicker.h"

#include "ui/shell/segment.h"
#include "ui/text/bidi.h"
#include "ui/text/labels.h"
#include "ui/text/week.h"
#include "ui/theme/icons.h"

#include <QButtonGroup>
#include <QDateEdit>
#include <QDialog>
#include <QDialogButtonBox>
#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>

namespace outlay::ui {
namespace {

QDate dateOf(const Zone &zone, Instant at)
{
    return QDate(1970, 1, 1).addDays(zone.dayOf(at));
}

} // namespace

RangePicker::RangePicker(QWidget *parent)
    : QWidget(parent)
    , m_presets(new QButtonGroup(this))
    , m_back(new QToolButton(this))
    , m_forward(new QToolButton(this))
{
    setObjectName(QStringLiteral("rangePicker"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    m_back->setObjectName(QStringLiteral("rangeBack"));
    m_back->setAccessibleName(tr("Previous period"));
    m_back->setToolTip(tr("Previous period  ["));
    m_forward->setObjectName(QStringLiteral("rangeForward"));
    m_forward->setAccessibleName(tr("Next period"));
    m_forward->setToolTip(tr("Next period  ]"));
    for (QToolButton *arrow : {m_back, m_forward})
        arrow->setFocusPolicy(Qt::StrongFocus);
    row->addWidget(m_back);
    row->addWidget(makeSegment({tr("Today"), isolated(tr("7 d")), isolated(tr("30 d")), tr("MTD"),
                                tr("All"), tr("Custom")},
                               tr("Range"), *m_presets, this));
    row->addWidget(m_forward);
    m_presets->button(static_cast<int>(Preset::MonthToDate))->setToolTip(tr("Month to date"));
    m_presets->button(static_cast<int>(Preset::Last7))
        ->setToolTip(tr("Seven calendar days, today included"));
    m_presets->button(static_cast<int>(Preset::Last30))
        ->setToolTip(tr("Thirty calendar days, today included"));
    connect(m_presets, &QButtonGroup::idClicked, this, &RangePicker::presetClicked);
    connect(m_back, &QToolButton::clicked, this, &RangePicker::goBack);
    connect(m_forward, &QToolButton::clicked, this, &RangePicker::goForward);
    updateArrows();
}

void RangePicker::setChoice(const PeriodChoice &choice, const Zone &zone, Instant now,
                            const std::optional<TimeRange> &span)
{
    m_choice = choice;
    m_zone = zone;
    m_now = now;
    m_span = span;
    updatePresets();
    updateArrows();
}

/// Empty: it is a preset as it stands.
QString RangePicker::ownName() const
{
    if (m_choice.preset == Preset::All ||
        (m_choice.preset != Preset::Custom && m_choice.shift == 0))
        return {};
    const TimeRange range = resolve(m_choice, m_now, m_zone, m_span).range;
    return m_choice.preset == Preset::MonthToDate
               ? locale().toString(dateOf(m_zone, range.from), QStringLiteral("MMM yyyy"))
               : rangeLabel(passedOf(range, m_now), m_zone, locale(), false);
}

void RangePicker::updatePresets()
{
    const QString own = ownName();
    QAbstractButton *custom = m_presets->button(static_cast<int>(Preset::Custom));
    custom->setText(own.isEmpty() ? tr("Custom") : own);
    custom->setAccessibleName(tr("Range %1", "name of a range").arg(custom->text()));
    custom->setToolTip(tr("Choose the first and the last day"));
    (own.isEmpty() ? m_presets->button(static_cast<int>(m_choice.preset)) : custom)
        ->setChecked(true);
}

void RangePicker::updateArrows()
{
    m_back->setIcon(symbolicIcon("left", *this, Tint::Muted));
    m_forward->setIcon(symbolicIcon("right", *this, Tint::Muted));
    m_back->setEnabled(m_choice.preset != Preset::All);
    m_forward->setEnabled(shifted(m_choice, 1, m_now, m_zone) != m_choice);
}

void RangePicker::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateArrows();
}

void RangePicker::choose(const PeriodChoice &choice)
{
    if (choice == m_choice)
        return;
    setChoice(choice, m_zone, m_now, m_span);
    emit choiceMade(choice);
}

void RangePicker::presetClicked(int id)
{
    if (static_cast<Preset>(id) == Preset::Custom)
        askForRange();
    else
        choose({static_cast<Preset>(id), 0, {}});
}

void RangePicker::goBack()
{
    choose(shifted(m_choice, -1, m_now, m_zone));
}

void RangePicker::goForward()
{
    choose(shifted(m_choice, 1, m_now, m_zone));
}

void RangePicker::goToToday()
{
    choose({Preset::Today, 0, {}});
}

void RangePicker::askForRange()
{
    auto *dialog = new QDialog(this);
    dialog->setObjectName(QStringLiteral("customRange"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Custom range"));
    const TimeRange shown = resolve(m_choice, m_now, m_zone, m_span).range;
    auto *first = new QDateEdit(dateOf(m_zone, shown.from), dialog);
    auto *last = new QDateEdit(
        std::min(dateOf(m_zone, {shown.to.micros - 1}), dateOf(m_zone, m_now)), dialog);
    first->setObjectName(QStringLiteral("customFirst"));
    last->setObjectName(QStringLiteral("customLast"));
    for (QDateEdit *edit : {first, last}) {
        addCalendar(*edit);
        edit->setMinimumDate(QDate(2015, 1, 1));
    }
    auto *form = new QFormLayout(dialog);
    form->addRow(tr("&First day"), first);
    form->addRow(tr("&Last day"), last);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, dialog);
    form->addRow(buttons);
    connect(buttons, &QDialogButtonBox::accepted, dialog, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    connect(dialog, &QDialog::rejected, this, &RangePicker::updatePresets);
    connect(dialog, &QDialog::accepted, this, [this, first, last] {
        const QDate epoch(1970, 1, 1);
        const QDate from = std::min(first->date(), last->date());
        const QDate to = std::max(first->date(), last->date());
        updatePresets(); // the same range again is no choice
        choose({Preset::Custom,
                0,
                {m_zone.startOfDay(epoch.daysTo(from)), m_zone.startOfDay(epoch.daysTo(to) + 1)}});
    });
    dialog->open();
}

} // namespace outlay::ui
