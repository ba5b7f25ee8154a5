// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/shortcutsdialog.h"

#include "ui/shell/page.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QDialogButtonBox>
#include <QGridLayout>

#include <utility>
#include <vector>

namespace outlay::ui {

ShortcutsDialog::ShortcutsDialog(QWidget *parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Keyboard"));
    std::vector<std::pair<QString, QString>> keys{
        {tr("Ctrl+K"), tr("Find a page, an action or a name")},
        {tr("Alt+Left, Alt+Right"), tr("Where you were before, and back")},
        {tr("Ctrl+Shift+C"), tr("Copy a link to this view")},
        {tr("Ctrl+Shift+H"), tr("Hide names, to share the screen; again shows them")},
        {tr("F11"), tr("Only the page, on the whole screen")},
        {tr("T"), tr("Today")},
        {tr("[  and  ]"), tr("Period before, period after")},
        {tr("R"), tr("Read the ledger again")},
        {tr("/"), tr("Filter")},
        {tr("Space"), tr("Receipt of the figure with the focus")},
        {tr("Enter"), tr("Filter by the row or bar with the focus")},
        {tr("J  and  K"), tr("Row below, row above")},
        {tr("Arrow keys"), tr("Move within the chart")},
        {tr("Shift+Arrow keys"), tr("Choose a time in Explore; Enter shows it")},
        {tr("Backspace"), tr("Back up")},
        {tr("A, S, E, U"), tr("Alert: acknowledge, snooze, expected, undo")},
        {tr("Ctrl+O"), tr("Import files")},
        {tr("Ctrl+Shift+O"), tr("Import a folder")},
        {tr("Ctrl+E"), tr("Export a review")},
        {tr("Ctrl+Shift+E"), tr("Export what is shown, as data")},
        {tr("Ctrl+Shift+P"), tr("Print a review")},
        {tr("Ctrl+C, Ctrl+S"), tr("Chart with the focus: copy its image, save it")},
        {tr("Ctrl+P"), tr("Sources and plans")},
        {tr("?"), tr("This sheet")},
    };
    for (std::size_t i = 0; i < allPages.size(); ++i)
        keys.insert(keys.begin() + static_cast<std::ptrdiff_t>(i),
                    {pageShortcut(static_cast<int>(i)).toString(QKeySequence::NativeText),
                     pageLabel(allPages.at(i))});
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(24, 20, 24, 18);
    grid->setHorizontalSpacing(28);
    grid->setVerticalSpacing(7);
    grid->addWidget(makeLabel(tr("Keyboard"), uiFont(16, QFont::DemiBold), this), 0, 0, 1, 2);
    int row = 1;
    for (const auto &[key, text] : keys) {
        grid->addWidget(makeLabel(key, uiFont(13, QFont::DemiBold), this), row, 0);
        grid->addWidget(makeLabel(text, uiFont(13), this), row, 1);
        ++row;
    }
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    grid->addWidget(buttons, row, 0, 1, 2);
}

} // namespace outlay::ui
