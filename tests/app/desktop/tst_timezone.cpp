// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/desktopapp.h"
#include "tests/support/ledgerfixture.h"
#include "ui/settings/settingspage.h"
#include "ui/settings/zonecard.h"
#include "ui/text/shown.h"
#include "ui/theme/fonts.h"
#include "ui/widgets/zonebox.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>

using namespace outlay;
using namespace outlay::test;
using namespace outlay::ui;
using namespace Qt::StringLiterals;

namespace {

Instant at(const char *text)
{
    return parseInstant(text).value();
}

const Instant now = at("2026-11-23T16:45:00Z");

bool says(const QWidget &widget, const QString &text)
{
    const auto labels = widget.findChildren<QLabel *>();
    return std::any_of(labels.begin(), labels.end(),
                       [&](const QLabel *label) { return label->text().contains(text); });
}

} // namespace

/// The program with a ledger, by days of one zone and then of another.
class TestTimeZone : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup() { m_desktop.reset(); }
    void aChosenZoneHoldsAtOnceOnEveryPage();
    void aChosenZoneIsKept();
    void daysChosenStayTheSameDays();
    void aLinkSaysWhoseDaysItMeans();
    void anUnknownZoneIsTheMachinesAndSaysSo();
    void theMenuLeadsToIt();
    void sumsAreKeptByTheSameDays();

private:
    void open(const QStringList &words = {});
    void choose(const QString &zone);
    [[nodiscard]] std::string shownZone()
    {
        const auto &shown = window().overview().snapshot();
        return shown ? shown->zone.name() : std::string();
    }
    MainWindow &window() { return m_desktop->window(); }

    QTemporaryDir m_home;
    QString m_ledger;
    std::unique_ptr<DesktopApp> m_desktop;
};

