// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/desktopapp.h"
#include "app/sources/demo/demo.h"

#include <QAbstractItemView>
#include <QTest>

#include <algorithm>
#include <string>

namespace outlay::test {

/// The demo, with a person, a rule and a budget for each user.
inline void fillWithPeopleAndBudgets(const std::string &ledger)
{
    auto ingest = Ingest::open(ledger);
    QVERIFY(ingest);
    (*ingest)->setClock([] { return demoRange().to; });
    QVERIFY(fillDemo(**ingest));
    Person bob;
    bob.name = "Robert Tables";
    bob.email = "bob@example.com";
    bob.team = "platform crew";
    bob.identities = {{Identity::Kind::GatewayUser, "bob"}};
    QVERIFY((*ingest)->setPeople({bob}));
    Ingest::AttributionRule rule;
    rule.match = {{{Dimension::Key, {}}, {"svc-support-bot"}}};
    rule.set = {{Dimension::CostCenter, "cc-helpdesk"}};
    QVERIFY((*ingest)->setAttributionRules({rule}));
    Budget everybody;
    everybody.id = "b1";
    everybody.name = "Spree watch";
    everybody.owner = "Robert Tables";
    everybody.each = DimensionRef{Dimension::User, {}};
    everybody.limit = 100'000'000'000;
    QVERIFY((*ingest)->changeBudgets([&](const BudgetRules &rules) -> Result<BudgetRules> {
        BudgetRules changed = rules;
        changed.budgets.push_back(everybody);
        std::sort(changed.budgets.begin(), changed.budgets.end(),
                  [](const Budget &l, const Budget &r) { return l.name < r.name; });
        return changed;
    }));
    QVERIFY((*ingest)->tickRules());
}

/// Whether the page comes to hold what it was asked for.
[[nodiscard]] inline bool showsPage(ui::MainWindow &window, ui::Page page)
{
    const auto rows = [&window](const char *name) {
        auto *view = window.findChild<QAbstractItemView *>(QLatin1String(name));
        return view ? view->model()->rowCount() : -1;
    };
    const auto isThere = [&] {
        switch (page) {
        case ui::Page::Explore: {
            ui::ExplorePage &explore = window.explore();
            return explore.snapshot() && explore.snapshot()->request == explore.request();
        }
        case ui::Page::Overview: {
            ui::OverviewPage &overview = window.overview();
            return overview.snapshot() && overview.snapshot()->request == overview.request();
        }
        case ui::Page::Tasks:
            return rows("taskTable") > 0;
        case ui::Page::Budgets:
            return window.budgets().snapshot() != nullptr;
        case ui::Page::People:
            return rows("peopleTable") > 0;
        case ui::Page::Prices:
            return rows("pricesTable") > 0;
        default:
            return true;
        }
    };
    return QTest::qWaitFor(isThere, 60'000);
}

} // namespace outlay::test
