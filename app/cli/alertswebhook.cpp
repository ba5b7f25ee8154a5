// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/alertswebhook.h"

#include "app/alerting/webhook/webhookroute.h"
#include "app/alerting/webhook/webhooktest.h"
#include "app/cli/json.h"
#include "app/cli/liveloop.h"
#include "app/cli/openledger.h"
#include "app/cli/storedsetting.h"
#include "app/cli/table.h"
#include "app/cli/text.h"
#include "models/ledger/ledgerreader.h"

#include <algorithm>
#include <filesystem>

namespace outlay::cli {

namespace {

using alerting::WebhookSettings;

constexpr int mostCounted = 100'000;

/// What became of a webhook's messages.
struct Fate
{
    std::int64_t delivered = 0, waiting = 0, dead = 0;
    std::optional<Instant> lastDelivered;
    std::string reason; ///< of the newest failure that nothing was delivered after
};

Result<std::vector<WebhookSettings>> storedHooks(LedgerReader &reader)
{
    const auto text = reader.setting(std::string(alerting::webhooksSetting));
    if (!text)
        return tl::unexpected<Error>(text.error());
    return alerting::parseWebhookSettings(*text);
}

WebhookSettings *hookNamed(std::vector<WebhookSettings> &all, const std::string &name)
{
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const WebhookSettings &one) { return one.name == name; });
    return found == all.end() ? nullptr : &*found;
}

tl::unexpected<Error> noSuch(const std::string &name)
{
    return failure(Error::Kind::Usage,
                   "there is no webhook " + printable(name) + "; see: alerts webhook list");
}

std::string shortReference(const WebhookSettings &hook)
{
    // The path of an address may be what keeps others out.
    if (sources::isSecretReference(hook.url))
        return hook.url;
    const std::size_t host = hook.url.find("://");
    const std::size_t path = host == std::string::npos ? host : hook.url.find('/', host + 3);
    return path == std::string::npos ? hook.url : hook.url.substr(0, path) + "/…";
}

Result<> takeOptions(const Arguments &arguments, WebhookSettings &hook)
{
    if (const auto kind = arguments.value("kind")) {
        const auto known = alerting::webhookKindNamed(*kind);
        if (!known)
            return failure(Error::Kind::Usage, "--kind is generic, slack or teams");
        hook.kind = *known;
    }
    hook.url = arguments.valueOr("url", hook.url);
    hook.secret = arguments.valueOr("secret", hook.secret);
    hook.caFile = arguments.valueOr("ca", hook.caFile);
    if (const auto routes = arguments.values("route"); !routes.empty()) {
        hook.routes.clear();
        for (const std::string &text : routes) {
            if (text == "all") // takes back what was set before
                continue;
            auto route = alerting::parseRoute(text);
            if (!route)
                return failure(Error::Kind::Usage, "--route: " + route.error().text);
            hook.routes.push_back(*std::move(route));
        }
    }
    OUTLAY_TRY(takeHeaders(arguments, hook.headers));
    if (arguments.has("off") && arguments.has("on"))
        return failure(Error::Kind::Usage, "say --on or --off");
    hook.isEnabled = arguments.has("on") || (hook.isEnabled && !arguments.has("off"));
    return {};
}

using Change = std::function<Result<>(std::vector<WebhookSettings> &)>;

int store(const Arguments &arguments, const Change &change, const std::string &said)
{
    const auto ingest = openIngest(arguments);
    if (!ingest)
        return arguments.failLedger(ingest.error());
    const Result<> done =
        (*ingest)->changeSetting(std::string(alerting::webhooksSetting),
                                 [&](const std::string &before) -> Result<std::string> {
                                     auto all = alerting::parseWebhookSettings(before);
                                     if (!all)
                                         return tl::unexpected<Error>(all.error());
                                     OUTLAY_TRY(change(*all));
                                     OUTLAY_TRY(alerting::validate(*all));
                                     return alerting::toJson(*all);
                                 });
    if (!done)
        return arguments.failLedger(done.error());
    if (!arguments.isJson())
        arguments.out().line(said);
    else
        arguments.out().line("{\"done\":true}");
    return exitcode::done;
}

