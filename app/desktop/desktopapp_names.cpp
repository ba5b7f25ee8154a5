// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// DesktopApp: hide-names mode.
#include "app/desktop/desktopapp.h"
#include "app/desktop/knownnames.h"

#include <QFileInfo>
#include <QSettings>

namespace outlay {
namespace {

const QString hideNamesKey = QStringLiteral("hideNames");

Result<std::vector<ui::KnownNames>> namesIn(const std::string &ledger)
{
    if (!QFileInfo::exists(QString::fromStdString(ledger)))
        return std::vector<ui::KnownNames>{};
    auto reader = LedgerReader::open(ledger);
    if (!reader)
        return tl::unexpected<Error>(std::move(reader).error());
    return knownNames(**reader);
}

} // namespace

void DesktopApp::connectNames()
{
    const bool isPicture = !m_options.screenshot.isEmpty(); // the same for everybody
    connect(&m_window, &ui::MainWindow::namesHiddenChanged, this, [this, isPicture](bool isHidden) {
        // A restart in the middle of a meeting shows no name either.
        if (!isPicture && !m_options.hidesNames)
            QSettings().setValue(hideNamesKey, isHidden);
        showTray(m_trayState);
        readNames();
    });
    connect(&m_window, &ui::MainWindow::namesRequested, &m_names, &NamesFinder::find);
    connect(&m_names, &NamesFinder::found, &m_window, &ui::MainWindow::setFoundNames);
    m_window.setNamesHidden(m_options.hidesNames ||
                            (!isPicture && QSettings().value(hideNamesKey, false).toBool()));
}

/// What texts may hold, read off the GUI thread; until it is there they are not shown.
void DesktopApp::readNames()
{
    if (!ui::areNamesHidden() || m_ledger.isEmpty() || m_isReadingNames)
        return;
    m_isReadingNames = true;
    m_files.start([this, path = m_ledger.toStdString()] {
        auto names = namesIn(path);
        QMetaObject::invokeMethod(this, [this, path, names = std::move(names)] {
            m_isReadingNames = false;
            if (path != m_ledger.toStdString())
                return readNames();
            if (!names)
                return takeFailure(names.error());
            const bool isNews = ui::learnNames(*names) || !m_hasNames;
            m_hasNames = true;
            if (isNews) {
                m_window.sayAgain();
                showTray(m_trayState);
            }
            readyWhenShown();
        });
    });
}

} // namespace outlay
