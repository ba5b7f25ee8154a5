// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/shortcutsdialog.h"

#include "ui/shell/page.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>
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
    auto *sheet = new QWidget(this);
    auto *grid = new QGridLayout(sheet);
    grid->setContentsMargins(0, 0, 12, 0);
    grid->setHorizontalSpacing(28);
    grid->setVerticalSpacing(7);
    int row = 0;
    for (const auto &[key, text] : keys) {
        grid->addWidget(makeLabel(key, uiFont(13, QFont::DemiBold), sheet), row, 0);
        grid->addWidget(makeLabel(text, uiFont(13), sheet), row, 1);
        ++row;
    }
    makeParts(*sheet);
}

/// On a low screen the keys scroll; heading and button stay.
void ShortcutsDialog::makeParts(QWidget &sheet)
{
    auto *area = new QScrollArea(this);
    area->setObjectName(QStringLiteral("shortcutsArea"));
    area->setAccessibleName(tr("Keyboard"));
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(&sheet);
    area->setMinimumWidth(sheet.sizeHint().width() + area->verticalScrollBar()->sizeHint().width());
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->setObjectName(QStringLiteral("shortcutsButtons"));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(24, 20, 12, 18);
    box->setSpacing(12);
    box->addWidget(makeLabel(tr("Keyboard"), uiFont(16, QFont::DemiBold), this));
    box->addWidget(area, 1);
    box->addWidget(buttons);
    const int others = box->sizeHint().height() - area->sizeHint().height();
    const int wanted = others + sheet.sizeHint().height();
    constexpr int frame = 60; // what a window manager puts around it
    const int room = screen()->availableGeometry().height() - frame;
    const int window = parentWidget() ? parentWidget()->window()->height() : room;
    resize(sizeHint().width(), std::min({wanted, room, window}));
}

} // namespace outlay::ui
