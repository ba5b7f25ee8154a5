// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/ledgerplace.h"

#include "models/ingest/ingest.h"

#include <filesystem>
#include <system_error>

namespace outlay::alerting {

std::string ledgerForCommands(const std::string &path)
{
    namespace fs = std::filesystem;
    std::error_code error;
    const fs::path full = fs::absolute(path, error);
    if (error)
        return path;
    const fs::path usual = fs::absolute(defaultLedgerPath(), error);
    const bool isUsual =
        full.lexically_normal() == usual.lexically_normal() || fs::equivalent(full, usual, error);
    return isUsual ? std::string() : full.lexically_normal().string();
}

Result<> checkLedgerFolder(const std::string &path)
{
    namespace fs = std::filesystem;
    std::error_code error;
    const fs::path full = fs::absolute(path, error);
    if (error || fs::is_directory(full.parent_path(), error))
        return {};
    const fs::path usual = fs::absolute(defaultLedgerPath(), error);
    if (full.parent_path().lexically_normal() == usual.parent_path().lexically_normal())
        return {};
    return failure(Error::Kind::Usage, "there is no folder " + full.parent_path().string() +
                                           " for the ledger " + full.filename().string() +
                                           ": correct --ledger, or make the folder first");
}

} // namespace outlay::alerting
