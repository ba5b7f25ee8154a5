// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/preview.h"
#include "models/receipt/receiptreader.h"
#include "ui/explore/eventindex.h"
#include "ui/people/peoplesnapshot.h"

#include <QPointer>
#include <QWidget>

class QBoxLayout;
class QFrame;
class QLabel;
class QPushButton;
class QTableView;

namespace outlay::ui {

class ElidedLabel;
class PeopleTableModel;
class ReceiptDesk;
class RuleEditor;
class RulesTableModel;
class TableHint;
class UnmappedTableModel;

/// Who and what money is spent for: persons, who is missing, and attribution rules. Says by signals
/// what a person wants set.
class PeoplePage : public QWidget
{
    Q_OBJECT

public:
    explicit PeoplePage(QWidget *parent = nullptr);

public slots:
    void setSnapshot(const outlay::ui::PeopleSnapshotPtr &snapshot);
    /// By what tasks were found: told later than the rest.
    void setTaskShares(const outlay::TaskShares &shares);
    /// What the change asked about under that number would do.
    void setEffect(std::uint64_t number, const outlay::ConfigurationEffect &effect);
    void setEffectFailure(std::uint64_t number, const outlay::Error &error);
    /// While the ledger is written to, nothing can be set.
    void setBusy(bool isBusy);
    /// Said under the title until the next snapshot; empty: nothing.
    void setProblem(const QString &sentence);
    /// What taking that person's name out would do; asks whether to.
    void setPseudonymEffect(const QString &name, const outlay::PseudonymEffect &effect);
    void setPseudonymFailure(const QString &name, const QString &sentence);
    /// Everything shown anew, after names were hidden or shown.
    void sayAgain();

    /// The answer to receiptRequested(); one that came too late is dropped.
    void setReceipt(std::uint64_t number, const outlay::FigureReceipt &receipt);
    void setReceiptFailure(std::uint64_t number, const QString &sentence);

signals:
    /// The page is on the screen, or its figures are old.
    void snapshotRequested();
    void previewRequested(std::uint64_t number, const outlay::ConfigurationChange &change);
    void peopleChosen(const std::vector<outlay::Person> &people);
    void rulesChosen(const std::vector<outlay::Ingest::AttributionRule> &rules);
    void undoRequested();
    void undoPeopleRequested();
    /// Somebody wants to see how a figure adds up.
    void receiptRequested(std::uint64_t number, const outlay::ReceiptQuestion &question);
    /// And no longer does.
    void receiptClosed();
    /// The requests behind a figure, to be listed.
    void rowsRequested(const outlay::ui::EventsQuestion &rows);
    void pseudonymPreviewRequested(const QString &name);
    /// Asked and answered.
    void pseudonymConfirmed(const QString &name);

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makePeople();
    QWidget *makeUnmapped();
    QWidget *makeRules();
    QPushButton *addButton(QWidget *parent, const QString &text, const char *objectName,
                           void (PeoplePage::*slot)());
    void addPerson();
    void editPerson();
    void removePerson();
    void askForPseudonym();
    void joinSelected();
    void joinAll();
    void addRule();
    void editRule();
    void removeRule();
    void moveRuleUp();
    void moveRuleDown();
    void moveRule(int by);
    void openPerson(const Person &person, const std::string &former);
    void openRule(int row);
    void connectReceipts();
    void showPersonReceipt(int row, QPoint position);
    void showUnmappedReceipt(int row, QPoint position);
    void updateButtons();
    [[nodiscard]] QWidget *focusedPart() const;
    void keepFocusNear(QWidget *focused);
    void updateWords();
    void updateTaskWords();
    void updateHints();
    [[nodiscard]] std::vector<Person> people() const;
    [[nodiscard]] int selectedRow(const QTableView &table) const;

    PeopleSnapshotPtr m_snapshot;
    TaskShares m_taskShares;
    PeopleTableModel *m_people;
    UnmappedTableModel *m_unmapped;
    RulesTableModel *m_rules;
    QTableView *m_peopleTable, *m_unmappedTable, *m_rulesTable;
    /// The table, or what to do while it has no rows.
    TableHint *m_peopleHint, *m_unmappedHint, *m_rulesHint;
    QBoxLayout *m_top = nullptr;
    ElidedLabel *m_subtitle, *m_tasks;
    QLabel *m_problem, *m_unmappedTitle;
    QPushButton *m_edit = nullptr, *m_remove = nullptr, *m_join = nullptr, *m_joinAll = nullptr;
    QPushButton *m_editRule = nullptr, *m_removeRule = nullptr, *m_up = nullptr, *m_down = nullptr;
    QPushButton *m_pseudonymise = nullptr;
    QString m_pseudonymOf; ///< whose effect was asked about last
    QPushButton *m_undo = nullptr, *m_undoPeople = nullptr, *m_add = nullptr, *m_addRule = nullptr;
    QPointer<RuleEditor> m_ruleEditor;
    ReceiptDesk *m_receipts;
    /// Where the focus was, and where it is until that can be used again.
    QPointer<QWidget> m_focusBack, m_focusNear;
    std::uint64_t m_previewNumber = 0;
    int m_selectRule = -1; ///< where the rule that is being moved will be
    bool m_isBusy = false;
};

/// What it would do, in sentences.
[[nodiscard]] QString pseudonymSentence(const PseudonymEffect &effect, const QLocale &locale);

} // namespace outlay::ui
