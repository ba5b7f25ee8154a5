// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/retention.h"
#include "app/cli/effect.h"
#include "app/cli/openledger.h"
#include "app/cli/text.h"
#include "app/cli/verbs.h"

#include <array>
#include <charconv>

namespace outlay::cli {

namespace {

constexpr std::array retentionOptions{
    Option{"yes", "", "apply: do it, as it cannot be undone"},
    dryRunOption,
};

constexpr std::string_view help =
    R"(How long single requests are kept. Sums by day and dimension stay for ever, and with them every
total, report and closed month; what goes is the requests one by one: events, agents, receipts by
class of tokens. Records of that time that come in later are left out. Off until it is set.

show            how long, and what is due to be dropped now
keep MONTHS     whole months before today, 1 to 120; the app and watch drop what is older once a day
keep off        until they are dropped by hand
apply [--yes]   says what is due and, with --yes, drops it now

Examples:
  outlay-cli retention keep 13
  outlay-cli retention apply --yes
)";

std::string keptFor(int months)
{
    return months == 0 ? std::string("Single requests are kept until they are dropped by hand.")
                       : "Single requests are kept for " + counted(months, "month", "months") +
                             ", in whole days of the ledger.";
}

struct Due
{
    int months = 0;
    Instant first;
    DroppedRequests dropped;
};

Result<Due> dueOf(const Arguments &arguments, const std::optional<int> &wanted = std::nullopt)
{
    const auto reader = openReader(arguments);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    Due due;
    const auto stored = (*reader)->setting(retentionSetting);
    if (!stored)
        return tl::unexpected<Error>(stored.error());
    const auto months = parseRetention(*stored);
    if (!months)
        return tl::unexpected<Error>(months.error());
    due.months = wanted.value_or(*months);
    const auto facts = (*reader)->facts();
    if (!facts)
        return tl::unexpected<Error>(facts.error());
    const auto zone = Zone::named(facts->zone);
    if (!zone)
        return tl::unexpected<Error>(zone.error());
    if (due.months == 0)
        return due;
    due.first = retentionStart(*zone, arguments.now(), due.months);
    const auto dropped = droppedBefore(**reader, due.first);
    if (!dropped)
        return tl::unexpected<Error>(dropped.error());
    due.dropped = *dropped;
    return due;
}

int tell(const Arguments &arguments, const Due &due, const std::optional<std::int64_t> &dropped,
         const std::string &said)
{
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject().field("months", std::int64_t{due.months});
        json.key("kept_from").time(due.months == 0 ? std::nullopt : std::optional(due.first));
        json.field("due_requests", due.dropped.requests);
        json.key("due_cost_usd").money(due.dropped.cost);
        json.key("changed").boolean(dropped.has_value());
        json.field("dropped_records", dropped.value_or(0)).endObject();
        return exitcode::done;
    }
    Output &out = arguments.out();
    out.line(keptFor(due.months));
    if (due.months != 0 && due.dropped.requests == 0)
        out.line("None is older.");
    else if (due.months != 0)
        out.line(counted(due.dropped.requests, "request", "requests") + " before " +
                 toRfc3339(due.first).substr(0, 10) + " of " +
                 counted(due.dropped.days, "day", "days") +
                 " would go one by one; their sums stay" +
                 (due.dropped.cost ? ", with the " + dollars(*due.dropped.cost) + " they cost."
                                   : std::string(".")));
    if (!said.empty())
        out.line(said);
    return exitcode::done;
}

int keep(const Arguments &arguments)
{
    const std::vector<std::string> &words = arguments.positional();
    int months = 0;
    if (words.size() != 2)
        return arguments.failUsage("write: retention keep MONTHS, or: retention keep off");
    const char *const end = words[1].data() + words[1].size();
    const auto read = std::from_chars(words[1].data(), end, months);
    if (words[1] != "off" && (read.ec != std::errc{} || read.ptr != end || months < 1))
        return arguments.failUsage("retention keep " + printable(words[1]) +
                                   ": write a number of months from 1 on, or off");
    if (const auto sound = retentionJson(months); !sound)
        return arguments.fail(sound.error());
    const auto due = dueOf(arguments, months);
    if (!due)
        return arguments.failLedger(due.error());
    if (arguments.has("dry-run"))
        return tell(arguments, *due, std::nullopt, "Nothing was changed (--dry-run).");
    const auto ingest = openIngest(arguments);
    if (!ingest)
        return arguments.failLedger(ingest.error());
    if (const auto done = (*ingest)->setRetentionMonths(months); !done)
        return arguments.failLedger(done.error());
    return tell(arguments, *due, 0,
                months == 0 ? "Set."
                            : "Set. The app and watch apply it once a day; now: "
                              "outlay-cli retention apply --yes");
}

int apply(const Arguments &arguments)
{
    const auto due = dueOf(arguments);
    if (!due)
        return arguments.failLedger(due.error());
    if (due->months == 0)
        return arguments.fail({Error::Kind::Usage, "nothing says how long they are kept; set it "
                                                   "with: outlay-cli retention keep MONTHS"});
    if (!arguments.has("yes") || arguments.has("dry-run"))
        return tell(arguments, *due, std::nullopt, "Nothing was changed; to do it: --yes.");
    const auto ingest = openIngest(arguments);
    if (!ingest)
        return arguments.failLedger(ingest.error());
    (*ingest)->setClock([now = arguments.now()] { return now; });
    const auto dropped = (*ingest)->applyRetention();
    if (!dropped)
        return arguments.failLedger(dropped.error());
    return tell(arguments, *due, *dropped,
                "Dropped " + counted(*dropped, "record", "records") +
                    "; every total is as it was.");
}

int run(Arguments &arguments)
{
    const std::vector<std::string> &words = arguments.positional();
    const std::string what = words.empty() ? "show" : words.front();
    if (what == "keep")
        return keep(arguments);
    if (words.size() > 1)
        return arguments.failUsage("\"" + printable(words[1]) + "\" is too much here");
    if (what == "apply")
        return apply(arguments);
    if (what != "show")
        return arguments.failUsage("retention can show, keep and apply, not \"" + printable(what) +
                                   "\"");
    const auto due = dueOf(arguments);
    return due ? tell(arguments, *due, std::nullopt, {}) : arguments.failLedger(due.error());
}

} // namespace

const Verb retentionVerb{"retention",
                         "how long single requests are kept",
                         "show | keep MONTHS|off | apply [--yes]",
                         retentionOptions,
                         help,
                         run};

} // namespace outlay::cli
