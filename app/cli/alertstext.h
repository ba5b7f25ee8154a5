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
/// What is known of an alert beside its own record.
struct AlertMore
{
    alerting::Present present; ///< of a window that rolls, what it holds now
    /// What the alert is called that says more, and why nobody is told of this one; empty: none.
    std::string mutedBy;
};
/// The fields of an alert, within an object.
void writeAlert(JsonWriter &json, const Alert &alert, const Zone &zone, const AlertMore &more = {});
/// "acknowledged by kim", "open (muted by Platform)".
[[nodiscard]] std::string stateText(const Alert &alert, const Zone &zone,
                                    const std::string &mutedBy = {});
/// How far behind its source was, where that says anything: "; the source was 3 h behind".
[[nodiscard]] std::string lagText(const Alert &alert);
/// Why an alert that is only listed was told to nobody; a sentence.
[[nodiscard]] std::string listedText(const Alert &alert);

} // namespace outlay::cli
