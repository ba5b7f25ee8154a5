// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/metrics/settingreader.h"

#include <QFileInfo>

#include <utility>

namespace outlay::alerting {

SettingReader::SettingReader(std::string ledger, std::string_view setting)
    : m_ledger(std::move(ledger))
    , m_setting(setting)
{
}

Result<std::string> SettingReader::read()
{
    if (const Result<> looked = look(); !looked) {
        m_reader.reset();
        m_counter = -1;
        return tl::unexpected<Error>(looked.error());
    }
    return m_text;
}

Result<> SettingReader::look()
{
    if (!m_reader) {
        if (!QFileInfo::exists(QString::fromStdString(m_ledger)))
            return {};
        auto opened = LedgerReader::open(m_ledger);
        if (!opened)
            return tl::unexpected<Error>(opened.error());
        m_reader = *std::move(opened);
    }
    const auto counter = m_reader->changeCounter();
    if (!counter)
        return tl::unexpected<Error>(counter.error());
    if (std::exchange(m_counter, *counter) == *counter)
        return {};
    auto text = m_reader->setting(m_setting);
    if (!text)
        return tl::unexpected<Error>(text.error());
    m_text = *std::move(text);
    return {};
}

} // namespace outlay::alerting
