// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace outlay {

/// The price book's word for the maker of a model, by the name alone (claude-… -> anthropic);
/// empty where the name does not tell. Names of Bedrock (…anthropic.claude…) give aws, those of
/// Vertex (…@date) google.
[[nodiscard]] std::string_view providerOfModel(std::string_view model);

/// Service tiers in the words of DESIGN section 4: "default" -> standard; "auto" and the unknown
/// stay out.
[[nodiscard]] std::string_view tierWord(std::string_view tier);

/// Whether an id has the form of a provider's response id, unique by itself (msg_…, chatcmpl-…).
[[nodiscard]] bool isProviderResponseId(std::string_view id);
/// 8-4-4-4-12 hexadecimal digits.
[[nodiscard]] bool isUuid(std::string_view id);

} // namespace outlay
