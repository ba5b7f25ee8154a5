// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace outlay {

/// By what the task of an event was found (DESIGN section 1), in the order they are tried.
enum class TaskMethod : std::uint8_t
{
    Rule,        ///< an attribution rule of the user's
    Explicit,    ///< a tag, header or field that says so
    Ticket,      ///< in the name of the branch
    PullRequest, ///< of the branch, or in a tag
    CiRun,       ///< a run of continuous integration
    Label,       ///< the source's label
    Session,     ///< no better one: the conversation
    None,        ///< not even that
};
inline constexpr std::size_t taskMethodCount = 8;
/// "rule", "explicit", "ticket", "pull_request", "ci_run", "label", "session", "none".
[[nodiscard]] std::string_view name(TaskMethod method);

/// "OUT-123" in "feature/OUT-123-thing"; empty if there is none.
[[nodiscard]] std::string ticketIn(std::string_view branch);
/// "PR-17" in "refs/pull/17/merge" and "merge-requests/17/head"; empty if there is none.
[[nodiscard]] std::string pullRequestIn(std::string_view branch);

/// What tags tell of a request beside themselves. Empty: nothing.
struct TagEvidence
{
    std::string task, pullRequest, ciRun; ///< "PR-17", "ci-run-18842"
    std::string environment;              ///< prod, staging, dev, ci, or as the tag says it
    bool operator==(const TagEvidence &) const = default;
};
/// Of (key, value) in any order; of several tags for one thing the smallest value.
[[nodiscard]] TagEvidence
evidenceIn(const std::vector<std::pair<std::string_view, std::string_view>> &tags);

/// prod, staging, dev or ci where the name of a key has such a word in it ("svc-ci-runner"); empty
/// if none, or several different ones.
[[nodiscard]] std::string environmentInKey(std::string_view key);

} // namespace outlay
