// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/budgets/usercapsdialog.h"

#include "ui/budgets/pushpanel.h"
#include "ui/budgets/usercapsmodel.h"
#include "ui/items/plaintablemodel.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace outlay::ui {
namespace {

constexpr std::size_t problemsShown = 4;

QPushButton *makeButton(const QString &text, const char *objectName, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setObjectName(QLatin1String(objectName));
    button->setAutoDefault(false); // Enter belongs to the cell being written
    return button;
}

} // namespace

UserCapsDialog::UserCapsDialog(const std::vector<UserCap> &caps, std::vector<std::string> users,
                               QWidget *parent)
    : QDialog(parent)
    , m_users(std::move(users))
    , m_caps(new UserCapsModel(this))
    , m_differences(
          new PlainTableModel({tr("User"), tr("Before"), tr("After"), tr("Note")}, {}, this))
    , m_steps(new QStackedWidget(this))
    , m_grid(new QTableView(this))
    , m_problem(makeLabel({}, uiFont(12), this, "warning"))
    , m_summary(makeLabel({}, uiFont(12), this, "muted"))
    , m_panel(new PushPanel(this))
    , m_next(makeButton(tr("Review…"), "capsReview", this))
    , m_back(makeButton(tr("Back"), "capsBack", this))
    , m_save(makeButton(tr("Save"), "capsSave", this))
    , m_push(makeButton(tr("Save and push"), "capsPush", this))
    , m_close(makeButton(tr("Close"), "capsClose", this))
{
    setObjectName(QStringLiteral("userCaps"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Caps per user"));
    m_problem->setObjectName(QStringLiteral("capsProblem"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_summary->setObjectName(QStringLiteral("capsSummary"));
    m_summary->setWordWrap(true);
    m_steps->addWidget(makeGrid());
    m_steps->addWidget(makeReview());
    auto *foot = new QHBoxLayout;
    foot->addStretch();
    for (QPushButton *button : {m_back, m_next, m_save, m_push, m_close})
        foot->addWidget(button);
    auto *box = new QVBoxLayout(this);
    box->setSpacing(10);
    box->addWidget(m_steps, 1);
    box->addWidget(m_problem);
    box->addLayout(foot);
    resize(860, 600);
    connect(m_next, &QPushButton::clicked, this, &UserCapsDialog::review);
    connect(m_back, &QPushButton::clicked, this, &UserCapsDialog::backToGrid);
    connect(m_save, &QPushButton::clicked, this, [this] { save(false); });
    connect(m_push, &QPushButton::clicked, this, [this] { save(true); });
    connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_caps, &UserCapsModel::refused, this, &UserCapsDialog::say);
    connect(m_caps, &UserCapsModel::changed, this, [this] { say({}); });
    m_caps->setCaps(caps);
    backToGrid();
}

QWidget *UserCapsDialog::makeGrid()
{
    auto *part = new QWidget(this);
    m_grid->setObjectName(QStringLiteral("capsGrid"));
    m_grid->setAccessibleName(tr("Caps per user"));
    m_grid->setModel(m_caps);
    dressTable(*m_grid);
    m_grid->setSelectionBehavior(QAbstractItemView::SelectItems);
    m_grid->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::AnyKeyPressed |
                            QAbstractItemView::EditKeyPressed | QAbstractItemView::SelectedClicked);
    m_grid->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    m_grid->horizontalHeader()->setSectionResizeMode(UserCapsModel::User, QHeaderView::Stretch);
    for (const int column : {UserCapsModel::Limit, UserCapsModel::Period, UserCapsModel::IsCap})
        m_grid->setColumnWidth(column, 130);
    m_grid->installEventFilter(this);
    auto *add = makeButton(tr("Add a row"), "capsAdd", part);
    auto *all = makeButton(tr("Add all users"), "capsAddAll", part);
    all->setToolTip(tr("Everyone the ledger knows, without a limit yet"));
    auto *remove = makeButton(tr("Remove"), "capsRemove", part);
    auto *pasted = makeButton(tr("Paste"), "capsPaste", part);
    connect(add, &QPushButton::clicked, this, [this] {
        m_caps->addRow();
        const QModelIndex last = m_caps->index(m_caps->rowCount() - 1, 0);
        m_grid->setCurrentIndex(last);
        m_grid->edit(last);
    });
    connect(all, &QPushButton::clicked, this, &UserCapsDialog::addAllUsers);
    connect(remove, &QPushButton::clicked, this,
            [this] { m_caps->removeRowAt(m_grid->currentIndex().row()); });
    connect(pasted, &QPushButton::clicked, this,
            [this] { paste(QApplication::clipboard()->text()); });
    auto *buttons = new QHBoxLayout;
    for (QPushButton *button : {add, all, remove, pasted})
        buttons->addWidget(button);
    buttons->addStretch();
    auto *box = new QVBoxLayout(part);
    box->setContentsMargins(0, 0, 0, 0);
    box->addWidget(new WrappedLabel(tr("Type into the cells, or paste a table (Ctrl+V): user, "
                                       "limit, period, cap. Nothing changes before the review."),
                                    uiFont(12), part));
    box->addWidget(m_grid, 1);
    box->addLayout(buttons);
    return part;
}

QWidget *UserCapsDialog::makeReview()
{
    auto *part = new QWidget(this);
    auto *table = new QTableView(part);
    table->setObjectName(QStringLiteral("capsDifferences"));
    table->setAccessibleName(tr("What changes"));
    table->setModel(m_differences);
    dressTable(*table);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->horizontalHeader()->setStretchLastSection(true);
    auto *box = new QVBoxLayout(part);
    box->setContentsMargins(0, 0, 0, 0);
    box->addWidget(m_summary);
    box->addWidget(table, 1);
    box->addWidget(m_panel, 1);
    return part;
}

void UserCapsDialog::say(const QString &sentence)
{
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
}

void UserCapsDialog::paste(const QString &text)
{
    const PastedCaps pasted = parseUserCaps(text, locale());
    if (pasted.problems.empty()) {
        say({}); // of a paste before it; one that changes nothing tells nobody
        m_caps->merge(pasted.caps);
        return;
    }
    QStringList lines;
    for (std::size_t i = 0; i < std::min(problemsShown, pasted.problems.size()); ++i) {
        const CapsProblem &problem = pasted.problems[i];
        lines << tr("Line %1, column %2: %3.", "of a pasted table")
                     .arg(QString::number(problem.line), QString::number(problem.column),
                          problem.text);
    }
    if (pasted.problems.size() > problemsShown)
        lines << tr("And %n more.", nullptr,
                    pluralOf(static_cast<std::int64_t>(pasted.problems.size() - problemsShown)));
    lines << tr("Nothing was taken.");
    say(lines.join(QLatin1Char('\n')));
}

void UserCapsDialog::addAllUsers()
{
    std::vector<UserCap> added;
    for (const std::string &user : m_users) {
        const auto &caps = m_caps->caps();
        if (std::none_of(caps.begin(), caps.end(),
                         [&](const UserCap &cap) { return cap.user == user; }))
            added.push_back({user, {}, BudgetPeriodWords::Kind::Month, true});
    }
    m_caps->merge(added);
}

void UserCapsDialog::review()
{
    const auto &caps = m_caps->caps();
    const auto nameless =
        std::find_if(caps.begin(), caps.end(), [](const UserCap &cap) { return cap.user.empty(); });
    if (nameless != caps.end())
        return say(tr("Row %1 has no user.").arg(nameless - caps.begin() + 1));
    say({}); // what could not be pasted is not part of what is reviewed
    m_differences->setRows({});
    m_summary->setText(tr("Comparing with what is in force…"));
    m_steps->setCurrentIndex(1);
    m_next->hide();
    m_back->show();
    m_save->show();
    m_push->show();
    m_hasReview = m_isSaving = false;
    m_panel->setAsking();
    updatePush();
    emit reviewRequested(caps);
}

void UserCapsDialog::backToGrid()
{
    m_steps->setCurrentIndex(0);
    m_next->show();
    for (QPushButton *button : {m_back, m_save, m_push})
        button->hide();
}

void UserCapsDialog::setReview(const std::vector<UserCapDiff> &differences)
{
    m_reviewed = differences;
    std::vector<QStringList> rows;
    std::int64_t warned = 0;
    for (const UserCapDiff &one : differences) {
        rows.push_back({QString::fromStdString(one.user), one.before, one.after, one.warning});
        warned += one.warning.isEmpty() ? 0 : 1;
    }
    m_differences->setRows(std::move(rows));
    QString text =
        differences.empty()
            ? tr("Nothing changes here.")
            : tr("%n change(s).", nullptr, pluralOf(static_cast<std::int64_t>(differences.size())));
    if (warned > 0)
        text += QLatin1Char(' ') + tr("%n with a warning.", nullptr, pluralOf(warned));
    m_summary->setText(text);
    m_hasReview = true;
    updatePush();
}

void UserCapsDialog::updatePush()
{
    const bool isFree = m_hasReview && !m_isSaving && !m_panel->isPushing();
    m_save->setEnabled(isFree && !m_reviewed.empty());
    m_push->setEnabled(isFree && m_panel->hasSomethingToPush());
    m_push->setText(m_hasReview && m_reviewed.empty() ? tr("Push") : tr("Save and push"));
    m_back->setEnabled(!m_isSaving && !m_panel->isPushing());
}

void UserCapsDialog::save(bool isPushed)
{
    if (m_reviewed.empty())
        return emit pushRequested();
    m_isSaving = true;
    updatePush();
    emit saveRequested(m_caps->caps(), isPushed);
}

void UserCapsDialog::setResults(const std::vector<UserCapResult> &results)
{
    // All of it is stored, or nothing.
    const auto failed = std::find_if(results.begin(), results.end(),
                                     [](const UserCapResult &one) { return !one.isDone; });
    const bool isSaved = failed == results.end();
    std::vector<QStringList> rows;
    for (const UserCapDiff &one : m_reviewed)
        rows.push_back({QString::fromStdString(one.user), one.before, one.after,
                        isSaved ? tr("saved") : tr("not saved")});
    m_differences->setRows(std::move(rows));
    m_summary->setText(isSaved ? tr("Saved.") : tr("Nothing was saved: %1.").arg(failed->text));
    m_isSaving = false;
    m_hasReview = false; // what was reviewed is in force
    updatePush();
}

bool UserCapsDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_grid && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Paste)) {
            paste(QApplication::clipboard()->text());
            return true;
        }
        if (key->key() == Qt::Key_Delete) {
            m_caps->removeRowAt(m_grid->currentIndex().row());
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace outlay::ui
