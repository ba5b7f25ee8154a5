// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/configurationentry.h"

#include "models/ledger/database.h"

#ifdef __unix__
#include <array>
#include <pwd.h>
#include <unistd.h>
#else
#include <cstdlib>
#endif

namespace outlay {

Result<std::vector<ConfigurationEntry>> configurationEntries(const std::string &path,
                                                             const std::string &name)
{
    auto db = Database::open(path, Database::Mode::ReadOnly);
    if (!db)
        return tl::unexpected<Error>(db.error());
    SqlStatement row = (*db)->prepare(
        "SELECT value,changed_at,changed_by FROM configuration WHERE name=?1 ORDER BY id");
    if (!row.isPrepared())
        return tl::unexpected<Error>((*db)->error());
    row.bind(1, std::string_view(name));
    std::vector<ConfigurationEntry> changes;
    while (row.step())
        changes.push_back({std::string(row.text(0)), {row.integer(1)}, std::string(row.text(2))});
    if (row.failed())
        return tl::unexpected<Error>((*db)->error());
    return changes;
}

std::string localAccount()
{
#ifdef __unix__
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd *found = nullptr;
    if (getpwuid_r(getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr)
        return found->pw_name;
    return "uid " + std::to_string(getuid());
#else
    const char *name = std::getenv("USERNAME");
    return name != nullptr && *name != '\0' ? name : "local";
#endif
}

} // namespace outlay
