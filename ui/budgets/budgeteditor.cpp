// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/budgets/budgeteditor.h"

#include "ui/budgets/budgetwords.h"
#include "ui/budgets/periodform.h"
#include "ui/budgets/scopebuilder.h"
#include "ui/text/numbers.h"
#include "ui/text/week.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace outlay::ui {
namespace {

constexpr int pauseMs = 350;
constexpr int exhausted = 100;

QLineEdit *makeLine(const char *objectName, const QString &name, QWidget *parent)
{
    auto *line = new QLineEdit(parent);
    line->setObjectName(QLatin1String(objectName));
    line->setAccessibleName(name);
    line->setMaxLength(200);
    return line;
}

QDateTimeEdit *makeMoment(const char *objectName, const QString &name, QWidget *parent)
{
    auto *edit = new QDateTimeEdit(parent);
    edit->setTimeSpec(Qt::UTC); // a wall clock's time, see instantOf()
    addCalendar(*edit, true);
    edit->setObjectName(QLatin1String(objectName));
    edit->setAccessibleName(name);
    return edit;
}

QSpinBox *makeNumber(int least, int greatest, const char *objectName, const QString &name,
                     QWidget *parent)
{
    auto *box = new QSpinBox(parent);
    box->setRange(least, greatest);
    box->setObjectName(QLatin1String(objectName));
    box->setAccessibleName(name);
    return box;
}

} // namespace

