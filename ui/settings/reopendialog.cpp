// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/reopendialog.h"

#include "ui/settings/closingwords.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace outlay::ui {

ReopenDialog::ReopenDialog(const std::string &month, QWidget *parent) : QDialog(parent)
{
    const QString name = monthLabel(month, locale());
    setObjectName(QStringLiteral("reopenDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Open a month again"));
    auto *reason = new QLineEdit(this);
    reason->setObjectName(QStringLiteral("reopenReason"));
    reason->setAccessibleName(tr("Reason"));
    reason->setPlaceholderText(tr("such as: an invoice was missing"));
    auto *open = new QPushButton(tr("&Open again"), this);
    open->setObjectName(QStringLiteral("reopenConfirm"));
    open->setEnabled(false);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setDefault(true);
    auto *label = makeLabel(tr("&Reason"), uiFont(13), this);
    label->setBuddy(reason);
    auto *line = new QHBoxLayout;
    line->addWidget(label);
    line->addWidget(reason, 1);
    auto *row = new QHBoxLayout;
    row->addWidget(cancel);
    row->addStretch(1);
    row->addWidget(open);
    auto *words = new WrappedLabel(
        tr("Its frozen figures and digest stay in the history, with the reason. Reports as of a "
           "later time have current figures of it until it is closed anew."),
        uiFont(13), this);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(24, 20, 24, 18);
    box->setSpacing(12);
    box->addWidget(
        makeLabel(tr("Open %1 again?", "month").arg(name), uiFont(16, QFont::DemiBold), this));
    box->addWidget(words);
    box->addLayout(line);
    box->addLayout(row);
    setMinimumWidth(520);
    connect(reason, &QLineEdit::textChanged, this,
            [open](const QString &text) { open->setEnabled(!text.trimmed().isEmpty()); });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(open, &QPushButton::clicked, this, [this, month, reason] {
        const QString why = reason->text().trimmed();
        accept();
        emit confirmed(month, why);
    });
}

} // namespace outlay::ui
