// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/output.h"
#include "models/insight/agenttree.h"

#include <string>
#include <vector>

namespace outlay::cli {

/// What a tree is of.
struct TreeSubject
{
    bool isSession = false;
    std::string name;
    std::vector<std::string> sessions; ///< of a session: it and those its agents started
    /// Of a task that is a session: those its agents started, which are tasks of their own.
    std::vector<std::string> startedElsewhere;
    Zone zone;
};

void writeTreeJson(Output &out, const AgentTree &tree, const TreeSubject &subject);
void printTree(Output &out, const AgentTree &tree, const TreeSubject &subject);

} // namespace outlay::cli
