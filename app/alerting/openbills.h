// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"

#include <utility>
#include <vector>

namespace outlay::alerting {

/// What providers billed without saying whose it is, of several scopes; what they share is asked
/// for once.
class OpenBills
{
public:
    explicit OpenBills(LedgerReader &reader) : m_reader(reader) {}
    /// Of bills about `range`, without plans' fees, what may be the scope's and is in none of its
    /// sums: values it asks for are not known. `own`: not itemised, and known to be the scope's.
    [[nodiscard]] Result<Money> of(const std::vector<Filter> &scope, const TimeRange &range,
                                   Money own);

private:
    [[nodiscard]] Result<Money> notItemised(const std::vector<Filter> &where,
                                            const TimeRange &range);

    LedgerReader &m_reader;
    std::vector<std::pair<std::pair<std::vector<Filter>, TimeRange>, Money>> m_asked;
};

} // namespace outlay::alerting
