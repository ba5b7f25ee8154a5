// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// prometheus.io/docs/instrumenting/exposition_formats, "Text-based format", read November 2026: in
// a label's value the backslash, the double quote and the line feed are escaped; the last line
// ends; a series must not come twice.
#include "app/alerting/metrics/exposition.h"

#include <string_view>

namespace outlay::alerting {

namespace {

std::string escaped(std::string_view text)
{
    std::string value;
    for (const char c : text) {
        if (c == '\\' || c == '"')
            value += '\\';
        if (c == '\n')
            value += "\\n";
        else
            value += c;
    }
    return value;
}

} // namespace

std::string exposition(const MetricsSnapshot &snapshot)
{
    std::string text;
    for (const MetricFamily &family : metricFamilies(snapshot)) {
        text += "# HELP " + family.prometheus + ' ' + family.help + '\n';
        text += "# TYPE " + family.prometheus + " gauge\n";
        for (const MetricFamily::Row &row : family.rows) {
            text += family.prometheus;
            const char *before = "{";
            for (const auto &[label, value] : row.labels) {
                text += before + label + "=\"" + escaped(value) + '"';
                before = ",";
            }
            text += (row.labels.empty() ? " " : "} ") + row.value + '\n';
        }
    }
    return text;
}

} // namespace outlay::alerting
