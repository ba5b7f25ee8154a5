// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/budgets/tripwireform.h"

#include "ui/text/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSpinBox>

namespace outlay::ui {

TripwireForm::TripwireForm(QWidget *parent)
    : QWidget(parent)
    , m_problem(makeLabel({}, uiFont(12), this, "warning"))
    , m_save(new QPushButton(tr("Save tripwires"), this))
{
    setObjectName(QStringLiteral("tripwireForm"));
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(6);
    m_sessions = addLine(*grid, 0, tr("A session over"), "tripwireSessions");
    m_perSession = makeAmount("tripwirePerSession", tr("Amount of a session"));
    grid->addWidget(m_perSession, 0, 1);
    m_people = addLine(*grid, 1, tr("A person or key, an hour, over"), "tripwirePeople");
    m_perHour = makeAmount("tripwirePerHour", tr("Amount of an hour"));
    grid->addWidget(m_perHour, 1, 1);
    m_repeats = addLine(*grid, 2, tr("The same prompt"), "tripwireRepeats");
    m_repeatCount = makeNumber(2, 100'000, "tripwireRepeatCount", tr("Times the same prompt"));
    m_repeatMinutes = makeNumber(1, 1'440, "tripwireRepeatMinutes", tr("Minutes for it"));
    m_repeatCount->setSuffix(tr(" times", "after a number"));
    m_repeatMinutes->setPrefix(tr("in ", "before a number of minutes"));
    m_repeatMinutes->setSuffix(tr(" min", "after a number"));
    grid->addWidget(m_repeatCount, 2, 1);
    grid->addWidget(m_repeatMinutes, 2, 2);
    m_storms = addLine(*grid, 3, tr("A retry storm: failed attempts"), "tripwireStorms");
    m_attempts = makeNumber(2, 100'000, "tripwireStormAttempts", tr("Failed attempts"));
    m_seconds = makeNumber(1, 3'600, "tripwireStormSeconds", tr("Seconds for them"));
    m_attempts->setSuffix(tr(" times", "after a number"));
    m_seconds->setPrefix(tr("in ", "before a number of minutes"));
    m_seconds->setSuffix(tr(" s", "seconds, after a number"));
    grid->addWidget(m_attempts, 3, 1);
    grid->addWidget(m_seconds, 3, 2);
    grid->setColumnStretch(3, 1);
    m_problem->setObjectName(QStringLiteral("tripwireProblem"));
    m_problem->hide();
    m_save->setObjectName(QStringLiteral("tripwireSave"));
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_save);
    foot->addWidget(m_problem, 1);
    foot->addStretch();
    grid->addLayout(foot, 4, 0, 1, 4);
    connect(m_save, &QPushButton::clicked, this, &TripwireForm::save);
    show(m_stored);
}

QCheckBox *TripwireForm::addLine(QGridLayout &grid, int row, const QString &text,
                                 const char *objectName)
{
    auto *check = new QCheckBox(text, this);
    check->setObjectName(QLatin1String(objectName));
    grid.addWidget(check, row, 0);
    connect(check, &QCheckBox::toggled, this, &TripwireForm::changed);
    return check;
}

QLineEdit *TripwireForm::makeAmount(const char *objectName, const QString &name)
{
    auto *line = new QLineEdit(this);
    line->setObjectName(QLatin1String(objectName));
    line->setAccessibleName(name);
    line->setMaximumWidth(120);
    connect(line, &QLineEdit::textEdited, this, &TripwireForm::changed);
    return line;
}

QSpinBox *TripwireForm::makeNumber(int least, int greatest, const char *objectName,
                                   const QString &name)
{
    auto *box = new QSpinBox(this);
    box->setRange(least, greatest);
    box->setObjectName(QLatin1String(objectName));
    box->setAccessibleName(name);
    connect(box, &QSpinBox::valueChanged, this, &TripwireForm::changed);
    return box;
}

void TripwireForm::show(const TripwireSettings &settings)
{
    m_isShowing = true;
    m_sessions->setChecked(settings.watchesSessions);
    m_people->setChecked(settings.watchesPeople);
    m_repeats->setChecked(settings.watchesRepeats);
    m_storms->setChecked(settings.watchesStorms);
    m_perSession->setText(moneyExact(settings.perSession, locale()));
    m_perHour->setText(moneyExact(settings.perHour, locale()));
    m_repeatCount->setValue(settings.repeats);
    m_repeatMinutes->setValue(settings.repeatMinutes);
    m_attempts->setValue(settings.stormAttempts);
    m_seconds->setValue(settings.stormSeconds);
    m_isShowing = false;
    m_isChanged = false;
    m_save->setEnabled(false);
    m_problem->hide();
}

void TripwireForm::setTripwires(const TripwireSettings &settings)
{
    m_stored = settings;
    if (!m_isChanged)
        show(settings);
}

std::optional<TripwireSettings> TripwireForm::settings()
{
    TripwireSettings s;
    s.watchesSessions = m_sessions->isChecked();
    s.watchesPeople = m_people->isChecked();
    s.watchesRepeats = m_repeats->isChecked();
    s.watchesStorms = m_storms->isChecked();
    s.repeats = m_repeatCount->value();
    s.repeatMinutes = m_repeatMinutes->value();
    s.stormAttempts = m_attempts->value();
    s.stormSeconds = m_seconds->value();
    for (const auto &[line, amount] :
         {std::pair{m_perSession, &s.perSession}, {m_perHour, &s.perHour}}) {
        const auto typed = typedMoney(line->text(), locale());
        if (!typed || *typed == Money{}) {
            m_problem->setText(
                tr("%1: write an amount above zero, for example %2.")
                    .arg(line->accessibleName(), dollars(Money{25'000'000'000}, locale())));
            m_problem->show();
            line->setFocus();
            return {};
        }
        *amount = *typed;
    }
    m_problem->hide();
    return s;
}

void TripwireForm::setBusy(bool isBusy)
{
    m_save->setEnabled(!isBusy && m_isChanged);
}

void TripwireForm::changed()
{
    if (m_isShowing)
        return;
    m_isChanged = true;
    m_save->setEnabled(true);
}

void TripwireForm::save()
{
    const auto typed = settings();
    if (!typed)
        return;
    m_isChanged = false;
    m_save->setEnabled(false);
    emit tripwiresChosen(*typed);
}

} // namespace outlay::ui
