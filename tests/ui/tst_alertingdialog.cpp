// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/alertsamples.h"
#include "ui/alerts/alertingdialog.h"
#include "ui/alerts/webhookeditor.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTimeEdit>

using namespace outlay;
using namespace outlay::ui;

class TestAlertingDialog : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup() { delete m_dialog; }
    void givesBackWhatItWasGiven();
    void saysWhatIsWrongAtItsField();
    void leavesAloneWhatIsOff();
    void addsEditsAndRemovesWebhooks();
    void neverTakesASecretItself_data();
    void neverTakesASecretItself();
    void takesAnAddressOnlyWhereItIsNoSecret();
    void testsAWebhook();

private:
    template <typename T> T *find(const char *name) const
    {
        T *found = nullptr;
        for (T *one : m_dialog->findChildren<T *>(QLatin1String(name)))
            found = one; // the editor opened last
        if (!found)
            qFatal("no %s", name);
        return found;
    }
    std::optional<AlertingSettings> save()
    {
        std::optional<AlertingSettings> saved;
        const auto connection =
            connect(m_dialog, &AlertingDialog::settingsAccepted, this,
                    [&](const AlertingSettings &settings) { saved = settings; });
        find<QPushButton>("alertingSave")->click();
        disconnect(connection);
        return saved;
    }

    QPointer<AlertingDialog> m_dialog;
};

void TestAlertingDialog::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    loadFonts();
    applyScheme(Scheme::Light);
    qRegisterMetaType<WebhookSettings>();
}

void TestAlertingDialog::init()
{
    m_dialog = new AlertingDialog(sampleSettings(), nullptr);
    m_dialog->show();
}

void TestAlertingDialog::givesBackWhatItWasGiven()
{
    const auto saved = save();
    QVERIFY(saved);
    QVERIFY(*saved == sampleSettings());
    m_dialog = new AlertingDialog(sampleSettings(), nullptr);
    find<QTimeEdit>("quietFrom")->setTime(QTime(23, 30));
    find<QCheckBox>("quietDay6")->setChecked(false);
    find<QCheckBox>("notify_retry_storm")->setChecked(false);
    find<QCheckBox>("burnRateOn")->setChecked(false);
    AlertingSettings changed = sampleSettings();
    changed.quietFromMinute = 23 * 60 + 30;
    changed.quietDays.at(6) = false;
    changed.notifies.at(static_cast<std::size_t>(AlertKind::RetryStorm)) = false;
    changed.watchesBurnRate = false;
    QVERIFY(!find<QCheckBox>("notify_burn_rate_fast")->isEnabled());
    QVERIFY(save() == changed);
}

void TestAlertingDialog::saysWhatIsWrongAtItsField()
{
    find<QLineEdit>("quietZone")->setText(QStringLiteral("Moon/Crater"));
    find<QLineEdit>("prometheusPort")->setText(QStringLiteral("80x"));
    find<QLineEdit>("prometheusToken")->setText(QStringLiteral("hunter2"));
    QVERIFY(!save());
    for (const char *problem :
         {"quietZoneProblem", "prometheusPortProblem", "prometheusTokenProblem"})
        QVERIFY2(find<QLabel>(problem)->isVisible(), problem);
    QVERIFY(!find<QLabel>("quietToProblem")->isVisible());
    QVERIFY(m_dialog->isVisible());
    find<QLineEdit>("quietZone")->setText(QStringLiteral("Asia/Tokyo"));
    find<QLineEdit>("prometheusPort")->setText(QStringLiteral("9999"));
    find<QLineEdit>("prometheusToken")->clear();
    const auto saved = save();
    QVERIFY(saved && saved->prometheusPort == 9999);
}

void TestAlertingDialog::leavesAloneWhatIsOff()
{
    find<QLineEdit>("prometheusPort")->setText(QStringLiteral("nonsense"));
    find<QCheckBox>("prometheusOn")->setChecked(false);
    find<QLineEdit>("quietZone")->setText(QStringLiteral("nonsense"));
    find<QCheckBox>("quietOn")->setChecked(false);
    QVERIFY(!find<QLineEdit>("prometheusPort")->isEnabled());
    const auto saved = save();
    QVERIFY(saved);
    QCOMPARE(saved->prometheusPort, sampleSettings().prometheusPort);
}

