// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/recognition.h"
#include "models/formats/sniffing.h"
#include "models/formats/sourcekind.h"
#include "tests/models/formats/collector.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>

using namespace outlay;
using namespace outlay::test;

namespace {

/// What the comparison's table says of Outlay in a row.
QString comparisonRow(QStringView begin)
{
    QFile file(QStringLiteral(OUTLAY_SOURCE_DIR "/docs/comparison.md"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no comparison");
    for (const QString &line : QString::fromUtf8(file.readAll()).split(u'\n')) {
        if (line.startsWith(u"| " + begin))
            return line.section(u'|', 2, 2).trimmed();
    }
    return {};
}

int countIn(const QString &row)
{
    return row.section(u':', 0, 0).toInt();
}

/// "11: one, two (a, b)": one, two.
QStringList namesIn(const QString &row)
{
    static const QRegularExpression bracketed(QStringLiteral(" \\([^)]*\\)"));
    return row.section(u':', 1).remove(bracketed).split(u',');
}

/// Every fixture of a format: those of its tests and the seeds of its fuzz target.
QStringList fixturesOf(const Format &format)
{
    QStringList found;
    const QString name = QString::fromUtf8(format.name.data(), qsizetype(format.name.size()));
    const QStringList folders{
        QString(QStringLiteral(OUTLAY_TEST_DATA "/formats/") + name),
        QString(QStringLiteral(OUTLAY_SOURCE_DIR "/tests/fuzz/corpus/") + name)};
    for (const QString &folder : folders) {
        QDirIterator files(folder, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString path = files.next();
            const QString file = path.section(u'/', -1);
            // What a test expects, a receiver's answer, a sub-agent's name: no records of a format.
            if (!file.startsWith(u"expected") && !file.startsWith(u"partial-success") &&
                !file.endsWith(u".meta.json"))
                found.append(path);
        }
    }
    found.sort();
    return found;
}

std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), std::size_t(bytes.size())};
}

} // namespace

class TestFormats : public QObject
{
    Q_OBJECT

private slots:
    void theShellsCompleteAllOfThem()
    {
        QByteArray names = "auto";
        for (const Format &format : formats())
            names += ' ' + QByteArray(format.name.data(), qsizetype(format.name.size()));
        for (const char *shell : {"_outlay-cli", "outlay-cli", "outlay-cli.fish"}) {
            QFile file(QStringLiteral(OUTLAY_SOURCE_DIR "/packaging/completions/") +
                       QString::fromLatin1(shell));
            QVERIFY2(file.open(QIODevice::ReadOnly), shell);
            const QByteArray text = file.readAll();
            QVERIFY2(text.contains(names), names.constData());
        }
    }

    /// What docs/comparison.md counts, counted again.
    void areAsManyAsTheComparisonSays()
    {
        const QString transcripts = comparisonRow(u"transcripts of coding agents");
        const auto agents =
            std::count_if(formats().begin(), formats().end(),
                          [](const Format &format) { return format.rank == Rank::Transcript; });
        QCOMPARE(countIn(transcripts), int(agents) + 1); // and Cursor, whose events are no log
        QCOMPARE(namesIn(transcripts).size(), qsizetype(countIn(transcripts)));
        QCOMPARE(countIn(comparisonRow(u"file formats read")), int(formats().size()));

        const QString providers = comparisonRow(u"providers' usage and cost");
        const QString gateways = comparisonRow(u"gateway as a source").section(u';', 0, 0);
        int asked = 0;
        for (const SourceKindFacts &facts : sourceKinds()) {
            if (!facts.isPolled)
                continue;
            const QString title = QString::fromUtf8(facts.title)
                                      .remove(QStringLiteral("Google "))
                                      .remove(QStringLiteral(" gateway"));
            const bool isGateway = gateways.contains(title);
            QVERIFY2(isGateway != providers.contains(title), qPrintable(title));
            asked += isGateway ? 0 : 1;
        }
        QCOMPARE(countIn(providers), asked);
        QCOMPARE(namesIn(providers).size(), qsizetype(asked));
    }

    void areListedInOrderOfTheirNames()
    {
        std::vector<std::string_view> names;
        for (const Format &format : formats()) {
            names.push_back(format.name);
            QVERIFY(!format.title.empty());
            QCOMPARE(formatNamed(format.name), &format);
        }
        QVERIFY(std::is_sorted(names.begin(), names.end()));
        QVERIFY(std::adjacent_find(names.begin(), names.end()) == names.end());
        QCOMPARE(formatNamed("nothing"), nullptr);
        QCOMPARE(formatNamed("openai-usage"), formatNamed("response"));
    }

