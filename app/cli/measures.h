// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/json.h"
#include "app/exports/eventjson.h"
#include "models/ledger/query.h"

namespace outlay::cli {

/// The measures of DESIGN section 5 as fields of the open object.
void writeMeasures(JsonWriter &json, const Measures &measures);
/// Likewise, with what only totals carry.
void writeTotal(JsonWriter &json, const Measures &measures);

} // namespace outlay::cli
