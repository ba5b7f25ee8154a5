// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/jsontree.h"

#include <string>

namespace outlay {

/// The identity of a span or log record, the same whether it came as JSON or as protobuf: fields
/// the protocol does not know and those at their default are left out, ids are lower case, 64-bit
/// integers are the same as numbers and as strings, doubles have their shortest form.
void appendOtlpCanonical(JsonValue record, std::string &out);

} // namespace outlay
