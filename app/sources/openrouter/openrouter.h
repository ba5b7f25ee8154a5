// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/connector.h"

namespace outlay::sources {

/// How descriptions of costs begin that another provider charges for the user's own key there.
inline constexpr std::string_view ownKeyPrefix = "own key at ";

/// OpenRouter: what was spent by day and model, and the counters of keys, with a management key.
class OpenRouterConnector final : public Connector
{
public:
    [[nodiscard]] SourceKind kind() const override { return SourceKind::OpenRouter; }
    [[nodiscard]] const Format &format() const override;
    [[nodiscard]] std::span<const SeriesPlan> series() const override;
    [[nodiscard]] std::vector<HttpHeader> authorization(std::string_view key) const override;
    [[nodiscard]] HttpRequest request(const SeriesPlan &plan,
                                      const PageRequest &page) const override;
    [[nodiscard]] int variants(const SeriesPlan &plan) const override;
    [[nodiscard]] Result<PageEnd> read(const SeriesPlan &plan, const PageRequest &page,
                                       std::string_view body, Instant fetchedAt,
                                       Sink &sink) const override;
    [[nodiscard]] std::vector<KeyCheck> checks(Instant now) const override;
    [[nodiscard]] std::vector<Finding> judge(const KeyCheck &check,
                                             std::string_view body) const override;
};

} // namespace outlay::sources
