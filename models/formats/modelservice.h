// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace outlay {

/// ASCII letters in lower case.
[[nodiscard]] std::string asciiLowered(std::string_view text);

/// Whether a line of a bill is for models: its provider (the price book's name) sells nothing else,
/// or the service is one of the clouds' for models (Bedrock, Azure OpenAI, Vertex AI …).
[[nodiscard]] bool isModelService(std::string_view provider, std::string_view service);

/// Whether what a cloud calls a meter or a unit of sale names models, by their families' or makers'
/// names, or one of those services.
[[nodiscard]] bool namesModels(std::string_view text);

} // namespace outlay
