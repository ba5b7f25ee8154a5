// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "samples.h"
#include "ui/overview/changecard.h"
#include "ui/overview/overviewpage.h"

#include <QLabel>
#include <QLayout>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace outlay;
using namespace outlay::ui;

namespace {

constexpr std::int64_t usd = 1'000'000'000;

ChangeSnapshot sample()
{
    ChangeSnapshot change;
    change.now = {sampleNow, {sampleNow.micros + microsPerDay}};
    change.seen = change.now;
    change.prior = {{sampleNow.micros - microsPerDay}, sampleNow};
    change.hasPrior = change.hasNow = true;
    change.split.prior = {10 * usd};
    change.split.now = {14 * usd};
    change.split.terms[ChangeTerm::Volume] = {7 * usd};
    change.split.terms[ChangeTerm::Efficiency] = {-3 * usd};
    ExplainedChange ada;
    ada.value.value = "ada & bob";
    ada.delta = {6 * usd};
    ExplainedChange unitemised;
    unitemised.value.isNotItemised = true;
    unitemised.delta = {-2 * usd};
    change.top.top = {ada, unitemised};
    return change;
}

template <typename T> T *child(const QWidget &parent, const char *name)
{
    return parent.findChild<T *>(QLatin1String(name));
}

QString text(const QWidget &parent, const char *name)
{
    const auto *label = child<QLabel>(parent, name);
    return label && !label->isHidden() ? label->text() : QString();
}

} // namespace

class TestChangeCard : public QObject
{
    Q_OBJECT

private slots:
    void saysHowMuchAndWhy();
    void onlyTermsThatAreSomethingHaveALine();
    void aNameLeadsToItsRequests();
    void amountsSayWhatTheyAreTheSumOf();
    void theValuesAreTheLastToGo();
    void lessIsNotMore();
    void saysWhyThereIsNothingToCompare();
    void anOlderAnswerIsDropped();
    void ofAnotherQuestionIsDropped();
    void waitsForTheAnswerInWords();
};

void TestChangeCard::saysHowMuchAndWhy()
{
    ChangeCard card;
    card.setChange(std::make_shared<const ChangeSnapshot>(sample()), Zone(), {});
    QVERIFY(text(card, "changeWhole").contains(QStringLiteral("$4.00 more")));
    QCOMPARE(text(card, "changeTerm0"), QStringLiteral("+$7.00"));
    QCOMPARE(text(card, "changeTerm2"), QLocale().negativeSign() + QStringLiteral("$3.00"));
}

void TestChangeCard::onlyTermsThatAreSomethingHaveALine()
{
    ChangeCard card;
    card.setChange(std::make_shared<const ChangeSnapshot>(sample()), Zone(), {});
    QVERIFY(child<QLabel>(card, "changeTerm1")->isHidden());
    QVERIFY(child<QLabel>(card, "changeTerm3")->isHidden());
    ChangeSnapshot none = sample();
    none.split = {};
    card.setChange(std::make_shared<const ChangeSnapshot>(none), Zone(), {});
    QCOMPARE(text(card, "changeTerm0"), QStringLiteral("$0.00"));
    QVERIFY(text(card, "changeWhole").contains(QStringLiteral("Just as much")));
}

void TestChangeCard::aNameLeadsToItsRequests()
{
    ChangeCard card;
    card.setChange(std::make_shared<const ChangeSnapshot>(sample()), Zone(), {});
    Filter chosen;
    connect(&card, &ChangeCard::filterRequested, this,
            [&](const Filter &filter) { chosen = filter; });
    auto *ada = child<QPushButton>(card, "changeTop0");
    QCOMPARE(ada->accessibleName(), QStringLiteral("ada & bob"));
    ada->click();
    QVERIFY(chosen == (Filter{{Dimension::User, {}}, {std::string("ada & bob")}}));
    QVERIFY(!child<QPushButton>(card, "changeTop1")->isEnabled()); // no request stands for it
    QVERIFY(child<QPushButton>(card, "changeTop2")->isHidden());
}

void TestChangeCard::amountsSayWhatTheyAreTheSumOf()
{
    ChangeCard card;
    card.setChange(std::make_shared<const ChangeSnapshot>(sample()), Zone(), {});
    QSignalSpy asked(&card, &ChangeCard::sumRequested);
    auto *whole = child<QLabel>(card, "changeWhole");
    QTest::keyClick(whole, Qt::Key_Space);
    QTest::mouseClick(child<QLabel>(card, "changeTopAmount0"), Qt::LeftButton);
    QCOMPARE(asked.count(), 2);
    QCOMPARE(asked.at(0).at(1).value<Money>(), Money{4 * usd});
    QStringList sums;
    for (const ReceiptLine &line : asked.at(0).at(2).value<std::vector<ReceiptLine>>()) {
        if (line.kind == ReceiptLine::Kind::Sum)
            sums << line.value;
    }
    QCOMPARE(sums, QStringList({QStringLiteral("$4.00"), QStringLiteral("$4.00")}));
    QCOMPARE(asked.at(1).at(1).value<Money>(), Money{6 * usd});
}

