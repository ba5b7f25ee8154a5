// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/budgets/firstbudget.h"

#include "ui/budgets/tripwireform.h"
#include "ui/text/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace outlay::ui {

FirstBudget::FirstBudget(QWidget *parent)
    : QWidget(parent)
    , m_title(makeLabel({}, displayFont(20), this))
    , m_reasoning(new WrappedLabel({}, uiFont(13), this))
    , m_accept(makePrimary(tr("New budget…"), this))
    , m_other(new QPushButton(tr("Write another…"), this))
    , m_tripwires(new TripwireForm(this))
{
    setObjectName(QStringLiteral("firstBudget"));
    m_title->setObjectName(QStringLiteral("proposalTitle"));
    m_reasoning->setObjectName(QStringLiteral("proposalReasoning"));
    m_accept->setObjectName(QStringLiteral("proposalAccept"));
    m_other->setObjectName(QStringLiteral("proposalOther"));
    auto *offer = makeCard(this);
    auto *words = new QVBoxLayout(offer);
    words->setContentsMargins(22, 20, 22, 20);
    words->setSpacing(10);
    words->addWidget(m_title);
    words->addWidget(m_reasoning);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_accept);
    buttons->addWidget(m_other);
    buttons->addStretch();
    words->addLayout(buttons);
    auto *watching = makeCard(this);
    auto *lines = new QVBoxLayout(watching);
    lines->setContentsMargins(22, 18, 22, 18);
    lines->setSpacing(10);
    lines->addWidget(
        makeLabel(tr("On from the start: tripwires"), uiFont(15, QFont::DemiBold), watching));
    lines->addWidget(new WrappedLabel(
        tr("They need no budget and no history, and tell you once each time one is crossed."),
        uiFont(12), watching));
    lines->addWidget(m_tripwires);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(12);
    box->addWidget(offer);
    box->addWidget(watching);
    box->addStretch();
    connect(m_accept, &QPushButton::clicked, this, [this] {
        if (m_proposal)
            emit proposalAccepted(m_proposal->amount);
        else
            emit newRequested();
    });
    connect(m_other, &QPushButton::clicked, this, &FirstBudget::newRequested);
    connect(m_tripwires, &TripwireForm::tripwiresChosen, this, &FirstBudget::tripwiresChosen);
}

void FirstBudget::setSnapshot(const BudgetsSnapshotPtr &snapshot)
{
    m_proposal = snapshot->proposal;
    m_tripwires->setTripwires(snapshot->tripwires);
    m_other->setVisible(m_proposal.has_value());
    if (!m_proposal) {
        m_title->setText(tr("No budget yet"));
        m_reasoning->setText(tr("A budget tells you in time that a limit is near. With a full week "
                                "of history Outlay proposes one."));
        m_accept->setText(tr("New budget…"));
        return;
    }
    m_title->setText(tr("%1 a month for everything?").arg(dollars(m_proposal->amount, locale())));
    m_reasoning->setText(m_proposal->reasoning);
    m_accept->setText(tr("Use this budget"));
}

void FirstBudget::setBusy(bool isBusy)
{
    m_accept->setEnabled(!isBusy);
    m_other->setEnabled(!isBusy);
    m_tripwires->setBusy(isBusy);
}

} // namespace outlay::ui
