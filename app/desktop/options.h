// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/reviewexport.h"
#include "models/money/currency.h"
#include "models/money/result.h"
#include "ui/shell/place.h"
#include "ui/theme/theme.h"

#include <QSize>
#include <QString>
#include <QStringList>

#include <optional>

namespace outlay {

/// What the command line asks for.
struct Options
{
    QString ledger; ///< empty: the default one
    std::optional<ui::Scheme> scheme;
    std::optional<QSize> size;
    std::optional<Currency> currency; ///< in place of the one kept
    ui::Link link;                    ///< to what is shown first
    QStringList linkWords;            ///< the same as it was written: option, value, …
    QString screenshot;
    std::optional<ReviewExport> exported; ///< a review, in place of a window
    bool isDemo = false;
    bool hidesNames = false;   ///< --hide-names
    bool startsHidden = false; ///< --tray: watching, without a window until it is asked for
    bool wantsHelp = false;
    bool wantsVersion = false;
};

/// `arguments` without the program's name. Usage errors say what would be right.
[[nodiscard]] Result<Options> parseOptions(const QStringList &arguments);
[[nodiscard]] QString helpText();

} // namespace outlay
