// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <array>
#include <optional>

namespace outlay::ui {

/// The pages, in the sidebar's order; Ctrl+1, Ctrl+2, … go there.
enum class Page
{
    Overview,
    Budgets,
    People,
    Sources,
};
inline constexpr std::array allPages{Page::Overview, Page::Budgets, Page::People, Page::Sources};

/// As the sidebar names it.
[[nodiscard]] QString pageLabel(Page page);
/// "overview", "budgets", "people", "sources": for --page, and its icon's name.
[[nodiscard]] const char *pageName(Page page);
[[nodiscard]] std::optional<Page> pageNamed(const QString &name);

} // namespace outlay::ui
