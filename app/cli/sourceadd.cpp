// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/sourceadd.h"

#include "app/cli/json.h"
#include "app/cli/liveloop.h"
#include "app/cli/openledger.h"
#include "app/cli/plan.h"
#include "app/cli/storedsetting.h"
#include "app/cli/text.h"
#include "app/sources/baseaddress.h"
#include "app/sources/livesources.h"
#include "app/sources/otlp/otlpreceiver.h"
#include "app/sources/sameaccount.h"
#include "app/sources/sourcetest.h"
#include "models/ingest/importoptions.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <set>
#ifndef _WIN32
#include <termios.h>
#include <unistd.h>
#endif

namespace outlay::cli {

namespace {

using sources::Finding;
using sources::SourceSettings;

tl::unexpected<Error> usage(std::string text)
{
    return failure(Error::Kind::Usage, std::move(text));
}

std::string absolute(const std::string &path)
{
    std::error_code error;
    const std::filesystem::path whole = std::filesystem::absolute(path, error);
    return error ? path : whole.lexically_normal().string();
}

Result<> parsePort(const Arguments &arguments, SourceSettings &settings)
{
    const std::optional<std::string> port = arguments.value("port");
    if (!port)
        return {};
    const auto [end, error] =
        std::from_chars(port->data(), port->data() + port->size(), settings.port);
    if (error != std::errc() || end != port->data() + port->size() || settings.port < 1)
        return usage("--port is a number from 1 to 65535, not \"" + printable(*port) + "\"");
    return {};
}

/// Turns the terminal's echo off for as long as it lives.
class Unseen
{
public:
    Unseen()
    {
#ifndef _WIN32
        m_isTerminal = isatty(STDIN_FILENO) != 0 && tcgetattr(STDIN_FILENO, &m_before) == 0;
        if (!m_isTerminal)
            return;
        termios silent = m_before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
#endif
    }
    ~Unseen()
    {
#ifndef _WIN32
        if (m_isTerminal)
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
#endif
    }
    Unseen(const Unseen &) = delete;
    Unseen &operator=(const Unseen &) = delete;
    [[nodiscard]] bool isTerminal() const
    {
        return m_isTerminal;
    }

private:
    bool m_isTerminal = false;
#ifndef _WIN32
    termios m_before{};
#endif
};

/// One line of standard input.
Result<Secret> readKey(const Arguments &arguments)
{
    constexpr std::size_t longest = 8192;
    const Unseen unseen;
    if (unseen.isTerminal()) {
        arguments.err().write("Key (not shown): ");
        (void)arguments.err().flush();
    }
    std::string line;
    line.reserve(longest); // never moved: no copy of the key stays behind
    for (int c = std::fgetc(stdin); c != EOF && c != '\n' && line.size() < longest;
         c = std::fgetc(stdin))
        line.push_back(static_cast<char>(c));
    if (unseen.isTerminal())
        arguments.err().line("");
    while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
        line.pop_back();
    if (line.empty())
        return usage("no key came from standard input");
    return Secret::taking(line);
}

struct Tested
{
    std::vector<Finding> findings;
    bool isUsable = false, isDone = false;
    std::set<std::string> accountIds;
};

Tested runTest(const Arguments &arguments, LiveLoop &loop, const SourceSettings &settings,
               Secret key)
{
    Tested tested;
    LedgerQueue queue(ledgerPath(arguments));
    sources::SourceTest test(settings, loop.secrets(), &queue);
    QObject::connect(&test, &sources::SourceTest::finished, &test,
                     [&](const std::vector<Finding> &findings, bool isUsable) {
                         tested = {findings, isUsable, true, test.accountIds()};
                         loop.end();
                     });
    test.start(std::move(key));
    loop.run();
    return tested;
}

std::string_view word(Finding::Level level)
{
    switch (level) {
    case Finding::Level::Ok:
        return "ok";
    case Finding::Level::Warn:
        return "warning";
    case Finding::Level::Fail:
        return "failure";
    }
    return "failure";
}

void writeFindings(JsonWriter &json, const Tested &tested)
{
    json.key("findings").beginArray();
    for (const Finding &finding : tested.findings) {
        json.beginObject().field("level", word(finding.level));
        json.field("text", std::string_view(finding.text)).endObject();
    }
    json.endArray();
}

void printFindings(Output &out, const Tested &tested)
{
    for (const Finding &finding : tested.findings) {
        const std::string_view mark = finding.level == Finding::Level::Ok     ? "  ok       "
                                      : finding.level == Finding::Level::Warn ? "  mind     "
                                                                              : "  missing  ";
        out.line(std::string(mark) + printable(finding.text));
    }
}

Result<> putKey(LiveLoop &loop, const SourceSettings &settings, const Secret &key)
{
    const Result<SecretReference> reference = SecretReference::parse(settings.secret);
    if (!reference)
        return tl::unexpected<Error>(reference.error());
    Result<> put = failure(Error::Kind::Cancelled, "interrupted");
    const QObject context;
    loop.secrets().write(*reference, key.clone(), &context, [&](const SecretAnswer &answer) {
        if (answer.works())
            put = {};
        else
            put = failure(Error::Kind::Unreadable, answer.text);
        loop.end();
    });
    loop.run();
    return put;
}

Result<> checkKeyPlace(const Arguments &arguments, const SourceSettings &settings)
{
    if (!arguments.has("key-stdin"))
        return {};
    const Result<SecretReference> reference = SecretReference::parse(settings.secret);
    if (!reference || !reference->isWritable() || reference->kind == SecretReference::Kind::Memory)
        return usage("--key-stdin needs a place that can keep a key: --secret keychain:outlay/" +
                     settings.name + " or --secret passphrase:" + settings.name);
    return {};
}

/// The names that are taken: of what is watched. A ledger that does not exist has none.
Result<> checkFree(const Arguments &arguments, const std::string &name)
{
    std::error_code error;
    if (!std::filesystem::exists(ledgerPath(arguments), error))
        return {};
    const auto reader = openReader(arguments);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    const auto all = sources::storedSources(**reader);
    if (!all)
        return tl::unexpected<Error>(all.error());
    if (sources::sourceNamed(*all, name))
        return usage("a source called \"" + name +
                     "\" is watched already; choose another name, or remove it first");
    return {};
}

/// Whether somebody polls its account already: then it is added only if that is meant.
Result<> checkAccount(const Arguments &arguments, const SourceSettings &settings,
                      const Tested &tested)
{
    std::error_code error;
    if (arguments.has("same-account") || !std::filesystem::exists(ledgerPath(arguments), error))
        return {};
    const auto reader = openReader(arguments);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    const auto all = sources::storedSources(**reader);
    if (!all)
        return tl::unexpected<Error>(all.error());
    const auto same = sources::sameAccountAs(**reader, *all, settings, tested.accountIds);
    if (!same)
        return tl::unexpected<Error>(same.error());
    if (!*same)
        return {};
    return usage("this account is already polled as " + (*same)->other + " (" + (*same)->why +
                 "); its money would count twice. Nothing was added: remove " + (*same)->other +
                 " first, or add it all the same with --same-account");
}

/// --plan, --fee, --name.
Result<Ingest::Plan> planGiven(const Arguments &arguments)
{
    if (const auto kind = arguments.value("plan"))
        return parsePlanKind(arguments, *kind);
    for (const char *option : {"fee", "name", "from"}) {
        if (arguments.has(option))
            return usage("--" + std::string(option) + " goes with --plan");
    }
    return Ingest::Plan{};
}

std::string typedLine()
{
    constexpr std::size_t longest = 200;
    std::string line;
    for (int c = std::fgetc(stdin); c != EOF && c != '\n' && line.size() < longest;
         c = std::fgetc(stdin))
        line.push_back(static_cast<char>(c));
    while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
        line.pop_back();
    return line;
}

std::string askedLine(const Arguments &arguments, const std::string &question)
{
    (void)arguments.out().flush(); // what was found is read before it is answered
    arguments.err().write(question);
    (void)arguments.err().flush();
    return typedLine();
}

bool isPersonThere(const Arguments &arguments)
{
#ifdef _WIN32
    return false;
#else
    return !arguments.isJson() && arguments.err().isTerminal() && isatty(STDIN_FILENO) != 0;
#endif
}

/// Asks until the answer is one; nothing typed leaves it unknown.
Ingest::Plan askPlan(const Arguments &arguments, const std::string &name)
{
    for (;;) {
        const std::string kind = askedLine(
            arguments, "How is " + printable(name) +
                           " paid? metered (by the token), subscription, provisioned, local; "
                           "Enter: say it later: ");
        if (kind.empty())
            return {};
        Result<Ingest::Plan> plan = parsePlanKind(arguments, kind);
        if (plan && (plan->kind == Ingest::Plan::Kind::Subscription ||
                     plan->kind == Ingest::Plan::Kind::Provisioned)) {
            const std::string fee = askedLine(
                arguments, "What does it cost a month, e.g. 200USD? Enter: say it later: ");
            if (!fee.empty()) {
                const Result<Money> amount = parseAmount(fee);
                if (amount)
                    plan->fee = *amount;
                else
                    plan = tl::unexpected<Error>(amount.error());
            }
        }
        if (plan)
            return *std::move(plan);
        arguments.err().line(plan.error().text);
    }
}

/// Of a source that was imported before.
Result<Ingest::Plan::Kind> knownPlan(Ingest &ingest, const std::string &name)
{
    const auto plans = ingest.plans();
    if (!plans)
        return tl::unexpected<Error>(plans.error());
    for (const Ingest::Plan &plan : *plans) {
        if (plan.source == name && plan.key.empty())
            return plan.kind;
    }
    return Ingest::Plan::Kind::Unknown;
}

/// As given, else asked where somebody can answer.
Result<Ingest::Plan::Kind> storePlan(const Arguments &arguments, Ingest &ingest,
                                     const std::string &name, Ingest::Plan plan)
{
    using Kind = Ingest::Plan::Kind;
    if (plan.kind == Kind::Unknown) {
        const auto known = knownPlan(ingest, name);
        if (!known || *known != Kind::Unknown)
            return known;
        if (isPersonThere(arguments))
            plan = askPlan(arguments, name);
    }
    if (plan.kind == Kind::Unknown)
        return Kind::Unknown;
    plan.source = name;
    OUTLAY_TRY(ingest.setPlan(plan));
    return plan.kind;
}

int store(const Arguments &arguments, const SourceSettings &settings, const Tested &tested,
          Ingest::Plan wanted)
{
    const auto ingest = openIngest(arguments);
    if (!ingest)
        return arguments.failLedger(ingest.error());
    if (const Result<> added = sources::addSource(**ingest, settings); !added)
        return arguments.failLedger(added.error());
    const auto plan = storePlan(arguments, **ingest, settings.name, std::move(wanted));
    if (!plan)
        return arguments.failLedger(plan.error());
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject().field("source", std::string_view(settings.name));
        json.field("kind", toString(settings.kind));
        json.field("plan", planName(*plan));
        writeFindings(json, tested);
        json.endObject();
        return exitcode::done;
    }
    arguments.out().line("Added " + printable(settings.name) +
                         ". It is asked by the window, by outlay-cli watch, or once by: "
                         "outlay-cli poll --once --source " +
                         shellWord(settings.name));
    if (settings.kind == sources::SourceKind::Otlp) {
        arguments.out().line("Senders set:");
        arguments.out().write(
            sources::otlpSenderSettings(settings.listenPort(), !settings.tokenSecret.empty()));
    }
    if (*plan == Ingest::Plan::Kind::Unknown)
        arguments.out().line("Nobody said how it is paid; it counts as metered: outlay-cli source "
                             "plan " +
                             shellWord(settings.name) + " metered (or subscription --fee 100USD)");
    return exitcode::done;
}

/// The key that was refused once works now: whoever watches asks again.
void wishToGoOn(const Arguments &arguments, const std::string &name)
{
    const auto ingest = openIngest(arguments);
    const Result<> asked = ingest ? sources::requestAgain(**ingest, name)
                                  : Result<>(tl::unexpected<Error>(ingest.error()));
    if (!asked)
        arguments.err().line("outlay-cli source: it was not asked to go on: " +
                             printable(asked.error().text));
}

/// A complaint about a field names the option it came from.
Error byOption(Error error)
{
    static constexpr std::array options{
        std::pair{"base_url", "base-url"},
        std::pair{"secret", "secret"},
        std::pair{"push_secret", "push-secret"},
        std::pair{"headers", "header"},
        std::pair{"proxy", "proxy"},
        std::pair{"ca_file", "ca"},
        std::pair{"client_certificate", "client-certificate"},
        std::pair{"client_key", "client-key"},
        std::pair{"paths", "path"},
        std::pair{"format", "format"},
        std::pair{"port", "port"},
        std::pair{"token_secret", "token"},
    };
    for (const auto &[field, option] : options) {
        const std::string named = std::string("\": ") + field + ": ";
        if (const std::size_t at = error.text.find(named); at != std::string::npos) {
            error.text.replace(at, named.size(), std::string("\": --") + option + ": ");
            break;
        }
    }
    return error;
}

} // namespace

