// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/configurationentry.h"

#include "models/ledger/configurationrow_p.h"

#ifdef __unix__
#include <array>
#include <pwd.h>
#include <unistd.h>
#else
#include <cstdlib>
#endif

namespace outlay {

std::optional<ConfigurationUndo> nextUndo(const std::vector<ConfigurationEntry> &history,
                                          const std::string &first)
{
    std::vector<const ConfigurationEntry *> inForce;
    for (const ConfigurationEntry &entry : history) {
        if (entry.undoes)
            std::erase_if(inForce, [&](const auto *one) { return one->id == *entry.undoes; });
        else
            inForce.push_back(&entry);
    }
    if (inForce.empty())
        return std::nullopt;
    const ConfigurationEntry &change = *inForce.back();
    inForce.pop_back();
    return ConfigurationUndo{change, inForce.empty() ? first : inForce.back()->value};
}

Result<std::vector<ConfigurationEntry>> configurationEntries(const std::string &path,
                                                             const std::string &name)
{
    auto db = Database::open(path, Database::Mode::ReadOnly);
    if (!db)
        return tl::unexpected<Error>(db.error());
    SqlStatement row = (*db)->prepare(configurationRowsSql);
    if (!row.isPrepared())
        return tl::unexpected<Error>((*db)->error());
    row.bind(1, std::string_view(name));
    std::vector<ConfigurationEntry> changes;
    while (row.step())
        changes.push_back(configurationEntryOf(row));
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