BudgetEditor::BudgetEditor(const BudgetDraft &draft, const BudgetsSnapshot &snapshot,
                           QWidget *parent)
    : QDialog(parent)
    , m_former(draft)
    , m_now(snapshot.now)
    , m_zone(snapshot.zone)
    , m_name(makeLine("budgetEditName", tr("Name"), this))
    , m_limit(makeLine("budgetEditLimit", tr("Limit"), this))
    , m_thresholds(makeLine("budgetEditThresholds", tr("Thresholds in percent"), this))
    , m_owner(makeLine("budgetEditOwner", tr("Owner"), this))
    , m_deputy(makeLine("budgetEditDeputy", tr("Deputy"), this))
    , m_bound(makeLine("budgetEditBound", tr("Never more than"), this))
    , m_raiseTo(makeLine("budgetEditRaiseTo", tr("Raised limit"), this))
    , m_scope(new ScopeBuilder(this))
    , m_period(new PeriodForm(this))
    , m_parent(new QComboBox(this))
    , m_unit(new QComboBox(this))
    , m_kind(new QComboBox(this))
    , m_allocation(new QComboBox(this))
    , m_percentile(makeNumber(1, 100, "budgetEditPercentile", tr("Percentile"), this))
    , m_periods(makeNumber(1, 26, "budgetEditPeriods", tr("Of how many last periods"), this))
    , m_margin(makeNumber(0, 500, "budgetEditMargin", tr("Margin in percent"), this))
    , m_isRaised(new QCheckBox(tr("Raise to"), this))
    , m_isPaused(new QCheckBox(tr("Paused"), this))
    , m_raisedUntil(makeMoment("budgetEditRaisedUntil", tr("Raised until"), this))
    , m_pausedUntil(makeMoment("budgetEditPausedUntil", tr("Paused until"), this))
    , m_note(new QPlainTextEdit(this))
    , m_preview(new WrappedLabel({}, uiFont(12), this))
{
    setObjectName(QStringLiteral("budgetEditor"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(draft.id.empty() ? tr("New budget") : tr("Edit a budget"));
    auto *content = new QWidget;
    auto *form = new QFormLayout(content);
    form->setContentsMargins(0, 0, 12, 0);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    makeForm(*form, snapshot);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(content);
    content->setAutoFillBackground(false); // the dialog's shows through
    scroll->viewport()->setAutoFillBackground(false);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    m_save = buttons->button(QDialogButtonBox::Save);
    connect(buttons, &QDialogButtonBox::accepted, this, &BudgetEditor::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_preview->setObjectName(QStringLiteral("budgetPreview"));
    auto *box = new QVBoxLayout(this);
    box->addWidget(scroll, 1);
    box->addWidget(makeLabel(tr("What it would have done"), uiFont(13, QFont::DemiBold), this));
    box->addWidget(m_preview);
    m_missing = makeLabel({}, uiFont(12), this, "muted");
    m_missing->setObjectName(QStringLiteral("budgetMissing"));
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_missing, 1);
    foot->addWidget(buttons);
    box->addLayout(foot);
    resize(660, std::min(700, parent ? parent->window()->height() - 40 : 700));
    fill(draft);
    m_pause.setSingleShot(true);
    m_pause.setInterval(pauseMs);
    connect(&m_pause, &QTimer::timeout, this, &BudgetEditor::ask);
    listen();
    changed();
}

void BudgetEditor::addField(QFormLayout &form, const QString &label, QWidget *widget, Field field)
{
    auto *error = makeLabel({}, uiFont(12), this, "warning");
    error->setWordWrap(true);
    error->setObjectName(QStringLiteral("budgetError%1").arg(static_cast<int>(field)));
    error->hide();
    auto *holder = new QWidget(this);
    auto *box = new QVBoxLayout(holder);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(3);
    box->addWidget(widget);
    box->addWidget(error);
    holder->setFocusProxy(widget);
    m_errors[field] = error;
    form.addRow(label, holder);
    if (auto *name = qobject_cast<QLabel *>(form.labelForField(holder)))
        name->setBuddy(widget);
}

void BudgetEditor::makeForm(QFormLayout &form, const BudgetsSnapshot &snapshot)
{
    nameParts();
    m_scope->setKnown(snapshot.known);
    m_parent->addItem(tr("None"), QString());
    for (const BudgetRow &row : snapshot.rows) {
        if (row.member.empty() && !row.isNobody && row.id != m_former.id && !row.isTripwire)
            m_parent->addItem(row.name, QString::fromStdString(row.id));
    }
    addField(form, tr("&Name"), m_name, Field::Name);
    addField(form, tr("&Counts"), m_scope, Field::Scope);
    m_errors[Field::Overrides] = m_errors[Field::Scope];
    addField(form, tr("&Limit"), makeLimit(), Field::Limit);
    addField(form, tr("&Follows history"), makeAllocation(), Field::Allocation);
    addField(form, tr("&Period"), m_period, Field::Period);
    addField(form, tr("&Thresholds, %"), m_thresholds, Field::Thresholds);
    form.addRow(tr("&Does"), m_kind);
    addField(form, tr("Part &of"), m_parent, Field::Parent);
    addField(form, tr("O&wner, deputy"), makeOwners(), Field::Owner);
    addField(form, tr("&Raise"), makeUntil(m_isRaised, m_raiseTo, m_raisedUntil), Field::Raise);
    addField(form, tr("Pa&use"), makeUntil(m_isPaused, nullptr, m_pausedUntil), Field::Pause);
    form.addRow(tr("Not&e"), m_note);
}

void BudgetEditor::nameParts()
{
    for (const BudgetUnit unit : {BudgetUnit::Money, BudgetUnit::Tokens, BudgetUnit::Requests})
        m_unit->addItem(unitLabel(unit), static_cast<int>(unit));
    m_kind->addItem(tr("Warns only"), false);
    m_kind->addItem(tr("Cap: is to block at a gateway"), true);
    m_allocation->addItem(tr("No: fixed"), false);
    m_allocation->addItem(tr("Yes, within a bound"), true);
    m_unit->setObjectName(QStringLiteral("budgetEditUnit"));
    m_kind->setObjectName(QStringLiteral("budgetEditKind"));
    m_parent->setObjectName(QStringLiteral("budgetEditParent"));
    m_allocation->setObjectName(QStringLiteral("budgetEditAllocation"));
    m_unit->setAccessibleName(tr("Unit of the limit"));
    m_kind->setAccessibleName(tr("What it does"));
    m_parent->setAccessibleName(tr("Part of"));
    m_allocation->setAccessibleName(tr("Follows history"));
    m_isRaised->setObjectName(QStringLiteral("budgetEditIsRaised"));
    m_isPaused->setObjectName(QStringLiteral("budgetEditIsPaused"));
    m_thresholds->setPlaceholderText(QStringLiteral("50, 75, 90"));
    m_thresholds->setToolTip(tr("100% is always one: exhausted."));
    m_note->setObjectName(QStringLiteral("budgetEditNote"));
    m_note->setAccessibleName(tr("Note"));
    m_note->setTabChangesFocus(true);
    m_note->setFixedHeight(56);
    m_percentile->setPrefix(tr("percentile ", "before a number"));
    m_periods->setPrefix(tr("of ", "before a number of periods"));
    const auto sayPeriods = [this](int periods) {
        m_periods->setSuffix(tr(" period(s) before", "after a number", periods));
    };
    connect(m_periods, &QSpinBox::valueChanged, this, sayPeriods);
    sayPeriods(m_periods->value());
    m_margin->setPrefix(QStringLiteral("+ "));
    m_margin->setSuffix(percentText({}, locale()));
    m_bound->setPlaceholderText(tr("never more than"));
    m_deputy->setPlaceholderText(tr("deputy"));
    m_owner->setPlaceholderText(tr("owner"));
}

QWidget *BudgetEditor::makeLimit()
{
    auto *part = new QWidget(this);
    auto *row = new QHBoxLayout(part);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_limit, 1);
    row->addWidget(m_unit);
    part->setFocusProxy(m_limit);
    return part;
}

QWidget *BudgetEditor::makeAllocation()
{
    auto *part = new QWidget(this);
    m_formula = new QWidget(part);
    auto *numbers = new QHBoxLayout;
    numbers->addWidget(m_percentile);
    numbers->addWidget(m_periods);
    numbers->addWidget(m_margin);
    auto *formula = new QVBoxLayout(m_formula);
    formula->setContentsMargins(0, 0, 0, 0);
    formula->addLayout(numbers);
    formula->addWidget(m_bound);
    auto *box = new QVBoxLayout(part);
    box->setContentsMargins(0, 0, 0, 0);
    box->addWidget(m_allocation);
    box->addWidget(m_formula);
    part->setFocusProxy(m_allocation);
    return part;
}

QWidget *BudgetEditor::makeUntil(QCheckBox *check, QLineEdit *amount, QDateTimeEdit *until)
{
    auto *part = new QWidget(this);
    auto *row = new QHBoxLayout(part);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(check);
    if (amount)
        row->addWidget(amount, 1);
    row->addWidget(makeLabel(tr("until"), uiFont(13), part));
    row->addWidget(until);
    row->addStretch();
    part->setFocusProxy(check);
    return part;
}

QWidget *BudgetEditor::makeOwners()
{
    auto *part = new QWidget(this);
    auto *row = new QHBoxLayout(part);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_owner);
    row->addWidget(m_deputy);
    part->setFocusProxy(m_owner);
    return part;
}

