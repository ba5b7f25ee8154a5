// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QString>

#include <array>
#include <optional>

namespace outlay::ui {

/// The pages, in the sidebar's order; pageShortcut() goes there.
enum class Page
{
    Overview,
    Explore,
    Tasks,
    Budgets,
    Alerts,
    People,
    Sources,
    Prices,
    Settings,
};
inline constexpr std::array allPages{Page::Overview, Page::Explore, Page::Tasks,
                                     Page::Budgets,  Page::Alerts,  Page::People,
                                     Page::Sources,  Page::Prices,  Page::Settings};

/// As the sidebar names it.
[[nodiscard]] QString pageLabel(Page page);
/// "overview", "explore", "tasks", "budgets", "alerts", "people", "sources", "prices",
/// "settings": for --page, and its icon's name.
[[nodiscard]] const char *pageName(Page page);
/// Ctrl+1 … Ctrl+9 for the first nine, Ctrl+0 for the tenth, none for any beyond.
[[nodiscard]] QKeySequence pageShortcut(int index);
[[nodiscard]] std::optional<Page> pageNamed(const QString &name);

} // namespace outlay::ui
