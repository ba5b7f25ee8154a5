// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/alertclock.h"
#include "app/alerting/alertdelivery.h"
#include "app/alerting/alertfacts.h"
#include "app/alerting/alertwords.h"
#include "app/alerting/metrics/metricshost.h"
#include "app/alerting/metrics/metricspush.h"
#include "app/alerting/noticesettings.h"
#include "app/caps/capwatch.h"
#include "app/cli/json.h"
#include "app/cli/liveloop.h"
#include "app/cli/livestatus.h"
#include "app/cli/openledger.h"
#include "app/cli/verbs.h"
#include "app/sources/watcher.h"

#include <array>
#include <map>

namespace outlay::cli {

namespace {

using sources::SourceStatus;
using sources::Watcher;

constexpr std::array watchOptions{
    Option{"source", "NAME", "only this one; repeat for more"},
    Option{"no-poll", "", "ask no API and no gateway"},
    Option{"no-files", "", "tail no files"},
    Option{"no-otlp", "", "do not listen for telemetry"},
    passphraseFileOption,
};

constexpr std::string_view help =
    R"(Runs every source there is (see: outlay-cli source list) until Ctrl-C or SIGTERM, and writes one
JSON object a line:

  {"at", "type": "status", "source", "state", "breaker", "reason", "next_attempt", …}
  {"at", "type": "commit", "source", "new", "merged", "duplicate", "rejected", "cost_usd"}
  {"at", "type": "alert", "id", "kind", "title", "text", "scope", "state", "threshold", "cost_usd",
   "unpriced_requests", "happened_at", "known_at", "source_lag_seconds",
   "muted": null|"quiet_hours"|"listed_only"}
  {"at", "type": "waiting", "holder"}      another process watches this ledger; its turn is awaited
  {"at", "type": "watching"}
  {"at", "type": "error", "text"}

Alerts follow the notice settings (see: outlay-cli alerts settings): all are written, and "muted"
says of which nobody would be notified now. Caps that were pushed to a gateway are read back every
half hour (not with --no-poll); an alert says where one no longer holds. Alerts also go to the
webhooks there are (see: outlay-cli alerts webhook).

One process watches a ledger at a time: the window or this. What changes in the settings, also by
another command, is taken over within a second. Sleep of the machine is noted as such, not as a gap.

To run it always, on a server too:
  systemctl --user enable --now outlay-watch
  loginctl enable-linger        # also while nobody is logged in

Examples:
  outlay-cli watch
  outlay-cli watch --no-otlp --source acme | jq -c 'select(.type == "status")'
)";

/// Why the notice settings have nobody notified of it now; empty: somebody is.
std::string_view mutedBy(const std::string &ledger, const Alert &alert, Instant now)
{
    const auto reader = LedgerReader::open(ledger);
    const auto text = reader ? (*reader)->setting(std::string(alerting::noticeSetting))
                             : tl::unexpected<Error>(reader.error());
    const auto settings = alerting::parseNoticeSettings(text.value_or(std::string()));
    if (!settings)
        return {}; // what cannot be read mutes nothing
    return alerting::mutedBy(*settings, alert, now);
}

/// One line an event.
class Teller
{
public:
    explicit Teller(const Arguments &arguments) : m_arguments(arguments) {}

    void status(const SourceStatus &status)
    {
        SourceStatus told = status;
        // Figures that go on by themselves are no event.
        told.lastAttempt = told.lastSuccess = told.dataUntil = told.nextAttempt = std::nullopt;
        told.rows = told.backlog = 0;
        if (const auto last = m_last.find(status.name);
            last != m_last.end() && last->second == told)
            return;
        m_last[status.name] = told;
        JsonWriter json = begin("status");
        json.field("source", std::string_view(status.name));
        writeStatus(json, status);
        end(json);
    }
    void commit(const std::string &source, const ImportCounts &counts)
    {
        JsonWriter json = begin("commit");
        json.field("source", std::string_view(source));
        json.field("lines", counts.lines).field("new", counts.created);
        json.field("merged", counts.merged).field("duplicate", counts.duplicate);
        json.field("rejected", counts.rejected);
        json.key("cost_usd").money(counts.cost);
        end(json);
    }
    /// `muted`: why a person is not to be told of it; empty: they are.
    void alert(const Alert &alert, std::string_view muted)
    {
        const alerting::AlertWords words = alerting::wordsFor(alert, Zone());
        JsonWriter json = begin("alert");
        json.field("id", std::string_view(alert.id)).field("kind", name(alert.kind));
        json.field("title", std::string_view(words.title));
        json.field("text", std::string_view(words.text));
        json.key("scope").beginArray();
        for (const auto &[dimension, value] : alert.scope)
            json.beginObject()
                .field("dimension", std::string_view(dimension))
                .field("value", std::string_view(value))
                .endObject();
        json.endArray().field("state", name(alert.state)).key("threshold");
        if (alert.threshold > 0)
            json.number(alert.threshold);
        else
            json.null();
        json.key("cost_usd").money(alert.atStake).field("unpriced_requests", alert.unpriced);
        json.key("happened_at").time(alert.happenedAt).key("known_at").time(alert.knownAt);
        json.key("source_lag_seconds");
        if (const auto lag = alerting::sourceLagOf(alert))
            json.number(floorDivide(*lag, microsPerSecond));
        else
            json.null();
        json.key("muted");
        if (muted.empty())
            json.null();
        else
            json.string(muted);
        end(json);
    }
    void holder(const QString &holder)
    {
        JsonWriter json = begin(holder.isEmpty() ? "watching" : "waiting");
        if (!holder.isEmpty())
            json.field("holder", std::string_view(holder.toStdString()));
        end(json);
    }
    void error(const Error &error)
    {
        JsonWriter json = begin("error");
        json.field("text", std::string_view(error.text));
        end(json);
    }
    [[nodiscard]] bool isHeard() const { return !m_arguments.out().hasFailed(); }

private:
    JsonWriter begin(std::string_view type)
    {
        JsonWriter json(m_arguments.out());
        json.beginObject().key("at").time(systemClock()());
        json.field("type", type);
        return json;
    }
    void end(JsonWriter &json)
    {
        json.endObject();
        (void)m_arguments.out().flush(); // remembered: isHeard()
    }

