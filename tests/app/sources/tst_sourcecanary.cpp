// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/sources/pollerrig.h"
#include "tests/app/sources/watchedkinds.h"

#include <QJsonDocument>
#include <QLoggingCategory>

using namespace outlay;
using namespace outlay::fakes;
using namespace outlay::sources;
using namespace Qt::StringLiterals;
using State = SourceStatus::State;

Q_DECLARE_METATYPE(outlay::sources::SourceKind)

namespace {

/// Stands where prompts, completions and other people's keys stand.
const QByteArray canary = "zxCanary7qPromptOrKey";
/// In the key that polls.
const QByteArray keyCanary = "CANARY";

std::string s_logged;

void keepMessage(QtMsgType, const QMessageLogContext &, const QString &message)
{
    s_logged += message.toStdString() + '\n';
}

std::unique_ptr<FakeProvider> makeFake(SourceKind kind)
{
    if (kind != SourceKind::LiteLlm)
        return watchedKind(kind).makeFake();
    auto liteLlm = std::make_unique<FakeLiteLlm>();
    for (int i = 0; i < 5; ++i) {
        QJsonObject row =
            FakeLiteLlm::row(u"req-%1-abcdef"_s.arg(i), u"2026-11-05T00:0%1:00Z"_s.arg(i), 0.001);
        row.insert(u"api_key"_s, QString::fromUtf8(liteLlm->key)); // not hashed
        liteLlm->rows.append(row);
    }
    return liteLlm;
}

/// Content and keys in every object, beside what is documented; names that hold the polling key.
QJsonValue planted(const QJsonValue &value, const QByteArray &key)
{
    const QString text = QString::fromUtf8(canary);
    if (value.isArray()) {
        QJsonArray all;
        for (const QJsonValue one : value.toArray())
            all.append(planted(one, key));
        return all;
    }
    if (!value.isObject())
        return value;
    QJsonObject object;
    const QJsonObject before = value.toObject();
    const bool isColumn = before.size() == 2 && before.contains("name"_L1) &&
                          before.contains("type"_L1); // of a table: what its rows mean
    for (auto it = before.begin(); it != before.end(); ++it) {
        const bool isName = it.key() == u"name"_s || it.key().endsWith(u"_alias"_s) ||
                            it.key() == u"label"_s || it.key() == u"description"_s;
        if (isName && !isColumn && it.value().isString())
            object.insert(it.key(), QString(it.value().toString() + u' ' + QString::fromUtf8(key)));
        else
            object.insert(it.key(), planted(it.value(), key));
    }
    for (const char *name : {"prompt", "completion", "response", "proxy_server_request", "value_",
                             "error_str", "traceback", "redacted_value", "secret", "content"})
        object.insert(QLatin1StringView(name), text);
    object.insert(u"messages"_s, QJsonArray{QJsonObject{{u"content"_s, text}}});
    return object;
}

FakeReply plantedReply(FakeReply reply, const QByteArray &key)
{
    const QJsonDocument json = QJsonDocument::fromJson(reply.body);
    if (json.isObject())
        reply.body = QJsonDocument(planted(json.object(), key).toObject()).toJson();
    else if (json.isArray())
        reply.body = QJsonDocument(planted(json.array(), key).toArray()).toJson();
    return reply;
}

/// An error that tells all it should not.
QByteArray talkative(const QByteArray &key)
{
    const QString told = u"Incorrect API key provided: %1; Authorization: Bearer %2; "
                         "sk-proj-%2-0123456789 was used by api_key=%2"_s.arg(
                             QString::fromUtf8(key), QString::fromUtf8(canary));
    return QJsonDocument(
               QJsonObject{{u"error"_s, QJsonObject{{u"message"_s, told},
                                                    {u"type"_s, u"auth_error"_s},
                                                    {u"traceback"_s, QString::fromUtf8(canary)}}}})
        .toJson();
}

} // namespace

/// Whatever a provider or gateway tells of keys and content, nothing of it is found afterwards: not
/// in the ledger, not beside it, not in what is exported, logged or said of a source.
class TestSourceCanary : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QLoggingCategory::setFilterRules(u"*=true"_s);
        m_before = qInstallMessageHandler(keepMessage);
    }
    void cleanupTestCase() { qInstallMessageHandler(m_before); }

    void nothingOfItIsKept_data()
    {
        QTest::addColumn<SourceKind>("kind");
        for (const WatchedKind &one : watchedKinds())
            QTest::newRow(std::string(toString(one.kind)).c_str()) << one.kind;
    }
    void nothingOfItIsKept()
    {
        QFETCH(SourceKind, kind);
        s_logged.clear();
        const auto fake = makeFake(kind);
        const QByteArray key = fake->key;
        QVERIFY(key.contains(keyCanary));
        PollerRig rig(kind, *fake, QString::fromLatin1(watchedKind(kind).path));
        std::string said;
        const auto listen = [&] {
            QObject::connect(&rig.poller(), &Poller::statusChanged, &rig.poller(),
                             [&](const SourceStatus &status) { said += toJson(status); });
        };
        bool wasPlanted = false;
        rig.server().setHandler([&](const FakeRequest &request) {
            const FakeReply reply = plantedReply(fake->answer(request), key);
            wasPlanted = wasPlanted || reply.body.contains(canary);
            return reply;
        });
        rig.start();
        listen();
        rig.settle();
        QVERIFY(wasPlanted);
        if (kind == SourceKind::DeepSeek) // what it falls by is spend
            static_cast<FakeDeepSeek &>(*fake).balance = "40.00";
        else
            QVERIFY(rig.spend().nanos > 0);
        QCOMPARE(int(rig.status().state), int(State::Waiting));

        // Amounts, times and cursors that are content.
        for (const int status : {200, 400, 404, 429, 500, 503, 403, 401}) {
            rig.server().setHandler([&, status](const FakeRequest &request) {
                if (status != 200)
                    return jsonReply(status, talkative(key));
                FakeReply reply = fake->answer(request);
                reply.body.replace("\"usd\"", QByteArray('"' + canary + '"'));
                reply.body.replace("2026-11", canary);
                return reply;
            });
            rig.poller().pollNow();
            rig.settle();
            said += toJson(rig.status());
            rig.poller().reset();
            rig.settle();
        }
        QCOMPARE(int(rig.status().state), int(State::NeedsKey));
        rig.stop();
        rig.queue().drain();

        QVERIFY(!rig.ledgerHolds(canary) && !rig.ledgerHolds(keyCanary));
        QVERIFY(!said.empty());
        for (const QByteArray &secret : {canary, keyCanary}) {
            QVERIFY2(said.find(secret.toStdString()) == std::string::npos, said.c_str());
            QVERIFY2(s_logged.find(secret.toStdString()) == std::string::npos, s_logged.c_str());
        }
        std::string exported;
        rig.queue().post([&exported](Ingest &ingest) {
            (void)ingest.exportObservations([&exported](std::string_view line) {
                exported += line;
                return true;
            });
        });
        rig.queue().drain();
        QVERIFY(!exported.empty());
        QVERIFY(exported.find(canary.toStdString()) == std::string::npos);
        QVERIFY(exported.find(keyCanary.toStdString()) == std::string::npos);
    }

private:
    QtMessageHandler m_before = nullptr;
};

QTEST_GUILESS_MAIN(TestSourceCanary)
#include "tst_sourcecanary.moc"
