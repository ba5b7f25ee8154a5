// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace outlay {

/// LiteLLM: StandardLoggingPayload lines and rows of LiteLLM_SpendLogs (JSON lines, a page
/// {"data":[…]}, an array). docs/formats.md, section litellm.
extern const Format liteLlmFormat;

} // namespace outlay
