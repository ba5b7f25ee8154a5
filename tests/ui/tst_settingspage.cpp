// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/currencycard.h"
#include "ui/settings/retentioncard.h"
#include "ui/settings/settingspage.h"
#include "ui/settings/zonecard.h"
#include "ui/shell/mainwindow.h"
#include "ui/text/names.h"
#include "ui/text/shown.h"
#include "ui/text/week.h"
#include "ui/widgets/zonebox.h"

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QDateEdit>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace outlay;
using namespace outlay::ui;

namespace {

const Instant now{20780 * microsPerDay + 17 * microsPerHour}; // 2026-11-23

LedgerSettings ledgerOf(const char *shown)
{
    LedgerSettings ledger;
    ledger.now = now;
    ledger.shown = *Zone::named(shown);
    ledger.requests = TimeRange{{now.micros - 60 * microsPerDay}, now};
    return ledger;
}

RetentionEffect effectOf(std::int64_t requests)
{
    RetentionEffect effect;
    effect.range = {{20720 * microsPerDay}, {20750 * microsPerDay}};
    effect.days = 30;
    effect.requests = requests;
    effect.cost = Money{12'500'000'000};
    return effect;
}

} // namespace

class TestSettingsPage : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void showsWhatIsKeptWithoutChoosingIt();
    void everyControlHasANameAndTabReachesIt();
    void themeAndClosingAreTheMenusToo();
    void namesAreHiddenFromHereAndByTheMenu();
    void saysHowTheZonesDiffer();
    void aZoneIsChosenByAnyPartOfItsName();
    void aZoneIsChosenByKeyboardAlone();
    void theLedgersZoneIsAskedAbout();
    void saysWhatDroppingDoesBeforeItIsDone();
    void aLateAnswerIsNotTakenForTheDayChosen();
    void theChosenFirstDayOrdersCalendars();
    void keepingRequestsForMonthsIsAskedWithItsEffect();
    void aCurrencyIsTypedWithItsRateAndDay();
    void theWindowSaysAtOnceWhatFiguresAreShownIn();

private:
    template <typename Widget> Widget *find(const char *name)
    {
        return m_window->findChild<Widget *>(QLatin1String(name));
    }

    std::unique_ptr<MainWindow> m_window;
};

