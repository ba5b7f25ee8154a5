// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/autostart.h"
#include "app/desktop/desktopalerts.h"
#include "app/desktop/options.h"
#include "app/desktop/singleinstance.h"
#include "app/desktop/trayicon.h"
#include "ui/shell/closequestion.h"
#include "ui/shell/noticebanners.h"
#include "ui/theme/fonts.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace outlay;
using namespace outlay::ui;

namespace {

double luminance(const QColor &colour)
{
    const auto part = [](double c) {
        return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * part(colour.redF()) + 0.7152 * part(colour.greenF()) +
           0.0722 * part(colour.blueF());
}

/// WCAG 2.1, 1.4.11
double contrast(const QColor &left, const QColor &right)
{
    const double a = luminance(left) + 0.05, b = luminance(right) + 0.05;
    return std::max(a, b) / std::min(a, b);
}

/// What is left of a picture without its colours.
QImage shapeOf(TrayLevel level, double fraction, int size)
{
    return paintTrayIcon(level, fraction, size).convertToFormat(QImage::Format_Alpha8);
}

int filled(double fraction, int size)
{
    const QImage image = paintTrayIcon(TrayLevel::Ok, fraction, size);
    int count = 0;
    for (int y = 0; y < size; ++y)
        count += image.pixelColor(size / 2, y) == trayColour(TrayLevel::Ok);
    return count;
}

/// Fails to show anything.
class Nobody : public alerting::Notifier
{
public:
    void show(const alerting::Notice &notice) override { emit failed(notice.id, {}); }
    void withdraw(const std::string &) override {}
};

} // namespace

class TestDesktopParts : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { loadFonts(); }
    void iconsAreToldApartWithoutColour_data();
    void iconsAreToldApartWithoutColour();
    void iconsFillTowardTheCap();
    void iconColoursAreReadableOnEveryPanel();
    void autostartWritesAndRemovesItsFile();
    void autostartQuotesItsProgram();
    void aSecondStartRaisesTheFirstWithItsToken();
    void trayIsAnOption();
    void whatNobodyShowsStandsInTheWindow();
    void bannersAreOneLine();
    void theCloseQuestionAnswersOnce();
};

void TestDesktopParts::iconsAreToldApartWithoutColour_data()
{
    QTest::addColumn<int>("size");
    for (const int size : traySizes)
        QTest::newRow(qPrintable(QString::number(size))) << size;
}

void TestDesktopParts::iconsAreToldApartWithoutColour()
{
    QFETCH(int, size);
    const std::array levels{TrayLevel::Unknown, TrayLevel::Ok, TrayLevel::Near, TrayLevel::Over,
                            TrayLevel::Alert};
    for (const TrayLevel a : levels) {
        for (const TrayLevel b : levels) {
            if (a != b)
                QVERIFY(shapeOf(a, 0.8, size) != shapeOf(b, 0.8, size));
        }
    }
}

void TestDesktopParts::iconsFillTowardTheCap()
{
    for (const int size : traySizes) {
        QCOMPARE(filled(0, size), 0);
        QCOMPARE(filled(std::nan(""), size), 0);
        QVERIFY(filled(0.001, size) >= 1);
        QVERIFY(filled(0.3, size) < filled(0.7, size));
        QVERIFY(filled(0.999, size) < filled(1, size));
        QCOMPARE(filled(7, size), filled(1, size));
    }
}

void TestDesktopParts::iconColoursAreReadableOnEveryPanel()
{
    for (const TrayLevel level :
         {TrayLevel::Unknown, TrayLevel::Ok, TrayLevel::Near, TrayLevel::Over, TrayLevel::Alert}) {
        QVERIFY(contrast(trayColour(level), QColor(0xffffff)) >= 3);
        QVERIFY(contrast(trayColour(level), QColor(0x1b1e24)) >= 3);
    }
}

void TestDesktopParts::autostartWritesAndRemovesItsFile()
{
    QTemporaryDir home;
    const Autostart autostart(home.filePath(QStringLiteral("autostart")),
                              QStringLiteral("/usr/bin/outlay"));
    QVERIFY(!autostart.isOn());
    QVERIFY(autostart.set(false)); // nothing to remove
    QVERIFY(autostart.set(true));
    QVERIFY(autostart.isOn());
    QFile file(autostart.file());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QVERIFY(text.contains("Exec=\"/usr/bin/outlay\" --tray\n"));
    QVERIFY(text.contains("X-GNOME-Autostart-Delay=5\n"));
    file.close();
    QVERIFY(file.open(QIODevice::Append));
    file.write("Hidden=true\n"); // as settings of desktops do
    file.close();
    QVERIFY(!autostart.isOn());
    QVERIFY(autostart.set(false));
    QVERIFY(!QFile::exists(autostart.file()));
    QFile blocker(home.filePath(QStringLiteral("file")));
    QVERIFY(blocker.open(QIODevice::WriteOnly));
    QVERIFY(!Autostart(blocker.fileName(), QStringLiteral("/usr/bin/outlay")).set(true));
}

void TestDesktopParts::autostartQuotesItsProgram()
{
    QTemporaryDir home;
    const Autostart autostart(home.path(), QStringLiteral("/opt/my $apps/100%/out\"lay"));
    QVERIFY(autostart.set(true));
    QFile file(autostart.file());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().contains("Exec=\"/opt/my \\\\$apps/100%%/out\\\\\"lay\" --tray\n"));
}