Result<SourceSettings> parseSource(const Arguments &arguments)
{
    const std::vector<std::string> &words = arguments.positional();
    if (words.size() != 2)
        return usage("name it: source add NAME --kind openai --secret env:OPENAI_ADMIN_KEY");
    const std::optional<std::string> kind = arguments.value("kind");
    if (!kind)
        return usage("say what it is: --kind " + sourceKindWords());
    SourceSettings settings;
    settings.name = words[1];
    const Result<sources::SourceKind> known = parseSourceKind(*kind);
    if (!known)
        return usage("--kind: " + known.error().text + ", not \"" + printable(*kind) + "\"");
    settings.kind = *known;
    settings.secret = arguments.valueOr("secret", "");
    settings.pushSecret = arguments.valueOr("push-secret", "");
    settings.baseUrl = arguments.valueOr("base-url", "");
    settings.proxy = arguments.valueOr("proxy", "");
    const auto file = [&](std::string_view option) {
        const std::optional<std::string> path = arguments.value(option);
        return path ? absolute(*path) : std::string();
    };
    settings.caFile = file("ca");
    settings.clientCertificate = file("client-certificate");
    settings.clientKey = file("client-key");
    settings.areOwnKeysElsewhere = arguments.has("own-keys-elsewhere");
    settings.tokenSecret = arguments.valueOr("token", "");
    settings.format = arguments.valueOr("format", "auto");
    for (const std::string &path : arguments.values("path"))
        settings.paths.push_back(absolute(path));
    OUTLAY_TRY(takeHeaders(arguments, settings.headers));
    OUTLAY_TRY(parsePort(arguments, settings));
    if (const Result<> checked = sources::validate(settings); !checked)
        return tl::unexpected<Error>(byOption(checked.error()));
    if (const Result<> address = sources::checkBaseAddress(settings.kind, settings.baseUrl);
        !address)
        return usage("source \"" + settings.name + "\": --base-url: " + address.error().text);
    if (const auto format = formatFor(settings.format); !format)
        return usage("--format: " + format.error().text);
    return settings;
}

