// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/receipt/receiptreader.h"
#include "ui/budgets/budgetssnapshot.h"
#include "ui/charts/seriescolors.h"
#include "ui/explore/eventindex.h"
#include "ui/overview/changesnapshot.h"
#include "ui/overview/notes.h"
#include "ui/overview/overviewsnapshot.h"
#include "ui/receipt/figure.h"
#include "ui/sources/sourcerow.h"

#include <QWidget>

#include <array>

class QBoxLayout;
class QGridLayout;
class QLabel;
class QPushButton;
class QStackedWidget;

namespace outlay::ui {

class AlertsCard;
class BasisCard;
class BudgetsCard;
class ChangeCard;
class EmptyState;
class FilterBar;
class NotesCard;
class RangePicker;
class ReceiptDesk;
class SourcesCard;
class SpendCard;
class Tile;
class TopListCard;

/// The first page. It is given snapshots and asks for others; it never looks into a ledger.
class OverviewPage : public QWidget
{
    Q_OBJECT

public:
    explicit OverviewPage(QWidget *parent = nullptr);

    [[nodiscard]] const OverviewRequest &request() const { return m_request; }
    /// Sets what to ask for without asking: the command line and settings.
    void setRequest(const OverviewRequest &request);
    void setSnapshot(const OverviewSnapshotPtr &snapshot);
    /// Why the figures differ from those of the period before; null: nothing to compare with, or
    /// it could not be told. It may be of figures older than those shown, as long as it answers the
    /// same question; one older than the last that was told of it is dropped.
    void setChange(const ChangeSnapshotPtr &change);
    /// Sources in trouble stand first among the sources.
    void setWatched(const SourcesSnapshot &watched);
    [[nodiscard]] const OverviewSnapshotPtr &snapshot() const { return m_snapshot; }
    /// Shows that the figures are old because they could not be read anew; empty text ends it.
    void setFailure(const QString &text);
    /// While something is being taken in, nothing can be started.
    void setBusy(bool isBusy);
    /// Those by time to limit, from the service of the Budgets page.
    void setBudgets(const BudgetsSnapshotPtr &budgets);
    /// Everything shown anew, after names were hidden or shown.
    void sayAgain();

    [[nodiscard]] RangePicker &rangePicker() { return *m_range; }
    [[nodiscard]] FilterBar &filterBar() { return *m_filters; }
    /// Given to every page that draws entities: each has one colour everywhere.
    [[nodiscard]] SeriesColors &colors() { return m_colors; }

    /// The answer to receiptRequested(); one that came too late is dropped.
    void setReceipt(std::uint64_t number, const FigureReceipt &receipt);
    void setReceiptFailure(std::uint64_t number, const QString &sentence);

signals:
    void requestChanged(const outlay::ui::OverviewRequest &request);
    void detailsRequested(outlay::ui::Note::Kind kind);
    void importRequested();
    void sourcesRequested();
    /// From the card of alerts; no id: the page as a whole.
    void alertRequested(const QString &id);
    void alertsAcknowledged(const QStringList &ids);
    /// From the card of budgets; no id: the page as a whole.
    void budgetRequested(const std::string &id);
    void budgetReceiptRequested(const std::string &id, const std::string &member, QPoint position);
    /// Of what an alert on the card has at stake.
    void alertReceiptRequested(const QString &title, const QStringList &arguments, QPoint position);
    /// Somebody wants to see how a figure adds up.
    void receiptRequested(std::uint64_t number, const outlay::ReceiptQuestion &question);
    /// And no longer does.
    void receiptClosed();
    /// The requests behind a figure, to be listed.
    void rowsRequested(const outlay::ui::EventsQuestion &rows);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QLayout *makeHeader();
    QWidget *makeContent();
    void connectParts();
    void change(const OverviewRequest &request);
    void showReceipt(const Figure &figure, QPoint position);
    void showTotalReceipt(QPoint position);
    void showWholeReceipt(const QString &head, QPoint position);
    void updateHeader();
    void updateSuggestions();
    void updateView();
    void showChange();
    [[nodiscard]] bool isTold() const; ///< why these figures changed
    void arrange();
    void arrangeTiles(int columns);
    void arrangeUpper();

    OverviewRequest m_request;
    OverviewSnapshotPtr m_snapshot;
    BudgetsSnapshotPtr m_budgetRows;
    ChangeSnapshotPtr m_changed;                     ///< of m_changedRequest
    std::optional<OverviewRequest> m_changedRequest; ///< nullopt: not told yet
    SeriesColors m_colors;
    QLabel *m_subtitle, *m_banner;
    QPushButton *m_import = nullptr;
    RangePicker *m_range;
    FilterBar *m_filters;
    QStackedWidget *m_views;
    EmptyState *m_empty;
    ReceiptDesk *m_receipts;
    std::array<Tile *, 4> m_tiles{};
    QBoxLayout *m_columns = nullptr, *m_side = nullptr;
    QBoxLayout *m_firstRow = nullptr, *m_secondRow = nullptr; ///< of the header
    QGridLayout *m_tileGrid = nullptr;
    SpendCard *m_spend = nullptr;
    TopListCard *m_tops = nullptr;
    ChangeCard *m_change = nullptr;
    QBoxLayout *m_lower = nullptr; ///< lists and changes below the chart
    QBoxLayout *m_upper = nullptr; ///< what needs a decision, and budgets
    AlertsCard *m_alerts = nullptr;
    BudgetsCard *m_budgets = nullptr;
    BasisCard *m_basis = nullptr;
    NotesCard *m_notes = nullptr;
    SourcesCard *m_sources = nullptr;
    bool m_isWide = true;
};

} // namespace outlay::ui
