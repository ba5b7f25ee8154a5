// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/printerdialog.h"

#include <QPrintDialog>
#include <QPrinter>

namespace outlay::paper {

void askForPrinter(QWidget *parent,
                   const std::function<void(const std::shared_ptr<QPrinter> &)> &chosen)
{
    const auto printer = std::make_shared<QPrinter>(QPrinter::HighResolution);
    auto *dialog = new QPrintDialog(printer.get(), parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setOption(QAbstractPrintDialog::PrintPageRange);
    QObject::connect(dialog, &QDialog::accepted, parent, [printer, chosen] { chosen(printer); });
    dialog->open();
}

} // namespace outlay::paper
