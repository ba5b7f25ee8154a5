// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"

#include "app/cli/text.h"
#include "models/money/nearest.h"

#include <algorithm>
#include <array>

namespace outlay::cli {

namespace {

constexpr std::array common{
    Option{"ledger", "FILE", "the ledger to use (default: $XDG_DATA_HOME/outlay/ledger.sqlite)"},
    Option{"json", "", "machine-readable output on stdout"},
    Option{"help", "", "show this help"},
};

const Option *optionNamed(std::span<const Option> options, std::string_view name)
{
    const auto found = std::find_if(options.begin(), options.end(),
                                    [&](const Option &option) { return option.name == name; });
    return found == options.end() ? nullptr : &*found;
}

std::string unknownOption(const Verb &verb, std::string_view name)
{
    std::vector<std::string_view> known;
    known.reserve(common.size() + verb.options.size());
    for (const Option &option : common)
        known.push_back(option.name);
    for (const Option &option : verb.options)
        known.push_back(option.name);
    std::string text = "unknown option --" + printable(name);
    if (const std::string_view near = nearest(name, known); !near.empty())
        text += "; did you mean --" + std::string(near) + "?";
    return text;
}

} // namespace

std::span<const Option> commonOptions()
{
    return common;
}

std::string_view nearest(std::string_view word, const std::vector<std::string_view> &known)
{
    return outlay::nearest(word, known);
}

std::vector<std::string> splitList(std::string_view text)
{
    std::vector<std::string> parts;
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        const std::string_view part = text.substr(0, comma);
        if (!part.empty())
            parts.emplace_back(part);
        text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
    }
    return parts;
}

Arguments::Arguments(const Verb &verb, Console console) : m_verb(&verb), m_console(console) {}

Result<Arguments> Arguments::parse(const Verb &verb, const std::vector<std::string> &words,
                                   Console console)
{
    Arguments arguments(verb, console);
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "--") {
            arguments.m_positional.insert(arguments.m_positional.end(),
                                          words.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                          words.end());
            break;
        }
        OUTLAY_TRY(arguments.take(words, i));
    }
    return arguments;
}

Result<> Arguments::take(const std::vector<std::string> &words, std::size_t &index)
{
    const std::string &word = words[index];
    if (word == "-h") {
        m_options.emplace_back("help", "");
        return {};
    }
    if (word.size() < 2 || word[0] != '-') {
        m_positional.push_back(word);
        return {};
    }
    if (!word.starts_with("--"))
        return failure(Error::Kind::Usage, "unknown option " + printable(word) +
                                               "; options start with two dashes (a file of that "
                                               "name: write ./" +
                                               printable(word) + ")");
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
    const Option *option = optionNamed(common, name);
    if (option == nullptr)
        option = optionNamed(m_verb->options, name);
    if (option == nullptr)
        return failure(Error::Kind::Usage, unknownOption(*m_verb, name));
    if (option->value.empty()) {
        if (equals != std::string::npos)
            return failure(Error::Kind::Usage, "--" + name + " takes no value");
        m_options.emplace_back(name, "");
        return {};
    }
    if (equals != std::string::npos) {
        m_options.emplace_back(name, word.substr(equals + 1));
        return {};
    }
    if (index + 1 >= words.size() || words[index + 1].starts_with("--")) {
        std::string text = "--" + name + " needs a value: --" + name + " ";
        text += option->value;
        return failure(Error::Kind::Usage, std::move(text));
    }
    m_options.emplace_back(name, words[++index]);
    return {};
}

bool Arguments::has(std::string_view option) const
{
    return std::any_of(m_options.begin(), m_options.end(),
                       [&](const auto &given) { return given.first == option; });
}

std::optional<std::string> Arguments::value(std::string_view option) const
{
    for (auto given = m_options.rbegin(); given != m_options.rend(); ++given) {
        if (given->first == option)
            return given->second;
    }
    return std::nullopt;
}

std::string Arguments::valueOr(std::string_view option, std::string_view otherwise) const
{
    return value(option).value_or(std::string(otherwise));
}

std::vector<std::string> Arguments::values(std::string_view option) const
{
    std::vector<std::string> found;
    for (const auto &[name, text] : m_options) {
        if (name == option)
            found.push_back(text);
    }
    return found;
}

void Arguments::complain(std::string_view text) const
{
    m_console.err.write("outlay-cli ");
    m_console.err.write(m_verb->name);
    m_console.err.write(": ");
    m_console.err.line(printable(text));
}

int Arguments::fail(const Error &error) const
{
    switch (error.kind) {
    case Error::Kind::Usage:
        return failUsage(error.text);
    case Error::Kind::Malformed:
    case Error::Kind::OutOfRange:
    case Error::Kind::Unreadable:
        complain(error.text);
        return exitcode::usage;
    case Error::Kind::Cancelled:
        complain("interrupted");
        return exitcode::interrupted;
    case Error::Kind::Busy:
    case Error::Kind::Full:
    case Error::Kind::Refused:
    case Error::Kind::Corrupt:
    case Error::Kind::Internal:
        break;
    }
    complain(error.text);
    return exitcode::ledger;
}

int Arguments::failUsage(std::string_view text) const
{
    complain(text);
    m_console.err.write("See: outlay-cli ");
    m_console.err.write(m_verb->name);
    m_console.err.line(" --help");
    return exitcode::usage;
}

int Arguments::failLedger(const Error &error) const
{
    if (error.kind == Error::Kind::Usage || error.kind == Error::Kind::Cancelled)
        return fail(error);
    complain(error.text);
    return exitcode::ledger;
}

} // namespace outlay::cli