    const Arguments &m_arguments;
    std::map<std::string, SourceStatus> m_last;
};

int run(Arguments &arguments)
{
    if (!arguments.positional().empty())
        return arguments.failUsage("takes no arguments; did you mean --source " +
                                   arguments.positional().front() + "?");
    LiveLoop loop;
    if (const Result<> opened = loop.unlock(arguments); !opened)
        return arguments.fail(opened.error());
    // What cannot be used at all is said at once, not once a second.
    if (const auto ingest = openIngest(arguments);
        !ingest && ingest.error().kind != Error::Kind::Busy)
        return arguments.failLedger(ingest.error());
    LedgerQueue queue(ledgerPath(arguments));
    sources::WatcherOptions options;
    options.program = "outlay-cli";
    for (const std::string &name : arguments.values("source"))
        options.only.insert(name);
    options.doesPoll = !arguments.has("no-poll");
    options.doesTail = !arguments.has("no-files");
    options.doesReceive = !arguments.has("no-otlp");
    Watcher watcher(options, queue, loop.secrets());
    Teller teller(arguments);
    const auto heard = [&] {
        if (!teller.isHeard())
            loop.end(); // nobody reads any more
    };
    QObject::connect(&watcher, &Watcher::statusChanged, &watcher,
                     [&](const SourceStatus &status) { teller.status(status), heard(); });
    QObject::connect(&watcher, &Watcher::committed, &watcher,
                     [&](const QString &source, const ImportCounts &counts) {
                         teller.commit(source.toStdString(), counts);
                         heard();
                     });
    QObject::connect(&watcher, &Watcher::watchedElsewhere, &watcher,
                     [&](const QString &holder) { teller.holder(holder), heard(); });
    QObject::connect(&watcher, &Watcher::failed, &watcher,
                     [&](const Error &error) { teller.error(error), heard(); });
    alerting::AlertClock alerts(queue, systemClock());
    QObject::connect(&watcher, &Watcher::statusesChanged, &alerts,
                     &alerting::AlertClock::setStatuses);
    QObject::connect(&watcher, &Watcher::committed, &alerts, &alerting::AlertClock::poke);
    QObject::connect(&alerts, &alerting::AlertClock::told, &alerts, [&](const Alert &alert) {
        teller.alert(alert, mutedBy(queue.path(), alert, systemClock()()));
        heard();
    });
    QObject::connect(&alerts, &alerting::AlertClock::failed, &alerts,
                     [&](const Error &error) { teller.error(error), heard(); });
    alerting::AlertDelivery delivery(queue, loop.secrets(), systemClock());
    QObject::connect(&watcher, &Watcher::committed, &delivery, &alerting::AlertDelivery::poke);
    QObject::connect(&alerts, &alerting::AlertClock::told, &delivery,
                     &alerting::AlertDelivery::poke);
    QObject::connect(&delivery, &alerting::AlertDelivery::failed, &delivery,
                     [&](const Error &error) { teller.error(error), heard(); });
    alerting::MetricsHost metrics(queue.path(), loop.secrets(), systemClock());
    QObject::connect(&metrics, &alerting::MetricsHost::failed, &metrics,
                     [&](const Error &error) { teller.error(error), heard(); });
    alerting::MetricsPush push(queue.path(), loop.secrets(), systemClock());
    QObject::connect(&push, &alerting::MetricsPush::failed, &push,
                     [&](const Error &error) { teller.error(error), heard(); });
    enforcement::CapWatch caps(queue, loop.secrets(), systemClock(),
                               [&] { return options.doesPoll && watcher.isWatching(); });
    QObject::connect(&caps, &enforcement::CapWatch::looked, &alerts, &alerting::AlertClock::poke);
    QObject::connect(&caps, &enforcement::CapWatch::failed, &caps,
                     [&](const Error &error) { teller.error(error), heard(); });
    sources::watchNetwork(watcher);
    watcher.start();
    alerts.start();
    delivery.start();
    metrics.start();
    push.start();
    caps.start();
    loop.run();
    watcher.stop();
    return exitcode::done; // being stopped is how it ends
}

} // namespace

const Verb watchVerb{"watch",
                     "run every source until stopped, telling what happens as JSON lines",
                     "[--source NAME]… [--no-poll] [--no-files] [--no-otlp]",
                     watchOptions,
                     help,
                     run};

} // namespace outlay::cli
