// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/labels.h"

#include <algorithm>
#include <array>
#include <utility>

namespace outlay {

namespace {

/// Case, and what separates words, do not matter: "Task-Id", "taskId", "task_id".
bool isSameLabel(std::string_view name, std::string_view plain)
{
    std::size_t at = 0;
    for (const char c : name) {
        if (c == '_' || c == '-' || c == ' ' || c == '.')
            continue;
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        if (at == plain.size() || plain[at] != lower)
            return false;
        ++at;
    }
    return at == plain.size();
}

} // namespace

std::optional<Field> fieldOfLabel(std::string_view name)
{
    static constexpr std::array<std::pair<std::string_view, Field>, 15> known = {{
        {"task", Field::Task},
        {"taskid", Field::Task},
        {"session", Field::Session},
        {"sessionid", Field::Session},
        {"agent", Field::Agent},
        {"agentid", Field::Agent},
        {"parentagentid", Field::ParentAgent},
        {"project", Field::Project},
        {"projectid", Field::Project},
        {"environment", Field::Environment},
        {"env", Field::Environment},
        {"user", Field::User},
        {"userid", Field::User},
        {"team", Field::Team},
        {"teamid", Field::Team},
    }};
    const auto *const found = std::find_if(known.begin(), known.end(), [name](const auto &label) {
        return isSameLabel(name, label.first);
    });
    return found == known.end() ? std::nullopt : std::optional(found->second);
}

} // namespace outlay
