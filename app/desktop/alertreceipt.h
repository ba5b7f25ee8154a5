// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"
#include "models/receipt/receiptreader.h"
#include "models/rules/alert.h"

#include <QStringList>

namespace outlay {

/// What "outlay-cli explain" is asked for the requests an alert is about: its scope, and the time
/// from when its period or run began. Empty: it is not about requests that have an amount.
[[nodiscard]] QStringList explainArguments(const Alert &alert);
/// The question of such arguments, with the figure that the ledger has for it now.
[[nodiscard]] Result<ReceiptQuestion> receiptQuestion(LedgerReader &reader,
                                                      const QStringList &arguments);

} // namespace outlay
