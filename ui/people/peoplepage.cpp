// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/people/peoplepage.h"

#include "ui/items/fittingcolumns.h"
#include "ui/people/peoplemodels.h"
#include "ui/people/peoplewords.h"
#include "ui/people/personeditor.h"
#include "ui/people/ruleeditor.h"
#include "ui/people/tablehint.h"
#include "ui/receipt/figuretable.h"
#include "ui/receipt/receiptdesk.h"
#include "ui/text/names.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"
#include "ui/widgets/nameguard.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace outlay::ui {
namespace {

QTableView *makeTable(QAbstractItemModel *model, const char *objectName, const QString &name,
                      int stretched, QWidget *parent)
{
    auto *table = new QTableView(parent);
    table->setObjectName(QLatin1String(objectName));
    table->setAccessibleName(name);
    table->setModel(model);
    dressTable(*table);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->horizontalHeader()->setSectionResizeMode(stretched, QHeaderView::Stretch);
    return table;
}

QLabel *makeTitle(const QString &text, QWidget *parent)
{
    return makeLabel(text, uiFont(15, QFont::DemiBold), parent);
}

} // namespace

PeoplePage::PeoplePage(QWidget *parent)
    : QWidget(parent)
    , m_people(new PeopleTableModel(this))
    , m_unmapped(new UnmappedTableModel(this))
    , m_rules(new RulesTableModel(this))
    , m_peopleTable(
          makeTable(m_people, "peopleTable", tr("Persons"), PeopleTableModel::Identities, this))
    , m_unmappedTable(makeTable(m_unmapped, "unmappedTable", tr("Users and keys without a person"),
                                UnmappedTableModel::Value, this))
    , m_rulesTable(
          makeTable(m_rules, "rulesTable", tr("Attribution rules"), RulesTableModel::Match, this))
    , m_peopleHint(new TableHint(m_peopleTable, this))
    , m_unmappedHint(new TableHint(m_unmappedTable, this))
    , m_rulesHint(new TableHint(m_rulesTable, this))
    , m_subtitle(new ElidedLabel(uiFont(12), this))
    , m_tasks(new ElidedLabel(uiFont(12), this))
    , m_problem(makeLabel({}, uiFont(12), this, "warning"))
    , m_unmappedTitle(makeTitle(tr("Nobody’s yet"), this))
    , m_receipts(new ReceiptDesk(this))
{
    setObjectName(QStringLiteral("page"));
    m_subtitle->setObjectName(QStringLiteral("peopleSubtitle"));
    m_problem->setObjectName(QStringLiteral("peopleProblem"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(22, 12, 22, 14);
    box->setSpacing(10);
    auto *words = new QVBoxLayout;
    words->setSpacing(1);
    words->addWidget(makeLabel(tr("People and attribution"), displayFont(22), this));
    words->addWidget(m_subtitle);
    box->addLayout(words);
    box->addWidget(m_problem);
    m_top = new QHBoxLayout;
    m_top->setSpacing(12);
    m_top->addWidget(makePeople(), 1);
    m_top->addWidget(makeUnmapped(), 1);
    box->addLayout(m_top, 3);
    box->addWidget(makeRules(), 2);
    for (const QTableView *table : {m_peopleTable, m_unmappedTable, m_rulesTable})
        connect(table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
                &PeoplePage::updateButtons);
    // What is left in a narrow window is who and how much; the editor knows the rest.
    new FittingColumns(*m_peopleTable, {PeopleTableModel::Name, PeopleTableModel::Identities},
                       {PeopleTableModel::Identities, PeopleTableModel::CostCenter,
                        PeopleTableModel::Requests, PeopleTableModel::Team});
    new FittingColumns(*m_unmappedTable,
                       {UnmappedTableModel::Value, UnmappedTableModel::Suggestion},
                       {UnmappedTableModel::Kind});
    connectReceipts();
    connect(m_peopleTable, &QTableView::activated, this, &PeoplePage::editPerson);
    connect(m_rulesTable, &QTableView::activated, this, &PeoplePage::editRule);
    connect(m_unmappedTable, &QTableView::activated, this, &PeoplePage::joinSelected);
    updateWords();
    updateButtons();
}

void PeoplePage::connectReceipts()
{
    connect(new FigureTable(*m_peopleTable, PeopleTableModel::Cost), &FigureTable::receiptRequested,
            this, &PeoplePage::showPersonReceipt);
    connect(new FigureTable(*m_unmappedTable, UnmappedTableModel::Cost),
            &FigureTable::receiptRequested, this, &PeoplePage::showUnmappedReceipt);
    connect(m_receipts, &ReceiptDesk::requested, this, &PeoplePage::receiptRequested);
    connect(m_receipts, &ReceiptDesk::closed, this, &PeoplePage::receiptClosed);
    connect(m_receipts, &ReceiptDesk::rowsRequested, this, &PeoplePage::rowsRequested);
    for (QTableView *table : {m_peopleTable, m_unmappedTable})
        table->setToolTip(tr("Click the cost or press Space for the receipt"));
}

void PeoplePage::showPersonReceipt(int row, QPoint position)
{
    if (!m_people->personAt(row))
        return;
    const PersonSpend &spend = m_snapshot->report.people[static_cast<std::size_t>(row)];
    Filter filter;
    filter.dimension.dimension = Dimension::User;
    filter.anyOf.emplace_back(spend.person.name);
    m_receipts->show({personLabel(spend.person.name), spend.measures}, {}, {filter}, {}, position);
}

void PeoplePage::showUnmappedReceipt(int row, QPoint position)
{
    if (const UnmappedIdentity *one = m_unmapped->identityAt(row))
        m_receipts->show({identityLabel(one->identity), one->measures}, {}, one->where, {},
                         position);
}

void PeoplePage::setReceipt(std::uint64_t number, const FigureReceipt &receipt)
{
    m_receipts->setReceipt(number, receipt);
}

void PeoplePage::setReceiptFailure(std::uint64_t number, const QString &sentence)
{
    m_receipts->setFailure(number, sentence);
}

QPushButton *PeoplePage::addButton(QWidget *parent, const QString &text, const char *objectName,
                                   void (PeoplePage::*slot)())
{
    auto *button = new QPushButton(text, parent);
    button->setObjectName(QLatin1String(objectName));
    connect(button, &QPushButton::clicked, this, slot);
    return button;
}

QWidget *PeoplePage::makePeople()
{
    auto *card = makeCard(this);
    auto *box = new QVBoxLayout(card);
    box->setContentsMargins(18, 14, 18, 14);
    m_undoPeople = makeLink(tr("Undo"), card);
    m_undoPeople->setObjectName(QStringLiteral("personUndo"));
    m_undoPeople->setAccessibleName(tr("Undo the last change of persons"));
    m_undoPeople->setToolTip(
        tr("Puts back the persons before the last change: what was joined, added or removed"));
    connect(m_undoPeople, &QPushButton::clicked, this, &PeoplePage::undoPeopleRequested);
    auto *head = new QHBoxLayout;
    head->addWidget(makeTitle(tr("Persons"), card));
    head->addStretch();
    head->addWidget(m_undoPeople);
    box->addLayout(head);
    box->addWidget(m_peopleHint, 1);
    auto *buttons = new QHBoxLayout;
    m_add = addButton(card, tr("Add…"), "personAdd", &PeoplePage::addPerson);
    m_edit = addButton(card, tr("Edit…"), "personEdit", &PeoplePage::editPerson);
    m_remove = addButton(card, tr("Remove"), "personRemove", &PeoplePage::removePerson);
    m_pseudonymise =
        addButton(card, tr("Pseudonymise…"), "personPseudonymise", &PeoplePage::askForPseudonym);
    m_pseudonymise->setToolTip(tr("Puts a pseudonym in the place of their name, for good"));
    for (QPushButton *button : {m_add, m_edit, m_remove})
        buttons->addWidget(button);
    buttons->addStretch();
    buttons->addWidget(m_pseudonymise);
    box->addLayout(buttons);
    return card;
}

QWidget *PeoplePage::makeUnmapped()
{
    auto *card = makeCard(this);
    auto *box = new QVBoxLayout(card);
    box->setContentsMargins(18, 14, 18, 14);
    box->addWidget(m_unmappedTitle);
    box->addWidget(m_unmappedHint, 1);
    auto *buttons = new QHBoxLayout;
    m_join = addButton(card, tr("Join"), "unmappedJoin", &PeoplePage::joinSelected);
    m_joinAll =
        addButton(card, tr("Take all suggestions"), "unmappedJoinAll", &PeoplePage::joinAll);
    buttons->addWidget(m_join);
    buttons->addWidget(m_joinAll);
    buttons->addStretch();
    box->addLayout(buttons);
    return card;
}

QWidget *PeoplePage::makeRules()
{
    auto *card = makeCard(this);
    auto *box = new QVBoxLayout(card);
    box->setContentsMargins(18, 14, 18, 14);
    auto *head = new QHBoxLayout;
    head->addWidget(makeTitle(tr("Attribution rules"), card));
    m_tasks->setObjectName(QStringLiteral("taskShares"));
    m_tasks->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
    head->addWidget(m_tasks, 1);
    box->addLayout(head);
    box->addWidget(m_rulesHint, 1);
    auto *buttons = new QHBoxLayout;
    m_addRule = addButton(card, tr("Add…"), "ruleAdd", &PeoplePage::addRule);
    m_editRule = addButton(card, tr("Edit…"), "ruleEdit", &PeoplePage::editRule);
    m_up = addButton(card, tr("Up"), "ruleUp", &PeoplePage::moveRuleUp);
    m_down = addButton(card, tr("Down"), "ruleDown", &PeoplePage::moveRuleDown);
    m_removeRule = addButton(card, tr("Remove"), "ruleRemove", &PeoplePage::removeRule);
    m_undo = new QPushButton(tr("Undo"), card);
    m_undo->setObjectName(QStringLiteral("ruleUndo"));
    m_undo->setToolTip(tr("Puts back the rules before the last change"));
    connect(m_undo, &QPushButton::clicked, this, &PeoplePage::undoRequested);
    for (QPushButton *button : {m_addRule, m_editRule, m_up, m_down, m_removeRule})
        buttons->addWidget(button);
    buttons->addStretch();
    buttons->addWidget(m_undo);
    box->addLayout(buttons);
    return card;
}

void PeoplePage::setSnapshot(const PeopleSnapshotPtr &snapshot)
{
    const Person *person = m_people->personAt(selectedRow(*m_peopleTable));
    const std::string selected = person ? person->name : std::string();
    const int rule = m_selectRule >= 0 ? m_selectRule : selectedRow(*m_rulesTable);
    m_selectRule = -1;
    m_snapshot = snapshot;
    QWidget *focused = focusedPart();
    m_people->setSnapshot(m_snapshot);
    m_unmapped->setSnapshot(m_snapshot);
    m_rules->setSnapshot(m_snapshot);
    for (int row = 0; row < m_people->rowCount(); ++row) {
        if (m_people->personAt(row)->name == selected)
            m_peopleTable->selectRow(row);
    }
    if (rule >= 0 && rule < m_rules->rowCount())
        m_rulesTable->selectRow(rule);
    setProblem({});
    updateHints();
    updateWords();
    updateButtons();
    keepFocusNear(focused);
}

/// Null: the focus is on no part of the page.
QWidget *PeoplePage::focusedPart() const
{
    QWidget *focused = window()->focusWidget();
    return focused && isAncestorOf(focused) ? focused : nullptr;
}

/// What is disabled or hidden gives the focus to whatever comes next, the sidebar at last: it stays
/// beside it instead, and goes back once that can be used again.
void PeoplePage::keepFocusNear(QWidget *focused)
{
    const auto canHaveIt = [](const QWidget *one) { return one->isVisible() && one->isEnabled(); };
    if (focused && !canHaveIt(focused)) {
        QTableView *beside = focused->parentWidget()->findChild<QTableView *>();
        for (QWidget *one :
             {static_cast<QWidget *>(beside), static_cast<QWidget *>(m_peopleTable),
              static_cast<QWidget *>(m_unmappedTable), static_cast<QWidget *>(m_add)}) {
            if (!one || !canHaveIt(one))
                continue;
            one->setFocus();
            m_focusBack = m_focusBack ? m_focusBack.data() : focused;
            m_focusNear = one;
            return;
        }
    }
    if (m_focusBack && canHaveIt(m_focusBack) && focused && focused == m_focusNear)
        m_focusBack->setFocus();
    if (!m_isBusy)
        m_focusBack.clear();
}

void PeoplePage::sayAgain()
{
    if (m_snapshot)
        setSnapshot(m_snapshot);
}

void PeoplePage::updateHints()
{
    const PeopleReport &report = m_snapshot->report;
    const bool hasNames = !report.unmapped.empty();
    m_peopleHint->setHint(
        !report.people.empty() ? QString()
        : hasNames ? tr("Nobody yet. Take the suggestions, choose a name under “Nobody’s yet” and "
                        "join it, or add a person by hand. A whole list comes in with "
                        "“outlay-cli people import FILE.csv”.")
                   : tr("Nobody yet. Add a person by hand, or import usage first: the users and "
                        "keys in it are then offered here."));
    m_unmappedHint->setHint(
        hasNames ? QString()
        : report.people.empty()
            ? tr("No users or keys are on record. Import logs, or add a source on the Sources "
                 "page; whom they name is listed here by money.")
            : tr("Every user and key on record is somebody’s. New ones are listed here by money."));
    m_rulesHint->setHint(
        m_snapshot->rules.empty()
            ? tr("No rules yet. A rule gives requests their team, project, task or environment, "
                 "such as “key svc-search is for team search”. Add one; it shows what it moves "
                 "before it is saved.")
            : QString());
}

void PeoplePage::updateWords()
{
    if (!m_snapshot) {
        m_subtitle->setText(tr("Reading the ledger…"));
        return;
    }
    const PeopleReport &report = m_snapshot->report;
    const QLocale locale;
    Money known;
    for (const PersonSpend &one : report.people)
        known += one.cost;
    m_subtitle->setText(report.people.empty()
                            ? tr("Nobody yet. Join what sources call somebody to a person, or take "
                                 "the suggestions.")
                            : tr("%n person(s) stand for %1 of %2 spent", nullptr,
                                 pluralOf(static_cast<std::int64_t>(report.people.size())))
                                  .arg(share(known.nanos, report.total.nanos, locale),
                                       money(report.total, locale)));
    updateTaskWords();
}

void PeoplePage::setTaskShares(const TaskShares &shares)
{
    m_taskShares = shares;
    updateTaskWords();
}

void PeoplePage::updateTaskWords()
{
    const TaskShares &tasks = m_taskShares;
    const QLocale locale;
    const Money bySession = tasks.byMethod[static_cast<std::size_t>(TaskMethod::Session)].cost;
    const Money none = tasks.byMethod[static_cast<std::size_t>(TaskMethod::None)].cost;
    m_tasks->setText(tasks.total.cost == Money{}
                         ? QString()
                         : tr("%1 of the spend names its task, %2 counts by session, %3 by neither",
                              "three shares")
                               .arg(share((tasks.total.cost - bySession - none).nanos,
                                          tasks.total.cost.nanos, locale),
                                    share(bySession.nanos, tasks.total.cost.nanos, locale),
                                    share(none.nanos, tasks.total.cost.nanos, locale)));
}

void PeoplePage::updateButtons()
{
    QWidget *focused = focusedPart();
    const bool isReady = m_snapshot && !m_isBusy;
    const bool hasPerson = isReady && selectedRow(*m_peopleTable) >= 0;
    const int rule = selectedRow(*m_rulesTable);
    m_add->setEnabled(isReady);
    m_addRule->setEnabled(isReady);
    m_edit->setEnabled(hasPerson);
    m_remove->setEnabled(hasPerson);
    m_pseudonymise->setEnabled(hasPerson);
    m_join->setEnabled(isReady && selectedRow(*m_unmappedTable) >= 0);
    const auto suggestions = isReady ? m_snapshot->report.suggestions.size() : 0;
    m_joinAll->setEnabled(suggestions > 0);
    m_joinAll->setText(suggestions > 0 ? tr("Take %n suggestion(s)", nullptr,
                                            pluralOf(static_cast<std::int64_t>(suggestions)))
                                       : tr("Take all suggestions"));
    for (QPushButton *button : {m_editRule, m_removeRule})
        button->setEnabled(isReady && rule >= 0);
    m_up->setEnabled(isReady && rule > 0);
    m_down->setEnabled(isReady && rule >= 0 && rule + 1 < m_rules->rowCount());
    m_undo->setEnabled(isReady && m_snapshot->canUndo);
    m_undoPeople->setEnabled(isReady && m_snapshot->canUndoPeople);
    const JoinSuggestion *suggestion = m_unmapped->suggestionAt(selectedRow(*m_unmappedTable));
    m_join->setText(suggestion ? tr("Join to %1").arg(personLabel(suggestion->person))
                               : tr("Join…"));
    keepFocusNear(focused);
}

void PeoplePage::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    updateButtons();
}

void PeoplePage::setProblem(const QString &sentence)
{
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
}

int PeoplePage::selectedRow(const QTableView &table) const
{
    const QModelIndexList rows = table.selectionModel()->selectedRows();
    return rows.isEmpty() ? -1 : rows.constFirst().row();
}

std::vector<Person> PeoplePage::people() const
{
    std::vector<Person> all;
    for (const PersonSpend &one : m_snapshot->report.people)
        all.push_back(one.person);
    return all;
}

void PeoplePage::openPerson(const Person &person, const std::string &former)
{
    if (isRefusedWithoutNames(*this))
        return;
    auto *editor = new PersonEditor(person, this);
    connect(editor, &PersonEditor::personAccepted, this, [this, former](const Person &typed) {
        std::vector<Person> all = people();
        std::erase_if(all, [&](const Person &one) { return one.name == former; });
        all.push_back(typed);
        if (const Result<> sound = checkPeople(all); !sound)
            return setProblem(withoutNames(QString::fromStdString(sound.error().text)));
        emit peopleChosen(normalised(std::move(all)));
    });
    editor->open();
}

void PeoplePage::addPerson()
{
    openPerson({}, {});
}

void PeoplePage::editPerson()
{
    if (const Person *person = m_people->personAt(selectedRow(*m_peopleTable)))
        openPerson(*person, person->name);
}

void PeoplePage::removePerson()
{
    const Person *person = m_people->personAt(selectedRow(*m_peopleTable));
    if (!person)
        return;
    std::vector<Person> all = people();
    std::erase_if(all, [&](const Person &one) { return one.name == person->name; });
    emit peopleChosen(all);
}

void PeoplePage::joinSelected()
{
    const int row = selectedRow(*m_unmappedTable);
    if (const JoinSuggestion *suggestion = m_unmapped->suggestionAt(row)) {
        emit peopleChosen(joined(people(), *suggestion));
        return;
    }
    // Nobody comes to mind: the selected person, else a new one.
    const UnmappedIdentity *unmapped = m_unmapped->identityAt(row);
    if (!unmapped)
        return;
    const Person *selected = m_people->personAt(selectedRow(*m_peopleTable));
    Person person = selected ? *selected : Person{};
    person.identities.push_back(unmapped->identity);
    openPerson(person, selected ? selected->name : std::string());
}

void PeoplePage::joinAll()
{
    std::vector<Person> all = people();
    for (const JoinSuggestion &suggestion : m_snapshot->report.suggestions)
        all = joined(std::move(all), suggestion);
    emit peopleChosen(all);
}

void PeoplePage::openRule(int row)
{
    if (isRefusedWithoutNames(*this))
        return;
    const bool isNew = row < 0;
    const Ingest::AttributionRule rule =
        isNew ? Ingest::AttributionRule{} : m_snapshot->rules[static_cast<std::size_t>(row)];
    if (!RuleEditor::canHold(rule))
        return setProblem(tr("This rule is longer than the editor; change it with “outlay-cli "
                             "attribution set %1”.")
                              .arg(row + 1));
    delete m_ruleEditor;
    m_ruleEditor = new RuleEditor(rule, isNew, this);
    const auto with = [rules = m_snapshot->rules, row](const Ingest::AttributionRule &typed) {
        std::vector<Ingest::AttributionRule> all = rules;
        if (row < 0)
            all.push_back(typed);
        else
            all[static_cast<std::size_t>(row)] = typed;
        return all;
    };
    connect(m_ruleEditor, &RuleEditor::previewRequested, this,
            [this, with](const Ingest::AttributionRule &typed) {
                ConfigurationChange change;
                change.attributionRules = with(typed);
                emit previewRequested(++m_previewNumber, change);
            });
    connect(m_ruleEditor, &RuleEditor::ruleAccepted, this,
            [this, with](const Ingest::AttributionRule &typed) { emit rulesChosen(with(typed)); });
    m_ruleEditor->open();
}

void PeoplePage::addRule()
{
    openRule(-1);
}

void PeoplePage::editRule()
{
    if (const int row = selectedRow(*m_rulesTable); row >= 0)
        openRule(row);
}

void PeoplePage::removeRule()
{
    const int row = selectedRow(*m_rulesTable);
    if (row < 0)
        return;
    std::vector<Ingest::AttributionRule> rules = m_snapshot->rules;
    rules.erase(rules.begin() + row);
    emit rulesChosen(rules);
}

void PeoplePage::moveRuleUp()
{
    moveRule(-1);
}

void PeoplePage::moveRuleDown()
{
    moveRule(1);
}

void PeoplePage::moveRule(int by)
{
    const int row = selectedRow(*m_rulesTable);
    if (row < 0 || row + by < 0 || row + by >= m_rules->rowCount())
        return;
    std::vector<Ingest::AttributionRule> rules = m_snapshot->rules;
    std::swap(rules[static_cast<std::size_t>(row)], rules[static_cast<std::size_t>(row + by)]);
    m_selectRule = row + by;
    emit rulesChosen(rules);
}

void PeoplePage::setEffect(std::uint64_t number, const ConfigurationEffect &effect)
{
    if (m_ruleEditor && number == m_previewNumber)
        m_ruleEditor->setEffect(effectText(effect, QLocale()));
}

void PeoplePage::setEffectFailure(std::uint64_t number, const Error &error)
{
    if (m_ruleEditor && number == m_previewNumber && error.kind != Error::Kind::Cancelled)
        m_ruleEditor->setEffect(QString::fromStdString(error.text));
}

void PeoplePage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    emit snapshotRequested();
}

void PeoplePage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    constexpr int roomy = 980;
    const bool isNarrow = width() < roomy;
    m_top->setStretch(0, isNarrow ? 2 : 1);
    m_top->setStretch(1, isNarrow ? 3 : 1);
}

} // namespace outlay::ui