int addSource(const Arguments &arguments)
{
    const Result<SourceSettings> settings = parseSource(arguments);
    if (!settings)
        return arguments.fail(settings.error());
    Result<Ingest::Plan> plan = planGiven(arguments);
    if (!plan)
        return arguments.fail(plan.error());
    if (const Result<> place = checkKeyPlace(arguments, *settings); !place)
        return arguments.fail(place.error());
    if (const Result<> free = checkFree(arguments, settings->name); !free)
        return arguments.failLedger(free.error());
    LiveLoop loop;
    if (const Result<> opened = loop.unlock(arguments); !opened)
        return arguments.fail(opened.error());
    Secret key;
    if (arguments.has("key-stdin")) {
        Result<Secret> typed = readKey(arguments);
        if (!typed)
            return arguments.fail(typed.error());
        key = *std::move(typed);
    }
    Tested tested;
    if (!arguments.has("no-test")) {
        if (const char *cost = factsOf(settings->kind).askingCost; *cost != '\0')
            arguments.err().line(cost);
        tested = runTest(arguments, loop, *settings, key.clone());
        if (!tested.isDone)
            return exitcode::interrupted;
        if (!arguments.isJson())
            printFindings(arguments.out(), tested);
        if (!tested.isUsable) {
            if (arguments.isJson()) {
                JsonWriter json(arguments.out());
                json.beginObject().key("source").null();
                writeFindings(json, tested);
                json.endObject();
            }
            return arguments.fail({Error::Kind::Usage,
                                   "nothing was added: it would see nothing. Mend what is missing, "
                                   "or add it all the same with --no-test"});
        }
    }
    if (const Result<> account = checkAccount(arguments, *settings, tested); !account)
        return arguments.failLedger(account.error());
    if (!key.isEmpty()) {
        if (const Result<> put = putKey(loop, *settings, key); !put)
            return arguments.fail(put.error());
    }
    return store(arguments, *settings, tested, *std::move(plan));
}

