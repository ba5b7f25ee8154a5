// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/enforcement/pushrecord.h"

#include <QJsonObject>

#include <string>
#include <string_view>
#include <vector>

namespace outlay::enforcement {

// JSON of this folder's values: money as decimal strings, unknown and unlimited as null.

[[nodiscard]] QJsonObject toJson(const EnforcedEntity &entity);
[[nodiscard]] QJsonObject toJson(const EnforcedLimit &limit);
/// Without metadata and other settings.
[[nodiscard]] QJsonObject toJson(const EnforcedState &state);
[[nodiscard]] QJsonObject toJson(const CapStatus &status, bool hasPoint = true);
[[nodiscard]] QJsonObject toJson(const PlannedChange &change);
[[nodiscard]] QJsonObject toJson(const PushPlan &plan);
[[nodiscard]] QJsonObject toJson(const PushStep &step);
[[nodiscard]] QJsonObject toJson(const PushRecord &push);

[[nodiscard]] Result<EnforcedEntity> parseEntity(const QJsonObject &json);
[[nodiscard]] Result<EnforcedLimit> parseLimit(const QJsonObject &json);
[[nodiscard]] Result<EnforcedState> parseState(const QJsonObject &json);

} // namespace outlay::enforcement
