// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/pricing/bookdata.h"

namespace outlay {

/// One period some layer claims for a model.
struct Candidate
{
    std::size_t layer = 0; ///< index into the sorted layers
    const EntryData *entry = nullptr;
    const PeriodData *period = nullptr;
    std::int32_t compiled = -1; ///< index into Data::periods
    std::string quarantine;     ///< why it is implausible; empty: it is not
};

/// Fills `quarantine` of a model's candidates: above 1,000 USD per million tokens, or more than ten
/// times off every price the model was known to have. A confirmed entry and the shipped book pass.
void quarantineImplausible(const std::vector<LayerData> &layers,
                           std::vector<Candidate> &candidates);

/// Who holds when (DESIGN section 4): the user's word; then dated entries, the newest list first;
/// then undated ones from their snapshot on; and, for a model nobody dated, also before it.
[[nodiscard]] std::vector<Segment> timeline(const std::vector<LayerData> &layers,
                                            const std::vector<Candidate> &candidates,
                                            std::vector<std::int64_t> boundaries);

/// The shipped book first, then by kind, day and name: whatever the order they came in.
void sortLayers(std::vector<LayerData> &layers);

} // namespace outlay
