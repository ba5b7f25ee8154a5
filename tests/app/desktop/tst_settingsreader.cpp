// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/settingsreader.h"
#include "models/ingest/ingest.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace outlay;
using namespace Qt::StringLiterals;

namespace {

Instant at(const char *text)
{
    return parseInstant(text).value();
}

const Instant november = at("2026-11-01T00:00:00Z");

Answer all(LedgerReader &reader)
{
    return reader.run({}).value();
}

} // namespace

class TestSettingsReader : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void saysHowTheLedgerIsKept();
    void whatItSaysGoesAndNoSumWithIt();

private:
    QTemporaryDir m_folder;
    std::string m_path;
};

void TestSettingsReader::initTestCase()
{
    m_path = m_folder.filePath(u"ledger.sqlite"_s).toStdString();
    QFile log(m_folder.filePath(u"log.jsonl"_s));
    QVERIFY(log.open(QIODevice::WriteOnly));
    log.write("{\"t\":\"2026-10-20T08:00:00Z\",\"id\":\"call-0000-0001\",\"usd\":4}\n"
              "{\"t\":\"2026-10-31T23:59:00Z\",\"id\":\"call-0000-0002\",\"usd\":2}\n"
              "{\"t\":\"2026-11-01T00:00:00Z\",\"id\":\"call-0000-0003\",\"usd\":1}\n");
    log.close();
    const auto ingest = Ingest::open(m_path);
    QVERIFY(ingest);
    ImportOptions options;
    options.format = "jsonl";
    options.map =
        parseFieldMap("at=t,id=id,model='some',cost_usd=usd,input_tokens='1000000'").value();
    QVERIFY((*ingest)->importPaths({log.fileName().toStdString()}, options));
}

void TestSettingsReader::saysHowTheLedgerIsKept()
{
    const auto reader = LedgerReader::open(m_path);
    QVERIFY(reader);
    const Zone kolkata = *Zone::named("Asia/Kolkata");
    const auto settings = ledgerSettings(**reader, kolkata, november);
    QVERIFY(settings);
    QCOMPARE(settings->shown.name(), kolkata.name());
    QCOMPARE(settings->ledger.name(), (*reader)->facts()->zone);
    QCOMPARE(settings->requests->from, at("2026-10-20T08:00:00Z"));
}

void TestSettingsReader::whatItSaysGoesAndNoSumWithIt()
{
    const auto reader = LedgerReader::open(m_path);
    QVERIFY(reader);
    const Answer before = all(**reader);
    const auto nothing = droppedBefore(**reader, at("2026-10-20T00:00:00Z"));
    QVERIFY(nothing);
    QCOMPARE(nothing->requests, std::int64_t(0));
    const auto effect = droppedBefore(**reader, november);
    QVERIFY(effect);
    QCOMPARE(effect->requests, std::int64_t(2));
    QCOMPARE(effect->days, std::int64_t(12));
    QCOMPARE(effect->cost->nanos, std::int64_t(6'000'000'000));
    const auto ingest = Ingest::open(m_path);
    QVERIFY(ingest);
    const auto dropped = (*ingest)->setRetentionHorizon(november);
    QVERIFY(dropped);
    QCOMPARE(*dropped, effect->requests);
    const Answer after = all(**reader);
    QVERIFY(after.total.cost == before.total.cost);
    QCOMPARE(after.total.requests, before.total.requests);
    QCOMPARE(droppedBefore(**reader, november)->requests, std::int64_t(0));
    QCOMPARE(ledgerSettings(**reader, Zone(), november)->requests->from, november);
}

QTEST_GUILESS_MAIN(TestSettingsReader)
#include "tst_settingsreader.moc"
