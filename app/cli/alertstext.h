// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/alertwords.h"
#include "app/cli/json.h"
#include "models/money/zone.h"
#include "models/rules/alert.h"

#include <optional>
#include <string>

namespace outlay::cli {

/// null in JSON where nothing is known.
[[nodiscard]] std::optional<std::string> knownText(const std::string &text);
/// The fields of an alert, within an object.
void writeAlert(JsonWriter &json, const Alert &alert, const Zone &zone,
                const alerting::Present &present = {});
/// "acknowledged by kim".
[[nodiscard]] std::string stateText(const Alert &alert, const Zone &zone);
/// How far behind its source was, where that says anything: "; the source was 3 h behind".
[[nodiscard]] std::string lagText(const Alert &alert);
/// Why an alert that is only listed was told to nobody; a sentence.
[[nodiscard]] std::string listedText(const Alert &alert);

} // namespace outlay::cli
