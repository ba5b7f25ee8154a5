// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/sourcejson.h"
#include "app/sources/sourcesettings.h"

#include <vector>

namespace outlay::sources {

/// The field "headers", a list of {name, value}, as settings keep it; not there: none.
void takeHeaders(FieldReader &fields, std::vector<SourceSettings::Header> &headers);
[[nodiscard]] QJsonArray headersJson(const std::vector<SourceSettings::Header> &headers);

} // namespace outlay::sources
