// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/people/peoplemodels.h"
#include "ui/people/peoplepage.h"
#include "ui/people/peoplewords.h"
#include "ui/people/personeditor.h"
#include "ui/people/ruleeditor.h"

#include <QAbstractItemModelTester>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include <algorithm>

using namespace outlay;
using namespace outlay::ui;

namespace {

PeopleSnapshot sample()
{
    PeopleSnapshot snapshot;
    snapshot.report.people = {
        {{"Ada", "ada@example.com", "search", "", {{Identity::Kind::Key, "ada-laptop"}}},
         12,
         Money{3'000'000'000}},
        {{"Bob", "", "", "", {}}, 1, Money{1'000'000'000}}};
    snapshot.report.unmapped = {{{Identity::Kind::GatewayUser, "ada"}, 4, Money{2'000'000'000}},
                                {{Identity::Kind::Key, "svc"}, 3, Money{500'000'000}}};
    snapshot.report.suggestions = {{{Identity::Kind::GatewayUser, "ada"},
                                    "Ada",
                                    "",
                                    JoinSuggestion::Reason::SameLocalPart,
                                    Money{2'000'000'000}}};
    snapshot.report.total = Money{8'000'000'000};
    Ingest::AttributionRule first, second;
    first.match = {{{Dimension::Key, {}}, {"svc", std::nullopt}}, {{Dimension::Tag, "app"}, {"x"}}};
    first.set = {{Dimension::Team, "search"}};
    first.range.from = *parseInstant("2026-11-01T00:00:00Z");
    second.set = {{Dimension::TaskKind, "chat"}};
    snapshot.rules = {first, second};
    snapshot.canUndo = true;
    return snapshot;
}

PeopleSnapshotPtr shared(const PeopleSnapshot &snapshot)
{
    return std::make_shared<const PeopleSnapshot>(snapshot);
}

} // namespace

class TestPeoplePage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void modelsKeepTheirPromises();
    void saysWhatIsThere();
    void joinsWithOneClick();
    void takesAllSuggestions();
    void theFocusStaysNearWhatWasPressed();
    void editsAPerson();
    void refusesWhatTheEditorCannotRead_data();
    void refusesWhatTheEditorCannotRead();
    void movesAndRemovesRules();
    void aRuleSurvivesItsEditor();
    void previewsTheRuleBeingWritten();
    void sendsLongRulesToTheCommandLine();
    void asksOnceBeforeANameIsGone();
    void setsNothingWhileBusy();
    void emptyTablesSayWhatToDoNext();
    void listsTheUnmappedByMoneyInASmallWindow();
    void theCostIsTheLastToGo();
    void takesBackTheLastChangeOfPersons();

private:
    template <typename T> static T *child(QObject &of, const char *name)
    {
        return of.findChild<T *>(QLatin1String(name));
    }
    static void select(QObject &page, const char *table, int row)
    {
        child<QTableView>(page, table)->selectRow(row);
    }
    static void click(QObject &page, const char *button)
    {
        child<QPushButton>(page, button)->click();
    }
};

void TestPeoplePage::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    qRegisterMetaType<std::vector<Person>>();
    qRegisterMetaType<std::vector<Ingest::AttributionRule>>();
}

void TestPeoplePage::modelsKeepTheirPromises()
{
    PeopleTableModel people;
    UnmappedTableModel unmapped;
    RulesTableModel rules;
    for (PeopleModelBase *model :
         {static_cast<PeopleModelBase *>(&people), static_cast<PeopleModelBase *>(&unmapped),
          static_cast<PeopleModelBase *>(&rules)}) {
        const QAbstractItemModelTester tester(
            model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model->rowCount(), 0);
        model->setSnapshot(shared(sample()));
        QCOMPARE(model->rowCount(), 2);
        model->setSnapshot(shared({}));
        QCOMPARE(model->rowCount(), 0);
        model->setSnapshot(shared(sample()));
    }
    const auto text = [](const PeopleModelBase &model, int row, int column) {
        return model.index(row, column).data().toString();
    };
    QCOMPARE(text(people, 0, PeopleTableModel::Identities),
             QStringLiteral("ada@example.com, ada-laptop"));
    QCOMPARE(text(people, 0, PeopleTableModel::Cost), QStringLiteral("$3.00"));
    QCOMPARE(people.index(0, PeopleTableModel::Cost).data(PeopleModelBase::SortRole).toLongLong(),
             3'000'000'000LL);
    QCOMPARE(text(unmapped, 0, UnmappedTableModel::Suggestion),
             QStringLiteral("Ada (same name before the @)"));
    QCOMPARE(text(unmapped, 1, UnmappedTableModel::Suggestion), QStringLiteral("–"));
    QCOMPARE(text(rules, 0, RulesTableModel::Match),
             QStringLiteral("key is svc or unknown, tag app is x"));
    QCOMPARE(text(rules, 1, RulesTableModel::Match), QStringLiteral("every request"));
    QCOMPARE(text(rules, 1, RulesTableModel::Time), QStringLiteral("always"));
    QVERIFY(!people.personAt(2) && !people.personAt(-1) && !unmapped.suggestionAt(1));
}

void TestPeoplePage::saysWhatIsThere()
{
    PeoplePage page;
    page.setSnapshot(shared(sample()));
    QCOMPARE(child<QLabel>(page, "peopleSubtitle")->text(),
             QStringLiteral("2 person(s) stand for 50.0% of $8.00 spent"));
    page.setSnapshot(shared({}));
    QVERIFY(child<QLabel>(page, "peopleSubtitle")->text().startsWith(QStringLiteral("Nobody yet")));
    QVERIFY(!child<QPushButton>(page, "ruleUndo")->isEnabled());
    QVERIFY(!child<QPushButton>(page, "unmappedJoinAll")->isEnabled());
}

void TestPeoplePage::joinsWithOneClick()
{
    PeoplePage page;
    page.setSnapshot(shared(sample()));
    std::vector<Person> chosen;
    connect(&page, &PeoplePage::peopleChosen, this,
            [&](const std::vector<Person> &people) { chosen = people; });
    QVERIFY(!child<QPushButton>(page, "unmappedJoin")->isEnabled());
    select(page, "unmappedTable", 0);
    QCOMPARE(child<QPushButton>(page, "unmappedJoin")->text(), QStringLiteral("Join to Ada"));
    click(page, "unmappedJoin");
    QCOMPARE(chosen.size(), std::size_t{2});
    QCOMPARE(chosen.front().identities.size(), std::size_t{2});
    // Nobody comes to mind: the editor of a new person, with the identity in it.
    select(page, "unmappedTable", 1);
    click(page, "unmappedJoin");
    auto *editor = page.findChild<PersonEditor *>();
    QVERIFY(editor);
    QCOMPARE(child<QPlainTextEdit>(*editor, "personIdentities")->toPlainText(),
             QStringLiteral("key=svc"));
}

void TestPeoplePage::takesAllSuggestions()
{
    PeoplePage page;
    page.setSnapshot(shared(sample()));
    const QSignalSpy spy(&page, &PeoplePage::peopleChosen);
    click(page, "unmappedJoinAll");
    QCOMPARE(spy.count(), 1);
}

/// It is disabled while the persons are stored, and for good once there is nothing left to take.
void TestPeoplePage::theFocusStaysNearWhatWasPressed()
{
    QWidget window;
    auto *sidebar = new QPushButton(QStringLiteral("Overview"), &window);
    auto *page = new PeoplePage(&window);
    auto *row = new QHBoxLayout(&window);
    row->addWidget(sidebar);
    row->addWidget(page, 1);
    window.resize(1200, 800);
    window.show();
    page->setSnapshot(shared(sample()));
    auto *all = child<QPushButton>(*page, "unmappedJoinAll");
    auto *unmapped = child<QTableView>(*page, "unmappedTable");
    auto *people = child<QTableView>(*page, "peopleTable");
    all->setFocus();
    QCOMPARE(window.focusWidget(), all);
    page->setBusy(true);
    QVERIFY(!all->isEnabled());
    QCOMPARE(window.focusWidget(), unmapped);
    page->setBusy(false); // it could not be stored
    QCOMPARE(window.focusWidget(), all);
    page->setBusy(true);
    PeopleSnapshot taken = sample();
    taken.report.suggestions.clear();
    taken.report.unmapped.clear();
    page->setSnapshot(shared(taken));
    QVERIFY(!unmapped->isVisible());
    QCOMPARE(window.focusWidget(), people);
    page->setBusy(false);
    QCOMPARE(window.focusWidget(), people);
}

void TestPeoplePage::editsAPerson()
{
    PeoplePage page;
    page.setSnapshot(shared(sample()));
    std::vector<Person> chosen;
    connect(&page, &PeoplePage::peopleChosen, this,
            [&](const std::vector<Person> &people) { chosen = people; });
    select(page, "peopleTable", 0);
    click(page, "personEdit");
    auto *editor = page.findChild<PersonEditor *>();
    QVERIFY(editor);
    child<QLineEdit>(*editor, "personName")->setText(QStringLiteral("Ada L"));
    child<QLineEdit>(*editor, "personTeam")->clear();
    editor->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save)->click();
    QCOMPARE(chosen.size(), std::size_t{2});
    QCOMPARE(chosen.front().name, std::string("Ada L"));
    QVERIFY(chosen.front().team.empty());
    // One that contradicts another is not sent off.
    chosen.clear();
    select(page, "peopleTable", 1);
    click(page, "personEdit");
    for (PersonEditor *open : page.findChildren<PersonEditor *>()) {
        if (!open->isVisible())
            continue;
        child<QLineEdit>(*open, "personEmail")->setText(QStringLiteral("ADA@example.com"));
        open->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save)->click();
    }
    QVERIFY(chosen.empty());
    QVERIFY(child<QLabel>(page, "peopleProblem")->text().contains(QStringLiteral("Ada")));
}

void TestPeoplePage::refusesWhatTheEditorCannotRead_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("email");
    QTest::addColumn<QString>("identities");
    QTest::newRow("no name") << QString() << QString() << QString();
    QTest::newRow("no address") << QStringLiteral("A") << QStringLiteral("a") << QString();
    QTest::newRow("no kind") << QStringLiteral("A") << QString() << QStringLiteral("ada");
    QTest::newRow("unknown kind") << QStringLiteral("A") << QString() << QStringLiteral("hat=ada");
    QTest::newRow("no value") << QStringLiteral("A") << QString() << QStringLiteral("key=");
}

void TestPeoplePage::refusesWhatTheEditorCannotRead()
{
    QFETCH(QString, name);
    QFETCH(QString, email);
    QFETCH(QString, identities);
    PersonEditor editor({}, nullptr);
    editor.setAttribute(Qt::WA_DeleteOnClose, false);
    child<QLineEdit>(editor, "personName")->setText(name);
    child<QLineEdit>(editor, "personEmail")->setText(email);
    child<QPlainTextEdit>(editor, "personIdentities")->setPlainText(identities);
    QVERIFY(!editor.person().has_value());
}

void TestPeoplePage::movesAndRemovesRules()
{
    PeoplePage page;
    page.setSnapshot(shared(sample()));
    std::vector<Ingest::AttributionRule> chosen;
    connect(&page, &PeoplePage::rulesChosen, this,
            [&](const std::vector<Ingest::AttributionRule> &rules) { chosen = rules; });
    select(page, "rulesTable", 0);
    QVERIFY(!child<QPushButton>(page, "ruleUp")->isEnabled());
    click(page, "ruleDown");
    QCOMPARE(chosen.size(), std::size_t{2});
    QCOMPARE(chosen.front().set.front().second, std::string("chat"));
    PeopleSnapshot after = sample();
    after.rules = chosen;
    page.setSnapshot(shared(after));
    // The rule that was moved stays the selected one.
    QVERIFY(!child<QPushButton>(page, "ruleDown")->isEnabled());
    click(page, "ruleRemove");
    QCOMPARE(chosen.size(), std::size_t{1});
    QCOMPARE(chosen.front().set.front().second, std::string("chat"));
    const QSignalSpy undo(&page, &PeoplePage::undoRequested);
    click(page, "ruleUndo");
    QCOMPARE(undo.count(), 1);
}

void TestPeoplePage::aRuleSurvivesItsEditor()
{
    for (const Ingest::AttributionRule &rule : sample().rules) {
        RuleEditor editor(rule, false, nullptr);
        editor.setAttribute(Qt::WA_DeleteOnClose, false);
        const auto read = editor.rule();
        QVERIFY(read.has_value());
        QVERIFY(read->match == rule.match);
        QVERIFY(read->set == rule.set);
        QCOMPARE(read->range.from, rule.range.from);
        QCOMPARE(read->range.to, rule.range.to);
    }
}

void TestPeoplePage::previewsTheRuleBeingWritten()
{
    PeoplePage page;
    page.setSnapshot(shared(sample()));
    std::uint64_t number = 0;
    ConfigurationChange change;
    connect(&page, &PeoplePage::previewRequested, this,
            [&](std::uint64_t n, const ConfigurationChange &asked) {
                number = n;
                change = asked;
            });
    click(page, "ruleAdd");
    auto *editor = page.findChild<RuleEditor *>();
    QVERIFY(editor);
    child<QLineEdit>(*editor, "ruleSetValue0")->setText(QStringLiteral("platform"));
    QTRY_VERIFY(number > 0);
    QVERIFY(change.attributionRules && change.attributionRules->size() == 3);
    ConfigurationEffect effect;
    effect.requests = 10;
    effect.touched = 3;
    effect.moves = {{Dimension::Team, std::nullopt, "platform", 3, Money{412'000'000'000}}};
    page.setEffect(number + 1, {}); // of another rule
    page.setEffect(number, effect);
    QCOMPARE(child<QLabel>(*editor, "ruleEffect")->text(),
             QStringLiteral("Moves $412.00 from unknown to platform (team, 3 request(s))"));
    // A bill without requests is in no preview of requests.
    effect.notItemised = Money{88'000'000'000};
    page.setEffect(number, effect);
    QVERIFY(child<QLabel>(*editor, "ruleEffect")
                ->text()
                .contains(QStringLiteral("\nNot in this preview: $88.00 not itemised.")));
}

void TestPeoplePage::sendsLongRulesToTheCommandLine()
{
    PeopleSnapshot snapshot = sample();
    snapshot.rules.front().match.front().anyOf = {"a,b"};
    PeoplePage page;
    page.setSnapshot(shared(snapshot));
    select(page, "rulesTable", 0);
    click(page, "ruleEdit");
    QVERIFY(!page.findChild<RuleEditor *>());
    QVERIFY(child<QLabel>(page, "peopleProblem")->text().contains(QStringLiteral("set 1")));
}

void TestPeoplePage::asksOnceBeforeANameIsGone()
{
    PeoplePage page;
    page.setSnapshot(shared(sample()));
    QSignalSpy previews(&page, &PeoplePage::pseudonymPreviewRequested);
    QSignalSpy confirmed(&page, &PeoplePage::pseudonymConfirmed);
    QVERIFY(!child<QPushButton>(page, "personPseudonymise")->isEnabled()); // nobody is chosen
    select(page, "peopleTable", 0);
    click(page, "personPseudonymise");
    QCOMPARE(previews.takeFirst().value(0).toString(), QStringLiteral("Ada"));
    PseudonymEffect effect;
    effect.texts = 3;
    effect.around = 2;
    effect.months = {"2026-09", "2026-10"};
    page.setPseudonymEffect(QStringLiteral("Bob"), effect); // the answer to another question
    QVERIFY(!child<QMessageBox>(page, "pseudonymQuestion"));
    page.setPseudonymEffect(QStringLiteral("Ada"), effect);
    auto *question = child<QMessageBox>(page, "pseudonymQuestion");
    QVERIFY(question && question->text().contains(QStringLiteral("Ada")));
    for (const char *said : {"2026-09, 2026-10", "cannot be undone", "keep the name"})
        QVERIFY2(question->informativeText().contains(QLatin1String(said)), said);
    QCOMPARE(question->defaultButton(), question->button(QMessageBox::Cancel));
    question->button(QMessageBox::Cancel)->click();
    QVERIFY(confirmed.isEmpty());
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    click(page, "personPseudonymise");
    page.setPseudonymEffect(QStringLiteral("Ada"), effect);
    child<QPushButton>(page, "pseudonymConfirm")->click();
    QCOMPARE(confirmed.takeFirst().value(0).toString(), QStringLiteral("Ada"));
    page.setPseudonymFailure(QStringLiteral("Ada"), QStringLiteral("The ledger is locked."));
    const auto labels = page.findChildren<QLabel *>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
        return label->text() == QLatin1String("The ledger is locked.");
    }));
}

void TestPeoplePage::setsNothingWhileBusy()
{
    PeoplePage page;
    page.setSnapshot(shared(sample()));
    select(page, "rulesTable", 0);
    page.setBusy(true);
    for (const char *name : {"personAdd", "unmappedJoinAll", "ruleAdd", "ruleEdit", "ruleUndo"})
        QVERIFY2(!child<QPushButton>(page, name)->isEnabled(), name);
    page.setBusy(false);
    QVERIFY(child<QPushButton>(page, "ruleEdit")->isEnabled());
}

void TestPeoplePage::emptyTablesSayWhatToDoNext()
{
    PeoplePage page;
    page.show();
    page.setSnapshot(shared({}));
    for (const char *name : {"peopleTable", "unmappedTable", "rulesTable"}) {
        const auto *hint =
            page.findChild<QLabel *>(QString::fromLatin1(name) + QStringLiteral("Hint"));
        QVERIFY2(hint && hint->isVisible() && hint->text().size() > 40, name);
        QVERIFY2(!child<QTableView>(page, name)->isVisible(), name);
    }
    page.setSnapshot(shared(sample()));
    for (const char *name : {"peopleTable", "unmappedTable", "rulesTable"})
        QVERIFY2(child<QTableView>(page, name)->isVisible(), name);
}

void TestPeoplePage::listsTheUnmappedByMoneyInASmallWindow()
{
    PeopleSnapshot snapshot = sample();
    for (int i = 0; i < 40; ++i)
        snapshot.report.unmapped.push_back(
            {{Identity::Kind::Key, "key-" + std::to_string(i)}, 1, Money{1}});
    PeoplePage page;
    page.resize(836, 650); // of a window of 1024x700
    page.show();
    page.setSnapshot(shared(snapshot));
    QCoreApplication::processEvents();
    const auto *table = child<QTableView>(page, "unmappedTable");
    const auto &unmapped = snapshot.report.unmapped;
    for (std::size_t i = 0; i < unmapped.size(); ++i)
        QCOMPARE(table->model()->index(int(i), UnmappedTableModel::Value).data().toString(),
                 QString::fromStdString(unmapped[i].identity.value));
    // What one click settles is told however far down it stands.
    QVERIFY(
        child<QPushButton>(page, "unmappedJoinAll")->text().startsWith(QStringLiteral("Take 1 ")));
    const QRect seen = table->visualRect(table->model()->index(0, UnmappedTableModel::Suggestion));
    QVERIFY(!table->isColumnHidden(UnmappedTableModel::Suggestion));
    QVERIFY2(seen.width() > 100 && table->viewport()->rect().contains(seen),
             qPrintable(QStringLiteral("%1 %2 of %3 kind %4 %5")
                            .arg(seen.x())
                            .arg(seen.width())
                            .arg(table->viewport()->width())
                            .arg(table->isColumnHidden(UnmappedTableModel::Kind))
                            .arg(table->columnWidth(UnmappedTableModel::Value))));
}

void TestPeoplePage::theCostIsTheLastToGo()
{
    PeopleSnapshot snapshot = sample();
    snapshot.report.people.front().person.identities.assign(
        8, {Identity::Kind::Key, "a-key-with-a-rather-long-name"});
    PeoplePage page;
    page.show();
    page.setSnapshot(shared(snapshot));
    for (const int width : {1600, 1060, 836, 700}) { // of windows of 1280 and 1024, and a small one
        page.resize(width, 650);
        QCoreApplication::processEvents();
        for (const auto &[name, column] :
             {std::pair{"peopleTable", int(PeopleTableModel::Cost)},
              std::pair{"unmappedTable", int(UnmappedTableModel::Cost)}}) {
            const auto *table = child<QTableView>(page, name);
            const QRect seen = table->visualRect(table->model()->index(0, column));
            QVERIFY2(!table->isColumnHidden(column) && seen.width() > 30 &&
                         table->viewport()->rect().contains(seen),
                     (name + std::to_string(width)).c_str());
        }
    }
    page.resize(1900, 650);
    QCoreApplication::processEvents();
    QVERIFY(!child<QTableView>(page, "peopleTable")->isColumnHidden(PeopleTableModel::Requests));
}

void TestPeoplePage::takesBackTheLastChangeOfPersons()
{
    PeoplePage page;
    page.setSnapshot(shared(sample()));
    QVERIFY(!child<QPushButton>(page, "personUndo")->isEnabled());
    PeopleSnapshot changed = sample();
    changed.canUndoPeople = true;
    page.setSnapshot(shared(changed));
    const QSignalSpy undo(&page, &PeoplePage::undoPeopleRequested);
    click(page, "personUndo");
    QCOMPARE(undo.count(), 1);
}

QTEST_MAIN(TestPeoplePage)
#include "tst_peoplepage.moc"
