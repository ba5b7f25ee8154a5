// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace outlay::sources {

class Connector;

// Each is defined in the file of its provider or gateway, in order of name.
[[nodiscard]] const Connector &bifrostConnector();
[[nodiscard]] const Connector &heliconeConnector();
[[nodiscard]] const Connector &langfuseConnector();

} // namespace outlay::sources
