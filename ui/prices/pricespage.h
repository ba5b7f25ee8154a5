// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/receipt/receiptreader.h"
#include "ui/explore/eventindex.h"
#include "ui/prices/pricessnapshot.h"

#include <QPointer>
#include <QWidget>

#include <string>

class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

namespace outlay::ui {

class ElidedLabel;
class PlainTableModel;
class PriceEditor;
class PriceFileDialog;
class PriceQuestion;
class PriceShockDialog;
class PricesFilter;
class PricesTableModel;
class ReceiptDesk;
class TableHint;
class WrappedLabel;

/// The price book: what is in force, what has no price, how a price came about, and what changing
/// one would do. Says by signals what a person wants.
class PricesPage : public QWidget
{
    Q_OBJECT

public:
    explicit PricesPage(QWidget *parent = nullptr);
    void focusFilter();
    /// What the file would change is asked for and shown; nothing is stored unless accepted.
    void openFile(const QString &path);
    /// The same for a draft that is only tried.
    void tryFile(const QString &path);

public slots:
    void setSnapshot(const outlay::ui::PricesSnapshotPtr &snapshot);
    /// After numbers or money are written another way.
    void sayAgain();
    /// What the change asked about under that number would do.
    void setEffect(std::uint64_t number, const std::optional<outlay::PriceEffect> &effect);
    void setEffectFailure(std::uint64_t number, const outlay::Error &error);
    void setFile(const outlay::ui::PriceFilePreviewPtr &preview);
    void setFileFailure(const QString &path, const QString &sentence);
    void setShock(const outlay::ui::PriceShockPreviewPtr &preview);
    /// While the ledger is written to, nothing can be set.
    void setBusy(bool isBusy);
    /// Said under the title until the next snapshot; empty: nothing.
    void setProblem(const QString &sentence);

    /// The answer to receiptRequested(); one that came too late is dropped.
    void setReceipt(std::uint64_t number, const outlay::FigureReceipt &receipt);
    void setReceiptFailure(std::uint64_t number, const QString &sentence);

signals:
    /// The page is on the screen, or its figures are old.
    void snapshotRequested();
    void previewRequested(std::uint64_t number, const outlay::PriceChange &change);
    void changeChosen(const outlay::PriceChange &change);
    void fileRequested(const QString &path);
    /// The prices before the last change are wanted back.
    void undoRequested();
    void shockRequested(const QString &path, bool othersFollow);
    /// Somebody wants to see how a figure adds up.
    void receiptRequested(std::uint64_t number, const outlay::ReceiptQuestion &question);
    /// And no longer does.
    void receiptClosed();
    /// The requests behind a figure, to be listed.
    void rowsRequested(const outlay::ui::EventsQuestion &rows);

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeHead();
    QWidget *makeBook();
    QWidget *makeDetail();
    QWidget *makeDiscounts();
    QPushButton *addButton(QWidget *parent, const QString &text, const char *objectName,
                           void (PricesPage::*slot)());
    void chooseFile();
    void chooseDraft();
    void editPrice();
    void newPrice();
    void openEditor(const std::string &id, const PriceRow *current);
    void addDiscount();
    void removeDiscount();
    void confirmHeld();
    void removeOwnPrice();
    void ask(const PriceChange &change, const QString &title, const QString &sentence,
             const QString &accept);
    void connectEditor(PriceEditor &editor);
    void showReceipt(int row, QPoint position);
    void updateWords();
    void updateDetail();
    void updateDiscounts();
    void updateButtons();
    void updateUndo();
    void updateColumns();
    void fitHistory();
    void select(const QString &id);
    [[nodiscard]] const PricedModel *selected() const;

    PricesSnapshotPtr m_snapshot;
    PricesTableModel *m_models;
    PricesFilter *m_filtered;
    PlainTableModel *m_history, *m_discounts;
    QTableView *m_table, *m_historyTable, *m_discountsTable;
    TableHint *m_tableHint, *m_historyHint, *m_discountsHint;
    QLineEdit *m_filter;
    ElidedLabel *m_subtitle, *m_title, *m_facts;
    QLabel *m_problem;
    QPushButton *m_import = nullptr, *m_try = nullptr, *m_undo = nullptr;
    QPushButton *m_new = nullptr, *m_set = nullptr;
    QPushButton *m_confirm = nullptr, *m_remove = nullptr;
    QPushButton *m_addDiscount = nullptr, *m_removeDiscount = nullptr;
    QPointer<PriceEditor> m_editor;
    QPointer<PriceQuestion> m_question;
    QPointer<PriceFileDialog> m_file;
    QPointer<PriceShockDialog> m_shock;
    ReceiptDesk *m_receipts;
    QString m_filePath;
    std::uint64_t m_previewNumber = 0;
    bool m_isBusy = false;
};

} // namespace outlay::ui