void BudgetEditor::fill(const BudgetDraft &draft)
{
    m_name->setText(QString::fromStdString(draft.name));
    m_scope->setScope(draft);
    m_unit->setCurrentIndex(static_cast<int>(draft.unit));
    if (draft.limit > 0)
        m_limit->setText(amountToType(draft.limit, draft.unit, locale()));
    m_allocation->setCurrentIndex(draft.allocation ? 1 : 0);
    const BudgetDraft::Allocation formula = draft.allocation.value_or(BudgetDraft::Allocation{});
    m_percentile->setValue(formula.percentile);
    m_periods->setValue(formula.periods);
    m_margin->setValue(formula.marginPercent);
    if (formula.bound > 0)
        m_bound->setText(amountToType(formula.bound, draft.unit, locale()));
    m_period->setPeriod(draft.period, m_now);
    QStringList thresholds;
    for (const int one : draft.thresholds)
        thresholds << QString::number(one);
    m_thresholds->setText(thresholds.join(QStringLiteral(", ")));
    m_kind->setCurrentIndex(draft.isCap ? 1 : 0);
    m_parent->setCurrentIndex(
        std::max(0, m_parent->findData(QString::fromStdString(draft.parent))));
    m_owner->setText(QString::fromStdString(draft.owner));
    m_deputy->setText(QString::fromStdString(draft.deputy));
    m_note->setPlainText(QString::fromStdString(draft.note));
    const Instant tomorrow{m_now.micros + microsPerDay};
    m_isRaised->setChecked(draft.raise.has_value());
    if (draft.raise)
        m_raiseTo->setText(amountToType(draft.raise->limit, draft.unit, locale()));
    m_raisedUntil->setDateTime(wallOf(draft.raise ? draft.raise->until : tomorrow, m_zone));
    m_isPaused->setChecked(draft.pausedUntil.has_value());
    m_pausedUntil->setDateTime(wallOf(draft.pausedUntil.value_or(tomorrow), m_zone));
    updateParts();
    updateSave();
}

