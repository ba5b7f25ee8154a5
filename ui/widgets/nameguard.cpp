// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/nameguard.h"

#include "ui/text/names.h"

#include <QCoreApplication>
#include <QMessageBox>

namespace outlay::ui {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(NameGuard)
};

} // namespace

bool isRefusedWithoutNames(QWidget &parent)
{
    if (!areNamesHidden())
        return false;
    auto *box = new QMessageBox(QMessageBox::NoIcon, Words::tr("Names are hidden"),
                                Words::tr("This shows names to be changed. Show names first "
                                          "(Ctrl+Shift+H), and then open it again."),
                                QMessageBox::Close, &parent);
    box->setObjectName(QStringLiteral("namesHidden"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
    return true;
}

} // namespace outlay::ui
