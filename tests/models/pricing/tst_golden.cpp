// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/pricequestion.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace outlay;

/// Every case of golden.json through the function behind `outlay-cli price`.
class TestGolden : public QObject
{
    Q_OBJECT

private slots:
    void answersAsTheGoldenCase_data()
    {
        QFile file(QStringLiteral(OUTLAY_TEST_DATA "/pricing/golden.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonArray cases = QJsonDocument::fromJson(file.readAll())
                                     .object()
                                     .value(QLatin1String("cases"))
                                     .toArray();
        QCOMPARE(cases.size(), 82);
        QTest::addColumn<QJsonObject>("question");
        for (const QJsonValue &one : cases) {
            const QJsonObject question = one.toObject();
            QTest::newRow(qPrintable(question.value(QLatin1String("id")).toString())) << question;
        }
    }

    void answersAsTheGoldenCase()
    {
        QFETCH(QJsonObject, question);
        const QJsonObject expected = question.value(QLatin1String("expect")).toObject();
        const QByteArray line = QJsonDocument(question).toJson(QJsonDocument::Compact);
        const auto answer =
            answerPriceQuestion(*PriceBook::shipped(), line.toStdString(), Instant{});
        QVERIFY2(answer.has_value(), answer ? "" : answer.error().text.c_str());
        const QJsonObject got =
            QJsonDocument::fromJson(QByteArray::fromStdString(*answer)).object();
        QCOMPARE(got.value(QLatin1String("id")), question.value(QLatin1String("id")));
        if (expected.contains(QLatin1String("unpriced"))) {
            QCOMPARE(got.value(QLatin1String("unpriced")),
                     expected.value(QLatin1String("unpriced")));
            QVERIFY(!got.contains(QLatin1String("cost_usd")));
            return;
        }
        QCOMPARE(got.value(QLatin1String("cost_usd")), expected.value(QLatin1String("cost_usd_9")));
        QCOMPARE(got.value(QLatin1String("cost_usd_12")),
                 expected.value(QLatin1String("cost_usd")));
        for (const char *field : {"price_id", "applied", "total_input_tokens"})
            QCOMPARE(got.value(QLatin1String(field)), expected.value(QLatin1String(field)));
        compareTerms(got.value(QLatin1String("terms")).toArray(),
                     expected.value(QLatin1String("terms")).toArray());
    }

private:
    static void compareTerms(const QJsonArray &got, const QJsonArray &expected)
    {
        QCOMPARE(got.size(), expected.size());
        for (qsizetype i = 0; i < expected.size(); ++i) {
            const QJsonObject want = expected.at(i).toObject();
            for (auto field = want.begin(); field != want.end(); ++field)
                QCOMPARE(got.at(i).toObject().value(field.key()), field.value());
        }
    }
};

QTEST_APPLESS_MAIN(TestGolden)
#include "tst_golden.moc"
