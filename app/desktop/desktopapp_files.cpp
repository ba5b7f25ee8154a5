// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/desktopapp.h"
#include "app/desktop/reviewexport.h"
#include "app/exports/dataexport.h"
#include "app/paper/printerdialog.h"
#include "app/paper/privatesave.h"
#include "ui/shell/datadialog.h"
#include "ui/shell/reviewdialog.h"

namespace outlay {

DesktopApp::~DesktopApp()
{
    m_exportCancel->store(true);
}

void DesktopApp::connectFiles()
{
    connect(&m_window, &ui::MainWindow::fileSaveRequested, this,
            [this](const QString &file, const QByteArray &bytes) {
                writeFile(file, [=] { return paper::savePrivately(file, bytes); });
            });
    connect(
        &m_window, &ui::MainWindow::reviewRequested, this, [this](const ui::ReviewChoice &choice) {
            const ReviewExport wanted = reviewOf(choice);
            writeFile(choice.file, [wanted, now = m_clock()] { return exportReview(wanted, now); });
        });
    connect(&m_window, &ui::MainWindow::printRequested, this,
            [this](const ui::ReviewChoice &choice) { askForPrinter(reviewOf(choice)); });
    connect(&m_window, &ui::MainWindow::dataRequested, this, &DesktopApp::exportRows);
}

ReviewExport DesktopApp::reviewOf(const ui::ReviewChoice &choice) const
{
    ReviewExport wanted;
    wanted.ledger = m_ledger;
    wanted.file = choice.file;
    wanted.period = choice.period;
    wanted.at = choice.at;
    wanted.zone = QString::fromStdString(m_zone().name());
    wanted.paper = choice.isLetter ? paper::PaperSize::Letter : paper::PaperSize::A4;
    return wanted;
}

/// The printer is asked for here, and painted on elsewhere.
void DesktopApp::askForPrinter(const ReviewExport &wanted)
{
    paper::askForPrinter(&m_window, [this, wanted](const std::shared_ptr<QPrinter> &printer) {
        m_files.start([this, wanted, printer, now = m_clock()] {
            const Result<> done = printReview(wanted, now, *printer);
            QMetaObject::invokeMethod(this, [this, done] {
                if (done)
                    m_window.printed();
                else
                    m_window.fileFailed(done.error());
            });
        });
    });
}

/// As the command line writes them.
void DesktopApp::exportRows(const ui::DataChoice &choice)
{
    const std::optional<DataFormat> format = dataFormatNamed(choice.format.toStdString());
    if (!format)
        return m_window.fileFailed({Error::Kind::Usage, "unknown form of data"});
    Query query;
    query.zone = m_zone();
    query.where = choice.where;
    if (choice.period.preset != ui::Preset::All)
        query.range = ui::resolve(choice.period, m_clock(), query.zone, {}).range;
    writeFile(choice.file,
              [ledger = m_ledger.toStdString(), file = choice.file.toStdString(), query,
               form = *format, cancel = m_exportCancel]() -> Result<> {
                  const auto reader = LedgerReader::open(ledger);
                  if (!reader)
                      return tl::unexpected<Error>(reader.error());
                  const auto written = exportData(**reader, query, form, file, cancel);
                  return written ? Result<>() : Result<>(tl::unexpected<Error>(written.error()));
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
