// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/csvtable.h"
#include "models/formats/formatlist.h"
#include "models/formats/modelservice.h"
#include "models/formats/recordmap.h"
#include "models/formats/sniffing.h"

#include <algorithm>

namespace outlay {

namespace {

/// What a bill of Google's is when it comes as CSV, and what to take instead; empty: it is none.
/// BigQuery refuses to export the table as CSV, so such a file is what somebody made of it.
std::string_view googlesBill(std::span<const std::string> columns)
{
    const auto has = [columns](std::string_view name) {
        return std::any_of(columns.begin(), columns.end(), [name](const std::string &column) {
            return asciiLowered(column) == name;
        });
    };
    if (has("billing_account_id") && has("usage_start_time"))
        return "Google's billing export as CSV lacks the lists in its rows (credits, labels), by "
               "which they are told apart; export the table gcp_billing_export_… from BigQuery as "
               "JSON, or Google's FOCUS view as CSV";
    if (has("billing account id") && has("sku description") && has("service description"))
        return "Google's cost table holds the sums of a whole invoice month; export the table "
               "gcp_billing_export_… from BigQuery as JSON, or Google's FOCUS view as CSV";
    return {};
}

class MappedCsvReader final : public CsvReader
{
public:
    explicit MappedCsvReader(const ReaderOptions &options)
        : CsvReader("csv\n")
        , m_map(options.map)
        , m_values(m_map.columns().size())
    {
    }

protected:
    void header(std::span<const std::string> columns) override
    {
        m_problem = m_map.problem();
        if (!m_map.isExplicit() && m_problem.empty())
            m_problem = googlesBill(columns);
        m_indexes.clear();
        for (const std::string &name : m_map.columns()) {
            m_indexes.push_back(column(name));
            if (m_map.isNamed(m_indexes.size() - 1) && m_problem.empty())
                m_problem = columnProblem(name, columns);
        }
    }

    void row(std::span<const std::string_view> fields, std::string_view content,
             std::int64_t number, Sink &sink) override
    {
        if (!m_problem.empty())
            return sink.rejected(number, m_problem);
        for (std::size_t i = 0; i < m_indexes.size(); ++i) {
            m_values[i] = m_indexes[i] < 0 ? std::string_view()
                                           : fields[static_cast<std::size_t>(m_indexes[i])];
        }
        if (!m_map.isWanted(m_values))
            return sink.ignored();
        m_observation.clear();
        m_complaint.clear();
        m_map.fill(m_values, m_observation, m_complaint);
        m_map.requireCounts(m_values, m_observation, m_complaint);
        if (!m_complaint.isEmpty())
            return sink.rejected(number, m_complaint.text());
        m_observation.content = content;
        sink.observation(m_observation);
    }

private:
    RecordMap m_map;
    std::vector<int> m_indexes; ///< of the map's columns in the file; -1: not there
    std::vector<std::string_view> m_values;
    std::string m_problem;
    Observation m_observation;
    Complaint m_complaint;
};

/// Two lines with the same number of fields, more than one, the first of them names.
int sniffCsv(std::string_view head, std::string_view /*path*/)
{
    const std::string_view text = withoutByteOrderMark(head);
    const std::string_view start = trimmedRecord(head);
    if (text.find('\0') != text.npos || start.starts_with('{') || start.starts_with('['))
        return 0;
    const std::size_t lineEnd = text.find('\n');
    if (lineEnd == std::string_view::npos)
        return 0;
    const std::string_view first = trimmedRecord(text.substr(0, lineEnd));
    const char separator = separatorOf(first);
    CsvRow row;
    if (row.split(first, separator) != CsvRow::Outcome::Complete || row.fields().size() < 2)
        return 0;
    const std::size_t columns = row.fields().size();
    for (const std::string_view name : row.fields()) {
        if (name.find_first_not_of(" \"0123456789.,-") == std::string_view::npos && !name.empty())
            return 0; // a number is no column's name
    }
    const std::string_view rest = text.substr(lineEnd + 1);
    const std::string_view second = rest.substr(0, rest.find('\n'));
    const auto outcome =
        row.split(second.ends_with('\r') ? second.substr(0, second.size() - 1) : second, separator);
    const bool isRow = outcome == CsvRow::Outcome::Complete && row.fields().size() == columns;
    return isRow || outcome == CsvRow::Outcome::Unclosed ? sniffedGeneric : 0;
}

std::unique_ptr<Reader> createCsv(const ReaderOptions &options)
{
    return std::make_unique<MappedCsvReader>(options);
}

} // namespace

const Format csvFormat{"csv",          "CSV with --map", Rank::MappedFile, Growth::Once,
                       &sniffCsv,      &linesFraming,    &createCsv,       false,
                       Mapping::Needed};

} // namespace outlay