void BudgetEditor::listen()
{
    for (QLineEdit *line : {m_name, m_limit, m_thresholds, m_owner, m_deputy, m_bound, m_raiseTo})
        connect(line, &QLineEdit::textChanged, this, &BudgetEditor::changed);
    for (QComboBox *box : {m_parent, m_unit, m_kind, m_allocation})
        connect(box, &QComboBox::currentIndexChanged, this, &BudgetEditor::changed);
    for (QSpinBox *box : {m_percentile, m_periods, m_margin})
        connect(box, &QSpinBox::valueChanged, this, &BudgetEditor::changed);
    for (QCheckBox *check : {m_isRaised, m_isPaused})
        connect(check, &QCheckBox::toggled, this, &BudgetEditor::changed);
    for (QDateTimeEdit *edit : {m_raisedUntil, m_pausedUntil})
        connect(edit, &QDateTimeEdit::dateTimeChanged, this, &BudgetEditor::changed);
    connect(m_scope, &ScopeBuilder::changed, this, &BudgetEditor::changed);
    connect(m_period, &PeriodForm::changed, this, &BudgetEditor::changed);
    connect(m_note, &QPlainTextEdit::textChanged, this, &BudgetEditor::changed);
}

void BudgetEditor::updateParts()
{
    const bool isPerMinute = m_period->kind() == BudgetPeriodWords::Kind::Minute;
    m_thresholds->setEnabled(!isPerMinute);
    m_thresholds->setToolTip(isPerMinute ? tr("This is %1.").arg(minuteWords())
                                         : tr("100% is always one: exhausted."));
    m_formula->setVisible(m_allocation->currentData().toBool());
    m_raiseTo->setEnabled(m_isRaised->isChecked());
    m_raisedUntil->setEnabled(m_isRaised->isChecked());
    m_pausedUntil->setEnabled(m_isPaused->isChecked());
}

/// What is still to be written, beside the button that waits for it.
void BudgetEditor::updateSave()
{
    QStringList missing;
    if (m_name->text().trimmed().isEmpty())
        missing << tr("a name");
    if (m_limit->text().trimmed().isEmpty())
        missing << tr("a limit");
    m_missing->setText(
        missing.isEmpty()
            ? QString()
            : tr("Still to be written: %1").arg(missing.join(tr(" and ", "between two things"))));
    m_save->setEnabled(missing.isEmpty());
}

void BudgetEditor::changed()
{
    updateParts();
    updateSave();
    m_pause.start();
}