void TestSettingsPage::init()
{
    m_window = std::make_unique<MainWindow>();
    m_window->showPage(Page::Settings);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestSettingsPage::showsWhatIsKeptWithoutChoosingIt()
{
    SettingsPage &page = m_window->settings();
    QSignalSpy scheme(&page, &SettingsPage::schemeChosen);
    QSignalSpy closed(&page, &SettingsPage::whenClosedChosen);
    page.setPreferences({Scheme::HighContrast, QStringLiteral("de_DE"), Qt::Sunday,
                         *parseCurrency("EUR=0.92@2026-11-01"), "Europe/Berlin"});
    page.setWhenClosed(WhenClosed::KeepWatching);
    QCOMPARE(find<ZoneBox>("settingsZone")->zone(), QStringLiteral("Europe/Berlin"));
    QCOMPARE(find<QComboBox>("settingsTheme")->currentText(), QStringLiteral("High contrast"));
    QVERIFY(find<QComboBox>("settingsFormat")
                ->currentText()
                .startsWith(QStringLiteral("1.234.567,89")));
    QCOMPARE(find<QComboBox>("settingsFirstDay")->currentText(), QStringLiteral("Sunday"));
    QVERIFY(!find<QCheckBox>("settingsAutostart")->isEnabled()); // not known yet
    page.setAutostart(true);
    QVERIFY(find<QCheckBox>("settingsAutostart")->isChecked());
    QCOMPARE(scheme.count() + closed.count(), 0);
}

void TestSettingsPage::everyControlHasANameAndTabReachesIt()
{
    m_window->settings().setAutostart(false);
    m_window->settings().setLedger(ledgerOf("UTC"));
    QSet<QString> wanted{
        QStringLiteral("settingsTheme"),        QStringLiteral("settingsFormat"),
        QStringLiteral("settingsFirstDay"),     QStringLiteral("settingsHideNames"),
        QStringLiteral("settingsZone"),         QStringLiteral("settingsAutostart"),
        QStringLiteral("settingsWhenClosed"),   QStringLiteral("retentionFirst"),
        QStringLiteral("settingsPeople"),       QStringLiteral("settingsSources"),
        QStringLiteral("settingsNotifications")};
    for (const QString &name : wanted) {
        const auto *control = m_window->findChild<QWidget *>(name);
        const auto *button = qobject_cast<const QAbstractButton *>(control);
        QVERIFY2(control, qPrintable(name));
        QVERIFY2(!control->accessibleName().isEmpty() || (button && !button->text().isEmpty()),
                 qPrintable(name));
    }
    find<QWidget>("settingsTheme")->setFocus();
    for (int i = 0; i < 40 && !wanted.isEmpty(); ++i) {
        wanted.remove(QApplication::focusWidget()->objectName());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    }
    QVERIFY2(wanted.isEmpty(), qPrintable(QStringList(wanted.values()).join(u' ')));
}

void TestSettingsPage::themeAndClosingAreTheMenusToo()
{
    QSignalSpy scheme(m_window.get(), &MainWindow::schemeChosen);
    QSignalSpy closed(&m_window->watchingMenu(), &WatchingMenu::whenClosedChosen);
    auto *theme = find<QComboBox>("settingsTheme");
    theme->setCurrentIndex(theme->findData(static_cast<int>(Scheme::Dark)));
    QCOMPARE(scheme.count(), 1);
    m_window->setScheme(Scheme::Light);
    QCOMPARE(theme->currentText(), QStringLiteral("Light"));
    QCOMPARE(scheme.count(), 1);
    auto *closing = find<QComboBox>("settingsWhenClosed");
    closing->setCurrentIndex(closing->findData(static_cast<int>(WhenClosed::Quit)));
    QCOMPARE(closed.count(), 1);
}

void TestSettingsPage::namesAreHiddenFromHereAndByTheMenu()
{
    auto *box = find<QCheckBox>("settingsHideNames");
    box->click();
    QVERIFY(areNamesHidden());
    QVERIFY(find<QAction>("actionHideNames")->isChecked());
    find<QAction>("actionHideNames")->trigger();
    QVERIFY(!areNamesHidden());
    QVERIFY(!box->isChecked());
}

void TestSettingsPage::saysHowTheZonesDiffer()
{
    QCOMPARE(
        zoneSentence(ledgerOf("UTC")),
        QStringLiteral("Days on the screen begin at midnight in UTC. The ledger keeps its sums "
                       "by the same days."));
    const QString kolkata = zoneSentence(ledgerOf("Asia/Kolkata"));
    QVERIFY2(kolkata.contains(QStringLiteral("UTC (now 5 h 30 min behind)")), qPrintable(kolkata));
    const QString york = zoneSentence(ledgerOf("America/New_York"));
    QVERIFY2(york.contains(QStringLiteral("UTC (now 5 h 0 min ahead)")), qPrintable(york));
    QVERIFY2(york.contains(QStringLiteral("This machine's zone is UTC.")), qPrintable(york));
}

void TestSettingsPage::aZoneIsChosenByAnyPartOfItsName()
{
    ZoneCard &card = m_window->settings().zone();
    QSignalSpy chosen(&card, &ZoneCard::zoneChosen);
    auto *box = find<ZoneBox>("settingsZone");
    QCOMPARE(box->currentText(), QStringLiteral("As this machine (UTC)"));
    box->completer()->setCompletionPrefix(QStringLiteral("berl"));
    QCOMPARE(box->completer()->currentCompletion(), QStringLiteral("Europe/Berlin"));
    const auto type = [&](const char *text) {
        box->lineEdit()->setText(QLatin1String(text));
        emit box->lineEdit()->editingFinished();
    };
    type("europe/berlin");
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.last().at(0).value<std::string>(), std::string("Europe/Berlin"));
    auto *problem = find<QLabel>("settingsZoneProblem");
    QVERIFY(problem->isHidden());
    type("Atlantis");
    QCOMPARE(chosen.count(), 1);
    QVERIFY(!problem->isHidden() && problem->text().contains(QStringLiteral("Atlantis")));
    type("");
    QCOMPARE(chosen.count(), 2);
    QCOMPARE(chosen.last().at(0).value<std::string>(), std::string());
    QVERIFY(problem->isHidden());
}

void TestSettingsPage::aZoneIsChosenByKeyboardAlone()
{
    QSignalSpy chosen(&m_window->settings().zone(), &ZoneCard::zoneChosen);
    auto *box = find<ZoneBox>("settingsZone");
    box->lineEdit()->setFocus();
    box->lineEdit()->selectAll();
    QTest::keyClicks(box->lineEdit(), QStringLiteral("kolk"));
    QAbstractItemView *matches = box->completer()->popup();
    QTRY_VERIFY(matches->isVisible());
    QTest::keyClick(matches, Qt::Key_Down);
    QTest::keyClick(matches, Qt::Key_Return);
    QStringList names;
    for (const auto &one : chosen)
        names << QString::fromStdString(one.at(0).value<std::string>());
    QCOMPARE(names.join(u','), QStringLiteral("Asia/Kolkata"));
    QCOMPARE(chosen.last().at(0).value<std::string>(), std::string("Asia/Kolkata"));
    QCOMPARE(box->currentText(), QStringLiteral("Asia/Kolkata"));
    box->lineEdit()->selectAll();
    QTest::keyClicks(box->lineEdit(), QStringLiteral("st_johns"));
    QTRY_VERIFY(matches->isVisible());
    QTest::keyClick(matches, Qt::Key_Return); // the only match
    QCOMPARE(box->currentText(), QStringLiteral("America/St_Johns"));
    QCOMPARE(chosen.last().at(0).value<std::string>(), std::string("America/St_Johns"));
}

