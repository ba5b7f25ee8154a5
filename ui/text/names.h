// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Hide-names mode: what people named is shown by neutral labels ("User 1", "Task 7"), so that a
// screen can be shared. What providers named (models, prices, tiers) and all sums stay. The state
// is the application's, like its locale and theme, and belongs to the GUI thread.
#pragma once

#include "models/money/filter.h"

#include <QString>
#include <QStringList>

#include <string>
#include <variant>
#include <vector>

namespace outlay::ui {

/// Names that are no value of a dimension.
enum class NameKind
{
    Budget,
    Rule,
    Branch,
    Path,
    Email,
    Address, ///< of a server
    Webhook,
    Identity, ///< what a source calls somebody
    Account,  ///< of this machine: who changed a budget
};

[[nodiscard]] bool areNamesHidden();
/// Who shows names is to word them anew afterwards (MainWindow::setNamesHidden()).
void hideNames(bool isHidden);
/// Whether values of the dimension are named by people.
[[nodiscard]] bool isPersonal(Dimension dimension);

/// A value as it is to be shown: itself, or while names are hidden its label, which is the same
/// everywhere and for as long as the program runs.
[[nodiscard]] QString shownName(const DimensionRef &dimension, const QString &name);
[[nodiscard]] QString shownName(const DimensionRef &dimension, const std::string &name);
[[nodiscard]] QString shownName(NameKind kind, const QString &name);
/// The value a label stands for, for what people type; everything else as it is.
[[nodiscard]] std::string nameBehind(const DimensionRef &dimension, const std::string &shown);

/// Text made elsewhere, with every known name in it replaced by its label, and what looks like an
/// address, a path, an e-mail or an id of a session. While the names of the ledger are not known
/// yet only "…": what cannot be judged is not shown.
[[nodiscard]] QString withoutNames(const QString &text);
[[nodiscard]] QStringList withoutNames(QStringList texts);

/// Names of one kind, for texts that hold them.
struct KnownNames
{
    std::variant<DimensionRef, NameKind> kind;
    std::vector<std::string> names;
};
/// What the ledger knows; later calls add to it.
/// True: there were new ones.
bool learnNames(const std::vector<KnownNames> &known);

} // namespace outlay::ui
