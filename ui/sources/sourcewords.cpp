// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sources/sourcewords.h"

#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace outlay::ui {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Sources)
};

QString explanation(SourceState state, SourceKind kind)
{
    switch (state) {
    case SourceState::Idle:
        return Words::tr("Nothing asked yet.");
    case SourceState::Polling:
        return Words::tr("Reading what is new.");
    case SourceState::Waiting:
        return {}; // the figures below say it all, or what it waits for does
    case SourceState::Unreachable:
        return kind == SourceKind::Files
                   ? Words::tr("Looked for again by itself, each minute.")
                   : Words::tr("Tried again by itself, at once when the network is back.");
    case SourceState::NeedsKey:
        return Words::tr("Nothing is asked until it has another key.");
    case SourceState::Broken:
        return Words::tr("It failed too often; probes tell when it works again.");
    case SourceState::Paused:
        return Words::tr("Paused by you. What happens meanwhile is read afterwards.");
    case SourceState::WaitingForUnlock:
        return Words::tr("The keychain is locked. Unlock it, and it goes on by itself.");
    case SourceState::ConfigurationError:
        return Words::tr("Its settings do not work; asking again is in vain until they change.");
    case SourceState::StoppedByHand:
        return Words::tr("Nothing is asked until you reset its breaker.");
    case SourceState::PortTaken:
        return Words::tr(
            "Another program listens on its port. It is tried again by itself; or give "
            "it the free port.");
    case SourceState::OutOfFunds:
        return Words::tr("Money has to be paid in first. It is asked again by itself.");
    }
    return {};
}

} // namespace

QString kindLabel(SourceKind kind)
{
    return QCoreApplication::translate("SourceKind", factsOf(kind).title);
}

QString hintOf(SourceKind kind)
{
    const SourceKindFacts &facts = factsOf(kind);
    QString hint = QCoreApplication::translate("SourceKind", facts.hint);
    if (*facts.askingCost != '\0')
        hint += QLatin1Char(' ') + QCoreApplication::translate("SourceKind", facts.askingCost);
    return hint;
}

Trouble troubleOf(const SourceRow &row)
{
    switch (row.state) {
    case SourceState::Broken:
        return Trouble::Broken;
    case SourceState::ConfigurationError:
    case SourceState::PortTaken:
    case SourceState::OutOfFunds:
        return Trouble::Settings;
    case SourceState::NeedsKey:
    case SourceState::WaitingForUnlock:
        return Trouble::Key;
    case SourceState::Unreachable:
        return Trouble::Unreachable;
    case SourceState::Idle:
    case SourceState::Polling:
    case SourceState::Waiting:
    case SourceState::Paused:
    case SourceState::StoppedByHand:
        break;
    }
    const bool isByChoice =
        row.state == SourceState::Paused || row.state == SourceState::StoppedByHand;
    if (row.breaker != BreakerState::Closed && !isByChoice)
        return Trouble::Broken;
    const bool hasGap = std::any_of(row.coverage.begin(), row.coverage.end(),
                                    [](const auto &one) { return one.kind == CoverageKind::Gap; });
    return hasGap ? Trouble::Gap : Trouble::None;
}

QString stateLabel(SourceState state)
{
    switch (state) {
    case SourceState::Idle:
        return Words::tr("Not started");
    case SourceState::Polling:
        return Words::tr("Reading");
    case SourceState::Waiting:
        return Words::tr("Watching");
    case SourceState::Unreachable:
        return Words::tr("Unreachable");
    case SourceState::NeedsKey:
        return Words::tr("Needs a key");
    case SourceState::Broken:
        return Words::tr("Broken");
    case SourceState::Paused:
        return Words::tr("Paused");
    case SourceState::WaitingForUnlock:
        return Words::tr("Waiting for unlock");
    case SourceState::ConfigurationError:
        return Words::tr("Wrong settings");
    case SourceState::StoppedByHand:
        return Words::tr("Stopped by hand");
    case SourceState::PortTaken:
        return Words::tr("Port taken");
    case SourceState::OutOfFunds:
        return Words::tr("Out of funds");
    }
    return {};
}

