// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/enforcement/capplaces.h"

#include <QJsonArray>
#include <QString>

#include <string>
#include <vector>

// Parts of limits and notes as JSON.
namespace outlay::enforcement {

/// ["money", "rpm", "tpm"]
[[nodiscard]] QJsonArray fieldsJson(const LimitFields &fields);
[[nodiscard]] LimitFields parseFields(const QJsonArray &names);

[[nodiscard]] QJsonArray partsJson(const std::vector<CapPart> &parts);
[[nodiscard]] std::vector<CapPart> parseParts(const QJsonArray &json);

/// Ids of a note alone, a line each.
[[nodiscard]] QString noteIds(const std::string &note);
/// [{"cap_id", "fields", "by", "at"}]
[[nodiscard]] QJsonArray noteJson(const std::string &note);

} // namespace outlay::enforcement
