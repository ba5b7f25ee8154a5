// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/prices/pricessnapshot.h"

#include <QAbstractItemModel>
#include <QPushButton>
#include <QTableView>

namespace outlay::test {

inline constexpr std::int64_t usd = 1'000'000'000;

inline PriceRow rowOf(const std::string &id, const std::string &input, const std::string &output)
{
    PriceRow row;
    row.priceId = id;
    row.rates = {{"input", input}, {"output", output}};
    row.layer = "shipped";
    row.origin = "price page, since 2026-09-01";
    return row;
}

inline ui::PricedModel modelOf(const std::string &id, std::vector<PriceRow> rows)
{
    ui::PricedModel model;
    model.id = id;
    model.history = datedPrices(rows);
    model.current = static_cast<int>(rows.size()) - 1;
    return model;
}

/// One without a price, one in use, one that is implausible, one held, one of one's own.
inline ui::PricesSnapshot sample()
{
    ui::PricesSnapshot snapshot;
    ui::PricedModel unpriced;
    unpriced.id = "acme/mystery";
    unpriced.requests = 2;
    unpriced.unpricedRequests = 312;
    unpriced.unpricedUsage[TokenClass::Input] = 2'400'000;
    unpriced.reason = "unknown model";
    PriceRow former = rowOf("acme/steady", "3", "15");
    former.range.to = *parseInstant("2026-10-01");
    PriceRow now = rowOf("acme/steady", "2", "10");
    now.range.from = former.range.to;
    now.conditions = {"batch x0.5"};
    ui::PricedModel used = modelOf("acme/steady", {former, now});
    used.requests = 1'204;
    used.spend = Money{41 * usd};
    ui::PricedModel odd = modelOf("beta/odd", {rowOf("beta/odd", "4", "1")});
    ui::PricedModel held = modelOf("gamma/dear", {rowOf("gamma/dear", "4", "8")});
    held.held = rowOf("gamma/dear", "2000", "8000");
    held.held->quarantine = "above 1,000 USD per million tokens";
    ui::PricedModel own = modelOf("gamma/ours", {rowOf("gamma/ours", "1", "5")});
    own.history.front().row.layer = "override";
    own.ownName = "gamma/ours";
    snapshot.models = {unpriced, used, odd, held, own};
    DiscountData discount;
    discount.provider = "acme";
    discount.percent = "7.5";
    snapshot.discounts = {discount};
    return snapshot;
}

inline ui::PricesSnapshotPtr shared(const ui::PricesSnapshot &snapshot)
{
    return std::make_shared<const ui::PricesSnapshot>(snapshot);
}

inline std::optional<PriceEffect> effectOf(std::int64_t nanos)
{
    PriceEffect effect;
    effect.preview.total.requests = 1'300;
    effect.preview.total.changed = nanos == 0 ? 0 : 1'204;
    effect.preview.total.now = Money{100 * usd};
    effect.preview.total.then = Money{100 * usd + nanos};
    return effect;
}

template <typename T> T *child(QObject &of, const char *name)
{
    return of.findChild<T *>(QLatin1String(name));
}

inline void click(QObject &of, const char *button)
{
    child<QPushButton>(of, button)->click();
}

inline QString textAt(const QTableView &table, int row, int column)
{
    return table.model()->index(row, column).data().toString();
}

} // namespace outlay::test
