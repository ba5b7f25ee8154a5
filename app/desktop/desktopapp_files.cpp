// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/desktopapp.h"
#include "app/paper/privatesave.h"
#include "ui/shell/reviewdialog.h"

namespace outlay {

void DesktopApp::connectFiles()
{
    connect(&m_window, &ui::MainWindow::fileSaveRequested, this,
            [this](const QString &file, const QByteArray &bytes) {
                writeFile(file, [=] { return paper::savePrivately(file, bytes); });
            });
    connect(
        &m_window, &ui::MainWindow::reviewRequested, this, [this](const ui::ReviewChoice &choice) {
            ReviewExport wanted;
            wanted.ledger = m_ledger;
            wanted.file = choice.file;
            wanted.period = choice.period;
            wanted.at = choice.at;
            wanted.paper = choice.isLetter ? paper::PaperSize::Letter : paper::PaperSize::A4;
            writeFile(choice.file, [wanted, now = m_clock()] { return exportReview(wanted, now); });
        });
}

void DesktopApp::writeFile(const QString &file, std::function<Result<>()> write)
{
    m_files.start([this, file, write = std::move(write)] {
        const Result<> written = write();
        QMetaObject::invokeMethod(this, [this, file, written] {
            if (written)
                m_window.fileWritten(file);
            else
                m_window.fileFailed(written.error());
        });
    });
}

} // namespace outlay
