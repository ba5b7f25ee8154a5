// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/preview.h"
#include "models/receipt/peoplereport.h"

#include <QLocale>
#include <QString>

namespace outlay::ui {

/// "e-mail", "gateway user", "key", "system user", "provider's user".
[[nodiscard]] QString identityKindText(Identity::Kind kind);
/// "same e-mail", …
/// As they stand, or their labels while names are hidden.
[[nodiscard]] QString personLabel(const std::string &name);
[[nodiscard]] QString identityLabel(const Identity &identity);
[[nodiscard]] QString reasonText(JoinSuggestion::Reason reason);
/// "person", "team", "tag app" …
[[nodiscard]] QString dimensionText(const DimensionRef &dimension);
/// "key is svc-search or svc-find, team is unknown"; "every request".
[[nodiscard]] QString matchText(const Ingest::AttributionRule &rule);
/// "team search, task kind lookup".
[[nodiscard]] QString setText(const Ingest::AttributionRule &rule);
/// "from 1 Nov 2026", empty: always. Days of UTC.
[[nodiscard]] QString rangeText(const Ingest::AttributionRule &rule, const QLocale &locale);
/// "Moves $412.00 from unknown to search (team) …", the dearest first, a line each.
[[nodiscard]] QString effectText(const ConfigurationEffect &effect, const QLocale &locale);

} // namespace outlay::ui
