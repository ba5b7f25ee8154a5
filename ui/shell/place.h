// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/query.h"
#include "models/money/result.h"
#include "ui/explore/exploresnapshot.h"
#include "ui/overview/period.h"
#include "ui/shell/page.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <string>
#include <vector>

namespace outlay::ui {

/// Where the window is: what "back" returns to and what a link names.
struct Place
{
    Page page = Page::Overview;
    PeriodChoice period;
    std::vector<Filter> where;
    DimensionRef stackBy{Dimension::Provider, {}}; ///< of the Overview
    DimensionRef by{Dimension::Model, {}};         ///< of Explore, as what follows
    std::optional<DimensionRef> thenBy;
    Measure measure = Measure::Cost;
    ChartKind chart = ChartKind::Bars;
    std::optional<Step> step; ///< nullopt: as the range is long
    bool compares = false;    ///< Explore, with the period before
    bool listsEvents = false; ///< Explore, in the place of values; in no link

    bool operator==(const Place &) const = default;
};

/// Pages whose figures are of a chosen time and filters.
[[nodiscard]] bool hasScope(Page page);
/// What one sees differs: on a page without a scope nothing but the page counts.
[[nodiscard]] bool isSamePlace(const Place &left, const Place &right);

/// What a link or a command line says of a place; the rest stays as it is.
struct Link
{
    std::optional<Page> page;
    std::optional<Preset> range;
    std::string from, to; ///< a day of the zone, or RFC 3339
    std::string zone;     ///< of its days; empty: the one shown
    std::vector<Filter> where;
    std::optional<DimensionRef> by, thenBy; ///< "--by model,user"
    std::optional<Measure> measure;
    std::optional<ChartKind> chart;
    std::optional<Step> step;
    std::optional<bool> compares;

    bool operator==(const Link &) const = default;
};

/// The options that say it: "--page", "--range", "--from", "--to", "--tz", "--where", "--by",
/// "--measure", "--chart", "--every", "--compare".
[[nodiscard]] const QStringList &linkOptions();
/// A Usage error names the option and what it takes.
[[nodiscard]] Result<> take(Link &link, const QString &option, const QString &value);
/// `zone`: of days where the link names none. Usage error: a --from that is no day or time, or not
/// before --to.
[[nodiscard]] Result<Place> follow(const Link &link, Place from, const Zone &zone, Instant now);

/// The options that lead to the place: relative ranges ("month") stay relative, those moved from
/// today are written as days. With the zone of its days.
[[nodiscard]] QStringList linkTo(const Place &place, const Zone &zone, Instant now);

} // namespace outlay::ui
