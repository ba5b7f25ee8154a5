// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/emptystate.h"

#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QVBoxLayout>

namespace outlay::ui {

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent)
    , m_title(makeLabel({}, displayFont(20), this))
    , m_text(makeLabel({}, uiFont(14), this, "muted"))
    , m_action(makePrimary({}, this))
{
    setObjectName(QStringLiteral("emptyState"));
    m_action->setObjectName(QStringLiteral("emptyAction"));
    m_text->setWordWrap(true);
    m_text->setMaximumWidth(520);
    m_text->setMinimumWidth(420);
    m_text->setAlignment(Qt::AlignCenter);
    auto *box = new QVBoxLayout(this);
    box->setSpacing(10);
    box->addStretch(2);
    box->addWidget(m_title, 0, Qt::AlignHCenter);
    box->addWidget(m_text, 0, Qt::AlignHCenter);
    box->addSpacing(6);
    box->addWidget(m_action, 0, Qt::AlignHCenter);
    box->addStretch(3);
    connect(m_action, &QPushButton::clicked, this, &EmptyState::actionRequested);
}

void EmptyState::setWords(const QString &title, const QString &text, const QString &action)
{
    m_title->setText(title);
    m_text->setText(text);
    // A centred label is given its preferred height, whatever its words need.
    m_text->setMinimumHeight(text.isEmpty() ? 0 : m_text->heightForWidth(m_text->minimumWidth()));
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    setAccessibleName(title);
    setAccessibleDescription(text);
}

} // namespace outlay::ui
