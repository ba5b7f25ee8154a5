// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/help.h"

#include "app/cli/arguments.h"

#include <algorithm>
#include <string>
#include <vector>

namespace outlay::cli {

namespace {

constexpr std::string_view introduction =
    R"(outlay-cli: what LLM workloads cost, exactly, from the logs you already have.

Usage: outlay-cli VERB [OPTIONS]

First steps:
  outlay-cli import ~/.claude/projects   take in the logs of a coding agent
  outlay-cli report --by model           what it cost, by model
  outlay-cli explain --where model=NAME  how that figure adds up
  outlay-cli demo --ledger /tmp/demo.sqlite && outlay-cli report --by user --ledger /tmp/demo.sqlite
                                         nothing to import yet? look at a made-up team

Verbs:
)";

constexpr std::string_view epilogue = R"(
Options of every verb:
  --ledger FILE   the ledger to use (default: $XDG_DATA_HOME/outlay/ledger.sqlite)
  --json          machine-readable output on stdout
  --help          the verb's own help, with examples
  --version       (without a verb) the version

Exit codes: 0 done; 1 done, but some input was rejected; 2 wrong usage or unreadable input;
3 the ledger cannot be used; 130 interrupted.
)";

void printPairs(Output &out, const std::vector<std::pair<std::string, std::string_view>> &pairs)
{
    std::size_t widest = 0;
    for (const auto &[left, right] : pairs)
        widest = std::max(widest, left.size());
    for (const auto &[left, right] : pairs) {
        out.write("  " + left + std::string(widest + 2 - left.size(), ' '));
        out.line(right);
    }
}

std::string optionText(const Option &option)
{
    std::string text = "--";
    text += option.name;
    if (!option.value.empty()) {
        text += ' ';
        text += option.value;
    }
    return text;
}

} // namespace

void printOverview(Output &out, std::span<const Verb *const> verbs)
{
    out.write(introduction);
    std::vector<std::pair<std::string, std::string_view>> pairs;
    for (const Verb *verb : verbs)
        pairs.emplace_back(verb->name, verb->summary);
    printPairs(out, pairs);
    out.write(epilogue);
}

void printVerbHelp(Output &out, const Verb &verb)
{
    out.write("outlay-cli ");
    out.write(verb.name);
    out.write(": ");
    out.line(verb.summary);
    out.write("\nUsage: outlay-cli ");
    out.write(verb.name);
    if (!verb.usage.empty()) {
        out.write(" ");
        out.write(verb.usage);
    }
    out.write("\n\n");
    out.write(verb.help);
    out.write("\nOptions:\n");
    std::vector<std::pair<std::string, std::string_view>> pairs;
    for (const Option &option : verb.options)
        pairs.emplace_back(optionText(option), option.help);
    for (const Option &option : commonOptions())
        pairs.emplace_back(optionText(option), option.help);
    printPairs(out, pairs);
}

} // namespace outlay::cli
