// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/ledger.

#include "models/ledger/answerrows.h"
#include "models/ledger/cell.h"
#include "models/ledger/grouptable.h"
#include "models/ledger/query.h"
#include "models/ledger/selection.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace outlay {

/// A cell as a query's measures: Effective has the residuals in its cost, the other bases are that
/// basis's own figures.
[[nodiscard]] Measures measuresOf(const Cell &cell, Basis basis);

/// The fields of a basis's own figures.
struct RawFields
{
    CellField sum, requests;
};
[[nodiscard]] RawFields rawFields(Basis basis);

/// Dearest first; what has no price at all after everything that has one.
[[nodiscard]] bool isDearer(const std::optional<Money> &left, const std::optional<Money> &right);
/// By bytes, unknown last; negative, 0 or positive.
[[nodiscard]] int compareText(const std::optional<std::string> &left,
                              const std::optional<std::string> &right);

/// Rows in the order of Query, with `other` behind the dearest; `rest` is what is in no group, by
/// bucket. Takes the groups' cells apart.
[[nodiscard]] std::vector<Row> rowsOf(GroupTable &groups, std::map<std::int64_t, Cell> rest,
                                      Selection &selection, const Query &query);

/// The same one by one, without `other`.
void visitRowsOf(GroupTable &groups, Selection &selection, const Query &query,
                 const std::function<void(AnswerRows &)> &visit);

} // namespace outlay
