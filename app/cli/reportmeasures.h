// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/json.h"
#include "models/insight/measure.h"
#include "models/ledger/ledgerreader.h"

#include <memory>
#include <string>
#include <vector>

namespace outlay::cli {

/// Of `--measure NAME[,NAME]`, in that order. Usage error for an unknown or doubled one.
[[nodiscard]] Result<std::vector<Measure>> parseMeasures(const std::vector<std::string> &texts);

/// Measures a report is asked for, with what sums do not tell of its answer.
struct AskedMeasures
{
    std::vector<Measure> measures;
    std::vector<std::shared_ptr<const Distribution>> ofRows = {}; ///< empty: sums tell
    std::shared_ptr<const Distribution> ofTotal = {};

    [[nodiscard]] Measured at(const Answer &answer, std::size_t row) const;
    [[nodiscard]] Measured total(const Answer &answer) const;
};
/// Reads the requests of the answer's query where one of the measures needs it.
[[nodiscard]] Result<AskedMeasures> askMeasures(LedgerReader &reader, const Query &query,
                                                const Answer &answer, std::vector<Measure> measures,
                                                const CancelToken &cancel = {});

/// "latency_p95_seconds", "cost_per_task_usd": its field in JSON and its column in CSV. Empty: each
/// row has it anyway.
[[nodiscard]] std::string measureField(Measure measure);
/// Every digit there is: "1.234567", "0.012345678"; empty: not known.
[[nodiscard]] std::string measureDigits(Measure measure, const Measured &of);
/// As fields of the open object; null where not known, money as a string.
void writeMeasure(JsonWriter &json, Measure measure, const Measured &of);

/// "latency p95".
[[nodiscard]] std::string measureHeading(Measure measure);
/// "1.23 s", "41.2%", "$0.0123"; "–": not known.
[[nodiscard]] std::string measureText(Measure measure, const Measured &of);

} // namespace outlay::cli
