// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exports/json.h"
#include "models/ledger/query.h"

namespace outlay {

/// The classes every row carries; the others appear where they are not 0.
[[nodiscard]] bool isAlwaysShown(TokenClass tokenClass);

/// The token classes as fields of the open object.
void writeUsage(JsonWriter &json, const TokenUsage &usage);

/// One request as the fields of an object: time, dimensions, tokens, figures. Nothing of it says
/// where in the ledger it lies.
void writeEvent(JsonWriter &json, const EventRow &event);

} // namespace outlay
