// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sources/planeditor.h"

#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/week.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QComboBox>
#include <QDateTime>
#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>

namespace outlay::ui {
namespace {

using Kind = Ingest::Plan::Kind;

struct Choice
{
    Kind kind;
    const char *word; ///< the ledger's
};
constexpr std::array choices{Choice{Kind::Unknown, "unknown"}, Choice{Kind::Metered, "metered"},
                             Choice{Kind::Subscription, "subscription"},
                             Choice{Kind::Provisioned, "provisioned"},
                             Choice{Kind::Local, "local"}};

bool hasFee(Kind kind)
{
    return kind == Kind::Subscription || kind == Kind::Provisioned;
}

} // namespace

PlanEditor::PlanEditor(QWidget *parent)
    : QWidget(parent)
    , m_kind(new QComboBox(this))
    , m_name(new QLineEdit(this))
    , m_fee(new QLineEdit(this))
    , m_since(new QLineEdit(this))
    , m_nameLabel(makeLabel(tr("Name"), uiFont(12), this, "muted"))
    , m_feeLabel(makeLabel(tr("Fee a month"), uiFont(12), this, "muted"))
    , m_error(makeLabel({}, uiFont(12), this, "critical"))
    , m_set(makePrimary(tr("Set plan"), this))
{
    m_kind->setObjectName(QStringLiteral("planKind"));
    m_name->setObjectName(QStringLiteral("planName"));
    m_fee->setObjectName(QStringLiteral("planFee"));
    m_since->setObjectName(QStringLiteral("planSince"));
    m_set->setObjectName(QStringLiteral("planSet"));
    m_error->setObjectName(QStringLiteral("planError"));
    m_name->setPlaceholderText(tr("Max 20x"));
    m_fee->setPlaceholderText(tr("US dollars"));
    m_since->setPlaceholderText(tr("always"));
    m_since->setToolTip(tr("The first day the plan holds, such as %1 or 2026-11-01; empty: always")
                            .arg(locale().toString(QDate(2026, 11, 1), dayFormat(locale()))));
    fillKinds();
    auto *kindLabel = makeLabel(tr("Paid"), uiFont(12), this, "muted");
    auto *sinceLabel = makeLabel(tr("Since"), uiFont(12), this, "muted");
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(3);
    int column = 0;
    const auto add = [&](QLabel *label, QWidget *field, int stretch) {
        label->setBuddy(field);
        field->setAccessibleName(label->text());
        grid->addWidget(label, 0, column);
        grid->addWidget(field, 1, column);
        grid->setColumnStretch(column++, stretch);
    };
    add(kindLabel, m_kind, 3);
    add(m_nameLabel, m_name, 2);
    add(m_feeLabel, m_fee, 2);
    add(sinceLabel, m_since, 2);
    grid->addWidget(m_set, 1, column);
    grid->addWidget(m_error, 2, 0, 1, column + 1);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &PlanEditor::updateFields);
    connect(m_set, &QPushButton::clicked, this, &PlanEditor::take);
    for (QLineEdit *field : {m_name, m_fee, m_since})
        connect(field, &QLineEdit::returnPressed, this, &PlanEditor::take);
    updateFields();
}

void PlanEditor::fillKinds()
{
    const auto add = [this](const QString &text, Kind kind, const QString &hint) {
        m_kind->addItem(text, static_cast<int>(kind));
        m_kind->setItemData(m_kind->count() - 1, hint, Qt::ToolTipRole);
    };
    add(tr("Not answered"), Kind::Unknown, tr("Counts as metered, and reports say so."));
    add(tr("By the token (metered)"), Kind::Metered, tr("Its cost is spend."));
    add(tr("Subscription with a fee"), Kind::Subscription,
        tr("The fee is spend, its tokens stand apart as list value."));
    add(tr("Reserved capacity"), Kind::Provisioned, tr("Like a subscription."));
    add(tr("Local model, no bill"), Kind::Local, tr("Costs nothing."));
}

Kind PlanEditor::kind() const
{
    return static_cast<Kind>(m_kind->currentData().toInt());
}

void PlanEditor::setSubject(const std::string &source, const std::string &key,
                            const std::optional<PlanInfo> &plan)
{
    m_source = source;
    m_key = key;
    Kind kind = Kind::Unknown;
    for (const Choice &choice : choices) {
        if (plan && plan->kind == choice.word)
            kind = choice.kind;
    }
    m_kind->setCurrentIndex(m_kind->findData(static_cast<int>(kind)));
    m_name->setText(plan ? QString::fromStdString(plan->name) : QString());
    m_fee->setText(plan && plan->fee != Money{} ? moneyExact(plan->fee, locale()) : QString());
    m_since->setText(
        plan && plan->from
            ? locale().toString(
                  QDateTime::fromMSecsSinceEpoch(plan->from->micros / 1000, Qt::UTC).date(),
                  dayFormat(locale()))
            : QString());
    m_error->clear();
    updateFields();
}

void PlanEditor::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    updateFields();
}

void PlanEditor::updateFields()
{
    const bool asksFee = hasFee(kind());
    for (QWidget *field : {static_cast<QWidget *>(m_name), static_cast<QWidget *>(m_nameLabel),
                           static_cast<QWidget *>(m_fee), static_cast<QWidget *>(m_feeLabel)})
        field->setEnabled(asksFee);
    m_since->setEnabled(kind() != Kind::Unknown);
    m_set->setEnabled(!m_isBusy && !(m_source.empty() && m_key.empty()));
}

void PlanEditor::take()
{
    if (!m_set->isEnabled())
        return;
    Ingest::Plan plan;
    plan.source = m_source;
    plan.key = m_key;
    plan.kind = kind();
    m_error->clear();
    if (hasFee(plan.kind)) {
        plan.name = m_name->text().trimmed().toStdString();
        const auto fee =
            m_fee->text().trimmed().isEmpty() ? Money{} : typedMoney(m_fee->text(), locale());
        if (!fee)
            return m_error->setText(tr("“%1” is no amount. Write US dollars, such as 200 or 19.99.")
                                        .arg(m_fee->text()));
        plan.fee = *fee;
    }
    const QString since = m_since->text().trimmed();
    if (!since.isEmpty() && plan.kind != Kind::Unknown) {
        const auto day = typedDay(since, locale());
        if (!day)
            return m_error->setText(
                tr("“%1” is no day. Write it such as %2 or 2026-11-01.", "typed, example")
                    .arg(since, locale().toString(QDate(2026, 11, 1), dayFormat(locale()))));
        plan.from = toRfc3339({QDateTime(*day, QTime(0, 0), Qt::UTC).toMSecsSinceEpoch() * 1000});
    }
    emit planChosen(plan);
}

} // namespace outlay::ui
