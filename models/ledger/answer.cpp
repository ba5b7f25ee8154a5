// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/answer.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

namespace outlay {

namespace {

using Key = std::vector<std::optional<std::string>>;

void setCost(Measures &measures, const Cell &cell, Basis basis)
{
    std::int64_t priced = 0;
    std::int64_t nanos = 0;
    if (basis == Basis::Effective) {
        priced = cell[CellField::Requests] - cell[CellField::Unpriced];
        nanos = cell[CellField::Cost] + cell[CellField::Residual];
        measures.residual = {cell[CellField::Residual]};
        // A statement is the provider's word; its counts alone are priced by our book.
        const std::int64_t estimated = cell[CellField::ResidualEstimated];
        measures.billed = {cell[CellField::ByBilled] + cell[CellField::Residual] - estimated};
        measures.reported = {cell[CellField::ByReported]};
        measures.estimated = {cell[CellField::ByEstimated] + estimated};
        measures.client = {cell[CellField::ByClient]};
    } else {
        const RawFields fields = rawFields(basis);
        priced = cell[fields.requests];
        nanos = cell[fields.sum];
    }
    measures.unpricedRequests = cell[CellField::Requests] - priced;
    if (priced != 0 || nanos != 0 || measures.residual.nanos != 0)
        measures.cost = Money{nanos};
}

int compareKeys(const Key &left, const Key &right)
{
    for (std::size_t i = 0; i < left.size(); ++i) {
        if (const int order = compareText(left[i], right[i]); order != 0)
            return order;
    }
    return 0;
}

bool isBefore(const Row &left, const Row &right)
{
    if (left.at != right.at)
        return left.at < right.at;
    if (left.isOther != right.isOther)
        return right.isOther;
    if (left.measures.cost != right.measures.cost)
        return isDearer(left.measures.cost, right.measures.cost);
    const int order = compareKeys(left.key, right.key);
    return order != 0 ? order < 0 : !left.isNotItemised && right.isNotItemised;
}

/// Of one group: its events, or its residual.
struct Part
{
    std::size_t group = 0;
    bool isNotItemised = false;

    [[nodiscard]] bool isEmpty(const GroupTable &groups) const
    {
        const Cell &whole = groups.cell(group);
        for (std::size_t i = 0; i < cellFieldCount; ++i) {
            const auto field = static_cast<CellField>(i);
            const bool isResidual =
                field == CellField::Residual || field == CellField::ResidualEstimated;
            if (isResidual == isNotItemised && whole[field] != 0)
                return false;
        }
        return true;
    }
    [[nodiscard]] Cell cell(const GroupTable &groups) const
    {
        Cell part;
        const Cell &whole = groups.cell(group);
        if (!isNotItemised)
            part = whole;
        for (const CellField field : {CellField::Residual, CellField::ResidualEstimated})
            part[field] = isNotItemised ? whole[field] : 0;
        return part;
    }
};

/// Every part that has anything.
std::vector<Part> partsOf(const GroupTable &groups)
{
    std::vector<Part> parts;
    for (std::size_t group = 0; group < groups.size(); ++group) {
        for (const bool isNotItemised : {false, true}) {
            const Part part{group, isNotItemised};
            if (!part.isEmpty(groups))
                parts.push_back(part);
        }
    }
    return parts;
}

class PartRows : public AnswerRows
{
public:
    PartRows(const GroupTable &groups, Selection &selection, Basis basis)
        : m_groups(groups)
        , m_selection(selection)
        , m_basis(basis)
        , m_parts(partsOf(groups))
    {
    }
    [[nodiscard]] std::size_t size() const override { return m_parts.size(); }
    [[nodiscard]] bool isNotItemised(std::size_t row) const override
    {
        return m_parts[row].isNotItemised;
    }
    [[nodiscard]] bool isKnown(std::size_t row, std::size_t by) const override
    {
        return idOf(row, by) != 0;
    }
    [[nodiscard]] std::optional<std::string> name(std::size_t row, std::size_t by) override
    {
        return m_selection.textOf(by, idOf(row, by));
    }
    [[nodiscard]] Measures measures(std::size_t row) const override
    {
        return measuresOf(m_parts[row].cell(m_groups), m_basis);
    }

private:
    [[nodiscard]] std::uint32_t idOf(std::size_t row, std::size_t by) const
    {
        return m_groups.ids(m_parts[row].group)[by];
    }

    const GroupTable &m_groups;
    Selection &m_selection;
    Basis m_basis;
    std::vector<Part> m_parts;
};

/// Sorted by their places: a row is large.
std::vector<Row> inOrder(std::vector<Row> rows)
{
    std::vector<std::size_t> order(rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&rows](std::size_t l, std::size_t r) { return isBefore(rows[l], rows[r]); });
    std::vector<Row> sorted;
    sorted.reserve(rows.size());
    for (const std::size_t row : order)
        sorted.push_back(std::move(rows[row]));
    return sorted;
}

class RowBuilder
{
public:
    RowBuilder(GroupTable &groups, std::map<std::int64_t, Cell> rest, Selection &selection,
               const Query &query)
        : m_groups(groups)
        , m_selection(selection)
        , m_query(query)
        , m_dimensions(query.by.size())
        , m_other(std::move(rest))
    {
    }

