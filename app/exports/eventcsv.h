// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exports/csvwriter.h"
#include "models/ledger/query.h"

namespace outlay {

/// Requests as CSV, a heading first; the columns are always the same.
class EventCsv
{
public:
    explicit EventCsv(Output &out);
    void add(const EventRow &event);

private:
    CsvWriter m_csv;
};

} // namespace outlay