void TestDesktopParts::aSecondStartRaisesTheFirstWithItsToken()
{
    QTemporaryDir folder;
    const QString ledger = folder.filePath(QStringLiteral("ledger.sqlite"));
    SingleInstance first(folder.path(), ledger);
    QVERIFY(first.claim());
    QSignalSpy raised(&first, &SingleInstance::raiseRequested);
    qputenv("XDG_ACTIVATION_TOKEN", "token-3");
    SingleInstance second(folder.path(), ledger);
    QVERIFY(!second.claim());
    QTRY_COMPARE(raised.count(), 1);
    QCOMPARE(raised.at(0).at(0).toString(), QStringLiteral("token-3"));
    qunsetenv("XDG_ACTIVATION_TOKEN");
    const QStringList link{QStringLiteral("--where"), QStringLiteral("user=Ada\tL\n")};
    QVERIFY(!second.claim(link));
    QTRY_COMPARE(raised.count(), 2);
    QCOMPARE(raised.at(1).at(0).toString(), QString());
    QCOMPARE(raised.at(0).at(1).toStringList(), QStringList());
    QCOMPARE(raised.at(1).at(1).toStringList(), link);
}

void TestDesktopParts::trayIsAnOption()
{
    const auto options = parseOptions({QStringLiteral("--tray")});
    QVERIFY(options.has_value());
    QVERIFY(options->startsHidden);
}

void TestDesktopParts::whatNobodyShowsStandsInTheWindow()
{
    Instant now{1'795'452'300LL * microsPerSecond};
    MainWindow window;
    DesktopAlerts alerts(
        window, [&] { return now; }, Zone(), std::make_unique<Nobody>());
    QSignalSpy acknowledged(&alerts, &DesktopAlerts::acknowledged);
    QSignalSpy told(&alerts, &DesktopAlerts::told);
    alerting::Notice notice;
    notice.id = "budget-7";
    notice.title = QStringLiteral("<b>R&D</b>");
    notice.breaksThrough = true;
    alerts.show(notice, AlertKind::BudgetThreshold);
    now.micros += alerting::NoticeQueue::gatherMicros;
    alerts.show(notice, AlertKind::BudgetThreshold);
    QTRY_COMPARE(told.count(), 1);
    QVERIFY(window.isVisible()); // there is no other way to be seen
    QCOMPARE(window.banners().count(), 1U);
    const auto *title = window.findChild<QLabel *>(QStringLiteral("noticeTitle"));
    QVERIFY(title);
    QCOMPARE(title->textFormat(), Qt::PlainText);
    window.findChild<QPushButton *>(QStringLiteral("noticeAcknowledge"))->click();
    QCOMPARE(acknowledged.count(), 1);
    QCOMPARE(window.banners().count(), 0U);
}

void TestDesktopParts::bannersAreOneLine()
{
    NoticeBanners banners;
    QVERIFY(banners.isHidden());
    const QString body = QStringLiteral("What is known of it.\nAnd what to do.");
    for (int i = 0; i < 5; ++i)
        banners.show({std::to_string(i), QString(200, QLatin1Char(char('0' + i))), body, i == 0});
    banners.resize(800, 40);
    banners.QFrame::show();
    const auto shown = [&] {
        QStringList titles;
        for (const QLabel *label : banners.findChildren<QLabel *>(QStringLiteral("noticeTitle"))) {
            if (!label->parentWidget()->isHidden())
                titles << label->text().left(1);
        }
        return titles;
    };
    const auto click = [&](const char *name) {
        for (auto *button : banners.findChildren<QAbstractButton *>(QLatin1String(name))) {
            if (!button->parentWidget()->isHidden())
                return button->click();
        }
    };
    QCOMPARE(banners.count(), 5U);
    QTRY_COMPARE(shown(), QStringList{QStringLiteral("0")}); // the critical one
    QVERIFY2(banners.sizeHint().height() <= 46,
             qPrintable(QString::number(banners.sizeHint().height())));
    QVERIFY(banners.minimumSizeHint().width() <= 640);
    const auto *more = banners.findChildren<QPushButton *>(QStringLiteral("noticeMore")).last();
    QVERIFY(more->text().contains(u'4'));
    QSignalSpy wanted(&banners, &NoticeBanners::moreRequested);
    click("noticeMore");
    QCOMPARE(wanted.count(), 1);
    QSignalSpy acknowledged(&banners, &NoticeBanners::acknowledged);
    click("noticeDismiss");
    QCOMPARE(acknowledged.count(), 0); // put away is not decided
    QTRY_COMPARE(shown(), QStringList{QStringLiteral("4")});
    for (int i = 0; i < 5; ++i)
        banners.withdraw(std::to_string(i));
    QVERIFY(banners.isHidden());
}

void TestDesktopParts::theCloseQuestionAnswersOnce()
{
    MainWindow window;
    auto *question = new CloseQuestion(false, &window);
    QSignalSpy answered(question, &CloseQuestion::answered);
    question->open();
    QTest::keyClick(question, Qt::Key_Return); // the default is to go on
    QCOMPARE(answered.count(), 1);
    QCOMPARE(answered.at(0).at(0).value<WhenClosed>(), WhenClosed::KeepWatching);
}

QTEST_MAIN(TestDesktopParts)
#include "tst_desktopparts.moc"
