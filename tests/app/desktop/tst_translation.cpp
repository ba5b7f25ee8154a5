// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/desktopapp.h"
#include "models/ledger/ledgerreader.h"
#include "tests/app/desktop/clipping.h"
#include "tests/app/desktop/pseudotranslator.h"
#include "tests/app/desktop/showntexts.h"
#include "ui/charts/chartlegend.h"
#include "ui/settings/settingspage.h"
#include "ui/tasks/agentmodel.h"
#include "ui/tasks/tasklistmodel.h"
#include "ui/text/labels.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"
#include "ui/widgets/filterbar.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QButtonGroup>
#include <QComboBox>
#include <QDateEdit>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QRegularExpression>
#include <QSet>
#include <QSignalSpy>
#include <QStringListModel>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace outlay;
using namespace outlay::ui;
using test::clipping;
using test::nameOf;
using test::Text;

namespace {

/// What is left of a text without what was translated.
QString untranslated(QString text)
{
    static const QRegularExpression innermost(QStringLiteral("‹[^‹›]*›"));
    while (text.contains(innermost))
        text.replace(innermost, QStringLiteral(" "));
    return text;
}

/// Letters that are part of figures: "7.1B", "12.4K".
bool isUnit(const QString &word)
{
    return word.size() == 1 || word == QLatin1String("kB") || word == QLatin1String("MB");
}

} // namespace

/// The window over the demo's ledger in a language that is a third longer.
class TestTranslation : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void everyTextIsTranslatable_data() { addScenes(); }
    void everyTextIsTranslatable();
    void nothingIsCutOff_data() { addScenes(); }
    void nothingIsCutOff();
    void nothingIsCutOffFromRightToLeft_data() { addScenes(); }
    void nothingIsCutOffFromRightToLeft();
    void cleanupTestCase() { m_desktop.reset(); }

private:
    void addScenes();
    /// The windows on the screen, the last opened one last.
    QList<QWidget *> open(const QString &scene);
    void close();
    /// Of the scene, what shows less than its whole text.
    QStringList cutOff(const QString &scene);
    void learnWords();
    void learn(const QString &text);
    [[nodiscard]] QStringList strangers(const QString &text) const;
    MainWindow &window() { return m_desktop->window(); }

    QTemporaryDir m_home;
    test::PseudoTranslator m_translator;
    std::unique_ptr<DesktopApp> m_desktop;
    QSet<QString> m_words; ///< of data and dates
};

