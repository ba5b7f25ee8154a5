// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json.h"
#include "app/cli/openledger.h"
#include "app/cli/text.h"
#include "app/cli/verbs.h"

#include <filesystem>
#include <system_error>

namespace outlay::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view backupHelp =
    R"(Copies the ledger, whole and consistent, also while it is being written. The copy is an
ordinary ledger: --ledger FILE looks into it. It is readable only by you. An existing FILE is not
overwritten.

Example:
  outlay-cli backup ~/outlay-2026-11-23.sqlite
)";

constexpr std::string_view restoreHelp =
    R"(Puts a backup in the ledger's place, after checking that it is one and whole. The ledger that
was there is kept beside it. Close a running Outlay first.

Example:
  outlay-cli restore ~/outlay-2026-11-23.sqlite
)";

void writePlace(const Arguments &arguments, const char *field, const std::string &file)
{
    std::error_code error;
    const auto size = fs::file_size(file, error);
    JsonWriter json(arguments.out());
    json.beginObject().field(field, std::string_view(file)).key("bytes");
    if (error)
        json.null();
    else
        json.number(static_cast<std::int64_t>(size));
    json.endObject();
}

int runBackup(Arguments &arguments)
{
    if (arguments.positional().size() != 1)
        return arguments.failUsage("name the file to write the backup to");
    const std::string &file = arguments.positional().front();
    std::error_code error;
    if (fs::exists(fs::symlink_status(file, error)))
        return arguments.fail(
            {Error::Kind::Unreadable, file + " exists already; a backup overwrites nothing, choose "
                                             "another name"});
    // Reading first: a backup must not create the ledger it copies.
    if (const auto reader = openReader(arguments); !reader)
        return arguments.failLedger(reader.error());
    const Result<std::unique_ptr<Ingest>> ingest = openIngest(arguments);
    if (!ingest)
        return arguments.failLedger(ingest.error());
    if (const Result<> done = (*ingest)->backup(file); !done)
        return arguments.failLedger(done.error());
    if (arguments.isJson()) {
        writePlace(arguments, "file", file);
    } else {
        const auto size = fs::file_size(file, error);
        arguments.out().line(
            "Backed up to " + printable(file) +
            (error ? "" : " (" + bytesText(static_cast<std::int64_t>(size)) + ")") +
            ". Bring it back with: outlay-cli restore " + printable(file));
    }
    return exitcode::done;
}

int runRestore(Arguments &arguments)
{
    if (arguments.positional().size() != 1)
        return arguments.failUsage("name the backup to restore");
    const std::string &file = arguments.positional().front();
    std::error_code error;
    if (!fs::is_regular_file(file, error))
        return arguments.fail({Error::Kind::Unreadable, "cannot read the backup " + file});
    const std::string path = ledgerPath(arguments);
    if (fs::equivalent(file, path, error) && !error)
        return arguments.failUsage(file + " is the ledger itself");
    if (const Result<> done = restoreLedger(file, path); !done)
        return arguments.failLedger(done.error());
    if (arguments.isJson())
        writePlace(arguments, "ledger", path);
    else
        arguments.out().line("Restored " + printable(path) + " from " + printable(file) +
                             "; the ledger that was there is kept beside it.");
    return exitcode::done;
}

} // namespace

const Verb backupVerb{"backup", "a consistent copy of the ledger", "FILE", {}, backupHelp,
                      runBackup};
const Verb restoreVerb{"restore", "put a backup in the ledger's place", "FILE", {}, restoreHelp,
                       runRestore};

} // namespace outlay::cli
