// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"
#include "models/formats/jsontree.h"
#include "models/formats/values.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace outlay {

[[nodiscard]] bool isMappableField(std::string_view field);
/// "at, id, provider, …": for messages.
[[nodiscard]] std::string mappableFields();
/// What is wrong with a map of Mapping::Names that maps more than names; empty: nothing.
[[nodiscard]] std::string figureProblem(const FieldMap &map);

/// A FieldMap made ready: which columns to look up, and what their values become. Without any field
/// in the map, columns are taken by our own names ("at", "model", "input_tokens", …).
class RecordMap
{
public:
    explicit RecordMap(const FieldMap &map);

    /// Set if the map cannot be used; every record is then rejected with it.
    [[nodiscard]] const std::string &problem() const { return m_problem; }

    /// See figureProblem() of a map.
    [[nodiscard]] const std::string &figureProblem() const { return m_figureProblem; }

    /// The columns that are looked up, in order; those of --only come first.
    [[nodiscard]] std::span<const std::string> columns() const { return m_columns; }
    [[nodiscard]] bool isExplicit() const { return m_isExplicit; }

    /// Whether the map or --only names it, so that one missing in a header is a mistake. Of the
    /// rest what it says of the call is taken where a record has it.
    [[nodiscard]] bool isNamed(std::size_t column) const
    {
        return column < (m_isExplicit ? m_firstHint : m_firstOwn);
    }

    /// `values`: one for each of columns(), data() null where the record has none.
    [[nodiscard]] bool isWanted(std::span<const std::string_view> values) const;
    /// Fills time, tokens, fields … and complains about what it cannot read. `needsTime`: a record
    /// without a time is refused.
    void fill(std::span<const std::string_view> values, Observation &observation,
              Complaint &complaint, bool needsTime = true) const;

    /// Complains about what would look free or cheaper than it was: a call that has not failed, of
    /// which neither a cost nor both the input and the output are told.
    void requireCounts(std::span<const std::string_view> values, const Observation &observation,
                       Complaint &complaint) const;

private:
    struct Entry
    {
        std::size_t target = 0; ///< index into the table of mappable fields
        std::size_t column = 0; ///< index into m_columns, or
        std::string constant;   ///< a constant
        bool isConstant = false;
    };
    struct Wanted
    {
        std::size_t column = 0;
        std::vector<std::string> values; ///< one of them
    };
    static std::string_view valueOf(const Entry &entry, std::span<const std::string_view> values)
    {
        return entry.isConstant ? std::string_view(entry.constant) : values[entry.column];
    }
    [[nodiscard]] bool saysNoOutput(std::span<const std::string_view> values) const;
    [[nodiscard]] bool hasNoText(std::span<const std::string_view> values,
                                 const Observation &observation) const;
    [[nodiscard]] bool tellsInputByTotal(std::span<const std::string_view> values,
                                         const Observation &observation) const;
    void add(std::string_view field, std::string_view column);
    std::size_t columnIndex(std::string_view column);

    std::vector<Entry> m_entries;
    std::vector<Wanted> m_wanted;
    std::vector<std::string> m_columns;
    std::vector<std::size_t> m_operations, m_paths; ///< columns that tell what was called
    std::size_t m_total = 0;     ///< column of a total, where no map says which hold the counts
    std::size_t m_firstOwn = 0;  ///< behind those of --only
    std::size_t m_firstHint = 0; ///< behind those of the map, or of our own names
    std::string m_problem;
    std::string m_figureProblem;
    bool m_isExplicit = false;
};

/// Value at a dotted path; a key that holds dots itself is found too. Absent if it is no scalar.
[[nodiscard]] std::string_view scalarAt(JsonValue root, std::string_view path);

/// scalarAt() for each column of `map`.
void lookUp(const RecordMap &map, JsonValue record, std::vector<std::string_view> &values);

} // namespace outlay
