// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// prometheus.io/docs/instrumenting/exposition_formats, "Text-based format", read November 2026: in
// a label's value the backslash, the double quote and the line feed are escaped; the last line
// ends; a series must not come twice.
#include "app/alerting/metrics/exposition.h"

#include <QLocale>
#include <QString>

#include <array>
#include <cmath>
#include <set>
#include <string_view>
#include <utility>

namespace outlay::alerting {

namespace {

constexpr std::size_t longestLabel = 200; ///< characters

using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

/// UTF-8 whatever came, bounded, escaped.
std::string labelValue(std::string_view bytes)
{
    const QString text = QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
    std::string escaped;
    for (const char c : text.left(qsizetype(longestLabel)).toStdString()) {
        if (c == '\\' || c == '"')
            escaped += '\\';
        if (c == '\n')
            escaped += "\\n";
        else
            escaped += c;
    }
    return escaped;
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

/// One metric family: its two lines, then its rows.
class Family
{
public:
    Family(std::string_view name, std::string_view help, std::size_t most = mostMetricRows)
        : m_name(name)
        , m_most(most)
    {
        m_text = "# HELP " + m_name + ' ' + std::string(help) + "\n# TYPE " + m_name + " gauge\n";
    }
    void add(const Labels &labels, const std::string &value)
    {
        std::string series;
        for (const auto &[label, given] : labels) {
            series += series.empty() ? "{" : ",";
            series += std::string(label) + "=\"" + labelValue(given) + '"';
        }
        series += series.empty() ? "" : "}";
        if (m_series.contains(series))
            return;
        if (m_series.size() >= m_most) {
            ++m_leftOut;
            return;
        }
        m_text += m_name + series + ' ' + value + '\n';
        m_series.insert(std::move(series));
    }
    /// Nothing for a family without rows: what is unknown is absent.
    [[nodiscard]] std::string text() const { return m_series.empty() ? std::string() : m_text; }
    [[nodiscard]] std::size_t leftOut() const { return m_leftOut; }

private:
    std::string m_name;
    std::string m_text;
    std::size_t m_most;
    std::size_t m_leftOut = 0;
    std::set<std::string> m_series;
};

/// How long ago, in seconds to the microsecond.
std::string seconds(std::int64_t micros)
{
    return toDecimal(Int128{micros}, 6);
}

std::string budgetText(const MetricsSnapshot &snapshot, std::size_t &leftOut)
{
    Family utilization("outlay_budget_utilization_ratio",
                       "Consumed divided by limit; 1 is exhausted.");
    Family limit("outlay_budget_limit_usd", "Limit of a budget in money, in US dollars.");
    Family consumed("outlay_budget_consumed_usd",
                    "What the budget's period has consumed, in US dollars.");
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
    return utilization.text() + limit.text() + consumed.text();
}

} // namespace

std::string exposition(const MetricsSnapshot &snapshot)
{
    Family build("outlay_build_info", "Always 1; the version is a label.");
    build.add({{"version", snapshot.version}}, "1");
    Family spend("outlay_spend_usd", "Effective cost so far today and this month, in US dollars.");
    for (const MetricsSnapshot::Spend &one : snapshot.spend)
        spend.add({{"period", one.period}, {"provider", one.provider}}, toDecimal(one.amount));
    std::size_t budgetsLeftOut = 0;
    const std::string budgets = budgetText(snapshot, budgetsLeftOut);
    Family alerts("outlay_alerts", "Alerts by state and kind.");
    for (const MetricsSnapshot::Alerts &one : snapshot.alerts)
        alerts.add({{"kind", one.kind}, {"state", one.state}}, std::to_string(one.count));
    Family sources("outlay_source_age_seconds", "How old the newest data of a source is.");
    for (const MetricsSnapshot::Source &one : snapshot.sources) {
        if (one.ageMicros)
            sources.add({{"source", one.name}}, seconds(*one.ageMicros));
    }
    Family leftOut("outlay_metrics_left_out", "Rows that are not shown, as there are too many.");
    const std::array<std::pair<std::string_view, std::size_t>, 4> counts{
        {{"alerts", alerts.leftOut()},
         {"budgets", budgetsLeftOut},
         {"sources", sources.leftOut()},
         {"spend", spend.leftOut()}}};
    for (const auto &[what, count] : counts)
        leftOut.add({{"what", what}}, std::to_string(count));
    return build.text() + spend.text() + budgets + alerts.text() + sources.text() + leftOut.text();
}

} // namespace outlay::alerting
