// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/alertslookup.h"

#include "app/alerting/alertpresent.h"
#include "app/alerting/budgetstatus.h"
#include "app/cli/openledger.h"
#include "app/cli/text.h"
#include "app/sources/watchlock.h"
#include "models/ingest/ingest.h"

namespace outlay::cli {

namespace {

constexpr std::size_t shortestId = 6; ///< a prefix of an id that may stand for it
constexpr int mostListed = 100'000;

Result<> judgeTime(const Arguments &arguments)
{
    const auto ingest = openIngest(arguments);
    if (!ingest)
        return tl::unexpected<Error>(ingest.error());
    (*ingest)->setClock([now = arguments.now()] { return now; });
    return (*ingest)->tickRules();
}

} // namespace

Result<std::vector<Alert>> storedAlerts(LedgerReader &reader, const TimeRange &range)
{
    const auto texts = reader.alerts(range, mostListed);
    if (!texts)
        return tl::unexpected<Error>(texts.error());
    std::vector<Alert> alerts;
    for (const std::string &text : *texts) {
        auto alert = parseAlert(text);
        if (!alert)
            return tl::unexpected<Error>(alert.error());
        alerts.push_back(*std::move(alert));
    }
    return alerts;
}

Result<Alert> findAlert(LedgerReader &reader, const std::string &id)
{
    if (const auto exact = reader.alert(id))
        return parseAlert(*exact);
    if (id.size() < shortestId)
        return failure(Error::Kind::Usage, "\"" + printable(id) +
                                               "\" is no alert; write six characters of its id at "
                                               "least, see: alerts list");
    const auto all = storedAlerts(reader, {});
    if (!all)
        return tl::unexpected<Error>(all.error());
    std::vector<const Alert *> matching;
    for (const Alert &alert : *all) {
        if (alert.id.starts_with(id))
            matching.push_back(&alert);
    }
    if (matching.empty())
        return failure(Error::Kind::Usage,
                       "there is no alert " + printable(id) + "; see: alerts list --all");
    if (matching.size() > 1)
        return failure(Error::Kind::Usage, printable(id) + " stands for " +
                                               std::to_string(matching.size()) +
                                               " alerts; write more of the id");
    return *matching.front();
}

Result<std::vector<AlertMore>> moreOf(LedgerReader &reader, std::span<const Alert> alerts,
                                      Instant now)
{
    const auto rules = alerting::budgetRulesOf(reader);
    if (!rules)
        return tl::unexpected<Error>(rules.error());
    std::vector<AlertMore> all;
    for (const Alert &alert : alerts) {
        const auto present = alerting::presentOf(reader, *rules, alert, now);
        if (!present)
            return tl::unexpected<Error>(present.error());
        all.push_back({*present, alerting::mutedBy(reader, alert)});
    }
    return all;
}

Result<Opened> openAlerts(const Arguments &arguments)
{
    Opened opened;
    auto reader = openReader(arguments);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    opened.reader = *std::move(reader);
    if (sources::WatchLock(ledgerPath(arguments)).holder().isEmpty()) {
        if (const Result<> judged = judgeTime(arguments); !judged)
            arguments.err().line("Alerts are as they were judged last; what has ended since is not "
                                 "in them: " +
                                 printable(judged.error().text));
    }
    const auto facts = opened.reader->facts();
    if (!facts)
        return tl::unexpected<Error>(facts.error());
    const auto zone = Zone::named(arguments.valueOr("tz", facts->zone));
    if (!zone)
        return tl::unexpected<Error>(zone.error());
    opened.zone = *zone;
    return opened;
}

} // namespace outlay::cli
