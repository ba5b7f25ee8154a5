// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/namesearch.h"

#include <QString>

#include <string>
#include <vector>

namespace outlay::ui {

/// What a ledger holds of a name that is being typed.
struct FoundNames
{
    std::vector<FoundName> values;
    struct Budget
    {
        std::string id;
        QString name;
    };
    std::vector<Budget> budgets;
};

} // namespace outlay::ui
