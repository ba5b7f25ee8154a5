// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/webhook/payload.h"
#include "app/alerting/webhook/signature.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace outlay;
using namespace outlay::alerting;
using namespace Qt::StringLiterals;

namespace {

AlertMessage exhausted()
{
    AlertMessage message;
    message.id = "a-17";
    message.deliveryId = "5d2f9c31e0b84a76";
    message.sequence = 42;
    message.kind = message.runbook = "budget_exhausted";
    message.state = "open";
    message.urgency = Urgency::Critical;
    message.title = "Budget \"R&D\" is exhausted";
    message.text = "50.00 USD of 50.00 USD used, 11 days before the month ends.";
    message.scope = {{"user", "ana@acme.example"}, {"tag:feature", "search"}};
    message.owner = "kim";
    message.budget = "R&D";
    message.thresholdPercent = 100;
    message.utilization = 1.0009;
    message.limit = Quantity{Quantity::Unit::Usd, 50'000'000'000};
    message.consumed = Quantity{Quantity::Unit::Usd, 50'045'000'001};
    message.cost = Money{45'000'001};
    message.happenedAt = parseInstant("2026-11-19T10:02:03.5Z").value();
    message.knownAt = parseInstant("2026-11-19T10:07:00Z").value();
    message.sourceLagMicros = 297 * microsPerSecond;
    message.link = "outlay --page alerts";
    return message;
}

AlertMessage bare()
{
    AlertMessage message;
    message.deliveryId = "x";
    message.kind = "retry_storm";
    return message;
}

/// Everything that formats, links or mentions somewhere.
AlertMessage hostile()
{
    const std::string evil = "<!channel> <@U1|x> <http://e|y> @here @channel @everyone *b* _i_ "
                             "[l](http://e) # :x: & \n\x01\x1b[31m \xe2\x80\xae\"}";
    AlertMessage message = exhausted();
    message.title = message.text = message.owner = message.budget = message.link = evil;
    message.scope = {{"user", evil}};
    return message;
}

QJsonObject parsed(const std::string &body)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(body)).object();
}

/// Every text in it, however deep.
QStringList textsOf(const QJsonValue &value)
{
    QStringList all;
    if (value.isString())
        all.append(value.toString());
    for (const QJsonValue &one : value.toArray())
        all += textsOf(one);
    const QJsonObject object = value.toObject();
    for (auto one = object.begin(); one != object.end(); ++one)
        all += textsOf(*one);
    return all;
}

/// Of the objects with that type.
QList<QJsonObject> objectsOf(const QJsonValue &value, const QString &type)
{
    QList<QJsonObject> all;
    for (const QJsonValue &one : value.toArray())
        all += objectsOf(one, type);
    const QJsonObject object = value.toObject();
    if (object.value(u"type"_s) == type)
        all.append(object);
    for (auto one = object.begin(); one != object.end(); ++one)
        all += objectsOf(*one, type);
    return all;
}

} // namespace