void TestSettingsPage::theLedgersZoneIsAskedAbout()
{
    ZoneCard &card = m_window->settings().zone();
    QSignalSpy confirmed(&card, &ZoneCard::ledgerZoneConfirmed);
    auto *keep = find<QPushButton>("settingsLedgerZone");
    card.setLedger(ledgerOf("UTC"));
    QVERIFY(keep->isHidden()); // they are the same
    card.setLedger(ledgerOf("Asia/Kolkata"));
    QVERIFY(!keep->isHidden() && keep->text().contains(QStringLiteral("Asia/Kolkata")));
    card.setBusy(true);
    QVERIFY(!keep->isEnabled());
    card.setBusy(false);
    keep->click();
    QCOMPARE(confirmed.count(), 0);
    find<QPushButton>("ledgerZoneConfirm")->click();
    QCOMPARE(confirmed.count(), 1);
    QCOMPARE(confirmed.last().at(0).value<std::string>(), std::string("Asia/Kolkata"));
}

void TestSettingsPage::saysWhatDroppingDoesBeforeItIsDone()
{
    RetentionCard &card = m_window->settings().retention();
    QSignalSpy asked(&card, &RetentionCard::effectRequested);
    QSignalSpy confirmed(&card, &RetentionCard::dropConfirmed);
    card.setLedger(ledgerOf("UTC"));
    auto *drop = find<QPushButton>("retentionDrop");
    QVERIFY(!drop->isEnabled());
    find<QDateEdit>("retentionFirst")->setDate(QDate(2026, 10, 24));
    const auto number = asked.last().at(0).value<std::uint64_t>();
    QCOMPARE(asked.last().at(1).value<Instant>(), (Instant{20750 * microsPerDay}));
    card.setEffect(number, effectOf(1200));
    const QString words = find<QLabel>("retentionEffect")->text();
    for (const char *part : {"1,200 request", "30 day", "24 Sep", "23 Oct", "$12.50"})
        QVERIFY2(words.contains(QLatin1String(part)), qPrintable(words));
    drop->click();
    auto *question = find<QMessageBox>("retentionQuestion");
    QVERIFY(question);
    QCOMPARE(confirmed.count(), 0);
    QVERIFY(question->informativeText().contains(QStringLiteral("cannot be undone")));
    question->findChild<QPushButton *>(QStringLiteral("retentionConfirm"))->click();
    QCOMPARE(confirmed.count(), 1);
    QCOMPARE(confirmed.first().at(0).value<Instant>(), (Instant{20750 * microsPerDay}));
}

void TestSettingsPage::aLateAnswerIsNotTakenForTheDayChosen()
{
    RetentionCard &card = m_window->settings().retention();
    QSignalSpy asked(&card, &RetentionCard::effectRequested);
    card.setLedger(ledgerOf("UTC"));
    find<QDateEdit>("retentionFirst")->setDate(QDate(2026, 10, 24));
    const auto late = asked.last().at(0).value<std::uint64_t>();
    find<QDateEdit>("retentionFirst")->setDate(QDate(2026, 10, 25));
    card.setEffect(late, effectOf(5));
    QVERIFY(!find<QPushButton>("retentionDrop")->isEnabled());
    card.setEffect(asked.last().at(0).value<std::uint64_t>(), effectOf(0));
    QVERIFY(!find<QPushButton>("retentionDrop")->isEnabled());
    QCOMPARE(find<QLabel>("retentionEffect")->text(),
             QStringLiteral("No single request is older than that."));
}

void TestSettingsPage::theChosenFirstDayOrdersCalendars()
{
    const QLocale locale(QLocale::English, QLocale::UnitedStates);
    QCOMPARE(int(firstDayOfWeek(locale)), int(Qt::Sunday));
    setFirstDayOfWeek(Qt::Monday);
    QCOMPARE(int(firstDayOfWeek(locale)), int(Qt::Monday));
    setFirstDayOfWeek({});
    QCOMPARE(int(firstDayOfWeek(locale)), int(Qt::Sunday));
}

