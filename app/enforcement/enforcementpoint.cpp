// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/enforcement/enforcementpoint.h"

namespace outlay::enforcement {

EnforcementPoint::~EnforcementPoint() = default;

} // namespace outlay::enforcement
