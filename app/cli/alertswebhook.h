// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"

namespace outlay::cli {

/// `alerts webhook add|set|list|remove|test`.
int alertsWebhook(const Arguments &arguments);

} // namespace outlay::cli
