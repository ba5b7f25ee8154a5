// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exports/focusexport.h"
#include "app/exports/output.h"
#include "models/ledger/ledgerreader.h"

#include <optional>
#include <string>
#include <string_view>

namespace outlay {

/// How figures of the ledger leave it.
enum class DataFormat : std::uint8_t
{
    Csv,       ///< request by request
    Json,      ///< the same, one document
    JsonLines, ///< the same, one object a line
    Focus,     ///< charges of FOCUS 1.2
};
/// "csv", "json", "jsonl", "focus".
[[nodiscard]] std::string_view name(DataFormat format);
[[nodiscard]] std::optional<DataFormat> dataFormatNamed(std::string_view name);

/// Streams what the query's range and filters select. The summary is of FOCUS only.
[[nodiscard]] Result<std::optional<FocusSummary>> writeData(LedgerReader &reader,
                                                            const Query &query, DataFormat format,
                                                            Output &out,
                                                            const CancelToken &cancel = {});

/// The same into a file for its owner only, whole or not at all.
[[nodiscard]] Result<std::optional<FocusSummary>> exportData(LedgerReader &reader,
                                                             const Query &query, DataFormat format,
                                                             const std::string &file,
                                                             const CancelToken &cancel = {});

} // namespace outlay
