// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chartexport.h"
#include "ui/import/importstrip.h"
#include "ui/shell/datadialog.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/reviewdialog.h"
#include "ui/text/labels.h"

#include <QMessageBox>

namespace outlay::ui {

void MainWindow::connectCharts(const QWidget &page)
{
    for (ChartExport *chart : page.findChildren<ChartExport *>())
        connect(chart, &ChartExport::saveRequested, this, &MainWindow::fileSaveRequested);
}

void MainWindow::exportReview()
{
    const bool isLetter = locale().measurementSystem() == QLocale::ImperialUSSystem;
    auto *dialog = new ReviewDialog(ReviewDialog::Use::File, isLetter, this);
    connect(dialog, &ReviewDialog::chosen, this, &MainWindow::reviewRequested);
    dialog->open();
}

void MainWindow::printReview()
{
    auto *dialog = new ReviewDialog(ReviewDialog::Use::Print, false, this);
    connect(dialog, &ReviewDialog::chosen, this, &MainWindow::printRequested);
    dialog->open();
}

/// What is shown, as rows: the time and the filters of the page.
void MainWindow::exportData()
{
    const auto [period, where] = scopeOf(m_page);
    const OverviewSnapshotPtr &shown = m_overview->snapshot();
    QString scope = tr("All of time");
    if (period.preset != Preset::All && shown)
        scope = rangeLabel(resolve(period, shown->now, shown->zone, {}).range, shown->zone,
                           locale(), true);
    if (!where.empty())
        scope = tr("%1, with the filters of the page").arg(scope);
    auto *dialog = new DataDialog(scope, this);
    connect(dialog, &DataDialog::chosen, this,
            [this, period = period, where = where](DataChoice choice) {
                choice.period = period;
                choice.where = where;
                emit dataRequested(choice);
            });
    dialog->open();
}

/// At the window's foot; while an import shows its progress there, in a box of its own.
void MainWindow::sayOfFile(const QString &sentence, bool isBad)
{
    if (!m_isImporting)
        return isBad ? m_strip->fail(sentence) : m_strip->say(sentence);
    auto *box = new QMessageBox(isBad ? QMessageBox::Warning : QMessageBox::Information,
                                windowTitle(), sentence, QMessageBox::Close, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

void MainWindow::fileWritten(const QString &file)
{
    sayOfFile(tr("Written: %1").arg(file), false);
}

void MainWindow::printed()
{
    sayOfFile(tr("Sent to the printer."), false);
}

void MainWindow::fileFailed(const Error &error)
{
    sayOfFile(tr("That did not work: %1.").arg(QString::fromStdString(error.text)), true);
}

} // namespace outlay::ui
