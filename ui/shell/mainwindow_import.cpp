// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/import/dropoverlay.h"
#include "ui/import/importstrip.h"
#include "ui/shell/mainwindow.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QMimeData>
#include <QUrl>

namespace outlay::ui {
namespace {

QStringList localPaths(const QMimeData &data)
{
    QStringList paths;
    for (const QUrl &url : data.urls()) {
        if (url.isLocalFile())
            paths << url.toLocalFile();
    }
    return paths;
}

} // namespace

void MainWindow::importStarted(const QString &what)
{
    setBusy(true);
    m_strip->start(what);
}

void MainWindow::importProgressed(const ImportProgress &progress)
{
    m_strip->setProgress(progress);
}

void MainWindow::importFinished(const ImportCounts &counts, const QStringList &watched)
{
    setBusy(false);
    m_lastCounts = counts;
    m_strip->finish(counts, watched);
}

void MainWindow::importFailed(const Error &error)
{
    setBusy(false);
    m_strip->fail(tr("That did not work, and nothing was half done: %1").arg(errorSentence(error)));
}

void MainWindow::importEnded()
{
    setBusy(false);
    m_strip->hide();
}

void MainWindow::demoProgressed(std::int64_t done, std::int64_t total)
{
    m_strip->setCountProgress(done, total);
}

void MainWindow::demoCancelled()
{
    setBusy(false);
    m_strip->say(tr("Stopped. Nothing of the demo was kept and your own ledger is as it was; "
                    "“Open demo data” in the File menu starts it again."));
}

void MainWindow::configurationStarted(const QString &what)
{
    setBusy(true);
    m_strip->startWithoutEnd(what);
}

void MainWindow::configurationEnded(const QString &sentence)
{
    setBusy(false);
    m_strip->say(sentence);
}

void MainWindow::chooseFiles()
{
    const QStringList files = QFileDialog::getOpenFileNames(
        this, tr("Import files"), QString(),
        tr("Logs and transcripts (*.jsonl *.json *.ndjson *.csv *.log *.gz *.zst);;All files (*)"));
    if (!files.isEmpty())
        emit pathsChosen(files);
}

void MainWindow::chooseFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Import a folder"));
    if (!folder.isEmpty())
        emit pathsChosen({folder});
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (localPaths(*event->mimeData()).isEmpty() || m_isImporting)
        return;
    event->acceptProposedAction();
    m_drop->setGeometry(centralWidget()->rect());
    m_drop->raise();
    m_drop->show();
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent *)
{
    m_drop->hide();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    m_drop->hide();
    const QStringList paths = localPaths(*event->mimeData());
    if (paths.isEmpty())
        return;
    event->acceptProposedAction();
    emit pathsChosen(paths);
}

} // namespace outlay::ui
