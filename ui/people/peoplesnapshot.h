// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/ingest.h"
#include "models/receipt/peoplereport.h"

#include <memory>
#include <vector>

namespace outlay::ui {

/// What the page of people and attribution shows, at one moment of the ledger.
struct PeopleSnapshot
{
    PeopleReport report;
    std::vector<Ingest::AttributionRule> rules;
    bool canUndo = false; ///< there were other rules before
    bool canUndoPeople = false;
};
using PeopleSnapshotPtr = std::shared_ptr<const PeopleSnapshot>;

} // namespace outlay::ui
