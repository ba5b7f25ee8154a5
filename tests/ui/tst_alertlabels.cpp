// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Words of alerts, and what data in them cannot do.
#include "tests/ui/alertsamples.h"
#include "tests/ui/samples.h"
#include "ui/alerts/alertdialogs.h"
#include "ui/alerts/alertwords.h"
#include "ui/alerts/runbookview.h"
#include "ui/text/plurals.h"
#include "ui/text/shellline.h"

#include <QSet>
#include <QSignalSpy>
#include <QTest>
#include <QTextBlock>

using namespace outlay;
using namespace outlay::ui;

class TestAlertLabels : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void whatIsUnknownIsNamedSo();
    void tomorrowMorningIsTheZones_data();
    void tomorrowMorningIsTheZones();
    void everyStateHasWordsOfItsOwn();
    void runbooksCannotReachOut();
    void quotesCommandsAndMarkdown();
    void whatIsMutedSaysByWhom();
    void whatIsUnpricedIsNotFree();

private:
    EnglishPlurals m_plurals;
};

void TestAlertLabels::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QCoreApplication::installTranslator(&m_plurals);
}

void TestAlertLabels::whatIsUnknownIsNamedSo()
{
    ui::AlertRow row;
    row.scope = {{QStringLiteral("team"), QString()}};
    QCOMPARE(scopeLabel(row), QStringLiteral("Team unknown"));
}

void TestAlertLabels::tomorrowMorningIsTheZones_data()
{
    QTest::addColumn<QString>("zone");
    QTest::addColumn<QString>("now");
    QTest::addColumn<QString>("morning");
    QTest::newRow("east of Greenwich") << "Asia/Tokyo"
                                       << "2026-11-23T20:00:00Z"
                                       << "2026-11-25T00:00:00Z";
    QTest::newRow("over the end of summer time") << "America/New_York"
                                                 << "2026-10-31T20:00:00Z"
                                                 << "2026-11-01T14:00:00Z";
    QTest::newRow("over its begin") << "America/New_York"
                                    << "2026-03-08T01:00:00Z"
                                    << "2026-03-08T13:00:00Z";
}

void TestAlertLabels::tomorrowMorningIsTheZones()
{
    QFETCH(QString, zone);
    QFETCH(QString, now);
    QFETCH(QString, morning);
    const Zone its = Zone::named(zone.toStdString()).value();
    QCOMPARE(toRfc3339(tomorrowMorning(parseInstant(now.toStdString()).value(), its)),
             morning.toStdString());
}

void TestAlertLabels::everyStateHasWordsOfItsOwn()
{
    const QWidget widget;
    QSet<QString> states, kinds, names, marks;
    for (int i = 0; i <= static_cast<int>(ui::AlertState::ListedOnly); ++i) {
        ui::AlertRow alert;
        alert.state = static_cast<ui::AlertState>(i);
        states << alertStateLabel(alert, sampleNow);
    }
    QCOMPARE(states.size(), 6);
    for (const AlertKind kind : alertKinds) {
        kinds << alertKindLabel(kind);
        names << alertKindName(kind);
    }
    QCOMPARE(kinds.size(), static_cast<int>(alertKinds.size()));
    QCOMPARE(names.size(), static_cast<int>(alertKinds.size()));
    for (const auto urgency : {Urgency::Critical, Urgency::Normal, Urgency::Low}) {
        marks << QLatin1String(urgencyMark(urgency).icon); // a shape of its own
        QVERIFY(!symbolicPixmap(urgencyMark(urgency).icon, widget, 16).isNull());
    }
    QCOMPARE(marks.size(), 3);
}

void TestAlertLabels::runbooksCannotReachOut()
{
    RunbookView view;
    view.resize(500, 300);
    view.setRunbook(QStringLiteral(
        "<script>alert(1)</script> <b>bold</b> <img src=\"https://example.com/x.png\">\n\n"
        "![pixel](https://example.com/pixel.png) ![file](file:///etc/passwd)\n\n"
        "[good](https://example.com/a) [plain](http://example.com/) "
        "[file](file:///etc/passwd) [script](javascript:alert(1)) "
        "[who](https://user:pass@example.com/)\n"));
    QVERIFY(view.toPlainText().contains(QStringLiteral("<script>"))); // as text
    QVERIFY(!view.toHtml().contains(QStringLiteral("<img")));
    QVERIFY(view.toPlainText().contains(QStringLiteral("good (example.com)")));
    QStringList links;
    for (QTextBlock block = view.document()->begin(); block.isValid(); block = block.next()) {
        for (auto it = block.begin(); !it.atEnd(); ++it) {
            if (it.fragment().charFormat().isAnchor())
                links << it.fragment().charFormat().anchorHref();
        }
    }
    QCOMPARE(links, QStringList{QStringLiteral("https://example.com/a")});
    QSignalSpy chosen(&view, &RunbookView::linkChosen);
    emit view.anchorClicked(QUrl(QStringLiteral("file:///etc/passwd")));
    QVERIFY(chosen.isEmpty());
    emit view.anchorClicked(QUrl(QStringLiteral("https://example.com/a")));
    QCOMPARE(chosen.count(), 1);
}

void TestAlertLabels::quotesCommandsAndMarkdown()
{
    QCOMPARE(shellLine(QStringLiteral("outlay-cli explain"),
                       {QStringLiteral("--where"), QStringLiteral("user=o'neil; rm")}),
             QStringLiteral("outlay-cli explain --where 'user=o'\\''neil; rm'"));
    RunbookView view;
    const QString nasty = QStringLiteral("[x](https://e.example) `a` **b** <i>");
    view.setRunbook(markdownText(nasty));
    QCOMPARE(view.toPlainText(), nasty);
}

void TestAlertLabels::whatIsMutedSaysByWhom()
{
    ui::AlertRow alert;
    QCOMPARE(alertStateLabel(alert, sampleNow), QStringLiteral("Open"));
    alert.mutedBy = QStringLiteral("Search");
    QCOMPARE(alertStateLabel(alert, sampleNow), QStringLiteral("Open, muted by Search"));
}

void TestAlertLabels::whatIsUnpricedIsNotFree()
{
    const QLocale locale;
    ui::AlertRow alert;
    QCOMPARE(stakeLabel(alert, locale), QString());
    alert.unpriced = 3;
    QCOMPARE(stakeLabel(alert, locale), QStringLiteral("unpriced"));
    alert.atStake = Money{4'200'000'000};
    QCOMPARE(stakeLabel(alert, locale), QStringLiteral("at least $4.20"));
    alert.unpriced = 0;
    QCOMPARE(stakeLabel(alert, locale), QStringLiteral("$4.20"));
}

QTEST_MAIN(TestAlertLabels)
#include "tst_alertlabels.moc"
