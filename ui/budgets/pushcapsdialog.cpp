// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/budgets/pushcapsdialog.h"

#include "ui/budgets/pushpanel.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace outlay::ui {

PushCapsDialog::PushCapsDialog(QWidget *parent)
    : QDialog(parent)
    , m_panel(new PushPanel(this))
    , m_push(makePrimary(tr("Push"), this))
    , m_close(new QPushButton(tr("Close"), this))
{
    setObjectName(QStringLiteral("pushCaps"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Push caps to a gateway"));
    m_push->setObjectName(QStringLiteral("pushNow"));
    m_close->setObjectName(QStringLiteral("pushClose"));
    m_close->setAutoDefault(false);
    auto *foot = new QHBoxLayout;
    foot->addStretch();
    foot->addWidget(m_push);
    foot->addWidget(m_close);
    auto *box = new QVBoxLayout(this);
    box->setSpacing(10);
    box->addWidget(new WrappedLabel(tr("All caps there are, and what the gateway holds of them. "
                                       "Nothing is written before you push."),
                                    uiFont(12), this));
    box->addWidget(m_panel, 1);
    box->addLayout(foot);
    resize(860, 520);
    connect(m_push, &QPushButton::clicked, this, &PushCapsDialog::pushRequested);
    connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
    update();
}

void PushCapsDialog::update()
{
    m_push->setEnabled(m_panel->hasSomethingToPush());
}

} // namespace outlay::ui