void TestTimeZone::initTestCase()
{
    for (const char *name : {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"})
        qputenv(name, m_home.path().toLocal8Bit());
    QCoreApplication::setOrganizationName(u"outlay"_s);
    QCoreApplication::setApplicationName(u"outlay"_s);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    loadFonts();
    m_ledger = m_home.filePath(u"ledger.sqlite"_s);
    LedgerFixture ledger(m_ledger.toStdString(), "UTC");
    fillAtRandom(ledger, 20261123, 500, {at("2026-11-10T00:00:00Z"), now});
}

void TestTimeZone::init()
{
    QSettings().clear();
}

void TestTimeZone::open(const QStringList &words)
{
    m_desktop.reset();
    auto options = parseOptions(QStringList{u"--ledger"_s, m_ledger} + words);
    QVERIFY2(options, options ? "" : options.error().text.c_str());
    m_desktop = std::make_unique<DesktopApp>(
        *options, [] { return now; }, DesktopApp::zoneAtStart(*options));
    m_desktop->start();
    QTRY_VERIFY_WITH_TIMEOUT(!shownZone().empty(), 60'000);
}

void TestTimeZone::choose(const QString &zone)
{
    auto *box = window().settings().findChild<ZoneBox *>(u"settingsZone"_s);
    QVERIFY(box);
    box->lineEdit()->setText(zone);
    emit box->lineEdit()->editingFinished();
}

void TestTimeZone::aChosenZoneHoldsAtOnceOnEveryPage()
{
    open({u"--page"_s, u"explore"_s});
    QCOMPARE(shownZone(), std::string("UTC"));
    QTRY_VERIFY(window().explore().snapshot());
    choose(u"asia/kolkata"_s); // however it is written
    const std::string kolkata = "Asia/Kolkata";
    QTRY_COMPARE(shownZone(), kolkata);
    QTRY_COMPARE(window().explore().snapshot()->zone.name(), kolkata);
    QTRY_VERIFY(window().alerts().snapshot() &&
                window().alerts().snapshot()->zone.name() == kolkata);
    const auto range = window().explore().snapshot()->period.range;
    QCOMPARE(toRfc3339(range.from), std::string("2026-10-31T18:30:00Z"));
    QCOMPARE(ui::shownZone().name(), kolkata);
    window().showPage(Page::Tasks);
    QTRY_VERIFY(says(window().tasks(), u"· Asia/Kolkata"_s));
    window().showPage(Page::Budgets);
    QTRY_VERIFY(window().budgets().snapshot() &&
                window().budgets().snapshot()->zone.name() == kolkata);
    window().showPage(Page::Settings);
    const auto *words = window().settings().findChild<QLabel *>(u"settingsZones"_s);
    QTRY_VERIFY2(words->text().contains(u"begin at midnight in Asia/Kolkata"_s),
                 qPrintable(words->text()));
    choose(window().settings().findChild<ZoneBox *>(u"settingsZone"_s)->itemText(0));
    QTRY_COMPARE(shownZone(), std::string("UTC"));
}

void TestTimeZone::aChosenZoneIsKept()
{
    open();
    choose(u"America/St_Johns"_s);
    QTRY_COMPARE(shownZone(), std::string("America/St_Johns"));
    open();
    QCOMPARE(shownZone(), std::string("America/St_Johns"));
    QCOMPARE(window().settings().findChild<ZoneBox *>(u"settingsZone"_s)->zone(),
             u"America/St_Johns"_s);
    open({u"--tz"_s, u"Asia/Tokyo"_s}); // for once
    QCOMPARE(shownZone(), std::string("Asia/Tokyo"));
    open();
    QCOMPARE(shownZone(), std::string("America/St_Johns"));
}

void TestTimeZone::daysChosenStayTheSameDays()
{
    open({u"--page"_s, u"explore"_s, u"--from"_s, u"2026-11-12"_s, u"--to"_s, u"2026-11-15"_s});
    choose(u"America/New_York"_s);
    QTRY_COMPARE(shownZone(), std::string("America/New_York"));
    const TimeRange days = window().explore().request().period.custom;
    QCOMPARE(toRfc3339(days.from), std::string("2026-11-12T05:00:00Z"));
    QCOMPARE(toRfc3339(days.to), std::string("2026-11-15T05:00:00Z"));
}

void TestTimeZone::aLinkSaysWhoseDaysItMeans()
{
    open({u"--page"_s, u"explore"_s});
    choose(u"Asia/Kolkata"_s);
    QTRY_COMPARE(shownZone(), std::string("Asia/Kolkata"));
    window().findChild<QAction *>(u"actionCopyLink"_s)->trigger();
    const QString link = QGuiApplication::clipboard()->text();
    QVERIFY2(link.contains(u"--tz Asia/Kolkata"_s), qPrintable(link));
    choose(u"UTC"_s);
    QTRY_COMPARE(shownZone(), std::string("UTC"));
    m_desktop->goTo({u"--page"_s, u"explore"_s, u"--from"_s, u"2026-11-12"_s, u"--to"_s,
                     u"2026-11-13"_s, u"--tz"_s, u"Asia/Kolkata"_s});
    QTRY_COMPARE(shownZone(), std::string("Asia/Kolkata"));
    QCOMPARE(toRfc3339(window().explore().request().period.custom.from),
             std::string("2026-11-11T18:30:00Z"));
    QCOMPARE(QSettings().value(u"timeZone"_s).toString(),
             u"UTC"_s); // whoever follows one keeps theirs
}

void TestTimeZone::anUnknownZoneIsTheMachinesAndSaysSo()
{
    QSettings().setValue(u"timeZone"_s, u"Mars/Olympus"_s);
    open();
    QCOMPARE(shownZone(), std::string("UTC"));
    const auto *problem = window().settings().findChild<QLabel *>(u"settingsZoneProblem"_s);
    QVERIFY(!problem->isHidden());
    QVERIFY2(problem->text().contains(u"Mars/Olympus"_s), qPrintable(problem->text()));
    QVERIFY(says(*window().findChild<ImportStrip *>(), u"Mars/Olympus"_s));
    choose(u"Europe/Berlin"_s);
    QVERIFY(problem->isHidden());
    QTRY_COMPARE(shownZone(), std::string("Europe/Berlin"));
}

void TestTimeZone::theMenuLeadsToIt()
{
    open();
    window().findChild<QAction *>(u"actionTimeZone"_s)->trigger();
    QCOMPARE(static_cast<int>(window().page()), static_cast<int>(Page::Settings));
    QVERIFY(window().settings().isAncestorOf(QApplication::focusWidget()) ||
            window().focusWidget() == window().settings().findChild<ZoneBox *>(u"settingsZone"_s));
}

/// Last: the ledger is another one after it.
void TestTimeZone::sumsAreKeptByTheSameDays()
{
    open();
    const auto keep = [this](const std::string &zone) {
        emit window().settings().zone().ledgerZoneConfirmed(zone);
        return QTest::qWaitFor(
            [&] {
                const auto reader = LedgerReader::open(m_ledger.toStdString());
                const auto facts =
                    reader ? (*reader)->facts() : tl::unexpected<Error>(reader.error());
                return facts && facts->zone == zone &&
                       says(*window().findChild<ImportStrip *>(),
                            u"by days of "_s + QString::fromStdString(zone));
            },
            60'000);
    };
    // The first time also settles what random requests say of each other.
    QVERIFY(keep("America/New_York"));
    const auto shown = [this] {
        return window().overview().snapshot()->total.cost.value_or(Money{-1}).nanos;
    };
    const auto stored = [this] {
        Query query;
        query.range = window().overview().snapshot()->period.range;
        const auto reader = LedgerReader::open(m_ledger.toStdString());
        const auto answer = reader ? (*reader)->run(query) : tl::unexpected<Error>(reader.error());
        return answer ? answer->total.cost.value_or(Money{-2}).nanos : -3;
    };
    const std::int64_t before = stored();
    QVERIFY(keep("Asia/Kolkata"));
    QCOMPARE(stored(), before);
    QTRY_COMPARE(shown(), before);
    QCOMPARE(shownZone(), std::string("UTC")); // the screen's is another matter
}

QTEST_MAIN(TestTimeZone)
#include "tst_timezone.moc"
