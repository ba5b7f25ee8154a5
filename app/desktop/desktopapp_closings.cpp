// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// DesktopApp: closed months, on the Settings page.
#include "app/desktop/closingsreader.h"
#include "app/desktop/desktopapp.h"
#include "models/ledger/configurationentry.h"
#include "ui/settings/closingscard.h"
#include "ui/settings/settingspage.h"

namespace outlay {

void DesktopApp::connectClosings(ui::SettingsPage &page)
{
    using ui::ClosingsCard;
    const ClosingsCard &card = page.closings();
    connect(&page, &ui::SettingsPage::ledgerRequested, this, &DesktopApp::readClosings);
    connect(&m_importService, &ImportService::configured, this, [this] {
        if (m_window.page() == ui::Page::Settings)
            readClosings();
    });
    connect(&card, &ClosingsCard::previewRequested, this, &DesktopApp::previewClosing);
    connect(&card, &ClosingsCard::comparisonRequested, this, &DesktopApp::compareClosed);
    connect(&card, &ClosingsCard::closeConfirmed, this,
            [this](const std::string &month, const QString &note) {
                m_importService.closeMonth(
                    m_ledger, {month, note.toStdString(), localAccount(), m_clock(), false});
            });
    connect(&card, &ClosingsCard::reopenConfirmed, this,
            [this](const std::string &month, const QString &reason) {
                m_importService.reopenMonth(m_ledger, month,
                                            {m_clock(), localAccount(), reason.toStdString()});
            });
}

void DesktopApp::readClosings()
{
    m_files.start([this, path = m_ledger, now = m_clock()] {
        auto closings = outlay::readClosings(path.toStdString(), now);
        QMetaObject::invokeMethod(this, [this, path, closings = std::move(closings)] {
            if (path != m_ledger)
                return; // of another ledger
            ui::ClosingsCard &card = m_window.settings().closings();
            if (closings)
                card.setClosings(*closings);
            else
                card.setFailure(ui::errorSentence(closings.error()));
            m_hasClosings = true;
            readyWhenShown();
        });
    });
}

void DesktopApp::previewClosing(std::uint64_t number, const std::string &month)
{
    m_files.start([this, number, month, path = m_ledger.toStdString(), now = m_clock()] {
        const auto preview = outlay::previewClosing(path, month, now);
        QMetaObject::invokeMethod(this, [this, number, preview] {
            ui::ClosingsCard &card = m_window.settings().closings();
            if (preview)
                card.setPreview(number, *preview);
            else
                card.setPreviewFailure(number, ui::errorSentence(preview.error()));
        });
    });
}

void DesktopApp::compareClosed(const std::string &month)
{
    m_files.start([this, month, path = m_ledger.toStdString()] {
        const auto comparison = outlay::compareClosed(path, month);
        QMetaObject::invokeMethod(this, [this, month, comparison] {
            ui::ClosingsCard &card = m_window.settings().closings();
            if (comparison)
                card.setComparison(month, *comparison);
            else
                card.setComparisonFailure(month, ui::errorSentence(comparison.error()));
        });
    });
}

} // namespace outlay
