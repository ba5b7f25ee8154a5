// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/openledger.h"

#include <filesystem>
#include <system_error>

namespace outlay::cli {

std::string ledgerPath(const Arguments &arguments)
{
    const std::optional<std::string> given = arguments.value("ledger");
    return given ? *given : defaultLedgerPath();
}

Result<std::unique_ptr<LedgerReader>> openReader(const Arguments &arguments)
{
    const std::string path = ledgerPath(arguments);
    std::error_code error;
    if (!std::filesystem::exists(path, error) && !error) {
        const bool isOwn = !arguments.has("ledger");
        return failure(Error::Kind::Refused,
                       "there is no ledger at " + path +
                           (isOwn ? " yet; make one with: outlay-cli import PATH, or outlay-cli "
                                    "source add (or look around "
                                    "with: outlay-cli demo --ledger /tmp/demo.sqlite)"
                                  : "; make one with: outlay-cli import PATH --ledger " + path));
    }
    return LedgerReader::open(path);
}

Result<std::unique_ptr<Ingest>> openIngest(const Arguments &arguments)
{
    return Ingest::open(ledgerPath(arguments));
}

} // namespace outlay::cli
