// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/samples.h"
#include "ui/shell/mainwindow.h"
#include "ui/sources/sourcespanel.h"
#include "ui/sources/sourcestablemodel.h"
#include "ui/sources/sourcewords.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace outlay;
using namespace outlay::ui;

using Kind = Ingest::Plan::Kind;

namespace {

OverviewSnapshot withPlans()
{
    OverviewSnapshot s = fullSnapshot();
    s.sources.clear();
    SourceInfo claude;
    claude.name = "claude-code";
    claude.format = "claude-code";
    claude.events = 1204;
    claude.files = 3;
    claude.plan = "unknown";
    claude.span = TimeRange{{sampleNow.micros - 5 * microsPerDay}, sampleNow};
    claude.lastImport = Instant{sampleNow.micros - 2 * microsPerHour};
    SourceInfo gateway = claude;
    gateway.name = "litellm";
    gateway.format = "litellm";
    gateway.plan = "metered";
    s.sources = {claude, gateway};
    s.plans = {{"litellm", "", "metered", "", {}, {}},
               {"", "sub-key", "subscription", "Max 20x", {200'000'000'000}, {}}};
    return s;
}

} // namespace

class TestSourcesPanel : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void listsSourcesAndKeysWithTheirPlans();
    void setsAPlan();
    void setsAKeysPlan();
    void whatIsNoAmountOrDayIsSaid();
    void removesOnlyAfterAQuestion();
    void cancellingTheQuestionRemovesNothing();
    void keepsWhatIsTypedWhenTheLedgerChanges();
    void waitsWhileTheLedgerIsWritten();
    void isReachedFromTheCardAndSaysWhatIsNotAnswered();
    void theCardBeginsWithWhatIsInTrouble();

private:
    template <typename T> T *find(const char *name) const
    {
        T *found = m_window->findChild<T *>(QLatin1String(name));
        if (!found)
            qFatal("no %s", name);
        return found;
    }
    QString cell(int row, int column) const
    {
        const auto *model = find<QTableView>("sourcesTable")->model();
        return model->index(row, column).data().toString();
    }
    void select(int row) { find<QTableView>("sourcesTable")->selectRow(row); }
    void chooseKind(Kind kind)
    {
        auto *box = find<QComboBox>("planKind");
        box->setCurrentIndex(box->findData(static_cast<int>(kind)));
    }

    EnglishPlurals m_plurals;
    std::unique_ptr<MainWindow> m_window;
};

void TestSourcesPanel::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QCoreApplication::installTranslator(&m_plurals);
    loadFonts();
    applyScheme(Scheme::Light);
}

void TestSourcesPanel::init()
{
    m_window = std::make_unique<MainWindow>();
    m_window->resize(1280, 800);
    m_window->show();
    m_window->setSnapshot(shared(withPlans()));
    find<QAction>("actionSources")->trigger();
}

void TestSourcesPanel::listsSourcesAndKeysWithTheirPlans()
{
    using Model = SourcesTableModel;
    QCOMPARE(find<QTableView>("sourcesTable")->model()->rowCount(), 3);
    QCOMPARE(cell(0, Model::Name), QStringLiteral("claude-code"));
    QCOMPARE(cell(0, Model::Plan), QStringLiteral("Not answered"));
    QCOMPARE(cell(0, Model::Requests), QStringLiteral("1,204"));
    QCOMPARE(cell(0, Model::Files), QStringLiteral("3"));
    QCOMPARE(cell(0, Model::LastImport), QStringLiteral("2 h ago"));
    QCOMPARE(cell(1, Model::Plan), QStringLiteral("Metered"));
    QCOMPARE(cell(2, Model::Name), QStringLiteral("Key sub-key"));
    QCOMPARE(cell(2, Model::Plan), QStringLiteral("$200.00 a month, Max 20x"));
    SourcesTableModel model;
    QAbstractItemModelTester tester(&model);
    model.setSnapshot(shared(withPlans()));
}

void TestSourcesPanel::setsAPlan()
{
    QSignalSpy chosen(m_window.get(), &MainWindow::planChosen);
    select(0);
    QCOMPARE(find<QLabel>("sourceSubject")->text(), QStringLiteral("claude-code"));
    QVERIFY(!find<QLineEdit>("planFee")->isEnabled());
    chooseKind(Kind::Subscription);
    QVERIFY(find<QLineEdit>("planFee")->isEnabled());
    find<QLineEdit>("planName")->setText(QStringLiteral("Max 20x"));
    find<QLineEdit>("planFee")->setText(QStringLiteral("$1,200.50"));
    find<QLineEdit>("planSince")->setText(QStringLiteral("2026-11-01"));
    find<QPushButton>("planSet")->click();
    QCOMPARE(chosen.count(), 1);
    const auto plan = chosen.at(0).at(0).value<Ingest::Plan>();
    QCOMPARE(plan.source, std::string("claude-code"));
    QVERIFY(plan.key.empty());
    QVERIFY(plan.kind == Kind::Subscription);
    QCOMPARE(plan.name, std::string("Max 20x"));
    QCOMPARE(plan.fee.nanos, 1'200'500'000'000);
    QVERIFY(plan.from.starts_with("2026-11-01"));
}

void TestSourcesPanel::setsAKeysPlan()
{
    QSignalSpy chosen(m_window.get(), &MainWindow::planChosen);
    select(2);
    QCOMPARE(find<QLineEdit>("planFee")->text(), QStringLiteral("$200.00"));
    QVERIFY(!find<QPushButton>("sourceRemove")->isEnabled());
    chooseKind(Kind::Metered);
    find<QPushButton>("planSet")->click();
    const auto plan = chosen.at(0).at(0).value<Ingest::Plan>();
    QCOMPARE(plan.key, std::string("sub-key"));
    QVERIFY(plan.source.empty());
    QVERIFY(plan.kind == Kind::Metered);
    QVERIFY(plan.fee == Money{});
}

void TestSourcesPanel::whatIsNoAmountOrDayIsSaid()
{
    QSignalSpy chosen(m_window.get(), &MainWindow::planChosen);
    select(0);
    chooseKind(Kind::Subscription);
    for (const char *wrong : {"much", "-3"}) {
        find<QLineEdit>("planFee")->setText(QLatin1String(wrong));
        find<QPushButton>("planSet")->click();
        QVERIFY(find<QLabel>("planError")->text().contains(QLatin1String(wrong)));
    }
    find<QLineEdit>("planFee")->setText(QStringLiteral("20"));
    find<QLineEdit>("planSince")->setText(QStringLiteral("Monday"));
    find<QPushButton>("planSet")->click();
    QVERIFY(find<QLabel>("planError")->text().contains(QStringLiteral("Monday")));
    QCOMPARE(chosen.count(), 0);
}

void TestSourcesPanel::removesOnlyAfterAQuestion()
{
    QSignalSpy confirmed(m_window.get(), &MainWindow::removalConfirmed);
    select(1);
    find<QPushButton>("sourceRemove")->click();
    QCOMPARE(confirmed.count(), 0);
    auto *question = find<QMessageBox>("removalQuestion");
    QVERIFY(question->text().contains(QStringLiteral("litellm")));
    QVERIFY(question->informativeText().contains(QStringLiteral("1,204 requests")));
    find<QPushButton>("removalConfirm")->click();
    QCOMPARE(confirmed.count(), 1);
    QCOMPARE(confirmed.at(0).at(0).toString(), QStringLiteral("litellm"));
}

void TestSourcesPanel::cancellingTheQuestionRemovesNothing()
{
    QSignalSpy confirmed(m_window.get(), &MainWindow::removalConfirmed);
    select(1);
    find<QPushButton>("sourceRemove")->click();
    auto *question = find<QMessageBox>("removalQuestion");
    QCOMPARE(question->defaultButton(), question->button(QMessageBox::Cancel));
    question->button(QMessageBox::Cancel)->click();
    QCOMPARE(confirmed.count(), 0);
}

void TestSourcesPanel::keepsWhatIsTypedWhenTheLedgerChanges()
{
    select(1);
    chooseKind(Kind::Subscription);
    find<QLineEdit>("planFee")->setText(QStringLiteral("19"));
    OverviewSnapshot more = withPlans();
    more.sources.insert(more.sources.begin(), more.sources.front());
    more.sources.front().name = "another";
    m_window->setSnapshot(shared(std::move(more)));
    QCOMPARE(find<QLineEdit>("planFee")->text(), QStringLiteral("19"));
    QCOMPARE(find<QTableView>("sourcesTable")->currentIndex().row(), 2);
    OverviewSnapshot gone = withPlans();
    gone.sources.pop_back();
    m_window->setSnapshot(shared(std::move(gone)));
    QCOMPARE(find<QLabel>("sourceSubject")->text(), QStringLiteral("claude-code"));
    QVERIFY(find<QLineEdit>("planFee")->text().isEmpty());
    m_window->setSnapshot(shared(emptySnapshot()));
    QVERIFY(!find<QPushButton>("planSet")->isEnabled());
}

void TestSourcesPanel::waitsWhileTheLedgerIsWritten()
{
    select(0);
    m_window->configurationStarted(QStringLiteral("Removing"));
    QVERIFY(!find<QPushButton>("planSet")->isEnabled());
    QVERIFY(!find<QPushButton>("sourceRemove")->isEnabled());
    QVERIFY(!find<QPushButton>("importButton")->isEnabled());
    QVERIFY(!find<QAction>("actionImportFiles")->isEnabled());
    QVERIFY(!find<QAction>("actionDemo")->isEnabled());
    m_window->configurationEnded(QStringLiteral("Removed"));
    QVERIFY(find<QPushButton>("planSet")->isEnabled());
    QVERIFY(find<QPushButton>("sourceRemove")->isEnabled());
    QVERIFY(find<QPushButton>("importButton")->isEnabled());
    QVERIFY(find<QAction>("actionDemo")->isEnabled());
    QCOMPARE(find<QLabel>("importText")->text(), QStringLiteral("Removed"));
}

void TestSourcesPanel::isReachedFromTheCardAndSaysWhatIsNotAnswered()
{
    m_window->showPage(Page::Overview);
    QVERIFY(!find<SourcesPanel>("sources")->isVisible());
    find<QPushButton>("manageSources")->click();
    QVERIFY(find<SourcesPanel>("sources")->isVisible());
    bool isSaid = false;
    for (const QLabel *label : find<QWidget>("sourcesCard")->findChildren<QLabel *>())
        isSaid = isSaid || label->text() == QStringLiteral("Plan of 1 source not answered");
    QVERIFY(isSaid);
}

void TestSourcesPanel::theCardBeginsWithWhatIsInTrouble()
{
    const auto texts = [this] {
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QStringList all;
        for (const QLabel *label : find<QWidget>("sourcesCard")->findChildren<QLabel *>())
            all << label->text();
        return all;
    };
    m_window->showPage(Page::Overview);
    QVERIFY(!texts().contains(QStringLiteral("lost")));
    SourceRow lost;
    lost.name = "lost"; // nothing ever came of it, so the ledger does not know it
    lost.kind = SourceKind::Files;
    lost.state = SourceState::Unreachable;
    SourcesSnapshot watched;
    watched.rows = {lost};
    m_window->setSources(watched);
    const QStringList said = texts();
    const auto at = said.indexOf(QStringLiteral("lost"));
    QVERIFY(at >= 0);
    QCOMPARE(said.value(at + 1), stateLabel(SourceState::Unreachable));
    for (const SourceInfo &source : withPlans().sources) {
        const auto other = said.indexOf(QString::fromStdString(source.name));
        QVERIFY(other < 0 || other > at);
    }
    m_window->setSources({});
    QVERIFY(!texts().contains(QStringLiteral("lost")));
}

QTEST_MAIN(TestSourcesPanel)
#include "tst_sourcespanel.moc"