StateMark stateMark(SourceState state)
{
    switch (state) {
    case SourceState::Idle:
        return {"clock", Tint::Muted};
    case SourceState::Polling:
        return {"sync", Tint::Accent};
    case SourceState::Waiting:
        return {"ok", Tint::Ok};
    case SourceState::Unreachable:
        return {"unreachable", Tint::Warning};
    case SourceState::NeedsKey:
        return {"key", Tint::Critical};
    case SourceState::Broken:
        return {"broken", Tint::Critical};
    case SourceState::Paused:
        return {"pause", Tint::Muted};
    case SourceState::WaitingForUnlock:
        return {"lock", Tint::Warning};
    case SourceState::ConfigurationError:
        return {"settings", Tint::Critical};
    case SourceState::StoppedByHand:
        return {"stop", Tint::Warning};
    case SourceState::PortTaken:
        return {"warning", Tint::Critical};
    case SourceState::OutOfFunds:
        return {"wallet", Tint::Critical};
    }
    return {"clock", Tint::Muted};
}

QString stateSentence(const SourceRow &row)
{
    QString text = explanation(row.state, row.kind);
    if (row.state == SourceState::StoppedByHand)
        return text; // the reason is the person who reads this
    if (row.breaker == BreakerState::Probing)
        text = Words::tr("One attempt is under way that decides whether it works again.");
    if (row.awaited && row.state == SourceState::Waiting)
        text = publishingSentence(row.format, *row.awaited);
    if (row.reason.isEmpty())
        return text;
    QString reason = row.reason.at(0).toUpper() + row.reason.mid(1);
    if (!reason.endsWith(QLatin1Char('.')))
        reason += QLatin1Char('.');
    return text.isEmpty() ? reason : reason + QLatin1Char(' ') + text;
}

QString countdownLabel(std::optional<Instant> at, Instant now)
{
    if (!at)
        return dash();
    const std::int64_t micros = at->micros - now.micros;
    if (micros < microsPerSecond)
        return Words::tr("now");
    const std::int64_t seconds = micros / microsPerSecond;
    if (seconds < 120)
        return Words::tr("in %1 s").arg(seconds);
    const std::int64_t minutes = (seconds + 59) / 60;
    if (minutes < 120)
        return Words::tr("in %1 min").arg(minutes);
    return Words::tr("in %1 h").arg((minutes + 59) / 60);
}

QString breakerLabel(const SourceRow &row, Instant now)
{
    if (!isPolled(row.kind))
        return dash();
    switch (row.breaker) {
    case BreakerState::Closed:
        return Words::tr("Closed");
    case BreakerState::Open:
        return row.breakerOpenUntil ? Words::tr("Open, probe %1", "countdown")
                                          .arg(countdownLabel(row.breakerOpenUntil, now))
                                    : Words::tr("Open until reset");
    case BreakerState::Probing:
        return Words::tr("Probing");
    }
    return {};
}

QString coverageSentence(const SourceRow &row, const TimeRange &shown, const Zone &zone,
                         const QLocale &locale)
{
    const CoverageShares shares = sharesOf(row.coverage);
    const std::int64_t known = shares.known();
    if (known == 0)
        return Words::tr("vouches for nothing yet");
    const bool isAll = shares.watched == known;
    QStringList parts;
    if (row.since && *row.since > shown.from) {
        const QString day = dayLabel(*row.since, zone, locale);
        parts << (isAll ? Words::tr("all vouched for since %1", "a day").arg(day)
                        : Words::tr("%1 vouched for since %2", "share, a day")
                              .arg(share(shares.watched, known, locale), day));
    } else {
        const std::int64_t days = (shown.to.micros - shown.from.micros) / microsPerDay;
        parts << (isAll ? Words::tr("all of %1 day(s) vouched for", nullptr, pluralOf(days))
                              .arg(count(days, locale))
                        : Words::tr("%2 of %1 day(s) vouched for", "days, share", pluralOf(days))
                              .arg(count(days, locale), share(shares.watched, known, locale)));
    }
    if (shares.asleep > 0)
        parts
            << Words::tr("%1 asleep", "the machine slept").arg(share(shares.asleep, known, locale));
    if (shares.gap > 0)
        parts << Words::tr("%1 missing").arg(share(shares.gap, known, locale));
    if (row.awaited)
        parts << Words::tr("the rest not due yet");
    return parts.join(QStringLiteral(", "));
}

} // namespace outlay::ui
