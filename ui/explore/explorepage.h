// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/receipt/receiptreader.h"
#include "ui/charts/seriescolors.h"
#include "ui/explore/eventindex.h"
#include "ui/explore/exploresnapshot.h"
#include "ui/receipt/figure.h"

#include <QWidget>

#include <optional>
#include <string>
#include <vector>

class QAbstractButton;
class QBoxLayout;
class QButtonGroup;
class QLabel;
class QPushButton;
class QStackedWidget;

namespace outlay::ui {

class EmptyState;
class EventList;
class EventView;
class ExploreChart;
class FilterBar;
class RangePicker;
class ReceiptDesk;
class ValuesList;
struct ChangeFigure;

/// Any measure by any dimension over time. It is given snapshots and asks for others; it never
/// looks into a ledger.
class ExplorePage : public QWidget
{
    Q_OBJECT

public:
    /// `colors` outlives the page: an entity has the same colour on every page.
    explicit ExplorePage(SeriesColors &colors, QWidget *parent = nullptr);

    [[nodiscard]] const ExploreRequest &request() const { return m_request; }
    /// What another page shows: true if that is something else than before.
    bool setScope(const PeriodChoice &period, const std::vector<Filter> &where);
    /// Another place altogether: there is no way back up from it. Nothing is asked for.
    void open(const ExploreRequest &request);
    /// The list below the chart is that of requests, not of values.
    [[nodiscard]] bool listsEvents() const;
    void setListsEvents(bool listsEvents);
    /// The list of requests; `hour`: only those of that hour of the week.
    void showEvents(const std::optional<WeekHour> &hour);
    void setSnapshot(const ExploreSnapshotPtr &snapshot);
    [[nodiscard]] const ExploreSnapshotPtr &snapshot() const { return m_snapshot; }
    /// Shows that the figures are old because they could not be read anew; empty text ends it.
    void setFailure(const QString &text);
    /// Everything shown anew, after names were hidden or shown.
    void sayAgain();

    /// The answers to eventsRequested() and eventPageRequested().
    void setEvents(const EventsFoundPtr &found);
    void setEventPage(const EventPagePtr &page);
    void setEventsFailure(const QString &sentence);
    /// The answer to eventRequested().
    void setEvent(const EventDetailPtr &detail);
    void setEventFailure(const QString &sentence);

    [[nodiscard]] RangePicker &rangePicker() { return *m_range; }
    [[nodiscard]] FilterBar &filterBar() { return *m_filters; }

    /// The answer to receiptRequested(); one that came too late is dropped.
    void setReceipt(std::uint64_t number, const FigureReceipt &receipt);
    void setReceiptFailure(std::uint64_t number, const QString &sentence);

public slots:
    /// From an event to the list, else to what was shown before the last step down or into a range.
    void goUp();

signals:
    void requestChanged(const outlay::ui::ExploreRequest &request);
    void eventsRequested(const outlay::ui::EventsQuestion &question);
    void eventPageRequested(std::uint64_t generation, const outlay::ui::EventIndex::Span &span,
                            const outlay::ui::EventIndex::Place &place);
    void eventRequested(std::int64_t id);
    void receiptRequested(std::uint64_t number, const outlay::ReceiptQuestion &question);
    void receiptClosed();
    /// The requests behind a figure, to be listed.
    void rowsRequested(const outlay::ui::EventsQuestion &rows);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QLayout *makeHeader();
    QWidget *makeContent();
    QWidget *makeBelow(QWidget *parent);
    void connectParts();
    void connectEvents();
    /// 0: the values, 1: the events.
    void showTab(int tab);
    void askForEvents();
    void showHour(const std::optional<WeekHour> &hour);
    void setHour(const std::optional<WeekHour> &hour);
    void setRequest(const ExploreRequest &request);
    void change(const ExploreRequest &request);
    /// The same, and remembers where from.
    void goDown(const ExploreRequest &request);
    void drill(const ValueKey &key);
    void showReceipt(const Figure &figure, QPoint position);
    void showChange(const ChangeFigure &change, QPoint position);
    void updateCompare();
    void updateHeader();
    void updateSuggestions();
    void updateView();

    ExploreRequest m_request;
    std::vector<ExploreRequest> m_above;
    ExploreSnapshotPtr m_snapshot;
    QLabel *m_subtitle, *m_banner;
    RangePicker *m_range;
    FilterBar *m_filters;
    QBoxLayout *m_firstRow = nullptr, *m_secondRow = nullptr; ///< of the header
    QStackedWidget *m_views;
    EmptyState *m_empty;
    ExploreChart *m_chart;
    ValuesList *m_values;
    QButtonGroup *m_tabs;
    QStackedWidget *m_below;
    EventList *m_events;
    EventView *m_event;
    QPushButton *m_hourChip = nullptr;
    std::optional<WeekHour> m_hour;           ///< that the events are of; nullopt: all
    std::optional<EventsQuestion> m_question; ///< of the events listed
    QAbstractButton *m_compare = nullptr;
    ReceiptDesk *m_receipts;
    bool m_isWide = true;
    bool m_isEventShown = false;
};

} // namespace outlay::ui
