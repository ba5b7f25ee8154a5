// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/json.h"
#include "app/exports/eventjson.h"
#include "models/receipt/receipt.h"

namespace outlay::cli {

/// The receipt as a JSON document; `event`: the one request behind it, or null.
void writeReceipt(Output &out, const Receipt &receipt, const EventRow *event);
/// For people, adding up line by line.
void printReceipt(Output &out, const Receipt &receipt, const EventRow *event);

} // namespace outlay::cli