int testSource(const Arguments &arguments)
{
    const std::vector<std::string> &words = arguments.positional();
    if (words.size() != 2)
        return arguments.failUsage("name the source: source test NAME");
    const auto reader = openReader(arguments);
    if (!reader)
        return arguments.failLedger(reader.error());
    const auto all = sources::storedSources(**reader);
    if (!all)
        return arguments.failLedger(all.error());
    const SourceSettings *settings = sources::sourceNamed(*all, words[1]);
    if (!settings)
        return arguments.failUsage("no source that is watched is called \"" + words[1] +
                                   "\"; see: outlay-cli source list");
    LiveLoop loop;
    if (const Result<> opened = loop.unlock(arguments); !opened)
        return arguments.fail(opened.error());
    const Tested tested = runTest(arguments, loop, *settings, {});
    if (!tested.isDone)
        return exitcode::interrupted;
    if (tested.isUsable && isPolled(settings->kind))
        wishToGoOn(arguments, words[1]);
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject().field("source", std::string_view(words[1]));
        json.key("usable").boolean(tested.isUsable);
        writeFindings(json, tested);
        json.endObject();
    } else {
        printFindings(arguments.out(), tested);
    }
    return tested.isUsable ? exitcode::done : exitcode::rejected;
}

} // namespace outlay::cli
