// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/effect.h"
#include "app/cli/json.h"
#include "app/cli/liveloop.h"
#include "app/cli/openledger.h"
#include "app/cli/plan.h"
#include "app/cli/providerwords.h"
#include "app/cli/sourceadd.h"
#include "app/cli/sourcelive.h"
#include "app/cli/text.h"
#include "app/cli/verbs.h"
#include "app/sources/livesources.h"

#include <algorithm>
#include <array>

namespace outlay::cli {

namespace {

constexpr std::array ownOptions{
    Option{"data", "", "remove: take away everything the source said"},
    Option{"fee", "AMOUNT", "plan, add --plan: what it costs a month, e.g. 200USD"},
    Option{"name", "TEXT", "plan, add --plan: its name, e.g. \"Max 20x\""},
    Option{"key", "KEY", "plan: of one key instead of a whole source"},
    Option{"from", "DATE", "plan, cover: since when (default: always)"},
    Option{"to", "DATE", "cover: until before then (default: for ever)"},
    Option{"by", "OTHER", "cover: the source that sees the same requests; none: no longer"},
    passphraseFileOption,
    dryRunOption,
};

constexpr auto sourceOptions = [] {
    std::array<Option, addOptions.size() + ownOptions.size()> all{};
    std::copy(addOptions.begin(), addOptions.end(), all.begin());
    std::copy(ownOptions.begin(), ownOptions.end(), all.begin() + addOptions.size());
    return all;
}();

constexpr std::string_view help =
    R"(Where the ledger's knowledge comes from: what is watched, and how each source is paid.

list                   every source: how it fares, how much of the time it vouches for, its plan
add NAME --kind KIND   watches an API, a gateway, files or telemetry from now on. The key is tried
                       first, and what it can and cannot see is said; nothing is stored if it sees
                       nothing. On a terminal it asks how the source is paid, else --plan says.
                       The ledger holds where the key is, never the key:
    keychain:outlay/X  the system's keychain; --key-stdin reads the key and puts it there
    env:VARIABLE       a variable of whoever watches
    file:/PATH         a file nobody else can read (chmod 600)
    passphrase:X       a file locked by a passphrase; --key-stdin too
test NAME              the same trial again
pause NAME, resume     asks nothing meanwhile; what happened is read afterwards
trip NAME, reset       opens its breaker by hand until it is reset; closes it, whatever opened it
remove NAME [--data]   stops watching it. With --data it also takes away all it said, as if it had
                       never been; requests that another source saw as well stay, as that one saw
                       them
plan NAME KIND         how it is paid:
    metered            by the token: its cost is spend
    subscription       a fee a month: the fee is spend, its tokens stand apart as list value
    provisioned        reserved capacity: like a subscription
    local              a model on your own machine: costs nothing
  Until somebody says, a source counts as metered and reports say so.
reports NAME KIND      what the costs are that it reports itself (a gateway's, a file's cost_usd):
    list               list prices: your discount (prices set --discount) is taken off them
    net                after your discount: taken as they are
    unknown            nobody said; taken as they are
provider NAME MAKER=PROVIDER …
                       where its requests to a maker's models went that name no provider (Envoy's,
                       Langfuse's): anthropic=aws, openai=azure, openai=openai; until somebody says
                       they count as the maker's. PROVIDER alone: all others; none: nobody said
confirm NAME MODEL     believes costs it reported of a model that were refused because they are far
                       from the price book's (quarantined)
cover NAME --by OTHER  for sources that see the same requests and share no ids: what NAME saw and
                       OTHER did not is set aside, except on days on which OTHER saw nothing
  remove --data, plan, reports, provider, confirm and cover show first what they do to the figures; with
  --dry-run they do no more.

Examples:
  outlay-cli source list
  outlay-cli source add acme --kind openai --secret env:OPENAI_ADMIN_KEY
  outlay-cli source add acme --kind openai --secret keychain:outlay/acme --key-stdin < key.txt
  outlay-cli source add gateway --kind litellm --base-url http://localhost:4000 --secret env:KEY
  outlay-cli source add claude-code --kind files --path ~/.claude/projects --plan subscription
                       --fee 200USD
  outlay-cli source add telemetry --kind otlp
  outlay-cli source plan claude-code subscription --fee 200USD --name "Max 20x"
  outlay-cli source plan --key ci-runner metered
  outlay-cli source reports litellm list --dry-run
  outlay-cli source provider langfuse anthropic=aws --dry-run
  outlay-cli source confirm litellm claude-opus-5-5
  outlay-cli source cover codex --by telemetry --dry-run
  outlay-cli source remove billing --data
)";

/// Usage error for a source that brings bills alone: they say what was charged, whatever the plan.
Result<> checkBringsRequests(const Arguments &arguments, const std::string &name)
{
    const auto reader = openReader(arguments);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    const auto stored = sources::storedSources(**reader);
    OUTLAY_TRY(stored);
    const sources::SourceSettings *settings = sources::sourceNamed(*stored, name);
    const bool isBilled = settings && !factsOf(settings->kind).bringsRequests;
    if (!isBilled)
        return {};
    return failure(Error::Kind::Usage,
                   printable(name) + " brings what the provider charges, and no requests that a "
                                     "plan could be for; give the plan to the source that sees "
                                     "them (transcripts, a gateway, telemetry), or to a key with "
                                     "--key");
}

int plan(const Arguments &arguments)
{
    const Result<Ingest::Plan> wanted = parsePlan(arguments);
    if (!wanted)
        return arguments.fail(wanted.error());
    if (!wanted->source.empty()) {
        if (const Result<> known = checkKnownSource(arguments, wanted->source); !known)
            return arguments.failLedger(known.error());
        if (const Result<> payable = checkBringsRequests(arguments, wanted->source); !payable)
            return arguments.fail(payable.error());
    }
    const std::string subject =
        wanted->source.empty() ? "key " + wanted->key : "source " + wanted->source;
    if (wanted->fee != Money{} && !arguments.isJson())
        arguments.out().line("Fee: " + dollars(wanted->fee) + " of spend a month, " +
                             (wanted->from.empty() ? "from the first use to the last month with "
                                                     "requests."
                                                   : "from " + wanted->from.substr(0, 10) +
                                                         " to the last month with requests."));
    return changeAfterRehearsal(
        arguments, [&](Ingest &ingest) { return ingest.setPlan(*wanted); },
        "The " + printable(subject) + " is " + std::string(planName(wanted->kind)) +
            " from now on, for all it has said and will say.",
        [&](JsonWriter &json) {
            json.key("source").text(wanted->source.empty() ? std::nullopt
                                                           : std::optional(wanted->source));
            json.key("key").text(wanted->key.empty() ? std::nullopt : std::optional(wanted->key));
            json.field("plan", planName(wanted->kind));
            json.key("fee_usd").money(wanted->fee == Money{} ? std::nullopt
                                                             : std::optional(wanted->fee));
        },
        wanted->fee == Money{} ? "It changes no figure." : "So far it changes no figure.");
}

/// --from and --to of a rule, dates in UTC as elsewhere without a ledger's zone.
Result<TimeRange> parseRange(const Arguments &arguments)
{
    TimeRange range;
    for (const auto &[option, moment] :
         {std::pair{"from", &range.from}, std::pair{"to", &range.to}}) {
        const auto text = arguments.value(option);
        if (!text)
            continue;
        const Result<Instant> at = parseInstant(*text);
        if (!at)
            return failure(Error::Kind::Usage, "--" + std::string(option) + " " + printable(*text) +
                                                   ": write a date, e.g. 2026-11-01");
        *moment = *at;
    }
    if (range.to <= range.from)
        return failure(Error::Kind::Usage, "--to is not after --from");
    return range;
}

int cover(const Arguments &arguments)
{
    const std::vector<std::string> &words = arguments.positional();
    const auto by = arguments.value("by");
    if (words.size() != 2 || !by)
        return arguments.failUsage("write: source cover NAME --by OTHER, or --by none");
    const std::string &name = words[1];
    const Result<TimeRange> range = parseRange(arguments);
    if (!range)
        return arguments.fail(range.error());
    const bool isNone = *by == "none";
    if (*by == name)
        return arguments.failUsage("a source cannot cover itself");
    for (const std::string &one : isNone ? std::vector{name} : std::vector{name, *by}) {
        if (const Result<> known = checkKnownSource(arguments, one); !known)
            return arguments.failLedger(known.error());
    }
    const auto apply = [&](Ingest &ingest) {
        std::vector<Ingest::CoveredBy> rules = ingest.coveredBy();
        std::erase_if(rules, [&](const Ingest::CoveredBy &rule) {
            return rule.source == name && (isNone || rule.by == *by);
        });
        if (!isNone)
            rules.push_back({name, *by, *range});
        return ingest.setCoveredBy(rules);
    };
    return changeAfterRehearsal(arguments, apply,
                                isNone ? "Nothing covers " + printable(name) + " any more."
                                       : "What " + printable(name) + " saw and " + printable(*by) +
                                             " did not is set aside, on days on which " +
                                             printable(*by) + " saw anything.",
                                [&](JsonWriter &json) {
                                    json.field("source", std::string_view(name));
                                    json.key("covered_by").text(isNone ? std::nullopt : by);
                                });
}

Result<Ingest::ReportsKind> parseReports(const std::string &text)
{
    using enum Ingest::ReportsKind;
    for (const auto &[word, kind] : {std::pair{"list", List}, {"net", Net}, {"unknown", Unknown}}) {
        if (text == word)
            return kind;
    }
    return failure(Error::Kind::Usage,
                   "reported costs are list, net or unknown, not \"" + printable(text) + "\"");
}

int reports(const Arguments &arguments)
{
    const std::vector<std::string> &words = arguments.positional();
    if (words.size() != 3)
        return arguments.failUsage("write: source reports NAME list, net or unknown");
    const Result<Ingest::ReportsKind> kind = parseReports(words[2]);
    if (!kind)
        return arguments.fail(kind.error());
    if (const Result<> known = checkKnownSource(arguments, words[1]); !known)
        return arguments.failLedger(known.error());
    ConfigurationChange change;
    change.reports = {words[1], *kind};
    const bool isList = *kind == Ingest::ReportsKind::List;
    return changeAfterShowing(
        arguments, change, [&](Ingest &ingest) { return ingest.setReports(words[1], *kind); },
        "The costs that " + printable(words[1]) + " reports are " +
            (isList ? "list prices: your discount is taken off them" : "taken as they are") +
            ", for all it has said and will say.",
        [&](JsonWriter &json) {
            json.field("source", std::string_view(words[1]));
            json.field("reports", std::string_view(words[2]));
        });
}

int provider(const Arguments &arguments)
{
    const std::vector<std::string> &words = arguments.positional();
    if (words.size() < 3)
        return arguments.failUsage("write: source provider NAME MAKER=PROVIDER, PROVIDER or none");
    if (const Result<> known = checkKnownSource(arguments, words[1]); !known)
        return arguments.failLedger(known.error());
    const std::vector<std::string> told(words.begin() + 2, words.end());
    Result<Ingest::ProviderByMaker> said = parseProviders(told, {});
    if (!said)
        return arguments.fail(said.error());
    const auto apply = [&](Ingest &ingest) {
        // What was said of other makers stays.
        said = parseProviders(told, ingest.providers(words[1]));
        return ingest.setProviders(words[1], *said);
    };
    return changeAfterRehearsal(
        arguments, apply,
        said->empty() ? "Nobody said where requests of " + printable(words[1]) +
                            " went that name no provider."
                      : "So it is with requests of " + printable(words[1]) +
                            " that name no provider, for all it has said and will say.",
        [&](JsonWriter &json) {
            json.field("source", std::string_view(words[1]));
            json.key("providers").beginObject();
            for (const auto &[maker, seller] : *said)
                json.field(maker.empty() ? "*" : std::string_view(maker), std::string_view(seller));
            json.endObject();
        });
}

int confirm(const Arguments &arguments)
{
    const std::vector<std::string> &words = arguments.positional();
    if (words.size() != 3)
        return arguments.failUsage("write: source confirm NAME MODEL");
    if (const Result<> known = checkKnownSource(arguments, words[1]); !known)
        return arguments.failLedger(known.error());
    ConfigurationChange change;
    change.confirmed = {words[1], words[2]};
    return changeAfterShowing(
        arguments, change,
        [&](Ingest &ingest) { return ingest.confirmReported(words[1], words[2]); },
        "What " + printable(words[1]) + " reports of " + printable(words[2]) +
            " is believed from now on, for all it has said and will say.",
        [&](JsonWriter &json) {
            json.field("source", std::string_view(words[1]));
            json.field("model", std::string_view(words[2]));
        });
}

constexpr std::string_view showingFirst = "remove, plan, reports, provider, confirm and cover";

bool showsFirst(const std::string &what)
{
    static constexpr std::array<std::string_view, 6> all{"remove",   "plan",    "reports",
                                                         "provider", "confirm", "cover"};
    return std::find(all.begin(), all.end(), what) != all.end();
}

int run(Arguments &arguments)
{
    const std::string what =
        arguments.positional().empty() ? std::string() : arguments.positional().front();
    static constexpr std::array<std::pair<std::string_view, int (*)(const Arguments &)>, 13>
        commands{{{"list", listSources},
                  {"add", addSource},
                  {"test", testSource},
                  {"pause", commandSource},
                  {"resume", commandSource},
                  {"trip", commandSource},
                  {"reset", commandSource},
                  {"remove", removeSource},
                  {"plan", plan},
                  {"reports", reports},
                  {"provider", provider},
                  {"confirm", confirm},
                  {"cover", cover}}};
    std::string known;
    for (const auto &[word, command] : commands) {
        if (what == word && arguments.has("dry-run") && !showsFirst(what))
            return arguments.failUsage("--dry-run goes with " + std::string(showingFirst) +
                                       "; nothing was done");
        if (what == word)
            return command(arguments);
        known += (known.empty() ? "" : ", ") + std::string(word);
    }
    return arguments.failUsage(what.empty() ? "say what to do: source " + known
                                            : "cannot do \"" + what + "\"; it is source " + known);
}

} // namespace

const Verb sourceVerb{
    "source",
    "where the figures come from: watch, pause or remove one, say how it is paid",
    "list | add|test|pause|resume|trip|reset|remove|plan|reports|provider|confirm|cover …",
    sourceOptions,
    help,
    run};

} // namespace outlay::cli
