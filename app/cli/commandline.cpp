// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commandline.h"

#include "app/alerting/ledgerplace.h"
#include "app/cli/help.h"
#include "app/cli/text.h"

#include <algorithm>

namespace outlay::cli {

namespace {

int unknownVerb(const std::string &word, std::span<const Verb *const> verbs, Output &err)
{
    err.write("outlay-cli: unknown verb \"" + printable(word) + "\"");
    std::vector<std::string_view> known;
    for (const Verb *verb : verbs)
        known.push_back(verb->name);
    if (const std::string_view near = nearest(word, known); !near.empty()) {
        err.write("; did you mean \"");
        err.write(near);
        err.write("\"?");
    }
    err.line("\nSee: outlay-cli --help");
    return exitcode::usage;
}

int runVerb(const Verb &verb, const std::vector<std::string> &words, Console console)
{
    Result<Arguments> arguments = Arguments::parse(verb, words, console);
    if (!arguments) {
        console.err.line("outlay-cli " + std::string(verb.name) + ": " + arguments.error().text);
        console.err.line("See: outlay-cli " + std::string(verb.name) + " --help");
        return exitcode::usage;
    }
    if (arguments->wantsHelp()) {
        printVerbHelp(console.out, verb);
        return exitcode::done;
    }
    if (const auto ledger = arguments->value("ledger")) {
        if (const Result<> there = alerting::checkLedgerFolder(*ledger); !there)
            return arguments->fail(there.error());
    }
    return verb.run(*arguments);
}

/// The position of the verb; options before it that belong to it (--ledger FILE) are skipped.
std::size_t verbPosition(const std::vector<std::string> &words)
{
    std::size_t at = 0;
    while (at < words.size() && words[at].starts_with("--") && words[at].size() > 2)
        at += words[at] == "--ledger" ? 2 : 1;
    return std::min(at, words.size());
}

int run(const std::vector<std::string> &words, std::span<const Verb *const> verbs, Console console)
{
    const auto has = [&](std::string_view word) {
        return std::find(words.begin(), words.end(), word) != words.end();
    };
    const std::size_t at = verbPosition(words);
    if (at == words.size()) {
        if (has("--version")) {
            console.out.line("outlay-cli " OUTLAY_VERSION);
            return exitcode::done;
        }
        const bool isAsked = has("--help");
        printOverview(isAsked ? console.out : console.err, verbs);
        return isAsked ? exitcode::done : exitcode::usage;
    }
    const bool isHelp = words[at] == "help" || words[at] == "-h";
    if (isHelp && at + 1 >= words.size()) {
        printOverview(console.out, verbs);
        return exitcode::done;
    }
    const std::string &name = isHelp ? words[at + 1] : words[at];
    const Verb *verb = verbNamed(name, verbs);
    if (verb == nullptr)
        return unknownVerb(name, verbs, console.err);
    if (isHelp) {
        printVerbHelp(console.out, *verb);
        return exitcode::done;
    }
    std::vector<std::string> rest(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(at));
    rest.insert(rest.end(), words.begin() + static_cast<std::ptrdiff_t>(at) + 1, words.end());
    return runVerb(*verb, rest, console);
}

} // namespace

const Verb *verbNamed(std::string_view name, std::span<const Verb *const> among)
{
    const auto found = std::find_if(among.begin(), among.end(),
                                    [&](const Verb *verb) { return verb->name == name; });
    return found == among.end() ? nullptr : *found;
}

int runCommandLine(const std::vector<std::string> &words, std::span<const Verb *const> verbs,
                   Console console)
{
    const int code = run(words, verbs, console);
    if (const Result<> flushed = console.out.flush(); !flushed) {
        console.err.line("outlay-cli: " + flushed.error().text);
        return exitcode::usage;
    }
    return code;
}

} // namespace outlay::cli
