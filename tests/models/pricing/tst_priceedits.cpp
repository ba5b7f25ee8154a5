// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/ownprices.h"
#include "models/pricing/priceedits.h"

#include <QStringList>
#include <QTest>

using namespace outlay;

class TestPriceEdits : public QObject
{
    Q_OBJECT

private:
    using Layers = std::vector<PriceBook::Layer>;
    static Layers with(Layers layers, const std::function<void(LayerData &)> &change)
    {
        LayerData own = *ownLayer(layers);
        change(own);
        return *withOwnLayer(std::move(layers), own);
    }
    static QStringList lines(const Layers &before, const Layers &after)
    {
        QStringList all;
        const auto changed = changedPrices(before, after);
        if (!changed)
            return {QString::fromStdString(changed.error().text)};
        for (const std::string &line : *changed)
            all << QString::fromStdString(line);
        return all;
    }
    static OwnPrice price(const char *input)
    {
        OwnPrice price;
        price.id = "acme/thinker-1";
        price.rates = {{TokenClass::Input, input}, {TokenClass::Output, "8"}};
        return price;
    }

private slots:
    void saysWhatWasSetChangedAndTakenBack()
    {
        const Layers first =
            with({}, [](LayerData &own) { QVERIFY(setOwnPrice(own, price("2")).has_value()); });
        QCOMPARE(lines({}, first),
                 QStringList{QStringLiteral("price acme/thinker-1: input 2, output 8")});
        const Layers second = with(first, [](LayerData &own) {
            QVERIFY(setOwnPrice(own, price("3")).has_value());
            QVERIFY(setOwnDiscount(own, "anthropic", "7.5", parseInstant("2026-10-01").value(), {})
                        .has_value());
        });
        QCOMPARE(lines(first, second),
                 QStringList({QStringLiteral("price acme/thinker-1: input 2, output 8 -> input 3, "
                                             "output 8"),
                              QStringLiteral("discount on anthropic from 2026-10-01: 7.5%")}));
        QCOMPARE(
            lines(second, {}),
            QStringList({QStringLiteral("discount on anthropic from 2026-10-01: gone (was 7.5%)"),
                         QStringLiteral("price acme/thinker-1: gone (was input 3, output "
                                        "8)")}));
        QCOMPARE(lines(second, second), QStringList());
    }

    void aListIsOneLine()
    {
        const PriceBook::Layer list{
            "team",
            R"({"outlay_prices": 1, "name": "team", "kind": "catalogue", "as_of": "2026-11-01", "entries": []})"};
        const QStringList added = lines({}, {list});
        QVERIFY2(added.size() == 1 && added[0].startsWith(QStringLiteral("list team: ")),
                 qPrintable(added.join(u'|')));
        QVERIFY(!lines({}, {{"broken", "{"}}).isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestPriceEdits)
#include "tst_priceedits.moc"
