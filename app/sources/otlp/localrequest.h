// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/otlp/httpserver.h"

#include <string_view>

namespace outlay::sources {

// Who may ask a server on loopback. Pure.

/// Whether a Host field names this machine: "127.0.0.1:4318" and its like; the port is not
/// compared, as forwarding changes it. A web page that made its name point here shows another.
[[nodiscard]] bool isThisMachine(std::string_view host);

/// Whether it shows "Authorization: Bearer TOKEN". Takes as long whatever differs.
[[nodiscard]] bool showsToken(const HttpHead &head, std::string_view token);

} // namespace outlay::sources
