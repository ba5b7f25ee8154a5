// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/metrics/metricfamilies.h"

#include <QLocale>
#include <QString>

#include <array>
#include <cmath>
#include <set>
#include <string_view>

namespace outlay::alerting {

namespace {

constexpr std::size_t longestLabel = 200; ///< characters

using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

/// UTF-8 whatever came, bounded.
std::string labelValue(std::string_view bytes)
{
    const QString text = QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
    return text.left(qsizetype(longestLabel)).toStdString();
}

/// Shortest form that reads back the same, with a point whatever the locale.
std::string number(double value)
{
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "+Inf" : "-Inf";
    return QString::number(value, 'g', QLocale::FloatingPointShortest).toStdString();
}

/// How long ago, in seconds to the microsecond.
std::string seconds(std::int64_t micros)
{
    return toDecimal(Int128{micros}, 6);
}

class Family
{
public:
    explicit Family(MetricFamily family) : m_family(std::move(family)) {}

    void add(const Labels &labels, std::string value)
    {
        MetricFamily::Row row;
        for (const auto &[label, given] : labels)
            row.labels.emplace_back(label, labelValue(given));
        if (m_series.contains(row.labels))
            return;
        if (m_series.size() >= mostMetricRows) {
            ++m_leftOut;
            return;
        }
        m_series.insert(row.labels);
        row.value = std::move(value);
        m_family.rows.push_back(std::move(row));
    }
    [[nodiscard]] std::size_t leftOut() const { return m_leftOut; }
    void appendTo(std::vector<MetricFamily> &all)
    {
        if (!m_family.rows.empty())
            all.push_back(std::move(m_family));
    }

private:
    MetricFamily m_family;
    std::set<std::vector<std::pair<std::string, std::string>>> m_series;
    std::size_t m_leftOut = 0;
};

/// Returns how many budgets are left out.
std::size_t addBudgets(const MetricsSnapshot &snapshot, std::vector<MetricFamily> &all)
{
    Family utilization({"outlay.budget.utilization",
                        "outlay_budget_utilization_ratio",
                        "1",
                        "Consumed divided by limit; 1 is exhausted.",
                        false,
                        {}});
    Family limit({"outlay.budget.limit",
                  "outlay_budget_limit_usd",
                  "{USD}",
                  "Limit of a budget in money, in US dollars.",
                  false,
                  {}});
    Family consumed({"outlay.budget.consumed",
                     "outlay_budget_consumed_usd",
                     "{USD}",
                     "What the budget's period has consumed, in US dollars.",
                     false,
                     {}});
    std::size_t leftOut = 0;
    std::set<std::pair<std::string, std::string>> shown;
    for (const MetricsSnapshot::Budget &budget : snapshot.budgets) {
        const std::pair key{budget.name, budget.scope};
        if (!shown.contains(key) && shown.size() >= mostMetricRows) {
            ++leftOut;
            continue;
        }
        shown.insert(key);
        const Labels labels{{"budget", budget.name}, {"scope", budget.scope}};
        if (budget.utilization)
            utilization.add(labels, number(*budget.utilization));
        if (budget.limit)
            limit.add(labels, toDecimal(*budget.limit));
        if (budget.consumed)
            consumed.add(labels, toDecimal(*budget.consumed));
    }
    for (Family *family : {&utilization, &limit, &consumed})
        family->appendTo(all);
    return leftOut;
}

} // namespace

std::vector<MetricFamily> metricFamilies(const MetricsSnapshot &snapshot)
{
    std::vector<MetricFamily> all;
    Family build({"outlay.build.info",
                  "outlay_build_info",
                  "1",
                  "Always 1; the version is a label.",
                  true,
                  {}});
    build.add({{"version", snapshot.version}}, "1");
    build.appendTo(all);
    Family spend({"outlay.spend",
                  "outlay_spend_usd",
                  "{USD}",
                  "Effective cost so far today and this month, in US dollars.",
                  false,
                  {}});
    for (const MetricsSnapshot::Spend &one : snapshot.spend)
        spend.add({{"period", one.period}, {"provider", one.provider}}, toDecimal(one.amount));
    spend.appendTo(all);
    const std::size_t budgetsLeftOut = addBudgets(snapshot, all);
    Family alerts(
        {"outlay.alerts", "outlay_alerts", "{alert}", "Alerts by state and kind.", true, {}});
    for (const MetricsSnapshot::Alerts &one : snapshot.alerts)
        alerts.add({{"kind", one.kind}, {"state", one.state}}, std::to_string(one.count));
    alerts.appendTo(all);
    Family sources({"outlay.source.age",
                    "outlay_source_age_seconds",
                    "s",
                    "How old the newest data of a source is.",
                    false,
                    {}});
    for (const MetricsSnapshot::Source &one : snapshot.sources) {
        if (one.ageMicros)
            sources.add({{"source", one.name}}, seconds(*one.ageMicros));
    }
    sources.appendTo(all);
    Family leftOut({"outlay.metrics.left_out",
                    "outlay_metrics_left_out",
                    "{row}",
                    "Rows that are not shown, as there are too many.",
                    true,
                    {}});
    const std::array<std::pair<std::string_view, std::size_t>, 4> counts{
        {{"alerts", alerts.leftOut()},
         {"budgets", budgetsLeftOut},
         {"sources", sources.leftOut()},
         {"spend", spend.leftOut()}}};
    for (const auto &[what, count] : counts)
        leftOut.add({{"what", what}}, std::to_string(count));
    leftOut.appendTo(all);
    return all;
}

} // namespace outlay::alerting