void TestTranslation::initTestCase()
{
    for (const char *name : {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"})
        qputenv(name, m_home.path().toLocal8Bit());
    qputenv("OPENAI_API_KEY", "x");
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QCoreApplication::installTranslator(&m_translator);
    loadFonts();
    Options options;
    options.ledger = m_home.filePath(QStringLiteral("demo.sqlite"));
    options.isDemo = true;
    options.screenshot = QStringLiteral("none"); // settings of nobody
    options.size = QSize(1280, 800);
    m_desktop = std::make_unique<DesktopApp>(options, systemClock(), Zone());
    QSignalSpy ready(m_desktop.get(), &DesktopApp::pageReady);
    m_desktop->start();
    QTRY_COMPARE_WITH_TIMEOUT(ready.count(), 1, 240'000);
    QCoreApplication::processEvents();
    learnWords();
}

void TestTranslation::learnWords()
{
    const OverviewSnapshot &s = *window().overview().snapshot();
    for (const TopList &top : s.tops) {
        for (const Row &row : top.rows) {
            if (!row.key.empty() && row.key.front())
                learn(valueLabel(top.dimension, row.key.front()));
        }
    }
    for (const Series &series : s.series)
        learn(valueLabel(s.request.stackBy, series.value));
    for (const SourceInfo &source : s.sources)
        learn(QString::fromStdString(source.name + ' ' + source.format));
    for (const PlanInfo &plan : s.plans)
        learn(QString::fromStdString(plan.name + ' ' + plan.key));
    for (const auto &[model, requests] : s.facts.unpricedModels)
        learn(QString::fromStdString(model));
    for (const PriceRow &row : PriceBook::shipped()->rows()) {
        learn(QString::fromStdString(row.priceId + ' ' + row.origin));
        for (const std::string &condition : row.conditions)
            learn(QString::fromStdString(condition));
    }
    const QLocale locale;
    for (int month = 1; month <= 12; ++month)
        learn(locale.monthName(month) + u' ' + locale.monthName(month, QLocale::ShortFormat));
    for (int day = 1; day <= 7; ++day)
        learn(locale.dayName(day, QLocale::ShortFormat));
    learn(m_home.path() + QStringLiteral(" demo Demo sqlite UTC AM PM OPENAI_API_KEY"));
    learn(QStringLiteral("OpenAI Anthropic OpenRouter https api openai com")); // proper names
    // The first of the zones is a sentence.
    const auto *zones = window().settings().findChild<QComboBox *>(QStringLiteral("settingsZone"));
    for (int i = 1; i < zones->count(); ++i)
        learn(zones->itemText(i));
    const auto *codes = window().settings().findChild<QComboBox *>(QStringLiteral("currencyCode"));
    QVERIFY(codes);
    for (int i = 0; i < codes->count(); ++i)
        learn(codes->itemText(i));
    const auto reader =
        LedgerReader::open(m_home.filePath(QStringLiteral("demo.sqlite")).toStdString());
    QVERIFY(reader);
    Query everybody; // the dearest alone are on the Overview
    everybody.by = {{Dimension::User, {}}};
    const auto answer = (*reader)->run(everybody);
    QVERIFY(answer);
    for (const Row &row : answer->rows) {
        if (row.key.front())
            learn(QString::fromStdString(*row.key.front()));
    }
}

QStringList TestTranslation::strangers(const QString &text) const
{
    static const QRegularExpression letters(QStringLiteral("\\p{L}+"));
    static const QRegularExpression commits(QStringLiteral("\\b(?=[a-f]*[0-9])[0-9a-f]{7,40}\\b"));
    QStringList found;
    for (auto it = letters.globalMatch(untranslated(text).remove(commits)); it.hasNext();) {
        const QString word = it.next().captured();
        if (!isUnit(word) && !m_words.contains(word))
            found << word;
    }
    return found;
}

/// A name of the data: it is no word that could be translated.
void TestTranslation::learn(const QString &text)
{
    static const QRegularExpression letters(QStringLiteral("\\p{L}+"));
    for (auto it = letters.globalMatch(text); it.hasNext();)
        m_words << it.next().captured();
}

void TestTranslation::addScenes()
{
    QTest::addColumn<QString>("scene");
    for (const char *scene :
         {"overview",       "table",    "receipt",         "sources",        "watched",
          "source form",    "keyboard", "unpriced",        "import running", "import done",
          "demo cancelled", "filtered", "explore",         "explore hours",  "tasks",
          "task",           "prices",   "nothing matches", "failure",        "welcome",
          "settings"})
        QTest::newRow(scene) << QString::fromLatin1(scene);
}

QList<QWidget *> TestTranslation::open(const QString &scene)
{
    const OverviewSnapshotPtr shown = window().overview().snapshot();
    const auto press = [this](const char *name) {
        window().findChild<QAbstractButton *>(QLatin1String(name))->click();
    };
    if (scene == u"table")
        press("asTable");
    else if (scene == u"receipt") {
        QTest::keyClick(window().findChild<QWidget *>(QStringLiteral("tileSpend")), Qt::Key_Space);
        auto *table = window().findChild<QTableView *>(QStringLiteral("receiptTable"));
        const auto isThere = [&] { return table->model()->rowCount() > 30; };
        (void)QTest::qWaitFor(isThere, 60'000);
    } else if (scene == u"sources" || scene == u"keyboard")
        window()
            .findChild<QAction *>(scene == u"sources" ? QStringLiteral("actionSources")
                                                      : QStringLiteral("actionShortcuts"))
            ->trigger();
    else if (scene == u"watched") {
        window().showPage(Page::Sources);
        SourcesSnapshot sources;
        sources.now = shown->now;
        sources.shown = {{shown->now.micros - 30 * microsPerDay}, shown->now};
        for (int state = 0; state <= static_cast<int>(SourceState::OutOfFunds); ++state) {
            SourceRow row;
            row.name = "demo " + std::to_string(state);
            row.where = QStringLiteral("demo");
            row.state = static_cast<SourceState>(state);
            row.reason = QStringLiteral("Demo");
            row.nextAttempt = row.breakerOpenUntil = shown->now;
            row.breaker = static_cast<BreakerState>(state % 3);
            row.coverage = {{sources.shown, CoverageKind::Watched}};
            sources.rows.push_back(std::move(row));
        }
        window().sources().setSources(sources);
    } else if (scene.startsWith(u"explore")) {
        window().showPage(Page::Explore);
        ExplorePage &page = window().explore();
        if (scene == u"explore hours") {
            const auto group = page.findChild<QWidget *>(QStringLiteral("exploreMeasure"))
                                   ->parentWidget()
                                   ->findChildren<QButtonGroup *>();
            group.constFirst()->button(static_cast<int>(ChartKind::Heatmap))->click();
        }
        const auto isThere = [&] {
            return page.snapshot() && page.snapshot()->request == page.request();
        };
        (void)QTest::qWaitFor(isThere, 60'000);
    } else if (scene == u"tasks" || scene == u"task") {
        window().showPage(Page::Tasks);
        auto *tasks = window().findChild<QTableView *>(QStringLiteral("taskTable"));
        (void)QTest::qWaitFor([&] { return tasks->model()->rowCount() > 0; }, 60'000);
        const auto *list = qobject_cast<const TaskListModel *>(tasks->model());
        for (int row = 0; list->taskAt(row); ++row) {
            learn(QString::fromStdString(list->taskAt(row)->task));
            for (const std::string &branch : list->taskAt(row)->detail.branches)
                learn(QString::fromStdString(branch));
        }
        if (scene == u"task") {
            tasks->setCurrentIndex(tasks->model()->index(3, 0)); // several agents worked on it
            QTest::keyClick(tasks, Qt::Key_Return);
            auto *agents = window().findChild<QTableView *>(QStringLiteral("agentTable"));
            (void)QTest::qWaitFor([&] { return agents->model()->rowCount() > 0; }, 60'000);
            const auto *tree = qobject_cast<const AgentModel *>(agents->model());
            for (int row = 0; const Agent *agent = tree->agentAt(row); ++row) {
                learn(QString::fromStdString(agent->name.agent + ' ' + agent->name.session));
                learn(QString::fromStdString(agent->name.session.substr(0, 13)));
                for (const std::string &model : agent->models)
                    learn(QString::fromStdString(model));
            }
        }
    } else if (scene == u"settings") {
        window().showPage(Page::Settings);
        const auto *effect = window().findChild<QLabel *>(QStringLiteral("retentionEffect"));
        const QDate first(2026, 11, 1); // October would go
        window().findChild<QDateEdit *>(QStringLiteral("retentionFirst"))->setDate(first);
        const auto isThere = [&] { return effect->text().contains(QStringLiteral("Oct")); };
        (void)QTest::qWaitFor(isThere, 60'000);
    } else if (scene == u"prices") {
        window().showPage(Page::Prices);
        const QAbstractItemModel *book =
            window().findChild<QTableView *>(QStringLiteral("pricesTable"))->model();
        (void)QTest::qWaitFor([&] { return book->rowCount() > 0; }, 60'000);
    } else if (scene == u"source form")
        window().sources().addSource();
    else if (scene == u"unpriced")
        press("noteDetails0");
    else if (scene == u"import running") {
        window().importStarted(QStringLiteral("‹Opening›"));
        window().importProgressed({5'000, 10'000, 1, 2, "/x/demo.sqlite"});
    } else if (scene == u"import done") {
        ImportCounts counts;
        counts.lines = counts.created = 2;
        window().importFinished(counts);
    } else if (scene == u"demo cancelled")
        window().demoCancelled();
    else if (scene == u"filtered" || scene == u"nothing matches") {
        const std::string value =
            scene == u"filtered" ? "mobile-app" : "demo"; // the second is no project
        QSignalSpy settled(&window(), &MainWindow::overviewRequested);
        window().overview().filterBar().addFilter({{Dimension::Project, {}}, {value}});
        const auto isNew = [&] { return window().overview().snapshot() != shown; };
        (void)QTest::qWaitFor(isNew, 60'000);
    } else if (scene == u"failure")
        window().setReadFailure({Error::Kind::Busy, "demo"});
    else if (scene == u"welcome") {
        OverviewSnapshot empty;
        empty.now = shown->now;
        FoundItem item;
        item.path = "/demo";
        item.format = "claude-code";
        item.title = QStringLiteral("claude");
        item.files = 2;
        window().setFound({item}, {QStringLiteral("OPENAI_API_KEY")});
        window().setSnapshot(std::make_shared<const OverviewSnapshot>(empty));
    }
    QTest::qWait(50);                        // deferred deletions
    for (int level = 0; level < 10; ++level) // a label's new size asks the layout around it
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    QList<QWidget *> windows{&window()};
    for (QWidget *widget : QApplication::topLevelWidgets()) {
        if (widget != &window() && widget->isVisible())
            windows << widget;
    }
    return windows;
}

void TestTranslation::close()
{
    for (QWidget *widget : QApplication::topLevelWidgets()) {
        if (widget != &window() && widget->isVisible())
            widget->close();
    }
    auto *asTable = window().findChild<QAbstractButton *>(QStringLiteral("asTable"));
    asTable->setChecked(false);
    window().importEnded();
    window().showPage(Page::Overview);
    OverviewRequest plain = window().overview().request();
    if (!plain.where.empty()) {
        const OverviewSnapshotPtr shown = window().overview().snapshot();
        window().findChild<QAbstractButton *>(QStringLiteral("chip0"))->click();
        (void)QTest::qWaitFor([&] { return window().overview().snapshot() != shown; }, 60'000);
    }
    const OverviewSnapshotPtr shown = window().overview().snapshot();
    emit window().refreshRequested();
    (void)QTest::qWaitFor([&] { return window().overview().snapshot() != shown; }, 60'000);
    QTest::qWait(20);
}

void TestTranslation::everyTextIsTranslatable()
{
    QFETCH(QString, scene);
    std::vector<Text> texts;
    for (QWidget *shown : open(scene)) {
        test::addWidget(texts, *shown);
        for (const QWidget *widget : shown->findChildren<QWidget *>()) {
            if (widget->isVisibleTo(shown) || qobject_cast<const QMenu *>(widget))
                test::addWidget(texts, *widget);
        }
    }
    QVERIFY(texts.size() > 50);
    QStringList bad;
    for (const Text &text : texts) {
        const QStringList words = strangers(text.text);
        if (!words.isEmpty())
            bad << text.where + QStringLiteral(": ") + words.join(u' ') + QStringLiteral(" in: ") +
                       text.text.left(300);
    }
    close();
    bad.removeDuplicates();
    QVERIFY2(bad.isEmpty(), qPrintable(u'\n' + bad.join(u'\n')));
}

void TestTranslation::nothingIsCutOff()
{
    QFETCH(QString, scene);
    const QStringList bad = cutOff(scene);
    QVERIFY2(bad.isEmpty(), qPrintable(u'\n' + bad.join(u'\n')));
}

/// Mirrored, everything has the room it had, and what stood first on the left stands on the right.
void TestTranslation::nothingIsCutOffFromRightToLeft()
{
    QFETCH(QString, scene);
    QApplication::setLayoutDirection(Qt::RightToLeft);
    const QStringList bad = cutOff(scene);
    const auto *sidebar = window().findChild<QWidget *>(QStringLiteral("sidebar"));
    const int right = sidebar->mapTo(&window(), QPoint(sidebar->width(), 0)).x();
    const int width = window().width();
    QApplication::setLayoutDirection(Qt::LeftToRight);
    QVERIFY2(bad.isEmpty(), qPrintable(u'\n' + bad.join(u'\n')));
    QCOMPARE(right, width);
}

QStringList TestTranslation::cutOff(const QString &scene)
{
    QStringList bad;
    for (QWidget *shown : open(scene)) {
        for (const QWidget *widget : shown->findChildren<QWidget *>()) {
            if (!widget->isVisible())
                continue;
            const QString cut = clipping(*widget);
            // The path of the ledger may be of any length; it has a tool tip.
            if (!cut.isEmpty() && widget->objectName() != QLatin1String("ledgerName"))
                bad << cut;
        }
    }
    close();
    bad.removeDuplicates();
    return bad;
}

QTEST_MAIN(TestTranslation)
#include "tst_translation.moc"