int add(const Arguments &arguments, const std::string &name)
{
    WebhookSettings hook;
    hook.name = name;
    hook.addedAt = arguments.now();
    if (const Result<> taken = takeOptions(arguments, hook); !taken)
        return arguments.fail(taken.error());
    // Said before a ledger is made for it.
    if (const Result<> valid = alerting::validate(hook); !valid)
        return arguments.fail(valid.error());
    return store(
        arguments,
        [&](std::vector<WebhookSettings> &all) -> Result<> {
            if (hookNamed(all, name))
                return failure(Error::Kind::Usage,
                               "there is a webhook " + printable(name) +
                                   " already; change it with: alerts webhook set");
            all.push_back(hook);
            return {};
        },
        "Added " + printable(name) + ". It is told what happens from now on, while the window or " +
            "outlay-cli watch runs; try it: outlay-cli alerts webhook test " + printable(name));
}

int set(const Arguments &arguments, const std::string &name)
{
    return store(
        arguments,
        [&](std::vector<WebhookSettings> &all) -> Result<> {
            WebhookSettings *hook = hookNamed(all, name);
            if (!hook)
                return noSuch(name);
            return takeOptions(arguments, *hook);
        },
        "Changed " + printable(name) + '.');
}

int removeHook(const Arguments &arguments, const std::string &name)
{
    return store(
        arguments,
        [&](std::vector<WebhookSettings> &all) -> Result<> {
            if (!hookNamed(all, name))
                return noSuch(name);
            std::erase_if(all, [&](const WebhookSettings &one) { return one.name == name; });
            return {};
        },
        "Removed " + printable(name) + '.');
}

Fate fateOf(const std::vector<OutboxRow> &rows, const std::string &hook)
{
    Fate fate;
    for (const OutboxRow &row : rows) { // the newest first
        if (row.hook != hook)
            continue;
        fate.delivered += row.state == "delivered" ? 1 : 0;
        fate.waiting += row.state == "waiting" ? 1 : 0;
        fate.dead += row.state == "dead" ? 1 : 0;
        if (row.state == "delivered")
            fate.lastDelivered = std::max(fate.lastDelivered, row.endedAt);
        else if (fate.reason.empty() && fate.delivered == 0)
            fate.reason = row.reason;
    }
    return fate;
}

void writeHooks(const Arguments &arguments, const std::vector<WebhookSettings> &hooks,
                const std::vector<OutboxRow> &rows)
{
    JsonWriter json(arguments.out());
    json.beginObject().key("webhooks").beginArray();
    for (const WebhookSettings &hook : hooks) {
        const Fate fate = fateOf(rows, hook.name);
        json.newLine().beginObject().field("name", std::string_view(hook.name));
        json.field("kind", alerting::name(hook.kind));
        json.field("url", std::string_view(shortReference(hook)));
        json.key("secret").text(hook.secret.empty() ? std::nullopt : std::optional(hook.secret));
        json.key("routes").beginArray();
        for (const alerting::WebhookRoute &route : hook.routes)
            json.string(alerting::routeText(route));
        json.endArray().key("enabled").boolean(hook.isEnabled);
        json.key("added_at").time(hook.addedAt);
        json.field("delivered", fate.delivered).field("waiting", fate.waiting);
        json.field("dead", fate.dead).key("last_delivered").time(fate.lastDelivered);
        json.key("reason").text(fate.reason.empty() ? std::nullopt : std::optional(fate.reason));
        json.endObject();
    }
    json.endArray().key("dead_letters").beginArray();
    for (const OutboxRow &row : rows) {
        if (row.state != "dead")
            continue;
        json.newLine().beginObject().field("webhook", std::string_view(row.hook));
        json.field("alert", std::string_view(row.alert));
        json.field("delivery", std::string_view(row.delivery)).field("attempts", row.attempts);
        json.key("at").time(row.endedAt).key("reason").text(row.reason).endObject();
    }
    json.endArray().endObject();
}