void BudgetEditor::readAmounts(BudgetDraft &draft, std::vector<BudgetFieldError> &errors) const
{
    const QString advice = draft.unit == BudgetUnit::Money
                               ? tr("Write an amount above zero, for example %1.")
                                     .arg(dollars(Money{50'000'000'000}, locale()))
                               : tr("Write a number above zero, for example 250K.");
    const auto read = [&](const QLineEdit &line, std::int64_t &into, Field field) {
        const auto amount = typedAmount(line.text(), draft.unit, locale());
        if (!amount || *amount == 0)
            errors.push_back({field, advice});
        else
            into = *amount;
    };
    read(*m_limit, draft.limit, Field::Limit);
    draft.allocation.reset();
    if (m_allocation->currentData().toBool()) {
        draft.allocation = {m_percentile->value(), m_periods->value(), m_margin->value(), 0};
        read(*m_bound, draft.allocation->bound, Field::Allocation);
    }
    draft.raise.reset();
    if (m_isRaised->isChecked()) {
        draft.raise = {0, instantOf(m_raisedUntil->dateTime(), m_zone)};
        read(*m_raiseTo, draft.raise->limit, Field::Raise);
        if (draft.raise->limit > 0 && draft.raise->limit <= draft.limit)
            errors.push_back({Field::Raise, tr("It is not more than the limit.")});
        else if (draft.raise->until <= m_now)
            errors.push_back({Field::Raise, tr("That time has passed.")});
    }
    draft.pausedUntil.reset();
    if (m_isPaused->isChecked()) {
        draft.pausedUntil = instantOf(m_pausedUntil->dateTime(), m_zone);
        if (*draft.pausedUntil <= m_now)
            errors.push_back({Field::Pause, tr("That time has passed.")});
    }
}

void BudgetEditor::readThresholds(BudgetDraft &draft, std::vector<BudgetFieldError> &errors) const
{
    std::set<int> all; // ascending, each once
    for (QString one : m_thresholds->text().split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        one = one.trimmed();
        one.remove(QLatin1Char('%'));
        bool isNumber = false;
        const int percent = one.trimmed().toInt(&isNumber);
        if (!isNumber || percent < 1 || percent > exhausted) {
            errors.push_back({Field::Thresholds,
                              tr("“%1” is no percentage from 1 to 99; separate them by commas.")
                                  .arg(one.trimmed())});
            return;
        }
        if (percent < exhausted) // is always one
            all.insert(percent);
    }
    draft.thresholds.assign(all.begin(), all.end());
}

BudgetDraft BudgetEditor::draft(std::vector<BudgetFieldError> &errors) const
{
    BudgetDraft draft = m_former;
    draft.name = m_name->text().trimmed().toStdString();
    if (draft.name.empty())
        errors.push_back({Field::Name, tr("Give it a name.")});
    draft.unit = static_cast<BudgetUnit>(m_unit->currentData().toInt());
    const QString scope = m_scope->read(draft);
    if (!scope.isEmpty())
        errors.push_back({Field::Overrides, scope});
    else if (draft.each && draft.each->dimension == Dimension::Tag && draft.each->tagKey.empty())
        errors.push_back({Field::Scope, tr("Write the key of the tag.")});
    readAmounts(draft, errors);
    const QString period = m_period->read(draft.period);
    if (!period.isEmpty())
        errors.push_back({Field::Period, period});
    readThresholds(draft, errors);
    draft.isCap = m_kind->currentData().toBool();
    draft.parent = m_parent->currentData().toString().toStdString();
    draft.owner = m_owner->text().trimmed().toStdString();
    draft.deputy = m_deputy->text().trimmed().toStdString();
    draft.note = m_note->toPlainText().trimmed().toStdString();
    return draft;
}

void BudgetEditor::setErrors(const std::vector<BudgetFieldError> &errors)
{
    std::set<QLabel *> shown;
    for (const BudgetFieldError &error : errors) {
        const auto label = m_errors.find(error.field);
        if (label == m_errors.end() || !shown.insert(label->second).second)
            continue;
        label->second->setText(error.text);
        label->second->show();
    }
    for (const auto &[field, label] : m_errors) {
        if (!shown.count(label))
            label->hide();
    }
}

void BudgetEditor::ask()
{
    std::vector<BudgetFieldError> errors;
    const BudgetDraft typed = draft(errors);
    // A name can wait until it is saved; a form opened a second ago is not told off for it.
    const auto isLater = [this](const BudgetFieldError &error) {
        return (error.field == Field::Name && !m_name->isModified()) ||
               (error.field == Field::Limit && m_limit->text().isEmpty());
    };
    const bool isReady =
        errors.empty() || (errors.size() == 1 && errors.front().field == Field::Name);
    std::erase_if(errors, isLater);
    setErrors(errors);
    if (!isReady)
        return m_preview->setText(tr("Shown as soon as the limit can be read."));
    m_preview->setText(tr("Trying it on the past…"));
    emit previewRequested(typed);
}

void BudgetEditor::setPreview(const BudgetPreview &preview)
{
    setErrors(preview.errors);
    if (m_period->kind() != BudgetPeriodWords::Kind::Minute)
        return m_preview->setText(previewWords(preview, locale()));
    QStringList lines{tr("This is %1.").arg(minuteWords())};
    for (const QString &effect : preview.effects)
        lines << effect;
    m_preview->setText(lines.join(QLatin1Char('\n')));
}

void BudgetEditor::setSaveFailure(const QString &sentence)
{
    updateSave();
    m_preview->setText(sentence);
}

void BudgetEditor::save()
{
    std::vector<BudgetFieldError> errors;
    if (!m_scope->takeTyped())
        errors.push_back({Field::Scope, tr("Write a tag as key=value.")});
    const BudgetDraft typed = draft(errors);
    setErrors(errors);
    if (!errors.empty())
        return m_errors[errors.front().field]->parentWidget()->setFocus();
    m_save->setEnabled(false);
    emit saveRequested(typed);
}

} // namespace outlay::ui
