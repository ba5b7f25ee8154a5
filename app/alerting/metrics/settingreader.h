// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"
#include "models/money/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace outlay::alerting {

/// One setting of a ledger, asked often: it is read again only when the ledger has changed. Each on
/// one thread.
class SettingReader
{
public:
    SettingReader(std::string ledger, std::string_view setting);

    /// Its text; empty while there is no ledger or no such setting. After an error the next call
    /// begins anew.
    [[nodiscard]] Result<std::string> read();

private:
    [[nodiscard]] Result<> look();

    const std::string m_ledger, m_setting;
    std::unique_ptr<LedgerReader> m_reader;
    std::int64_t m_counter = -1;
    std::string m_text;
};

} // namespace outlay::alerting
