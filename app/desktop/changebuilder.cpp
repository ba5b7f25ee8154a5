// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/changebuilder.h"

#include "models/receipt/receiptreader.h"

#include <algorithm>
#include <array>

namespace outlay {
namespace {

constexpr std::size_t topShown = 3;

/// What tells most of a change: who, for what, with which model; not what is filtered already.
DimensionRef explainingDimension(const std::vector<Filter> &where)
{
    for (const Dimension dimension : {Dimension::User, Dimension::Project, Dimension::Model}) {
        const bool isFiltered = std::any_of(where.begin(), where.end(), [&](const Filter &filter) {
            return filter.dimension.dimension == dimension;
        });
        if (!isFiltered)
            return {dimension, {}};
    }
    return {Dimension::Model, {}};
}

/// Some value of it is known.
bool tells(const TopChanges &top)
{
    return std::any_of(top.top.begin(), top.top.end(),
                       [](const ExplainedChange &one) { return one.value.value.has_value(); });
}

} // namespace

bool canCompare(const ui::OverviewSnapshot &snapshot)
{
    return snapshot.period.prior && !snapshot.isPriorPartial && snapshot.hasData;
}

Result<ui::ChangeSnapshotPtr> buildChange(LedgerReader &reader,
                                          const ui::OverviewSnapshot &snapshot,
                                          const CancelToken &cancel, KnownRepricing &known)
{
    if (!canCompare(snapshot))
        return ui::ChangeSnapshotPtr();
    const ChangeQuestion question{*snapshot.period.prior, snapshot.period.range,
                                  snapshot.request.where};
    const auto book = priceBookOf(reader);
    OUTLAY_TRY(book);
    const auto change = readChange(reader, **book, question, cancel, &known);
    OUTLAY_TRY(change);
    auto found = std::make_shared<ui::ChangeSnapshot>();
    found->generation = snapshot.generation;
    found->request = snapshot.request;
    found->prior = question.prior;
    found->now = question.now;
    found->seen = ui::passedOf(question.now, snapshot.now);
    found->split = change->split;
    found->hasPrior = change->hasPrior;
    found->hasNow = change->hasNow;
    found->repricedRequests = change->repricedRequests;
    found->unknownRequests = change->unknownRequests;
    found->dimension = explainingDimension(question.where);
    for (const DimensionRef &dimension : {found->dimension, DimensionRef{Dimension::Model, {}}}) {
        auto top = readTopChanges(reader, question, dimension, topShown, cancel);
        OUTLAY_TRY(top);
        found->dimension = dimension;
        found->top = *std::move(top);
        if (tells(found->top))
            break; // else nobody is named: models always are
    }
    return ui::ChangeSnapshotPtr(std::move(found));
}

} // namespace outlay
