// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/keytest.h"
#include "app/sources/sameaccount.h"
#include "tests/app/sources/pollerrig.h"

#include <QSignalSpy>

using namespace outlay;
using namespace outlay::fakes;
using namespace outlay::sources;
using namespace Qt::StringLiterals;

namespace {

SourceSettings api(const std::string &name, SourceKind kind, const std::string &secret)
{
    SourceSettings settings;
    settings.name = name;
    settings.kind = kind;
    settings.secret = secret;
    return settings;
}

std::set<std::string> idsSeen(SourceKind kind, FakeProvider &fake, const QString &path)
{
    const FakeServer server(fake.handler());
    HttpSettings http;
    http.baseUrl = server.url(path);
    KeyTest test(kind, http, [] { return Instant{fixtureNowMicros}; });
    QSignalSpy finished(&test, &KeyTest::finished);
    if (!test.start(Secret(fake.key.toStdString())))
        qFatal("the test does not start");
    if (!QTest::qWaitFor([&] { return finished.count() == 1; }, 30'000))
        qFatal("the test does not end");
    return test.accountIds();
}

/// A second process polls into the ledger of the first, under another name.
void pollAs(PollerRig &rig, const char *name)
{
    rig.options().source = name;
    rig.run();
}

} // namespace

/// One account at a provider under two names is noticed.
class TestSameAccount : public QObject
{
    Q_OBJECT

private slots:
    void byTheKeysPlace()
    {
        FakeOpenAi fake;
        PollerRig rig(SourceKind::OpenAi, fake, u"/v1"_s);
        rig.run();
        const auto reader = LedgerReader::open(rig.ledgerPath()).value();
        const std::vector all{api("acme", SourceKind::OpenAi, "env:KEY"),
                              api("mine", SourceKind::Anthropic, "env:KEY"),
                              api("gone", SourceKind::OpenAi, "memory:")};
        const auto same =
            sameAccountAs(*reader, all, api("more", SourceKind::OpenAi, "env:KEY"), {}).value();
        QVERIFY(same.has_value());
        QCOMPARE(same->other, std::string("acme"));
        QCOMPARE(same->why, std::string("both use the key at env:KEY"));
        QVERIFY(
            !sameAccountAs(*reader, all, api("more", SourceKind::OpenAi, "env:OTHER"), {}).value());
        QVERIFY(
            !sameAccountAs(*reader, all, api("more", SourceKind::OpenAi, "memory:"), {}).value());
        // Changing a source is not adding it.
        QVERIFY(!sameAccountAs(*reader, all, all[0], {}).value());
    }

    void byWhatTheKeySees_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("openai") << int(SourceKind::OpenAi);
        QTest::newRow("anthropic") << int(SourceKind::Anthropic);
        QTest::newRow("openrouter") << int(SourceKind::OpenRouter);
    }
    void byWhatTheKeySees()
    {
        QFETCH(int, kind);
        const auto is = SourceKind(kind);
        std::unique_ptr<FakeProvider> fake;
        QString path;
        if (is == SourceKind::OpenAi) {
            fake = std::make_unique<FakeOpenAi>();
            path = u"/v1"_s;
        } else if (is == SourceKind::Anthropic) {
            fake = std::make_unique<FakeAnthropic>();
        } else {
            fake = std::make_unique<FakeOpenRouter>();
            path = u"/api/v1"_s;
        }
        PollerRig rig(is, *fake, path);
        rig.run();
        const std::vector all{api("watched", is, "env:ONE")};
        const std::set<std::string> ids = idsSeen(is, *fake, path);
        QVERIFY(!ids.empty());
        const auto reader = LedgerReader::open(rig.ledgerPath()).value();
        const auto same = sameAccountAs(*reader, all, api("more", is, "env:TWO"), ids).value();
        QVERIFY(same.has_value());
        QCOMPARE(same->other, std::string("watched"));
        QVERIFY2(same->why.starts_with("both see "), same->why.c_str());
        // What every account has proves nothing.
        QVERIFY(!sameAccountAs(*reader, all, api("more", is, "env:TWO"), {"default", "x"}).value());
    }

    void onceBothArePolled()
    {
        FakeOpenAi fake;
        PollerRig rig(SourceKind::OpenAi, fake, u"/v1"_s);
        rig.run();
        pollAs(rig, "again");
        QCOMPARE(toDecimal(rig.billed()), std::string("31.076680000")); // it does add up
        const auto reader = LedgerReader::open(rig.ledgerPath()).value();
        const auto same = sameAccounts(*reader,
                                       {api("watched", SourceKind::OpenAi, "env:ONE"),
                                        api("again", SourceKind::OpenAi, "env:TWO")},
                                       rig.now)
                              .value();
        QCOMPARE(int(same.size()), 1);
        QVERIFY2(same[0].why.starts_with("both see "), same[0].why.c_str());
    }

    void mergedFromAnotherMachinesLedger()
    {
        FakeOpenAi fake, sameFake;
        PollerRig theirs(SourceKind::OpenAi, sameFake, u"/v1"_s);
        theirs.options().source = "theirs";
        theirs.run();
        theirs.stop();
        PollerRig rig(SourceKind::OpenAi, fake, u"/v1"_s);
        rig.run();
        rig.stop();
        QTemporaryDir folder;
        QFile lines(folder.filePath(u"theirs.jsonl"_s));
        QVERIFY(lines.open(QIODevice::WriteOnly));
        const auto from = Ingest::open(theirs.ledgerPath()).value();
        QVERIFY(from->exportObservations([&lines](std::string_view line) {
            lines.write(line.data(), qint64(line.size()));
            return lines.write("\n") == 1;
        }));
        lines.close();
        const auto into = Ingest::open(rig.ledgerPath()).value();
        ImportOptions options;
        options.format = "observations";
        QVERIFY(into->importPaths({lines.fileName().toStdString()}, options));
        QCOMPARE(toDecimal(rig.billed()), std::string("31.076680000")); // it does add up
        const auto reader = LedgerReader::open(rig.ledgerPath()).value();
        const auto same =
            sameAccounts(*reader, {api("watched", SourceKind::OpenAi, "env:ONE")}, rig.now).value();
        QCOMPARE(int(same.size()), 1);
        QCOMPARE(same[0].name, std::string("watched"));
        QCOMPARE(same[0].other, std::string("theirs"));
        QVERIFY2(same[0].why.starts_with("both see "), same[0].why.c_str());
    }

    /// What each was travels with it: names decide, as where one ledger saw both.
    void bothMergedFromOtherLedgers()
    {
        QTemporaryDir folder;
        const std::string merged = folder.filePath(u"merged.sqlite"_s).toStdString();
        const auto into = Ingest::open(merged).value();
        FakeOpenAi fake, sameFake;
        Instant now;
        for (auto &[name, one] : {std::pair{"theirs", &fake}, std::pair{"ours", &sameFake}}) {
            PollerRig rig(SourceKind::OpenAi, *one, u"/v1"_s);
            rig.options().source = name;
            rig.run();
            rig.stop();
            now = rig.now;
            QFile lines(folder.filePath(QLatin1String(name) + u".jsonl"_s));
            QVERIFY(lines.open(QIODevice::WriteOnly));
            const auto from = Ingest::open(rig.ledgerPath()).value();
            QVERIFY(from->exportObservations([&lines](std::string_view line) {
                return lines.write(line.data(), qint64(line.size())) == qint64(line.size());
            }));
            lines.close();
            QVERIFY(into->importPaths({lines.fileName().toStdString()}, {}));
        }
        const auto reader = LedgerReader::open(merged).value();
        const auto known = reader->sources().value();
        for (const char *name : {"theirs", "ours"})
            QVERIFY(std::any_of(known.begin(), known.end(), [name](const SourceInfo &source) {
                return source.name == name && source.format == "openai";
            }));
        const auto same = sameAccounts(*reader, {}, now).value();
        QCOMPARE(int(same.size()), 1);
        QVERIFY2(same[0].why.starts_with("both see "), same[0].why.c_str());
    }

    /// The cloud's export of what the poller tells as well: until one covers the other, both count.
    void aBillFromAFileBesideThePoller()
    {
        FakeOpenAi fake;
        PollerRig rig(SourceKind::OpenAi, fake, u"/v1"_s);
        rig.run();
        rig.stop();
        auto reader = LedgerReader::open(rig.ledgerPath()).value();
        const auto rows = reader->reconciliation({}).value();
        const auto billed = std::find_if(rows.begin(), rows.end(), [](const auto &row) {
            return !row.isEstimated && row.billed.nanos > 0;
        });
        QVERIFY(billed != rows.end());
        const auto date = [](Instant at) { return toRfc3339(at).substr(0, 10); };
        QTemporaryDir folder;
        QFile file(folder.filePath(u"bill.csv"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const std::string text =
            "BilledCost,BillingCurrency,ChargePeriodStart,ChargePeriodEnd,ProviderName\n1,USD," +
            date(billed->day.from) + "," + date(billed->day.to) + ",OpenAI\n";
        file.write(text.c_str());
        file.close();
        const auto into = Ingest::open(rig.ledgerPath()).value();
        QVERIFY(into->importPaths({file.fileName().toStdString()}, {}));
        const std::vector watched{api("watched", SourceKind::OpenAi, "env:ONE")};
        reader = LedgerReader::open(rig.ledgerPath()).value();
        const auto same = sameAccounts(*reader, watched, rig.now).value();
        QCOMPARE(int(same.size()), 1);
        QVERIFY(same[0].isBill);
        QCOMPARE(same[0].name, std::string("watched"));
        QCOMPARE(same[0].other, std::string("focus"));
        QCOMPARE(same[0].why, std::string("both tell what openai charged on 1 day: ") +
                                  toDecimal(billed->billed) + " and 1.000000000 USD");
        QVERIFY(!same[0].areBills);
        // The bill lacks most of that day.
        QVERIFY(billed->billed > same[0].otherMoney);
        QCOMPARE(int(same[0].covered), int(SameAccount::Which::Other));
        QVERIFY(into->setCoveredBy({{"watched", "focus", {}}}));
        reader = LedgerReader::open(rig.ledgerPath()).value();
        QVERIFY(sameAccounts(*reader, watched, rig.now).value().empty());
    }

    /// One bill by two roads, of whatever time: nothing of their lines says that it is one.
    void twoBillsFromFiles()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath(u"bills.sqlite"_s).toStdString();
        const auto into = Ingest::open(path).value();
        const auto import = [&](const char *name, const QByteArray &text, const char *source) {
            QFile file(folder.filePath(QLatin1String(name)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
            file.close();
            ImportOptions options;
            options.source = source;
            const auto counts = into->importPaths({file.fileName().toStdString()}, options).value();
            QVERIFY(counts.created > 0);
            QCOMPARE(counts.rejected, std::int64_t(0));
        };
        const auto same = [&path] {
            return sameAccounts(*LedgerReader::open(path).value(), {},
                                Instant{fixtureNowMicros + 300 * microsPerDay})
                .value();
        };
        QByteArray google; // moc does not read raw strings with quotes in them
        for (const char *day : {"04", "05", "06"})
            google += QByteArray("{'billing_account_id':'A','service':{'description':'Vertex AI'},"
                                 "'sku':{'description':'Predictions'},"
                                 "'usage_start_time':'2026-10-DAY 03:00:00 UTC',"
                                 "'usage_end_time':'2026-10-DAY 04:00:00 UTC','cost':12,"
                                 "'currency':'USD','credits':[],'invoice':{'month':'202610'}}\n")
                          .replace("DAY", day)
                          .replace('\'', '"');
        const auto focus = [](const char *account, const char *day) -> QByteArray {
            return "BilledCost,BillingCurrency,BillingAccountId,ChargePeriodStart,ChargePeriodEnd,"
                   "ProviderName,ServiceName\n24,USD," +
                   QByteArray(account) + ",2026-10-05," + day + ",Google Cloud,Vertex AI\n";
        };
        import("google.json", google, "");
        QCOMPARE(same().size(), std::size_t(0));
        import("focus.csv", focus("billingAccounts/a", "2026-10-07"), "");
        QCOMPARE(same().size(), std::size_t(1));
        QVERIFY(same()[0].isBill && same()[0].areBills);
        QCOMPARE(same()[0].name, std::string("focus"));
        QCOMPARE(same()[0].other, std::string("google-billing"));
        QCOMPARE(int(same()[0].covered), int(SameAccount::Which::First)); // in fewer lines
        QCOMPARE(same()[0].why, std::string("both tell what google charged on 2 days: 24.000000000 "
                                            "and 24.000000000 USD"));
        QVERIFY(into->setCoveredBy({{"focus", "google-billing", {}}}));
        QCOMPARE(same().size(), std::size_t(0));
        // Two accounts that are named are two.
        import("others.csv", focus("2", "2026-10-06"), "others");
        QCOMPARE(same().size(), std::size_t(0));
        QVERIFY(into->setCoveredBy({}));
        QCOMPARE(same().size(), std::size_t(1));
        QVERIFY(into->removeSource("google-billing").has_value());
        QCOMPARE(same().size(), std::size_t(0));
        import("nobodys.csv", focus("", "2026-10-06"), "nobodys");
        QCOMPARE(same().size(), std::size_t(2));
    }

    /// The one that is left out must be told whole by the other one.
    void whichOfTwoBillsCoversTheOther_data()
    {
        QTest::addColumn<QByteArray>("first"); // days, amounts and services
        QTest::addColumn<QByteArray>("second");
        QTest::addColumn<QString>("covered"); // empty: none, "-": they are not one
        QTest::newRow("a month, and some of its days")
            << QByteArray("05-31 500 Vertex AI")
            << QByteArray("05-06 10 Vertex AI,06-07 20 Vertex AI") << "second";
        QTest::newRow("days, and more of them in a month")
            << QByteArray("05-06 10 Vertex AI,06-07 20 Vertex AI")
            << QByteArray("05-31 500 Vertex AI") << "first";
        QTest::newRow("alike") << QByteArray("05-07 30 Vertex AI")
                               << QByteArray("05-06 10 Vertex AI,06-07 20 Vertex AI") << "first";
        QTest::newRow("one more service")
            << QByteArray("05-06 10 Vertex AI,05-06 7 Gemini API,06-07 3 Gemini API")
            << QByteArray("05-06 5 Vertex AI,05-06 5 Vertex AI") << "second";
        QTest::newRow("each has what the other has not")
            << QByteArray("05-06 10 Vertex AI,05-06 7 Gemini API")
            << QByteArray("05-06 12 Vertex AI") << "";
        QTest::newRow("other services")
            << QByteArray("05-06 10 Vertex AI") << QByteArray("05-06 10 Gemini API") << "-";
        QTest::newRow("which service is not said")
            << QByteArray("05-06 10 Vertex AI") << QByteArray("05-06 10 Some") << "first";
    }
    void whichOfTwoBillsCoversTheOther()
    {
        QFETCH(QByteArray, first);
        QFETCH(QByteArray, second);
        QFETCH(QString, covered);
        QTemporaryDir folder;
        const std::string path = folder.filePath(u"bills.sqlite"_s).toStdString();
        const auto into = Ingest::open(path).value();
        for (const auto &[name, lines] : {std::pair("first", first), std::pair("second", second)}) {
            QFile file(folder.filePath(QLatin1String(name)) + u".csv"_s);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write("BilledCost,BillingCurrency,ChargePeriodStart,ChargePeriodEnd,ProviderName,"
                       "ServiceCategory,ServiceName\n");
            for (const QByteArray &line : lines.split(',')) {
                const QList<QByteArray> words = line.split(' ');
                file.write(words[1] + ",USD,2026-10-" + words[0].left(2) + ",2026-10-" +
                           words[0].mid(3) + ",Google Cloud,AI and Machine Learning," +
                           words.mid(2).join(' ') + '\n');
            }
            file.close();
            ImportOptions options;
            options.source = name;
            QVERIFY(into->importPaths({file.fileName().toStdString()}, options)->created > 0);
        }
        const auto same = sameAccounts(*LedgerReader::open(path).value(), {},
                                       Instant{fixtureNowMicros + 300 * microsPerDay})
                              .value();
        QCOMPARE(same.size(), std::size_t(covered == u"-"_s ? 0 : 1));
        if (same.empty())
            return;
        const auto name = [&]() -> std::string {
            if (same[0].covered == SameAccount::Which::Neither)
                return {};
            return same[0].covered == SameAccount::Which::First ? same[0].name : same[0].other;
        };
        QCOMPARE(QString::fromStdString(name()), covered);
    }

    void aGatewaysRequestsCountOnceAnyway()
    {
        FakeLiteLlm fake;
        for (int i = 0; i < 30; ++i)
            fake.rows.append(
                FakeLiteLlm::row(u"req-%1-abcdef"_s.arg(i), u"2026-11-04T10:00:00Z"_s, 0.001));
        PollerRig rig(SourceKind::LiteLlm, fake, QString());
        rig.run();
        QCOMPARE(toDecimal(rig.spend()), std::string("0.030000000"));
        pollAs(rig, "again");
        QCOMPARE(toDecimal(rig.spend()), std::string("0.030000000"));
        const auto reader = LedgerReader::open(rig.ledgerPath()).value();
        QVERIFY(sameAccounts(*reader,
                             {api("watched", SourceKind::LiteLlm, "env:ONE"),
                              api("again", SourceKind::LiteLlm, "env:ONE")},
                             rig.now)
                    .value()
                    .empty());
    }

    void byTheMoneyAloneIfNamesAreNotSeen()
    {
        FakeOpenAi fake;
        fake.setInterceptor([](const FakeRequest &request) -> std::optional<FakeReply> {
            if (request.path.endsWith("/projects") || request.path.endsWith("/users"))
                return fixtureReply(u"openai/error-403-missing-scope.http.json"_s);
            return std::nullopt;
        });
        PollerRig rig(SourceKind::OpenAi, fake, u"/v1"_s);
        rig.run();
        pollAs(rig, "again");
        // One that reports other money is another account.
        for (QJsonArray &rows : fake.buckets["costs"]) {
            while (rows.size() > 1)
                rows.removeLast();
        }
        pollAs(rig, "other");
        const auto reader = LedgerReader::open(rig.ledgerPath()).value();
        const auto same = sameAccounts(*reader,
                                       {api("watched", SourceKind::OpenAi, "env:ONE"),
                                        api("again", SourceKind::OpenAi, "env:TWO"),
                                        api("other", SourceKind::OpenAi, "env:THREE")},
                                       rig.now)
                              .value();
        QCOMPARE(int(same.size()), 1);
        QCOMPARE(same[0].other, std::string("again"));
        QCOMPARE(same[0].why, std::string("both report the same money on 3 days"));
    }

    void copilotsBillAndItsRequestsAreToldApartByAPlan()
    {
        const auto source = [](const char *name, const char *format, const char *plan) {
            SourceInfo info;
            info.name = name;
            info.format = format;
            info.plan = plan;
            info.events = 3;
            return info;
        };
        std::vector<SourceInfo> known{source("seats", "copilot", "unknown"),
                                      source("cli", "copilot-cli", "unknown"),
                                      source("claude", "claude-code", "unknown")};
        const auto twice = billedTwice(known);
        QCOMPARE(int(twice.size()), 1);
        QCOMPARE(twice[0].bill, std::string("seats"));
        QCOMPARE(twice[0].requests, std::string("cli"));
        known[1].plan = "subscription";
        QVERIFY(billedTwice(known).empty());
        known[1].plan = "metered";
        QCOMPARE(int(billedTwice(known).size()), 1);
        known[1].events = 0;
        QVERIFY(billedTwice(known).empty());
        QVERIFY(billedTwice({source("cli", "copilot-cli", "metered")}).empty());
    }
};

QTEST_GUILESS_MAIN(TestSameAccount)
#include "tst_sameaccount.moc"
