// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/formats/transcripttotals.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace outlay;
using namespace outlay::test;

namespace {

const QString file = QStringLiteral(OUTLAY_TEST_DATA "/formats/copilot-otel/cli.jsonl");

QByteArray spanWith(const QByteArray &end, const QByteArray &rest = {})
{
    return "{\"type\":\"span\",\"traceId\":\"369781cbe9cea6dfd2d908e548bc4f83\",\"spanId\":"
           "\"01ae21228f9af973\",\"name\":\"chat m\",\"startTime\":[1790538950,133000000],"
           "\"endTime\":" +
           end + rest +
           ",\"attributes\":{\"gen_ai.operation.name\":\"chat\",\"gen_ai.request.model\":\"gpt-5\","
           "\"gen_ai.usage.input_tokens\":10,\"gen_ai.usage.output_tokens\":5,"
           "\"gen_ai.input.messages\":\"secret words\"}}";
}

} // namespace

class TestCopilotOtel : public QObject
{
    Q_OBJECT

private slots:
    void isToldHoweverItIsSpaced()
    {
        const Collector plain = readWith("copilot-otel", bytesOf(file));
        QJsonArray all;
        QByteArray lines;
        for (const QByteArray &line : bytesOf(file).split('\n')) {
            if (line.isEmpty())
                continue;
            const QJsonDocument record = QJsonDocument::fromJson(line);
            all.append(record.object());
            // One a line, with blanks wherever JSON may have some.
            lines += "  " + record.toJson(QJsonDocument::Indented).replace('\n', ' ') + "\r\n";
        }
        for (const QByteArray &bytes : {lines, QByteArray("\n\n" + lines),
                                        QJsonDocument(all).toJson(QJsonDocument::Indented)}) {
            const Format *const told = sniff(bytes.toStdString(), {});
            QVERIFY(told != nullptr);
            QCOMPARE(told->name, std::string_view("copilot-otel"));
            const Collector sink = readWith(*told, bytes);
            QVERIFY2(sink.rejections.empty(), qPrintable(sink.reasons()));
            QCOMPARE(sink.ignoredCount, plain.ignoredCount);
            QCOMPARE(sink.spans.size(), plain.spans.size());
            for (std::size_t i = 0; i < plain.spans.size(); ++i) {
                QCOMPARE(sink.spans[i].trace, plain.spans[i].trace);
                QCOMPARE(sink.spans[i].usage.size(), plain.spans[i].usage.size());
            }
        }
    }

    void readsSpansAsOtlpDoes()
    {
        const Collector sink = readWith("copilot-otel", bytesOf(file));
        QVERIFY2(sink.rejections.empty(), qPrintable(sink.reasons()));
        QCOMPARE(sink.ignoredCount, 1);
        QCOMPARE(sink.spans.size(), std::size_t(3));
        const SeenSpan &call = sink.spans[1];
        QCOMPARE(int(call.span.kind), int(SpanRecord::Kind::Usage));
        QCOMPARE(call.trace, std::string("369781cbe9cea6dfd2d908e548bc4f83"));
        QCOMPARE(call.parent, std::string("656b6779b12bea45"));
        const Seen &usage = call.usage.at(0);
        QCOMPARE(usage[TokenClass::Input], std::int64_t(19452 - 12300));
        QCOMPARE(usage[TokenClass::CacheRead], std::int64_t(12300));
        QCOMPARE(usage[TokenClass::Output], std::int64_t(281));
        QCOMPARE(usage[TokenClass::Reasoning], std::int64_t(128));
        QCOMPARE(usage[Field::Model], std::string("claude-sonnet-4.6"));
        QCOMPARE(usage[Field::Session], std::string("27b5c011-0000-4000-8000-000000000001"));
        QCOMPARE(usage.o.latencyMicros, std::int64_t(4'834'317));
        // The agent repeats its call, and counts only where that is not known.
        QCOMPARE(int(sink.spans[2].span.kind), int(SpanRecord::Kind::RollUp));
        QCOMPARE(int(sink.spans[0].span.kind), int(SpanRecord::Kind::Link));
    }

    void aFailedCallIsOne()
    {
        const Collector sink =
            readWith("copilot-otel",
                     spanWith("[1790538951,0]", ",\"status\":{\"code\":2,\"message\":\"x\"}"));
        QCOMPARE(int(sink.spans.at(0).usage.at(0).o.outcome), int(Outcome::Error));
    }

    void keepsContentOut()
    {
        const Collector sink = readWith("copilot-otel", spanWith("[1790538951,0]"));
        QCOMPARE(sink.spans.size(), std::size_t(1));
        for (const std::string &text : sink.spans[0].usage.at(0).texts)
            QVERIFY(text.find("secret") == std::string::npos);
    }

    void refusesWhatItCannotRead()
    {
        compareRejection("copilot-otel", spanWith("1790538951"), "endTime");
        compareRejection("copilot-otel", spanWith("[1790538951,-1]"), "endTime");
        compareRejection("copilot-otel", spanWith("[99999999999,0]"), "endTime");
        compareRejection("copilot-otel", "{\"type\":\"log\",\"body\":\"x\"}", "type: expected");
    }
};

QTEST_GUILESS_MAIN(TestCopilotOtel)
#include "tst_copilototel.moc"
