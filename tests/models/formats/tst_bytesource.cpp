// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/bytesource.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#ifdef Q_OS_UNIX
#include <unistd.h>
#endif
#include <zlib.h>
#include <zstd.h>

using namespace outlay;

namespace {

QByteArray gzip(const QByteArray &plain)
{
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
    QByteArray packed(qsizetype(deflateBound(&stream, uLong(plain.size()))) + 64,
                      Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(plain.constData()));
    stream.avail_in = uInt(plain.size());
    stream.next_out = reinterpret_cast<Bytef *>(packed.data());
    stream.avail_out = uInt(packed.size());
    deflate(&stream, Z_FINISH);
    packed.truncate(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return packed;
}

QByteArray zstd(const QByteArray &plain)
{
    QByteArray packed(qsizetype(ZSTD_compressBound(size_t(plain.size()))), Qt::Uninitialized);
    packed.truncate(qsizetype(ZSTD_compress(packed.data(), size_t(packed.size()), plain.constData(),
                                            size_t(plain.size()), 3)));
    return packed;
}

/// Text that packs to about a third, so that several input buffers are needed.
QByteArray someText(int lines)
{
    QByteArray text;
    quint32 state = 12345;
    for (int i = 0; i < lines; ++i) {
        state = state * 1664525U + 1013904223U;
        text +=
            "{\"n\":" + QByteArray::number(state) + ",\"line\":" + QByteArray::number(i) + "}\n";
    }
    return text;
}

struct Taken
{
    QByteArray bytes;
    QString error;
};

Taken readAll(ByteSource &source, std::size_t chunk)
{
    Taken taken;
    std::vector<char> buffer(chunk);
    for (;;) {
        const auto got = source.read(buffer);
        if (!got) {
            taken.error = QString::fromStdString(got.error().text);
            return taken;
        }
        if (*got == 0)
            return taken;
        taken.bytes.append(buffer.data(), qsizetype(*got));
    }
}

} // namespace

class TestByteSource : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    std::unique_ptr<ByteSource> open(const QByteArray &bytes)
    {
        QFile file(m_folder.filePath(QStringLiteral("data.txt")));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            return nullptr;
        file.close();
        auto source = ByteSource::open(file.fileName().toStdString());
        return source ? std::move(*source) : nullptr;
    }

private slots:
    void deliversTheSameBytesHoweverPacked_data()
    {
        QTest::addColumn<QByteArray>("packed");
        QTest::addColumn<QByteArray>("plain");
        QTest::addColumn<bool>("compressed");
        const QByteArray text = someText(20'000);
        const QByteArray second = someText(7);
        QTest::newRow("plain") << text << text << false;
        QTest::newRow("empty") << QByteArray() << QByteArray() << false;
        QTest::newRow("shorter than any magic") << QByteArray("{}") << QByteArray("{}") << false;
        QTest::newRow("gzip") << gzip(text) << text << true;
        QTest::newRow("gzip of nothing") << gzip({}) << QByteArray() << true;
        QTest::newRow("gzip, three members")
            << gzip(second) + gzip({}) + gzip(text) << second + text << true;
        QTest::newRow("gzip, padded with zeros")
            << gzip(text) + QByteArray(10'240, '\0') << text << true;
        QTest::newRow("zstd") << zstd(text) << text << true;
        QTest::newRow("zstd of nothing") << zstd({}) << QByteArray() << true;
        QTest::newRow("zstd, three frames")
            << zstd(second) + zstd({}) + zstd(text) << second + text << true;
        const QByteArray skippable = QByteArray::fromHex("502a4d1804000000") + "note";
        QTest::newRow("zstd, skippable frame first") << skippable + zstd(text) << text << true;
    }
    void deliversTheSameBytesHoweverPacked()
    {
        QFETCH(QByteArray, packed);
        QFETCH(QByteArray, plain);
        QFETCH(bool, compressed);
        for (const std::size_t chunk :
             {std::size_t(1'000'000), std::size_t(4096), std::size_t(7)}) {
            const auto source = open(packed);
            QVERIFY(source);
            QCOMPARE(source->isCompressed(), compressed);
            const Taken taken = readAll(*source, chunk);
            QCOMPARE(taken.error, QString());
            QVERIFY(taken.bytes == plain);
            QCOMPARE(source->compressedBytesRead(), std::int64_t(packed.size()));
        }
    }

    void saysWhatIsWrongAfterDeliveringWhatCameBefore_data()
    {
        QTest::addColumn<QByteArray>("packed");
        QTest::addColumn<QString>("words");
        const QByteArray text = someText(20'000);
        const QByteArray gz = gzip(text);
        const QByteArray zst = zstd(text);
        const auto flipped = [](QByteArray bytes, qsizetype at) {
            bytes[at] = char(bytes.at(at) ^ 0x55);
            return bytes;
        };
        QTest::newRow("gzip, half") << gz.first(gz.size() / 2) << QStringLiteral("cut off");
        QTest::newRow("gzip, checksum missing") << gz.chopped(8) << QStringLiteral("cut off");
        QTest::newRow("gzip, checksum wrong")
            << flipped(gz, gz.size() - 6) << QStringLiteral("incorrect data check");
        QTest::newRow("gzip, text behind it") << gz + "more" << QStringLiteral("something else");
        QTest::newRow("gzip, second member cut") << gz + gz.first(5) << QStringLiteral("cut off");
        QTest::newRow("zstd, half") << zst.first(zst.size() / 2) << QStringLiteral("cut off");
        QTest::newRow("zstd, last byte missing") << zst.chopped(1) << QStringLiteral("cut off");
        QTest::newRow("zstd, text behind it") << zst + "more text" << QStringLiteral("damaged");
        QTest::newRow("zstd, second frame cut") << zst + zst.first(6) << QStringLiteral("cut off");
    }
    void saysWhatIsWrongAfterDeliveringWhatCameBefore()
    {
        QFETCH(QByteArray, packed);
        QFETCH(QString, words);
        const auto source = open(packed);
        QVERIFY(source);
        const Taken taken = readAll(*source, 5000);
        QVERIFY2(taken.error.contains(words), qPrintable(taken.error));
        QVERIFY2(taken.error.contains(QStringLiteral("data.txt")), qPrintable(taken.error));
        QVERIFY(taken.bytes.size() > 10'000);
        QVERIFY(someText(20'000).startsWith(taken.bytes.first(10'000)));
        QCOMPARE(readAll(*source, 10).error, taken.error); // once an error, always that error
    }

    void damagedHeadersAreErrorsNotText_data()
    {
        QTest::addColumn<QByteArray>("packed");
        QTest::newRow("gzip magic alone") << QByteArray::fromHex("1f8b");
        QTest::newRow("gzip, unknown method") << QByteArray::fromHex("1f8b09000000000000");
        QTest::newRow("zstd magic alone") << QByteArray::fromHex("28b52ffd");
        // Window descriptor 0xf8: 2^41 bytes.
        QTest::newRow("zstd, giant window") << QByteArray::fromHex("28b52ffd00f8000000000000");
    }
    void damagedHeadersAreErrorsNotText()
    {
        QFETCH(QByteArray, packed);
        const auto source = open(packed);
        QVERIFY(source);
        const Taken taken = readAll(*source, 5000);
        QVERIFY(!taken.error.isEmpty());
        QCOMPARE(taken.bytes, QByteArray());
    }

    void aBombIsReadInPieces()
    {
        const QByteArray zeros(64 << 20, '\0');
        for (const QByteArray &packed : {gzip(zeros), zstd(zeros)}) {
            const auto source = open(packed);
            QVERIFY(source);
            std::vector<char> buffer(4096);
            const auto got = source->read(buffer);
            QVERIFY(got.has_value());
            QVERIFY(*got > 0 && *got <= buffer.size());
            QVERIFY(source->compressedBytesRead() <= 64 * 1024);
        }
    }

    void skipsInPlainAndPackedData()
    {
        const QByteArray text = someText(20'000);
        for (const QByteArray &bytes : {text, gzip(text), zstd(text)}) {
            for (const qsizetype at :
                 {qsizetype(0), qsizetype(1), qsizetype(5000), text.size() - 3, text.size()}) {
                const auto source = open(bytes);
                QVERIFY(source);
                QVERIFY(source->skip(at).has_value());
                QVERIFY(readAll(*source, 4096).bytes == text.sliced(at));
            }
            const auto source = open(bytes);
            QVERIFY(source->skip(10).has_value());
            QVERIFY(source->skip(20).has_value());
            QVERIFY(readAll(*source, 4096).bytes == text.sliced(30));
        }
    }

    void refusesToSkipBeyondTheEnd()
    {
        const QByteArray text = someText(100);
        for (const QByteArray &bytes : {text, gzip(text), zstd(text)}) {
            const auto source = open(bytes);
            QVERIFY(source);
            const auto skipped = source->skip(text.size() + 1);
            QVERIFY(!skipped.has_value());
            QCOMPARE(skipped.error().kind, Error::Kind::OutOfRange);
        }
    }

    void readsWhatIsAppendedAfterTheEnd()
    {
        const auto source = open("one\n");
        QCOMPARE(readAll(*source, 100).bytes, QByteArray("one\n"));
        QFile file(m_folder.filePath(QStringLiteral("data.txt")));
        QVERIFY(file.open(QIODevice::Append));
        file.write("two\n");
        file.close();
        QCOMPARE(readAll(*source, 100).bytes, QByteArray("two\n"));
    }

#ifdef Q_OS_UNIX
    void readsStandardInputAndLeavesItOpen()
    {
        std::array<int, 2> pipe{};
        QCOMPARE(::pipe(pipe.data()), 0);
        const QByteArray packed = gzip("from a pipe\n");
        QCOMPARE(::write(pipe[1], packed.constData(), size_t(packed.size())),
                 ssize_t(packed.size()));
        ::close(pipe[1]);
        const int kept = ::dup(0);
        ::dup2(pipe[0], 0);
        {
            auto source = ByteSource::open("-");
            QVERIFY(source.has_value());
            QCOMPARE(readAll(**source, 100).bytes, QByteArray("from a pipe\n"));
        }
        char byte = 0;
        QCOMPARE(::read(0, &byte, 1), ssize_t(0)); // at its end, not closed
        ::dup2(kept, 0);
        ::close(kept);
        ::close(pipe[0]);
    }
#endif

    void refusesWhatCannotBeOpened()
    {
        for (const std::string &path : {m_folder.path().toStdString(),
                                        m_folder.path().toStdString() + "/absent", std::string()}) {
            const auto source = ByteSource::open(path);
            QVERIFY(!source.has_value());
            QCOMPARE(source.error().kind, Error::Kind::Unreadable);
        }
    }
};

QTEST_GUILESS_MAIN(TestByteSource)
#include "tst_bytesource.moc"
