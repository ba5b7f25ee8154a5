// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/page.h"

#include <QCoreApplication>

namespace outlay::ui {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Page)
};

} // namespace

QString pageLabel(Page page)
{
    switch (page) {
    case Page::Overview:
        return Words::tr("Overview");
    case Page::Explore:
        return Words::tr("Explore");
    case Page::Tasks:
        return Words::tr("Tasks");
    case Page::Budgets:
        return Words::tr("Budgets");
    case Page::Alerts:
        return Words::tr("Alerts");
    case Page::People:
        return Words::tr("People");
    case Page::Sources:
        return Words::tr("Sources");
    case Page::Prices:
        return Words::tr("Prices");
    case Page::Settings:
        return Words::tr("Settings");
    }
    return {};
}

const char *pageName(Page page)
{
    switch (page) {
    case Page::Overview:
        return "overview";
    case Page::Explore:
        return "explore";
    case Page::Tasks:
        return "tasks";
    case Page::Budgets:
        return "budgets";
    case Page::Alerts:
        return "alerts";
    case Page::People:
        return "people";
    case Page::Sources:
        return "sources";
    case Page::Prices:
        return "prices";
    case Page::Settings:
        return "settings";
    }
    return "overview";
}

QKeySequence pageShortcut(int index)
{
    if (index < 0 || index > 9)
        return {};
    return QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_0 + (index + 1) % 10));
}

std::optional<Page> pageNamed(const QString &name)
{
    for (const Page page : allPages) {
        if (name.compare(QLatin1String(pageName(page)), Qt::CaseInsensitive) == 0)
            return page;
    }
    return {};
}

} // namespace outlay::ui
