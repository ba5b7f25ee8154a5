// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sources/unlockprompt.h"

#include "ui/text/labels.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace outlay::ui {

UnlockPrompt::UnlockPrompt(const QString &source, QWidget *parent)
    : QDialog(parent)
    , m_passphrase(new QLineEdit(this))
    , m_problem(new WrappedLabel({}, uiFont(12), this))
    , m_unlock(makePrimary(tr("Unlock"), this))
{
    setObjectName(QStringLiteral("unlockPrompt"));
    setWindowTitle(tr("Unlock"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_passphrase->setObjectName(QStringLiteral("unlockPassphrase"));
    m_passphrase->setEchoMode(QLineEdit::Password);
    m_passphrase->setAccessibleName(tr("Passphrase"));
    m_passphrase->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData |
                                      Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    m_problem->setObjectName(QStringLiteral("unlockProblem"));
    setRole(*m_problem, "critical");
    m_problem->hide();
    m_unlock->setObjectName(QStringLiteral("unlockButton"));
    m_unlock->setDefault(true);
    m_unlock->setEnabled(false);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->addButton(m_unlock, QDialogButtonBox::ActionRole);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(22, 18, 22, 16);
    box->setSpacing(10);
    box->addWidget(new WrappedLabel(
        tr("The key of %1 is in a file that a passphrase opens. It is asked for once, for all "
           "sources whose keys are there, and kept nowhere.")
            .arg(sourceLabel(source.toStdString())),
        uiFont(13), this));
    box->addWidget(m_passphrase);
    box->addWidget(m_problem);
    box->addWidget(buttons);
    setMinimumWidth(400);
    connect(m_passphrase, &QLineEdit::textChanged, this,
            [this](const QString &text) { m_unlock->setEnabled(!text.isEmpty()); });
    connect(m_unlock, &QPushButton::clicked, this, &UnlockPrompt::enter);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void UnlockPrompt::enter()
{
    QString typed = m_passphrase->text();
    m_passphrase->clear();
    setWaiting(true);
    emit entered(typed);
    typed.fill(QLatin1Char('\0'));
}

/// Opening takes about a second, on purpose.
void UnlockPrompt::setWaiting(bool isWaiting)
{
    m_passphrase->setEnabled(!isWaiting);
    m_unlock->setEnabled(!isWaiting && !m_passphrase->text().isEmpty());
    m_unlock->setText(isWaiting ? tr("Unlocking…") : tr("Unlock"));
}

void UnlockPrompt::setAnswer(const QString &problem)
{
    if (problem.isEmpty())
        return accept();
    m_problem->setText(problem);
    m_problem->show();
    setWaiting(false);
    m_passphrase->setFocus();
}

} // namespace outlay::ui