void TestAlertingDialog::addsEditsAndRemovesWebhooks()
{
    QVERIFY(!find<QPushButton>("hookEdit")->isEnabled());
    find<QPushButton>("hookAdd")->click();
    find<QLineEdit>("webhookName")->setText(QStringLiteral("ops"));
    find<QLineEdit>("webhookAddress")->setText(QStringLiteral("env:URL"));
    find<QLineEdit>("webhookRoutes")->setText(QStringLiteral("team"));
    find<QPushButton>("webhookSave")->click();
    QVERIFY(find<QLabel>("webhookNameProblem")->isVisible()); // taken
    QVERIFY(find<QLabel>("webhookRoutesProblem")->isVisible());
    find<QLineEdit>("webhookName")->setText(QStringLiteral("third"));
    find<QLineEdit>("webhookRoutes")->setText(QStringLiteral("team=search; owner=ada"));
    find<QPushButton>("webhookSave")->click();
    auto *table = find<QTableView>("webhookTable");
    QCOMPARE(table->model()->rowCount(), 3);
    QCOMPARE(table->model()->index(0, 3).data().toString(), QStringLiteral("Fails: 503"));
    table->selectRow(0);
    find<QPushButton>("hookRemove")->click();
    table->selectRow(0);
    find<QPushButton>("hookEdit")->click();
    QCOMPARE(find<QLineEdit>("webhookName")->text(), QStringLiteral("team"));
    QVERIFY(!find<QLineEdit>("webhookSecret")->isEnabled()); // Slack signs nothing
    find<QCheckBox>("webhookOn")->setChecked(false);
    find<QPushButton>("webhookSave")->click();
    const auto saved = save();
    QVERIFY(saved);
    QCOMPARE(saved->webhooks.size(), std::size_t{2});
    QVERIFY(!saved->webhooks.front().isOn);
    QCOMPARE(saved->webhooks.back().routes,
             (QStringList{QStringLiteral("team=search"), QStringLiteral("owner=ada")}));
}

void TestAlertingDialog::neverTakesASecretItself_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<bool>("isTaken");
    QTest::newRow("an address with a query") << "https://hooks.example.com/x?key=1" << false;
    QTest::newRow("an address in the open") << "http://hooks.example.com/x" << false;
    QTest::newRow("a file") << "file:/etc/url" << true;
    QTest::newRow("a keychain entry") << "keychain:alerts-url" << true;
    QTest::newRow("a variable") << "env:ALERTS_URL" << true;
    QTest::newRow("a variable of two words") << "env:ALERTS URL" << false;
    QTest::newRow("no name") << "keychain:" << false;
    QTest::newRow("an unknown place") << "drawer:url" << false;
}

void TestAlertingDialog::neverTakesASecretItself()
{
    QFETCH(QString, typed);
    QFETCH(bool, isTaken);
    QCOMPARE(isSecretReference(typed), isTaken);
    find<QPushButton>("hookAdd")->click();
    find<QLineEdit>("webhookName")->setText(QStringLiteral("new"));
    find<QLineEdit>("webhookAddress")->setText(typed);
    find<QPushButton>("webhookSave")->click();
    QCOMPARE(find<QLabel>("webhookAddressProblem")->isVisible(), !isTaken);
    QCOMPARE(find<QTableView>("webhookTable")->model()->rowCount(), isTaken ? 3 : 2);
}

void TestAlertingDialog::takesAnAddressOnlyWhereItIsNoSecret()
{
    const QString address = QStringLiteral("https://hooks.example.com/T0/B0/x");
    find<QPushButton>("hookAdd")->click();
    find<QLineEdit>("webhookName")->setText(QStringLiteral("new"));
    find<QLineEdit>("webhookAddress")->setText(address);
    auto *kind = find<QComboBox>("webhookKind");
    kind->setCurrentIndex(kind->findData(int(WebhookSettings::Kind::Slack)));
    find<QPushButton>("webhookSave")->click();
    QVERIFY(find<QLabel>("webhookAddressProblem")->isVisible());
    kind->setCurrentIndex(kind->findData(int(WebhookSettings::Kind::Json)));
    find<QPushButton>("webhookSave")->click();
    const auto saved = save();
    QVERIFY(saved);
    QCOMPARE(saved->webhooks.back().address, address);
}

void TestAlertingDialog::testsAWebhook()
{
    QSignalSpy tested(m_dialog, &AlertingDialog::webhookTestRequested);
    find<QTableView>("webhookTable")->selectRow(0);
    find<QPushButton>("hookTest")->click();
    QCOMPARE(tested.count(), 1);
    QCOMPARE(tested.first().first().value<WebhookSettings>().name, QStringLiteral("ops"));
    m_dialog->setWebhookAnswer(false, QStringLiteral("the server answered 503."));
    QCOMPARE(find<QLabel>("hookAnswer")->text(),
             QStringLiteral("It did not arrive: the server answered 503."));
    find<QPushButton>("hookEdit")->click();
    find<QPushButton>("webhookTest")->click();
    QVERIFY(!find<QPushButton>("webhookTest")->isEnabled());
    m_dialog->setWebhookAnswer(true, {});
    QVERIFY(find<QPushButton>("webhookTest")->isEnabled());
    QCOMPARE(find<QLabel>("webhookAnswer")->text(), QStringLiteral("It arrived."));
}

QTEST_MAIN(TestAlertingDialog)
#include "tst_alertingdialog.moc"
