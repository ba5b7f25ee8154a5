// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace outlay::sources {

class Connector;

// Each is defined in the file of its provider or gateway, in order of name.
[[nodiscard]] const Connector &bifrostConnector();
[[nodiscard]] const Connector &copilotConnector();
[[nodiscard]] const Connector &costExplorerConnector();
[[nodiscard]] const Connector &costManagementConnector();
[[nodiscard]] const Connector &cursorConnector();
[[nodiscard]] const Connector &deepSeekConnector();
[[nodiscard]] const Connector &heliconeConnector();
[[nodiscard]] const Connector &langfuseConnector();
[[nodiscard]] const Connector &vertexConnector();
[[nodiscard]] const Connector &xAiConnector();

} // namespace outlay::sources
