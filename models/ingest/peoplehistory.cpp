// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/peoplehistory.h"

#include "models/ingest/configuration.h"

namespace outlay {

Result<std::optional<std::vector<Person>>>
formerPeople(const std::vector<ConfigurationEntry> &history)
{
    std::vector<std::string> states{"[]"};
    for (const ConfigurationEntry &entry : history) {
        if (entry.value == states.back())
            continue;
        if (states.size() > 1 && entry.value == states[states.size() - 2])
            states.pop_back();
        else
            states.push_back(entry.value);
    }
    if (states.size() < 2)
        return std::nullopt;
    auto people = parsePeople(states[states.size() - 2]);
    if (!people)
        return tl::unexpected<Error>(people.error());
    return std::optional(*std::move(people));
}

Result<std::optional<std::vector<Person>>> formerPeople(const std::string &path)
{
    const auto history = configurationEntries(path, configurationName::people);
    if (!history)
        return tl::unexpected<Error>(history.error());
    return formerPeople(*history);
}

} // namespace outlay
