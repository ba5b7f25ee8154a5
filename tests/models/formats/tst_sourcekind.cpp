// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/sourcekind.h"

#include <QFile>
#include <QTest>

#include <set>
#include <string>

using namespace outlay;

class TestSourceKind : public QObject
{
    Q_OBJECT

private slots:
    void everyKindHasItsRowAndItsWord()
    {
        std::set<std::string> words;
        for (int i = 0; i <= static_cast<int>(SourceKind::Otlp); ++i) {
            const auto kind = static_cast<SourceKind>(i);
            QCOMPARE(int(factsOf(kind).kind), i);
            const auto again = parseSourceKind(toString(kind));
            QVERIFY(again.has_value());
            QCOMPARE(int(*again), i);
            QVERIFY(words.emplace(toString(kind)).second);
        }
        QCOMPARE(words.size(), sourceKinds().size());
    }

    void aPersonCanAddEachOfThem()
    {
        for (const SourceKindFacts &facts : sourceKinds()) {
            QVERIFY2(*facts.title && *facts.hint, facts.word);
            QVERIFY2(!facts.isPolled || *facts.usualAddress, facts.word);
            QVERIFY2(facts.isPolled || !facts.takesCaps, facts.word);
        }
    }

    /// In each shell's completions and on the manual page.
    void theShellAndTheManualNameAllOfThem()
    {
        for (const char *name : {"completions/_outlay-cli", "completions/outlay-cli",
                                 "completions/outlay-cli.fish", "man/outlay-cli.1"}) {
            QFile file(QStringLiteral(OUTLAY_SOURCE_DIR "/packaging/") + QString::fromLatin1(name));
            QVERIFY2(file.open(QIODevice::ReadOnly), name);
            QByteArray text = file.readAll();
            text.replace("\\-", "-").replace(",", "");
            std::string words = sourceKindWords();
            std::erase(words, ',');
            for (const SourceKindFacts &facts : sourceKinds())
                QVERIFY2(text.contains(facts.word), facts.word);
            const bool isList = QByteArray(name).startsWith("completions");
            QVERIFY2(!isList || text.contains(words.c_str()), name);
        }
    }

    void anotherWordNamesThoseThatExist()
    {
        const auto none = parseSourceKind("azure-blob");
        QVERIFY(!none);
        QVERIFY(none.error().text.find("litellm") != std::string::npos);
        QVERIFY(none.error().text.find("Gemini") == std::string::npos);
    }

    void whatPeopleLookForIsNamedWithWhatToTakeInstead()
    {
        for (const char *word : {"gemini", "google", "ai-studio", "google-ai-studio"}) {
            const auto none = parseSourceKind(word);
            QVERIFY(!none);
            QVERIFY(none.error().text.starts_with("Google has no usage API for Gemini keys"));
            for (const char *said : {"google-billing", "--kind vertex", "litellm"})
                QVERIFY2(none.error().text.find(said) != std::string::npos, said);
        }
        QVERIFY(parseSourceKind("azure").error().text.find("azure-costs") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestSourceKind)
#include "tst_sourcekind.moc"