void printHooks(const Arguments &arguments, const std::vector<WebhookSettings> &hooks,
                const std::vector<OutboxRow> &rows)
{
    Output &out = arguments.out();
    if (hooks.empty())
        return out.line("There is no webhook. Add one: outlay-cli alerts webhook add NAME --url "
                        "URL");
    Table table;
    for (const char *heading : {"webhook", "kind", "address", "what"})
        table.addColumn(heading, Table::Align::Left);
    for (const char *heading : {"delivered", "waiting", "dead"})
        table.addColumn(heading, Table::Align::Right);
    for (const WebhookSettings &hook : hooks) {
        std::string what = hook.routes.empty() ? "everything" : "";
        for (const alerting::WebhookRoute &route : hook.routes)
            what += (what.empty() ? "" : "; ") + alerting::routeText(route);
        const Fate fate = fateOf(rows, hook.name);
        table.addRow({hook.name, std::string(alerting::name(hook.kind)), shortReference(hook),
                      hook.isEnabled ? what : "switched off", grouped(fate.delivered),
                      grouped(fate.waiting), grouped(fate.dead)});
    }
    table.print(out, out.width());
    for (const WebhookSettings &hook : hooks) {
        if (const Fate fate = fateOf(rows, hook.name); !fate.reason.empty())
            out.line("  " + printable(hook.name) + ": " + printable(fate.reason));
    }
}

int list(const Arguments &arguments)
{
    const auto reader = openReader(arguments);
    if (!reader)
        return arguments.failLedger(reader.error());
    const auto hooks = storedHooks(**reader);
    if (!hooks)
        return arguments.failLedger(hooks.error());
    const auto rows = (*reader)->outbox({}, mostCounted);
    if (!rows)
        return arguments.failLedger(rows.error());
    if (arguments.isJson())
        writeHooks(arguments, *hooks, *rows);
    else
        printHooks(arguments, *hooks, *rows);
    return exitcode::done;
}

int test(const Arguments &arguments, const std::string &name)
{
    const auto reader = openReader(arguments);
    if (!reader)
        return arguments.failLedger(reader.error());
    auto hooks = storedHooks(**reader);
    if (!hooks)
        return arguments.failLedger(hooks.error());
    const WebhookSettings *hook = hookNamed(*hooks, name);
    if (!hook)
        return arguments.fail(noSuch(name).value());
    LiveLoop loop;
    if (const Result<> opened = loop.unlock(arguments); !opened)
        return arguments.fail(opened.error());
    alerting::WebhookResult result{alerting::WebhookResult::Kind::Trouble, "interrupted", {}};
    const auto attempt = alerting::webhookTest(*hook, loop.secrets(), systemClock());
    QObject::connect(attempt.get(), &alerting::WebhookAttempt::finished, attempt.get(),
                     [&](const alerting::WebhookResult &came) {
                         result = came;
                         loop.end();
                     });
    attempt->start();
    loop.run();
    const bool isTaken = result.kind == alerting::WebhookResult::Kind::Delivered;
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject().field("webhook", std::string_view(name));
        json.key("delivered").boolean(isTaken);
        json.key("reason").text(isTaken ? std::nullopt : std::optional(result.reason)).endObject();
    } else {
        arguments.out().line(isTaken ? printable(name) + " took it."
                                     : printable(name) + " did not: " + printable(result.reason));
    }
    return isTaken ? exitcode::done : exitcode::rejected;
}

} // namespace

int alertsWebhook(const Arguments &arguments)
{
    const std::vector<std::string> &given = arguments.positional();
    const std::string what = given.size() > 1 ? given[1] : "list";
    if (what == "list")
        return given.size() > 2 ? arguments.failUsage("alerts webhook list takes no name")
                                : list(arguments);
    struct Word
    {
        std::string_view word;
        int (*run)(const Arguments &, const std::string &);
    };
    for (const Word &one :
         {Word{"add", add}, Word{"set", set}, Word{"remove", removeHook}, Word{"test", test}}) {
        if (one.word != what)
            continue;
        if (given.size() != 3)
            return arguments.failUsage("write: alerts webhook " + what + " NAME");
        return one.run(arguments, given[2]);
    }
    return arguments.failUsage("\"" + printable(what) +
                               "\" is nothing it does: add, set, list, remove or test");
}

} // namespace outlay::cli
