// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/sourcekind.h"

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

    void anotherWordNamesThoseThatExist()
    {
        const auto none = parseSourceKind("azure-blob");
        QVERIFY(!none);
        QVERIFY(none.error().text.find("litellm") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestSourceKind)
#include "tst_sourcekind.moc"
