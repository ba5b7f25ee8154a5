// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledgerreader_p.h"
#include "models/ledger/ledgerwriter_p.h"

namespace outlay {

Result<Money> LedgerWriter::planFees()
{
    // The connection stays the writer's: only it sees what is not committed yet.
    LedgerReader::Data reader(std::shared_ptr<Database>(std::shared_ptr<Database>{}, &*m_data->db));
    OUTLAY_TRY(reader.begin());
    const auto fees = reader.planFees({});
    if (!fees)
        return tl::unexpected<Error>(fees.error());
    OUTLAY_TRY(reader.dictionary.status());
    Money sum;
    for (const PlanFee &fee : *fees)
        sum += fee.amount;
    return sum;
}

} // namespace outlay
