// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// DesktopApp: what is kept from one start to the next: where the window stood, its looks, its
// range.
#include "app/desktop/desktopapp.h"
#include "app/desktop/windowplace.h"

#include <QGuiApplication>
#include <QScreen>
#include <QSettings>

namespace outlay {

void DesktopApp::applyScheme()
{
    ui::applyScheme(m_scheme, m_systemScheme->prefersDark().value_or(false));
}

/// Light or dark as the desktop is.
bool DesktopApp::isOfSystem() const
{
    return m_scheme == ui::Scheme::System || m_scheme == ui::Scheme::HighContrast;
}

void DesktopApp::chooseScheme(ui::Scheme scheme)
{
    m_scheme = scheme;
    applyScheme();
}

ui::Scheme DesktopApp::schemeAtStart(const Options &options)
{
    if (options.scheme)
        return *options.scheme;
    if (!options.screenshot.isEmpty())
        return ui::Scheme::System;
    const int kept = QSettings().value(QStringLiteral("theme"), 0).toInt();
    const bool isKnown = kept >= 0 && kept <= static_cast<int>(ui::Scheme::HighContrast);
    return isKnown ? static_cast<ui::Scheme>(kept) : ui::Scheme::System;
}

void DesktopApp::restoreSettings()
{
    const bool isPicture = !m_options.screenshot.isEmpty(); // the same for everybody
    const QSettings settings;
    m_scheme = schemeAtStart(m_options);
    applyScheme();
    m_window.setScheme(m_scheme);
    if (!isPicture)
        restoreGeometry(settings);
    if (m_options.size)
        m_window.resize(*m_options.size);
    if (!isPicture)
        restoreRequest(settings);
    // Dates were read when the arguments were; what can still be wrong is said there.
    if (const auto place = ui::follow(m_options.link, m_window.place(), m_zone(), m_clock()))
        m_window.goTo(*place);
}

/// The screen it was on may be gone, or smaller.
void DesktopApp::restoreGeometry(const QSettings &settings)
{
    const QByteArray kept = settings.value(QStringLiteral("geometry")).toByteArray();
    constexpr auto filling = Qt::WindowMaximized | Qt::WindowFullScreen;
    if (!m_window.restoreGeometry(kept) || m_window.windowState() & filling)
        return;
    QList<QRect> screens{QGuiApplication::primaryScreen()->availableGeometry()};
    for (const QScreen *screen : QGuiApplication::screens())
        screens << screen->availableGeometry();
    m_window.setGeometry(placedOn(m_window.geometry(), screens));
}

void DesktopApp::restoreRequest(const QSettings &settings)
{
    ui::OverviewRequest request;
    const int preset = settings.value(QStringLiteral("range"), 3).toInt();
    if (preset >= 0 && preset < static_cast<int>(ui::Preset::Custom))
        request.period.preset = static_cast<ui::Preset>(preset);
    const auto stackBy =
        parseDimension(settings.value(QStringLiteral("stackBy"), QStringLiteral("provider"))
                           .toString()
                           .toStdString());
    if (stackBy)
        request.stackBy = *stackBy;
    m_window.overview().setRequest(request);
}

void DesktopApp::saveSettings()
{
    if (!m_options.screenshot.isEmpty())
        return;
    QSettings settings;
    const ui::OverviewRequest &request = m_window.overview().request();
    settings.setValue(QStringLiteral("geometry"), m_window.saveGeometry());
    if (!m_options.scheme)
        settings.setValue(QStringLiteral("theme"), static_cast<int>(m_scheme));
    if (request.period.preset != ui::Preset::Custom)
        settings.setValue(QStringLiteral("range"), static_cast<int>(request.period.preset));
    settings.setValue(QStringLiteral("stackBy"), QString::fromStdString(toString(request.stackBy)));
}

} // namespace outlay
