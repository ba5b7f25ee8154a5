// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/output.h"
#include "app/cli/verb.h"
#include "models/money/instant.h"
#include "models/money/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace outlay::cli {

/// Where a verb reads the time from and writes to.
struct Console
{
    Output &out; ///< results, nothing else
    Output &err; ///< messages and progress
    Instant now; ///< of the start of the command: "today"
};

/// A verb's command line, parsed and checked against the options it declares.
class Arguments
{
public:
    /// `words`: what follows the verb. Usage errors name the option and the nearest known one.
    [[nodiscard]] static Result<Arguments>
    parse(const Verb &verb, const std::vector<std::string> &words, Console console);

    [[nodiscard]] const Verb &verb() const { return *m_verb; }
    [[nodiscard]] bool has(std::string_view option) const;
    /// The last one given wins, as shells' aliases want it.
    [[nodiscard]] std::optional<std::string> value(std::string_view option) const;
    [[nodiscard]] std::string valueOr(std::string_view option, std::string_view otherwise) const;
    /// All of them, in order.
    [[nodiscard]] std::vector<std::string> values(std::string_view option) const;
    /// Everything that is no option; "-" is one, and so is all behind "--".
    [[nodiscard]] const std::vector<std::string> &positional() const { return m_positional; }

    [[nodiscard]] bool isJson() const { return has("json"); }
    [[nodiscard]] bool wantsHelp() const { return has("help"); }

    [[nodiscard]] Output &out() const { return m_console.out; }
    [[nodiscard]] Output &err() const { return m_console.err; }
    [[nodiscard]] Instant now() const { return m_console.now; }

    /// Says "outlay-cli VERB: text" on stderr and returns the exit code of the error's kind.
    int fail(const Error &error) const;
    /// Wrong usage: also points at the help.
    int failUsage(std::string_view text) const;
    /// An error met while opening or using the ledger: exit 3, Ctrl-C and wrong questions apart.
    int failLedger(const Error &error) const;

private:
    Arguments(const Verb &verb, Console console);
    [[nodiscard]] Result<> take(const std::vector<std::string> &words, std::size_t &index);
    void complain(std::string_view text) const;

    const Verb *m_verb;
    Console m_console;
    std::vector<std::pair<std::string, std::string>> m_options;
    std::vector<std::string> m_positional;
};

/// --ledger FILE, --json, --help: known to every verb.
[[nodiscard]] std::span<const Option> commonOptions();

/// The known word closest to a mistyped one, empty if none is near.
[[nodiscard]] std::string_view nearest(std::string_view word,
                                       const std::vector<std::string_view> &known);

/// "a,b,,c" -> a, b, c: for --by and lists of names.
[[nodiscard]] std::vector<std::string> splitList(std::string_view text);

} // namespace outlay::cli