    std::vector<Row> build()
    {
        m_parts = partsOf(m_groups);
        if (m_query.top > 0 && m_dimensions > 0)
            keepDearest(static_cast<std::size_t>(m_query.top));
        std::vector<Row> rows;
        rows.reserve(m_parts.size() + m_other.size());
        for (const Part &part : m_parts) {
            Row row = rowAt(m_groups.bucket(part.group));
            row.key = keyOf(m_groups.ids(part.group));
            row.isNotItemised = part.isNotItemised;
            row.measures = measuresOf(part.cell(m_groups), m_query.basis);
            rows.push_back(std::move(row));
        }
        for (const auto &[bucket, cell] : m_other) {
            if (cell.isZero())
                continue;
            Row row = rowAt(bucket);
            row.key.resize(m_dimensions);
            row.isOther = true;
            row.measures = measuresOf(cell, m_query.basis);
            rows.push_back(std::move(row));
        }
        return inOrder(std::move(rows));
    }

private:
    /// The same keys in every bucket: those dearest over the whole range.
    void keepDearest(std::size_t top)
    {
        GroupTable overall(m_dimensions);
        for (const Part &part : m_parts)
            overall.at(part.isNotItemised ? 1 : 0, m_groups.ids(part.group)) += part.cell(m_groups);
        if (overall.size() <= top)
            return;
        std::vector<std::optional<Money>> costs;
        for (std::size_t i = 0; i < overall.size(); ++i)
            costs.push_back(measuresOf(overall.cell(i), m_query.basis).cost);
        std::vector<std::size_t> order(overall.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::partial_sort(
            order.begin(), order.begin() + static_cast<std::ptrdiff_t>(top), order.end(),
            [&](std::size_t left, std::size_t right) {
                if (costs[left] != costs[right])
                    return isDearer(costs[left], costs[right]);
                const int keys = compareKeys(keyOf(overall.ids(left)), keyOf(overall.ids(right)));
                return keys != 0 ? keys < 0 : overall.bucket(left) < overall.bucket(right);
            });
        order.resize(top);
        std::vector<Part> kept;
        GroupTable dearest(m_dimensions);
        for (const std::size_t i : order)
            dearest.at(overall.bucket(i), overall.ids(i))[CellField::Requests] = 1;
        for (const Part &part : m_parts) {
            if (dearest.at(part.isNotItemised ? 1 : 0,
                           m_groups.ids(part.group))[CellField::Requests] == 1)
                kept.push_back(part);
            else
                m_other[m_groups.bucket(part.group)] += part.cell(m_groups);
        }
        m_parts = std::move(kept);
    }

    [[nodiscard]] Row rowAt(std::int64_t bucket) const
    {
        Row row;
        if (m_query.step != Step::None)
            row.at = Instant{bucket};
        return row;
    }

    [[nodiscard]] Key keyOf(const std::uint32_t *ids)
    {
        Key key;
        for (std::size_t i = 0; i < m_dimensions; ++i)
            key.push_back(m_selection.textOf(i, ids[i]));
        return key;
    }

    GroupTable &m_groups;
    Selection &m_selection;
    const Query &m_query;
    std::size_t m_dimensions;
    std::vector<Part> m_parts;
    std::map<std::int64_t, Cell> m_other;
};

/// A residual is no figure of an observer.
void stripResidual(Cell &cell)
{
    cell[CellField::Residual] = 0;
    cell[CellField::ResidualEstimated] = 0;
}

void stripResiduals(GroupTable &groups, const Query &query)
{
    if (query.basis == Basis::Effective)
        return;
    for (std::size_t group = 0; group < groups.size(); ++group)
        stripResidual(groups.cell(group));
}

} // namespace

RawFields rawFields(Basis basis)
{
    using enum CellField;
    switch (basis) {
    case Basis::Billed:
        return {RawBilled, RawBilledRequests};
    case Basis::Reported:
        return {RawReported, RawReportedRequests};
    case Basis::Client:
        return {RawClient, RawClientRequests};
    case Basis::Effective:
    case Basis::Estimated:
        break;
    }
    return {RawEstimated, RawEstimatedRequests};
}

int compareText(const std::optional<std::string> &left, const std::optional<std::string> &right)
{
    if (!left || !right)
        return static_cast<int>(right.has_value()) - static_cast<int>(left.has_value());
    return left->compare(*right);
}

bool isDearer(const std::optional<Money> &left, const std::optional<Money> &right)
{
    return left && (!right || *left > *right);
}

Measures measuresOf(const Cell &cell, Basis basis)
{
    using enum CellField;
    Measures measures;
    measures.requests = cell[Requests];
    if (cell[Blind] != cell[Requests])
        measures.errors = cell[Errors];
    for (std::size_t i = 0; i < tokenClassCount; ++i)
        measures.usage.counts[i] = cell.sums[static_cast<std::size_t>(FirstTokenClass) + i];
    measures.cacheHits = cell[CacheHits];
    measures.servedTokens = cell[ServedTokens];
    measures.quarantined = {cell[Quarantined]};
    measures.listValue = {cell[ListValue]};
    measures.setAside = {cell[SetAside]};
    measures.setAsideRequests = cell[SetAsideRequests];
    measures.latencySamples = cell[LatencySamples];
    measures.latencyMicros = cell[CellField::LatencyMicros];
    setCost(measures, cell, basis);
    return measures;
}

std::vector<Row> rowsOf(GroupTable &groups, std::map<std::int64_t, Cell> rest, Selection &selection,
                        const Query &query)
{
    stripResiduals(groups, query);
    if (query.basis != Basis::Effective) {
        for (auto &[bucket, cell] : rest)
            stripResidual(cell);
    }
    return RowBuilder(groups, std::move(rest), selection, query).build();
}

void visitRowsOf(GroupTable &groups, Selection &selection, const Query &query,
                 const std::function<void(AnswerRows &)> &visit)
{
    stripResiduals(groups, query);
    PartRows rows(groups, selection, query.basis);
    visit(rows);
}

} // namespace outlay
