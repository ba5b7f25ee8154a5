// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Deriver: the task of a request, and by what it is known.
#include "models/ingest/deriver.h"

#include <algorithm>
#include <utility>

namespace outlay {

const Deriver::Evidence &Deriver::evidenceOf(std::uint32_t tags)
{
    if (const auto it = m_evidence.find(tags); it != m_evidence.end())
        return it->second;
    if (m_evidence.size() >= remembered)
        m_evidence.clear();
    std::vector<std::pair<std::string, std::string>> texts;
    for (const TagIds &tag : std::vector(m_ledger.tagsOf(tags)))
        texts.emplace_back(m_ledger.textOf(tag.key), m_ledger.textOf(tag.value));
    const TagEvidence found = evidenceIn(
        std::vector<std::pair<std::string_view, std::string_view>>(texts.begin(), texts.end()));
    const Evidence ids{m_ledger.text(found.task), m_ledger.text(found.pullRequest),
                       m_ledger.text(found.ciRun), m_ledger.text(found.environment)};
    return m_evidence.emplace(tags, ids).first->second;
}

std::pair<TextId, TaskMethod> Deriver::taskOf(std::uint32_t threadId, std::uint32_t tagset,
                                              TextId labelTask)
{
    auto it = m_tasks.find(threadId);
    if (it == m_tasks.end()) {
        if (m_tasks.size() >= remembered)
            m_tasks.clear();
        const Thread thread = m_ledger.threadOf(threadId);
        const std::string branch = m_ledger.textOf(thread.branch);
        it = m_tasks
                 .emplace(threadId, OfThread{thread.task, m_ledger.text(ticketIn(branch)),
                                             m_ledger.text(pullRequestIn(branch)), thread.session})
                 .first;
    }
    const OfThread &thread = it->second;
    const Evidence tags = tagset == 0 ? Evidence{} : evidenceOf(tagset);
    using enum TaskMethod;
    for (const auto &[task, method] : {std::pair{thread.task, Explicit},
                                       {tags.task, Explicit},
                                       {thread.ticket, Ticket},
                                       {thread.pullRequest, PullRequest},
                                       {tags.pullRequest, PullRequest},
                                       {tags.ciRun, CiRun},
                                       {labelTask, Label},
                                       {thread.session, Session}}) {
        if (task != 0)
            return {task, method};
    }
    return {0, None};
}

TextId Deriver::labelTaskOf(TextId source)
{
    TextId task = 0;
    const auto labels = m_configuration.labels.find(m_ledger.textOf(source));
    if (labels == m_configuration.labels.end())
        return task;
    for (const auto &[dimension, value] : labels->second) {
        if (dimension == Dimension::Task)
            task = m_ledger.text(value);
    }
    return task;
}

std::optional<TaskMethod> Deriver::taskMethodOf(const Subject &subject)
{
    // No rule names the source, so the attributed profile has the one whose label it is.
    const TextId source = m_ledger.profileOf(subject.profile)[ProfileField::Source];
    const auto [task, method] = taskOf(subject.thread, subject.tags, labelTaskOf(source));
    const bool mayBeRuled = std::any_of(rules().begin(), rules().end(), [&](const auto &rule) {
        return std::find(rule.set.begin(), rule.set.end(),
                         std::pair(Dimension::Task, subject.task)) != rule.set.end();
    });
    if (mayBeRuled)
        return task == subject.task ? std::nullopt : std::optional(TaskMethod::Rule);
    return task == subject.task ? std::optional(method) : std::nullopt;
}

} // namespace outlay
