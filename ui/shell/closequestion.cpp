// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/closequestion.h"

#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace outlay::ui {

CloseQuestion::CloseQuestion(bool hasTray, QWidget *parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("closeQuestion"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Close the window"));
    const QString title = tr("Keep watching in the background?");
    const QString way =
        hasTray ? tr("The icon in the panel brings the window back.")
                : tr("This desktop shows no icon for it: start Outlay again, or click one of its "
                     "notifications, to bring the window back.");
    auto *heading = makeLabel(title, uiFont(16, QFont::DemiBold), this);
    auto *text = makeLabel(tr("Outlay goes on reading the sources and tells you when a budget "
                              "needs you.") +
                               u' ' + way,
                           uiFont(13), this);
    auto *later = makeLabel(tr("“Watching” in the menu changes the answer later."), uiFont(12),
                            this, "muted");
    for (QLabel *label : {text, later})
        label->setWordWrap(true);
    setAccessibleDescription(text->text());
    auto *keep = makePrimary(tr("&Keep watching"), this);
    keep->setObjectName(QStringLiteral("closeKeep"));
    keep->setDefault(true);
    auto *quit = new QPushButton(tr("&Quit"), this);
    quit->setObjectName(QStringLiteral("closeQuit"));
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(QStringLiteral("closeCancel"));
    for (QPushButton *button : {quit, cancel})
        button->setAutoDefault(false);
    const auto answer = [this](WhenClosed choice) {
        return [this, choice] {
            accept();
            emit answered(choice);
        };
    };
    connect(keep, &QPushButton::clicked, this, answer(WhenClosed::KeepWatching));
    connect(quit, &QPushButton::clicked, this, answer(WhenClosed::Quit));
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    auto *row = new QHBoxLayout;
    row->addWidget(cancel);
    row->addStretch(1);
    row->addWidget(quit);
    row->addWidget(keep);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 18);
    column->setSpacing(10);
    column->addWidget(heading);
    column->addWidget(text);
    column->addWidget(later);
    column->addSpacing(6);
    column->addLayout(row);
    setFixedWidth(440);
    keep->setFocus();
}

} // namespace outlay::ui
