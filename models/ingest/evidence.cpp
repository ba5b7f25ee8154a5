// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/evidence.h"

#include <algorithm>
#include <array>

namespace outlay {

namespace {

bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}
bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
bool isAlnum(char c)
{
    return isUpper(c) || isDigit(c) || (c >= 'a' && c <= 'z');
}

std::string lower(std::string_view text)
{
    std::string out(text);
    for (char &c : out)
        c = isUpper(c) ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

template <std::size_t N>
bool isOneOf(std::string_view word, const std::array<std::string_view, N> &words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::array<std::string_view, 6> taskKeys = {"task",   "task.id", "task_id",
                                                      "ticket", "issue",   "outlay.task"};
// OpenTelemetry's vcs.change.id is the number of the pull request.
constexpr std::array<std::string_view, 6> pullRequestKeys = {
    "vcs.change.id", "pull_request", "pr", "pr_number", "merge_request", "mr"};
constexpr std::array<std::string_view, 9> ciRunKeys = {
    "cicd.pipeline.run.id", "ci.run.id",      "ci_run",          "ci_run_id",   "github_run_id",
    "github.run_id",        "ci_pipeline_id", "buildkite_build", "build_number"};
constexpr std::array<std::string_view, 5> environmentKeys = {
    "deployment.environment.name", "deployment.environment", "environment", "env", "stage"};
/// Set by CI systems; their mere presence tells.
constexpr std::array<std::string_view, 8> ciKeys = {
    "ci",          "cicd.pipeline.name", "github_actions", "gitlab_ci",
    "jenkins_url", "buildkite",          "circleci",       "tf_build"};
constexpr std::array<std::string_view, 4> userAgentKeys = {"user_agent", "user_agent.original",
                                                           "user-agent", "http.user_agent"};
constexpr std::array<std::string_view, 8> ciAgents = {
    "github-actions", "actions/", "gitlab-runner", "jenkins",
    "buildkite",      "circleci", "teamcity",      "azure-pipelines"};

/// The environment a word stands for.
std::string_view environmentOf(std::string_view word)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 12> words = {{
        {"prod", "prod"},
        {"production", "prod"},
        {"staging", "staging"},
        {"stage", "staging"},
        {"preprod", "staging"},
        {"dev", "dev"},
        {"devel", "dev"},
        {"development", "dev"},
        {"sandbox", "dev"},
        {"ci", "ci"},
        {"cicd", "ci"},
        {"jenkins", "ci"},
    }};
    for (const auto &[known, environment] : words) {
        if (word == known)
            return environment;
    }
    return {};
}

bool isYes(std::string_view value)
{
    return !value.empty() && value != "false" && value != "0" && value != "no";
}

/// Takes a value if it is the first, or smaller.
void take(std::string &into, std::string value)
{
    if (!value.empty() && (into.empty() || value < into))
        into = std::move(value);
}

std::string withPrefix(std::string_view prefix, std::string_view value)
{
    if (lower(value).starts_with(lower(prefix)))
        return std::string(value);
    return std::string(prefix) + std::string(value);
}

} // namespace

std::string_view name(TaskMethod method)
{
    constexpr std::array<std::string_view, taskMethodCount> names = {
        "rule", "explicit", "ticket", "pull_request", "ci_run", "label", "session", "none"};
    return names[static_cast<std::size_t>(method)];
}

// A ticket: two or more capitals or digits starting with a capital, a dash, digits.
std::string ticketIn(std::string_view branch)
{
    for (std::size_t i = 0; i < branch.size(); ++i) {
        const bool atStart = i == 0 || (!isUpper(branch[i - 1]) && !isDigit(branch[i - 1]));
        if (!atStart || !isUpper(branch[i]))
            continue;
        std::size_t dash = i + 1;
        while (dash < branch.size() && (isUpper(branch[dash]) || isDigit(branch[dash])))
            ++dash;
        if (dash - i < 2 || dash >= branch.size() || branch[dash] != '-')
            continue;
        std::size_t end = dash + 1;
        while (end < branch.size() && isDigit(branch[end]))
            ++end;
        if (end > dash + 1)
            return std::string(branch.substr(i, end - i));
    }
    return {};
}

std::string pullRequestIn(std::string_view branch)
{
    for (const std::string_view marker :
         {std::string_view("pull/"), std::string_view("merge-requests/"),
          std::string_view("pull-requests/")}) {
        const std::size_t at = branch.find(marker);
        if (at == std::string_view::npos || (at > 0 && branch[at - 1] != '/'))
            continue;
        const std::size_t from = at + marker.size();
        std::size_t end = from;
        while (end < branch.size() && isDigit(branch[end]))
            ++end;
        if (end > from && (end == branch.size() || branch[end] == '/'))
            return "PR-" + std::string(branch.substr(from, end - from));
    }
    return {};
}

TagEvidence evidenceIn(const std::vector<std::pair<std::string_view, std::string_view>> &tags)
{
    TagEvidence evidence;
    std::string said;
    bool isCi = false;
    for (const auto &[rawKey, value] : tags) {
        const std::string key = lower(rawKey);
        if (value.empty())
            continue;
        if (isOneOf(key, taskKeys))
            take(evidence.task, std::string(value));
        else if (isOneOf(key, pullRequestKeys))
            take(evidence.pullRequest, withPrefix("PR-", value));
        else if (isOneOf(key, ciRunKeys))
            take(evidence.ciRun, withPrefix("ci-run-", value));
        else if (isOneOf(key, environmentKeys))
            take(said, std::string(value));
        const std::string word = lower(value);
        isCi = isCi || (isOneOf(key, ciKeys) && isYes(word)) || isOneOf(key, ciRunKeys);
        if (isOneOf(key, userAgentKeys))
            isCi = isCi || std::any_of(ciAgents.begin(), ciAgents.end(), [&](std::string_view one) {
                       return word.find(one) != std::string::npos;
                   });
    }
    // What was said comes before what was seen.
    if (!said.empty()) {
        const std::string_view known = environmentOf(lower(said));
        evidence.environment = known.empty() ? said : std::string(known);
    } else if (isCi) {
        evidence.environment = "ci";
    }
    return evidence;
}

std::string environmentInKey(std::string_view key)
{
    std::string_view found;
    for (std::size_t at = 0; at < key.size();) {
        std::size_t end = at;
        while (end < key.size() && isAlnum(key[end]))
            ++end;
        const std::string_view environment = environmentOf(lower(key.substr(at, end - at)));
        if (!environment.empty()) {
            if (!found.empty() && found != environment)
                return {};
            found = environment;
        }
        at = end + 1;
    }
    return std::string(found);
}

} // namespace outlay
