// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/people/ruleeditor.h"
#include "ui/prices/priceeditor.h"
#include "ui/settings/currencycard.h"
#include "ui/shell/reviewdialog.h"
#include "ui/text/shown.h"
#include "ui/text/today.h"

#include <QDateEdit>
#include <QDateTime>
#include <QTest>
#include <QTimeZone>

using namespace outlay;
using namespace outlay::ui;

namespace {

QDate todayIn(const char *zone)
{
    return QDateTime::currentDateTimeUtc().toTimeZone(QTimeZone(zone)).date();
}

} // namespace

/// Dialogs begin with the day it is in the zone shown. The two here are never of one day.
class TestToday : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { setShownZone(Zone()); }

    void dialogsBeginWithTheDayOfTheZone_data()
    {
        QTest::addColumn<QByteArray>("zone");
        for (const char *zone : {"Pacific/Kiritimati", "Pacific/Pago_Pago"})
            QTest::newRow(zone) << QByteArray(zone);
    }

    void dialogsBeginWithTheDayOfTheZone()
    {
        QFETCH(QByteArray, zone);
        setShownZone(Zone::named(zone.toStdString()).value());
        const QDate before = todayIn(zone.constData());
        const QDate today = todayShown();
        const ReviewDialog review(ReviewDialog::Use::File, false);
        const CurrencyCard currency;
        const PriceEditor price(PriceEditor::Kind::Price, {}, nullptr, nullptr);
        const RuleEditor rule({}, true, nullptr);
        const QDate after = todayIn(zone.constData()); // it may have become midnight
        QVERIFY(today == before || today == after);
        int seen = 0;
        for (const QWidget *dialog :
             {static_cast<const QWidget *>(&review), static_cast<const QWidget *>(&currency),
              static_cast<const QWidget *>(&price), static_cast<const QWidget *>(&rule)}) {
            const auto edits = dialog->findChildren<QDateEdit *>();
            QVERIFY(!edits.isEmpty());
            for (const QDateEdit *edit : edits) {
                QVERIFY2(edit->date() == before || edit->date() == after,
                         qPrintable(edit->objectName() + u' ' + edit->date().toString()));
                ++seen;
            }
        }
        QCOMPARE(seen, 6);
    }
};

QTEST_MAIN(TestToday)
#include "tst_today.moc"