void TestSettingsPage::keepingRequestsForMonthsIsAskedWithItsEffect()
{
    RetentionCard &card = m_window->settings().retention();
    LedgerSettings ledger = ledgerOf("UTC");
    m_window->settings().setLedger(ledger);
    QSignalSpy effects(&card, &RetentionCard::effectRequested);
    QSignalSpy confirmed(&card, &RetentionCard::monthsConfirmed);
    auto *months = find<QComboBox>("retentionMonths");
    QCOMPARE(months->currentData().toInt(), 0); // off until somebody sets it
    const auto choose = [&](int number) {
        months->setCurrentIndex(months->findData(number));
        emit months->activated(months->currentIndex());
    };
    choose(3);
    QCOMPARE(effects.count(), 1);
    QCOMPARE(effects[0][1].value<Instant>().micros,
             retentionStart(ledger.ledger, ledger.now, 3).micros);
    card.setEffect(effects[0][0].toULongLong(), effectOf(1'200));
    auto *question = find<QMessageBox>("retentionMonthsQuestion");
    QVERIFY(question && question->isVisible());
    QVERIFY2(question->informativeText().contains(QStringLiteral("1,200")),
             qPrintable(question->informativeText()));
    QCOMPARE(confirmed.count(), 0);
    question->reject();
    QCOMPARE(months->currentData().toInt(), 0);
    QTRY_VERIFY(!find<QMessageBox>("retentionMonthsQuestion"));
    choose(3);
    card.setEffect(effects[1][0].toULongLong(), effectOf(1'200));
    find<QPushButton>("retentionMonthsConfirm")->click();
    QCOMPARE(confirmed.count(), 1);
    QCOMPARE(confirmed[0][0].toInt(), 3);
    ledger.retentionMonths = 3;
    m_window->settings().setLedger(ledger);
    QCOMPARE(months->currentData().toInt(), 3);
    choose(0); // keeps more: nothing to ask
    QCOMPARE(confirmed.count(), 2);
    QCOMPARE(confirmed[1][0].toInt(), 0);
}

void TestSettingsPage::aCurrencyIsTypedWithItsRateAndDay()
{
    QSignalSpy chosen(&m_window->settings().currency(), &CurrencyCard::currencyChosen);
    auto *code = find<QComboBox>("currencyCode");
    auto *rate = find<QLineEdit>("currencyRate");
    QVERIFY(!rate->isEnabled()); // dollars have none
    code->setCurrentText(QStringLiteral("eur"));
    QVERIFY(rate->isEnabled());
    find<QPushButton>("currencyShow")->click();
    QCOMPARE(chosen.count(), 0);
    QVERIFY2(find<QLabel>("currencyWords")->text().contains(QStringLiteral("such as 0.92")),
             qPrintable(find<QLabel>("currencyWords")->text()));
    rate->setText(QStringLiteral("0.92"));
    find<QDateEdit>("currencyDate")->setDate({2026, 11, 1});
    find<QPushButton>("currencyShow")->click();
    QCOMPARE(chosen.count(), 1);
    QVERIFY(chosen[0][0].value<std::optional<Currency>>() ==
            std::optional(*parseCurrency("EUR=0.92@2026-11-01")));
    code->setCurrentText(QStringLiteral("USD"));
    find<QPushButton>("currencyShow")->click();
    QCOMPARE(chosen.count(), 2);
    QVERIFY(!chosen[1][0].value<std::optional<Currency>>());
    QVERIFY(rate->text().isEmpty());
}

void TestSettingsPage::theWindowSaysAtOnceWhatFiguresAreShownIn()
{
    SettingsPage &page = m_window->settings();
    page.setLedger(ledgerOf("UTC"));
    auto *mark = find<QPushButton>("currencyMark");
    QVERIFY(!mark->isVisible());
    setShownLocale(QLocale(QLocale::German, QLocale::Germany));
    setShownCurrency(*parseCurrency("EUR=0.92@2026-11-01"));
    m_window->applyFormats();
    QVERIFY(mark->isVisible());
    QCOMPARE(mark->text(), QStringLiteral("EUR at 0,92 of 2026-11-01"));
    QCOMPARE(find<QLabel>("retentionState")->locale().decimalPoint(), QStringLiteral(","));
    QCOMPARE(QLocale().decimalPoint(), QStringLiteral(","));
    QCOMPARE(find<QDateEdit>("retentionFirst")->displayFormat(), QStringLiteral("dd.MM.yyyy"));
    m_window->showPage(Page::Overview);
    mark->click();
    QCOMPARE(static_cast<int>(m_window->page()), static_cast<int>(Page::Settings));
    setShownLocale(QLocale::c());
    setShownCurrency({});
    m_window->applyFormats();
    QVERIFY(!mark->isVisible());
}

QTEST_MAIN(TestSettingsPage)
#include "tst_settingspage.moc"
