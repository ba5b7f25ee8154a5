// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/connector.h"

namespace outlay::sources {

/// Anthropic's usage and cost reports of a Console organization, with an Admin API key.
class AnthropicConnector final : public Connector
{
public:
    [[nodiscard]] SourceKind kind() const override { return SourceKind::Anthropic; }
    [[nodiscard]] const Format &format() const override;
    [[nodiscard]] std::span<const SeriesPlan> series() const override;
    [[nodiscard]] std::vector<HttpHeader> authorization(std::string_view key) const override;
    [[nodiscard]] HttpRequest request(const SeriesPlan &plan,
                                      const PageRequest &page) const override;
    [[nodiscard]] Result<PageEnd> read(const SeriesPlan &plan, const PageRequest &page,
                                       std::string_view body, Instant fetchedAt,
                                       Sink &sink) const override;
    [[nodiscard]] bool isOwnError(std::string_view body) const override;
    [[nodiscard]] std::vector<KeyCheck> checks(Instant now) const override;
    [[nodiscard]] std::vector<Finding> notes(const HttpSettings &settings) const override;
};

} // namespace outlay::sources
