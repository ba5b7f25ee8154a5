// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/text/names.h"

namespace outlay::ui {

/// Of what a source calls somebody or a person's e-mail: the user's label where requests carry the
/// same name, so that one thing has one label; else that of its kind. Shown names as they are.
[[nodiscard]] QString shownIdentity(NameKind kind, const QString &name);

} // namespace outlay::ui
