// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/json.h"
#include "models/receipt/receipt.h"

namespace outlay::cli {

/// The receipt as a JSON document; `event`: the one request behind it, or null.
void writeReceipt(Output &out, const Receipt &receipt, const EventRow *event);
/// For people, adding up line by line.
void printReceipt(Output &out, const Receipt &receipt, const EventRow *event);

/// One request as the fields of an object: time, dimensions, tokens, figures. Nothing of it says
/// where in the ledger it lies.
void writeEvent(JsonWriter &json, const EventRow &event);

} // namespace outlay::cli