class TestWebhookPayload : public QObject
{
    Q_OBJECT

private slots:
    void isAsTheGoldenFileHasIt_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("kind");
        QTest::addColumn<bool>("isBare");
        for (const WebhookKind kind :
             {WebhookKind::Generic, WebhookKind::Slack, WebhookKind::Teams}) {
            const QByteArray word = QByteArray::fromStdString(std::string(name(kind)));
            for (const bool isBare : {false, true}) {
                const QByteArray file = (isBare ? "bare." : "exhausted.") + word + ".json";
                QTest::newRow(file.constData()) << QString::fromLatin1(file) << int(kind) << isBare;
            }
        }
    }
    void isAsTheGoldenFileHasIt()
    {
        QFETCH(QString, file);
        QFETCH(int, kind);
        QFETCH(bool, isBare);
        const std::string body = webhookBody(WebhookKind(kind), isBare ? bare() : exhausted());
        const QByteArray indented =
            QJsonDocument::fromJson(QByteArray::fromStdString(body)).toJson();
        QFile golden(OUTLAY_TEST_DATA "/webhooks/"_L1 + file);
        if (qEnvironmentVariableIsSet("OUTLAY_UPDATE_GOLDEN")) {
            QVERIFY(golden.open(QIODevice::WriteOnly));
            golden.write(indented);
            return;
        }
        QVERIFY2(golden.open(QIODevice::ReadOnly), qPrintable(golden.fileName()));
        QCOMPARE(QString::fromUtf8(indented), QString::fromUtf8(golden.readAll()));
        QCOMPARE(body, webhookBody(WebhookKind(kind), isBare ? bare() : exhausted()));
    }

    void unknownIsNullAndNeverZero()
    {
        const QJsonObject json = parsed(toJson(bare()));
        for (const char *field :
             {"title", "owner", "budget", "threshold_percent", "utilization", "limit_usd",
              "consumed_usd", "cost_usd", "happened_at", "known_at", "source_lag_seconds"})
            QVERIFY2(json.contains(QLatin1String(field)) &&
                         json.value(QLatin1String(field)).isNull(),
                     field);
    }

    /// What has no price is never told as free.
    void whatIsUnpricedIsSaid()
    {
        AlertMessage message = bare();
        message.unpriced = 11;
        QCOMPARE(parsed(toJson(message)).value(u"unpriced_requests"_s).toInt(), 11);
        const auto says = [&message](const QString &text) {
            const auto texts = textsOf(parsed(webhookBody(WebhookKind::Teams, message)));
            return texts.contains(text);
        };
        QVERIFY(says(u"unpriced"_s));
        message.cost = Money{4'200'000'000};
        QVERIFY(says(u"at least 4.20 USD, 11 requests unpriced"_s));
        message.unpriced = 1;
        QVERIFY(says(u"at least 4.20 USD, 1 request unpriced"_s));
    }

    void limitsCarryTheirUnit()
    {
        AlertMessage message = bare();
        message.limit = Quantity{Quantity::Unit::Tokens, 9'007'199'254'740'993};
        QJsonObject json = parsed(toJson(message));
        QCOMPARE(json.value(u"limit_tokens"_s).toInteger(), 9'007'199'254'740'993);
        QVERIFY(json.value(u"consumed_tokens"_s).isNull());
        QVERIFY(!json.contains(u"limit_usd"_s));
        message.limit.reset();
        message.consumed = Quantity{Quantity::Unit::Requests, 3};
        json = parsed(toJson(message));
        QVERIFY(json.value(u"limit_requests"_s).isNull());
        QCOMPARE(json.value(u"consumed_requests"_s).toInteger(), 3);
    }

    void nothingOfDataIsMarkupForSlack()
    {
        const QJsonObject json = parsed(webhookBody(WebhookKind::Slack, hostile()));
        QCOMPARE(json.value(u"mrkdwn"_s), QJsonValue(false));
        QVERIFY(objectsOf(json, u"mrkdwn"_s).isEmpty());
        for (const QString &text : textsOf(json)) {
            QVERIFY2(!text.contains(u'<') && !text.contains(u'>'), qPrintable(text));
            for (const QString &mention : {u"@here"_s, u"@channel"_s, u"@everyone"_s})
                QVERIFY2(!text.contains(mention), qPrintable(text));
            QVERIFY(!text.contains(QChar(0x202e)) && !text.contains(QChar(0x1b)));
        }
        for (const QJsonObject &text : objectsOf(json, u"plain_text"_s))
            QCOMPARE(text.value(u"emoji"_s), QJsonValue(false));
        // An address is no mention, and stays whole.
        QVERIFY(webhookBody(WebhookKind::Slack, exhausted()).find("ana@acme.example") !=
                std::string::npos);
    }

    void nothingOfDataIsMarkupForTeams()
    {
        const QJsonObject json = parsed(webhookBody(WebhookKind::Teams, hostile()));
        QVERIFY(objectsOf(json, u"TextBlock"_s).isEmpty());
        QVERIFY(objectsOf(json, u"FactSet"_s).isEmpty());
        QVERIFY(!objectsOf(json, u"TextRun"_s).isEmpty());
        for (const QJsonObject &run : objectsOf(json, u"TextRun"_s))
            QVERIFY(!run.contains(u"selectAction"_s));
        const QJsonObject card = objectsOf(json, u"AdaptiveCard"_s).value(0);
        QCOMPARE(card.value(u"msteams"_s).toObject().keys(), QStringList{u"width"_s});
    }

    void staysWithinWhatReceiversTake()
    {
        AlertMessage message = exhausted();
        const std::string much(100'000, '&');
        message.title = message.text = message.owner = message.budget = message.link = much;
        message.scope.assign(500, {much, much});
        const QJsonObject slack = parsed(webhookBody(WebhookKind::Slack, message));
        const QJsonArray blocks = slack.value(u"blocks"_s).toArray();
        QVERIFY(blocks.size() <= 50);
        for (const QJsonValue &one : blocks) {
            const QJsonObject block = one.toObject();
            const bool isHeader = block.value(u"type"_s) == u"header"_s;
            const QString text = block.value(u"text"_s).toObject().value(u"text"_s).toString();
            // Slack counts what is shown; our own bound leaves room for the escapes in sections.
            QVERIFY(QString(text).replace(u"&amp;"_s, u"&"_s).size() <= (isHeader ? 150 : 3000));
            QVERIFY(block.value(u"fields"_s).toArray().size() <= 10);
            for (const QJsonValue &field : block.value(u"fields"_s).toArray())
                QVERIFY(field.toObject().value(u"text"_s).toString().size() <= 2000);
        }
        QVERIFY(webhookBody(WebhookKind::Teams, message).size() < 28'000);
        message.title = std::string(119, 'a') + "\xf0\x9f\x98\x80z"; // cut inside a pair
        QVERIFY(webhookBody(WebhookKind::Slack, message).find("aaa…") != std::string::npos);
    }

    /// RFC 4231 has no case with a point in it; these are of the openssl command line.
    void signsTimeAndBody()
    {
        QCOMPARE(webhookSignature("secret", 1'795'000'000, "{}"),
                 "v1=6b4c7e66d3b69c810f27c4aa67ee370757d4dfdabf1fbb338ea7cf6aba9e0494");
        QCOMPARE(webhookSignature("secret", 1'795'000'001, "{}"),
                 "v1=77a380960ff1363ce4d5110a90d3bcadf421e26a11575a288031f58472514de3");
        QVERIFY(webhookSignature("other", 1'795'000'000, "{}") !=
                webhookSignature("secret", 1'795'000'000, "{}"));
    }
};

QTEST_APPLESS_MAIN(TestWebhookPayload)
#include "tst_webhookpayload.moc"