/// Lower and lower, it first moves its lines together, then leaves out their title.
void TestChangeCard::theValuesAreTheLastToGo()
{
    ChangeCard card;
    ChangeSnapshot change = sample();
    change.split.terms[ChangeTerm::Mix] = {usd};
    card.setChange(std::make_shared<const ChangeSnapshot>(change), Zone(), {});
    card.resize(300, 400);
    card.show();
    const auto *title = child<QLabel>(card, "changeTopTitle");
    const auto *value = child<QPushButton>(card, "changeTop0");
    int closer = 0, untitled = 0, dropped = 0;
    for (int height = 400; height >= card.minimumHeight(); --height) {
        card.resize(300, height);
        QVERIFY(title->isHidden() || !value->isHidden());
        const bool isClose = card.layout()->contentsMargins().top() < 13;
        closer = isClose && closer == 0 ? height : closer;
        untitled = title->isHidden() && untitled == 0 ? height : untitled;
        dropped = value->isHidden() && dropped == 0 ? height : dropped;
        if (!value->isHidden()) // all of it lies in the card
            QVERIFY(value->geometry().bottom() < height);
    }
    QVERIFY(dropped > 0 && dropped < untitled && untitled < closer);
    card.resize(300, 400);
    QVERIFY(!title->isHidden() && !value->isHidden());
    QCOMPARE(card.layout()->contentsMargins().top(), 13);
}

void TestChangeCard::lessIsNotMore()
{
    ChangeSnapshot change = sample();
    change.split.terms[ChangeTerm::Volume] = {usd};
    ChangeCard card;
    card.setChange(std::make_shared<const ChangeSnapshot>(change), Zone(), {});
    QVERIFY(text(card, "changeWhole").contains(QStringLiteral("$2.00 less")));
}

void TestChangeCard::saysWhyThereIsNothingToCompare()
{
    ChangeCard card;
    card.setChange({}, Zone(), QStringLiteral("a reason"));
    QCOMPARE(text(card, "changeNone"), QStringLiteral("a reason"));
    QVERIFY(child<QLabel>(card, "changeWhole")->isHidden());
    ChangeSnapshot change = sample();
    change.hasPrior = false;
    card.setChange(std::make_shared<const ChangeSnapshot>(change), Zone(), {});
    QVERIFY(text(card, "changeNone").contains(QStringLiteral("Nothing on record")));
    QVERIFY(child<QLabel>(card, "changeTerm0")->isHidden());
}

void TestChangeCard::anOlderAnswerIsDropped()
{
    OverviewPage page;
    OverviewSnapshot snapshot = fullSnapshot();
    snapshot.generation = 4;
    page.setRequest(snapshot.request);
    page.setSnapshot(shared(snapshot));
    ChangeSnapshot change = sample();
    change.request = snapshot.request;
    change.generation = 3;
    page.setChange(std::make_shared<const ChangeSnapshot>(change));
    QVERIFY(text(page, "changeWhole").contains(QStringLiteral("$4.00 more")));
    change.generation = 4;
    change.split.terms[ChangeTerm::Volume] = {8 * usd};
    page.setChange(std::make_shared<const ChangeSnapshot>(change));
    QVERIFY(text(page, "changeWhole").contains(QStringLiteral("$5.00 more")));
    change.generation = 3;
    change.split.terms[ChangeTerm::Volume] = {9 * usd};
    page.setChange(std::make_shared<const ChangeSnapshot>(change));
    QVERIFY(text(page, "changeWhole").contains(QStringLiteral("$5.00 more")));
    // The next figures of the same question: what was told stays until it is told anew.
    snapshot.generation = 5;
    page.setSnapshot(shared(snapshot));
    QVERIFY(!text(page, "changeWhole").isEmpty());
}

void TestChangeCard::ofAnotherQuestionIsDropped()
{
    OverviewPage page;
    OverviewSnapshot snapshot = fullSnapshot();
    page.setRequest(snapshot.request);
    page.setSnapshot(shared(snapshot));
    ChangeSnapshot change = sample();
    change.generation = snapshot.generation + 1;
    change.request = snapshot.request;
    change.request.where = {{{Dimension::User, {}}, {"ada"}}};
    page.setChange(std::make_shared<const ChangeSnapshot>(change));
    QVERIFY(text(page, "changeWhole").isEmpty());
    // Another stack asks for the same change.
    change.request = snapshot.request;
    change.request.stackBy = {Dimension::User, {}};
    page.setChange(std::make_shared<const ChangeSnapshot>(change));
    QVERIFY(!text(page, "changeWhole").isEmpty());
}

void TestChangeCard::waitsForTheAnswerInWords()
{
    OverviewPage page;
    const OverviewSnapshot snapshot = fullSnapshot();
    page.setSnapshot(shared(snapshot));
    QVERIFY(!text(page, "changeNone").isEmpty());
    const QString waiting = text(page, "changeNone");
    page.setChange({});
    QVERIFY(text(page, "changeNone") != waiting);
    // It may be told of the next figures.
    page.setSnapshot(shared(snapshot));
    QCOMPARE(text(page, "changeNone"), waiting);
}

QTEST_MAIN(TestChangeCard)
#include "tst_changecard.moc"