    void everyFixtureIsRecognisedAsItsFormatAndNoOther_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("path");
        for (const Format &format : formats()) {
            const QString name =
                QString::fromUtf8(format.name.data(), qsizetype(format.name.size()));
            for (const QString &path : fixturesOf(format))
                QTest::newRow(qPrintable(name + u": " + path.section(u'/', -2))) << name << path;
        }
    }
    void everyFixtureIsRecognisedAsItsFormatAndNoOther()
    {
        QFETCH(QString, format);
        QFETCH(QString, path);
        const QByteArray bytes = bytesOf(path).left(65536);
        const Format *own = formatNamed(format.toStdString());
        const int score = own->sniff(view(bytes), path.toStdString());
        QVERIFY2(score > 0, qPrintable(path));
        for (const Format &other : formats()) {
            if (&other == own)
                continue;
            const int theirs = other.sniff(view(bytes), path.toStdString());
            QVERIFY2(theirs < score,
                     qPrintable(QString::fromUtf8(other.name.data()) + u" claims " + path));
        }
        QCOMPARE(sniff(view(bytes), path.toStdString()), own);
    }

    void everyFormatHasAFixture()
    {
        for (const Format &format : formats())
            QVERIFY2(!fixturesOf(format).isEmpty(), format.name.data());
    }

    void nothingClaimsWhatIsNoText_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("blanks") << QByteArray(" \n\t\n");
        QTest::newRow("zeros") << QByteArray(4096, '\0');
        QTest::newRow("PNG") << QByteArray::fromHex("89504e470d0a1a0a0000000d49484452") + "\n,\n,";
        QTest::newRow("ELF") << QByteArray::fromHex("7f454c4602010100") + "\n";
        QTest::newRow("prose") << QByteArray("Dear reader,\n\nthis is a letter.\n");
        QTest::newRow("numbers") << QByteArray("1,2,3\n4,5,6\n");
    }
    void nothingClaimsWhatIsNoText()
    {
        QFETCH(QByteArray, bytes);
        const Format *claimed = sniff(view(bytes), "file.jsonl");
        QVERIFY2(claimed == nullptr, claimed != nullptr ? claimed->name.data() : "");
    }

    /// Of a long first record all is looked at, up to a bound.
    void aFileIsRecognisedByItsFirstRecordHoweverLong_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("looked");
        QTest::addColumn<bool>("isKnown");
        const auto record = [](int size) -> QByteArray {
            return "{\"text\":\"" + QByteArray(size, 'x') +
                   "\",\"event\":\"a\",\"properties\":{\"aider_version\":\"1\"}}\n";
        };
        const QByteArray lines = QByteArray("{\"a\":1}\n").repeated(100'000);
        QTest::newRow("short") << record(10) + lines << 65536 << true;
        QTest::newRow("long") << record(70'000) + lines << 262'144 << true;
        QTest::newRow("longer") << record(4'000'000) + lines << 4'194'304 << true;
        QTest::newRow("too long") << record(4'200'000) + lines << 4'194'304 << false;
        QTest::newRow("behind other lines") << "one\n" + record(70'000) << 262'144 << true;
        QTest::newRow("in a page") << "{\"data\":[" + record(70'000) << 262'144 << true;
        QTest::newRow("others") << lines << 65536 << false;
        QTest::newRow("prose") << QByteArray("text\n").repeated(100'000) << 65536 << false;
    }
    void aFileIsRecognisedByItsFirstRecordHoweverLong()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, looked);
        QFETCH(bool, isKnown);
        std::size_t most = 0;
        const auto headOf = [&](std::size_t size) {
            most = std::max(most, size);
            return view(bytes).substr(0, size);
        };
        const Format *const taken = recognise(headOf, "-");
        QCOMPARE(taken == formatNamed("aider"), isKnown);
        QCOMPARE(most, std::size_t(looked));
    }

    void badInputIsSaidAndEndsInOneCallARecord_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("binary") << QByteArray::fromHex("00ff80fe1b5b0001");
        QTest::newRow("invalid UTF-8") << QByteArray("{\"a\":\"\xc3\x28\"}");
        QTest::newRow("cut off") << QByteArray("{\"a\":{\"b\":[1,2,{\"c\":\"d");
        QTest::newRow("deep") << QByteArray("{\"a\":").repeated(3000) + '1' + QByteArray(3000, '}');
        QTest::newRow("deep and open") << QByteArray(100'000, '[');
        QTest::newRow("not a number") << QByteArray("{\"a\":NaN,\"b\":Infinity,\"c\":-}");
        QTest::newRow("two values") << QByteArray("{} {}");
        QTest::newRow("a scalar") << QByteArray("42");
    }
    void badInputIsSaidAndEndsInOneCallARecord()
    {
        QFETCH(QByteArray, line);
        for (const Format &format : formats()) {
            Collector sink;
            const auto reader = format.create({});
            eachLine(line, [&](std::string_view text, std::int64_t number) {
                reader->line(text, number, sink);
            });
            reader->finish(sink);
            const bool isHeader = sink.records() == 0; // CSV takes the first line as names
            QVERIFY2(isHeader || sink.records() == 1, format.name.data());
            QVERIFY2(sink.observations.empty() && sink.spans.empty(), format.name.data());
            for (const auto &rejection : sink.rejections)
                QVERIFY2(!rejection.second.empty() && rejection.second.size() < 300,
                         format.name.data());
        }
    }

    void aLineOf64MegabytesDoesNotStopTheRest()
    {
        const QByteArray large = "{\"a\":\"" + QByteArray(64 << 20, 'x') + "\"}";
        for (const Format &format : formats()) {
            Collector sink;
            const auto reader = format.create({});
            eachLine(large, [&](std::string_view text, std::int64_t number) {
                reader->line(text, number, sink);
            });
            const std::string cut = "{\"cut" + std::string(recordPadding, ' ');
            reader->line(std::string_view(cut).substr(0, 5), 2, sink);
            reader->finish(sink);
            QVERIFY2(sink.observations.empty(), format.name.data());
            QVERIFY2(sink.records() <= 2, format.name.data());
        }
    }
};

QTEST_GUILESS_MAIN(TestFormats)
#include "tst_formats.moc"
