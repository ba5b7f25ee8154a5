// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/explore/explorepage.h"

#include "ui/explore/drill.h"
#include "ui/explore/eventlist.h"
#include "ui/explore/eventlistmodel.h"
#include "ui/explore/eventview.h"
#include "ui/explore/explorechart.h"
#include "ui/explore/explorecontrols.h"
#include "ui/explore/heatmap.h"
#include "ui/explore/valueslist.h"
#include "ui/overview/emptystate.h"
#include "ui/receipt/receiptdesk.h"
#include "ui/shell/segment.h"
#include "ui/text/labels.h"
#include "ui/text/names.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"
#include "ui/widgets/filterbar.h"
#include "ui/widgets/rangepicker.h"

#include <QAbstractButton>
#include <QBoxLayout>
#include <QButtonGroup>
#include <QLineEdit>
#include <QPushButton>
#include <QResizeEvent>
#include <QShortcut>
#include <QStackedWidget>

#include <algorithm>
#include <set>

namespace outlay::ui {
namespace {

/// Below this the filter line stands in a row of its own.
constexpr int wideFrom = 900;
constexpr std::size_t mostAbove = 100; // steps down that can be taken back
constexpr std::size_t mostSuggestions = 500;

enum View
{
    LoadingView,
    ContentView,
    EmptyView,
    EventPageView,
};

enum Tab
{
    ValuesTab,
    EventsTab,
};

} // namespace

ExplorePage::ExplorePage(SeriesColors &colors, QWidget *parent)
    : QWidget(parent)
    , m_subtitle(new ElidedLabel(uiFont(12), this))
    , m_banner(makeLabel({}, uiFont(12), this, "warning"))
    , m_range(new RangePicker(this))
    , m_filters(new FilterBar(this))
    , m_views(new QStackedWidget(this))
    , m_empty(new EmptyState(this))
    , m_chart(new ExploreChart(colors, this))
    , m_values(new ValuesList(colors, this))
    , m_tabs(new QButtonGroup(this))
    , m_below(new QStackedWidget(this))
    , m_events(new EventList(this))
    , m_event(new EventView(this))
    , m_receipts(new ReceiptDesk(this))
{
    setObjectName(QStringLiteral("page"));
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(22, 12, 22, 14);
    box->setSpacing(10);
    box->addLayout(makeHeader());
    m_banner->setObjectName(QStringLiteral("banner"));
    m_banner->setContentsMargins(12, 6, 12, 6);
    m_banner->hide();
    box->addWidget(m_banner);
    auto *loading = new EmptyState(this);
    loading->setWords(tr("Reading the ledger…"), {}, {});
    m_views->addWidget(loading);
    m_views->addWidget(makeContent());
    m_views->addWidget(m_empty);
    m_views->addWidget(m_event);
    box->addWidget(m_views, 1);
    connectParts();
    connectEvents();
    setRequest(m_request);
    updateHeader();
}

QLayout *ExplorePage::makeHeader()
{
    auto *words = new QVBoxLayout;
    words->setSpacing(1);
    words->addWidget(makeLabel(tr("Explore"), displayFont(22), this));
    m_subtitle->setObjectName(QStringLiteral("subtitle"));
    words->addWidget(m_subtitle);
    m_firstRow = new QHBoxLayout;
    m_firstRow->setSpacing(10);
    m_firstRow->addLayout(words, 3);
    m_firstRow->addWidget(m_filters->line(), 2, Qt::AlignVCenter);
    m_firstRow->addWidget(m_range, 0, Qt::AlignVCenter);
    auto *comparing = new QButtonGroup(this);
    comparing->setExclusive(false);
    m_firstRow->addWidget(makeSegment({tr("Compare")}, tr("Period before"), *comparing, this), 0,
                          Qt::AlignVCenter);
    m_compare = comparing->button(0);
    m_compare->setObjectName(QStringLiteral("exploreCompare"));
    m_compare->setAccessibleName(tr("Compare with the period before"));
    m_secondRow = new QHBoxLayout;
    m_secondRow->addStretch();
    auto *header = new QVBoxLayout;
    header->setSpacing(8);
    header->addLayout(m_firstRow);
    header->addLayout(m_secondRow);
    header->addWidget(m_filters);
    return header;
}

QWidget *ExplorePage::makeContent()
{
    auto *content = new QWidget;
    auto *rows = new QVBoxLayout(content);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(12);
    rows->addWidget(m_chart, 11);
    rows->addWidget(makeBelow(content), 9);
    return content;
}

QWidget *ExplorePage::makeBelow(QWidget *parent)
{
    QFrame *card = makeCard(parent);
    card->setObjectName(QStringLiteral("exploreBelow"));
    auto *header = new QHBoxLayout;
    header->addWidget(makeSegment({tr("Values"), tr("Events")}, tr("List"), *m_tabs, card));
    m_hourChip = makeLink({}, card);
    m_hourChip->setObjectName(QStringLiteral("exploreHour"));
    m_hourChip->setToolTip(tr("Show the requests of all hours"));
    m_hourChip->hide();
    connect(m_hourChip, &QPushButton::clicked, this, [this] { showHour(std::nullopt); });
    header->addWidget(m_hourChip);
    header->addStretch();
    m_tabs->button(ValuesTab)->setChecked(true);
    m_tabs->button(EventsTab)->setToolTip(tr("The requests themselves, newest first"));
    m_below->addWidget(m_values);
    m_below->addWidget(m_events);
    auto *inside = new QVBoxLayout(card);
    inside->setContentsMargins(14, 9, 10, 8);
    inside->setSpacing(6);
    inside->addLayout(header);
    inside->addWidget(m_below, 1);
    return card;
}

void ExplorePage::connectParts()
{
    connect(m_range, &RangePicker::choiceMade, this, [this](const PeriodChoice &choice) {
        ExploreRequest next = m_request;
        next.period = choice;
        change(next);
    });
    connect(m_compare, &QAbstractButton::clicked, this, [this](bool compares) {
        ExploreRequest next = m_request;
        next.compares = compares;
        change(next);
    });
    connect(m_filters, &FilterBar::filtersChanged, this, [this](const std::vector<Filter> &where) {
        ExploreRequest next = m_request;
        next.where = where;
        change(next);
    });
    connect(m_chart, &ExploreChart::requestEdited, this, &ExplorePage::change);
    connect(&m_chart->controls(), &ExploreControls::upRequested, this, &ExplorePage::goUp);
    connect(m_chart, &ExploreChart::drillRequested, this, &ExplorePage::drill);
    connect(m_values, &ValuesList::drillRequested, this, &ExplorePage::drill);
    connect(m_chart, &ExploreChart::zoomRequested, this,
            [this](const TimeRange &range) { goDown(zoomed(m_request, range)); });
    connect(m_chart, &ExploreChart::receiptRequested, this, &ExplorePage::showReceipt);
    connect(m_chart, &ExploreChart::changeRequested, this, &ExplorePage::showChange);
    connect(m_values, &ValuesList::changeRequested, this, &ExplorePage::showChange);
    connect(m_chart, &ExploreChart::hourRequested, this, &ExplorePage::showHour);
    connect(m_values, &ValuesList::receiptRequested, this, &ExplorePage::showReceipt);
    connect(m_receipts, &ReceiptDesk::requested, this, &ExplorePage::receiptRequested);
    connect(m_receipts, &ReceiptDesk::closed, this, &ExplorePage::receiptClosed);
    connect(m_receipts, &ReceiptDesk::rowsRequested, this, &ExplorePage::rowsRequested);
    connect(m_empty, &EmptyState::actionRequested, this, [this] {
        if (!m_above.empty())
            return goUp();
        ExploreRequest next = m_request;
        if (next.where.empty())
            next.period = {Preset::All, 0, {}};
        next.where.clear();
        change(next);
    });
    auto *up = new QShortcut(QKeySequence(Qt::Key_Backspace), this);
    up->setContext(Qt::WidgetWithChildrenShortcut);
    connect(up, &QShortcut::activated, this, &ExplorePage::goUp);
}

void ExplorePage::connectEvents()
{
    connect(m_tabs, &QButtonGroup::idClicked, this, &ExplorePage::showTab);
    connect(m_events, &EventList::pageWanted, this, &ExplorePage::eventPageRequested);
    connect(m_events, &EventList::eventChosen, this, &ExplorePage::eventRequested);
    connect(m_event, &EventView::eventChosen, this, &ExplorePage::eventRequested);
    connect(m_event, &EventView::backRequested, this, &ExplorePage::goUp);
}

void ExplorePage::showTab(int tab)
{
    m_tabs->button(tab)->setChecked(true);
    m_below->setCurrentIndex(tab);
    askForEvents();
}

bool ExplorePage::listsEvents() const
{
    return m_below->currentIndex() == EventsTab;
}

void ExplorePage::setListsEvents(bool listsEvents)
{
    showTab(listsEvents ? EventsTab : ValuesTab);
}

/// Nullopt: those of all hours.
void ExplorePage::showHour(const std::optional<WeekHour> &hour)
{
    setHour(hour);
    showTab(EventsTab);
}

void ExplorePage::showEvents(const std::optional<WeekHour> &hour)
{
    m_events->setWaiting();
    showHour(hour);
    m_events->setFocus();
}

void ExplorePage::setHour(const std::optional<WeekHour> &hour)
{
    m_hour = hour;
    m_hourChip->setVisible(hour.has_value());
    if (hour)
        m_hourChip->setText(
            tr("Only %1  ×", "hour of the week").arg(weekHourLabel(*hour, locale())));
}

/// A list somebody is reading inside of stays as it is until they come back to its top.
void ExplorePage::askForEvents()
{
    if (m_below->currentIndex() != EventsTab || !m_snapshot || !m_snapshot->hasData ||
        m_snapshot->request != m_request)
        return; // or when there is a snapshot of what is asked for
    const EventsQuestion question{m_snapshot->period.range, m_snapshot->request.where, m_hour};
    if (question == m_question && m_events->model().first() > 0)
        return;
    if (question != m_question)
        m_events->setWaiting();
    m_question = question;
    emit eventsRequested(question);
}

void ExplorePage::setEvents(const EventsFoundPtr &found)
{
    if (found->question == m_question)
        m_events->setFound(found);
}

void ExplorePage::setEventPage(const EventPagePtr &page)
{
    m_events->setPage(page);
}

void ExplorePage::setEventsFailure(const QString &sentence)
{
    m_events->setFailure(sentence);
}

void ExplorePage::setEvent(const EventDetailPtr &detail)
{
    m_event->setDetail(detail);
    m_isEventShown = true;
    m_views->setCurrentIndex(EventPageView);
}

void ExplorePage::setEventFailure(const QString &sentence)
{
    m_event->setFailure(sentence);
    m_isEventShown = true;
    m_views->setCurrentIndex(EventPageView);
}

void ExplorePage::setRequest(const ExploreRequest &request)
{
    m_request = request;
    m_filters->setFilters(request.where);
    updateCompare();
    m_chart->setRequest(request);
    if (m_snapshot)
        m_range->setChoice(request.period, m_snapshot->zone, m_snapshot->now,
                           m_snapshot->facts.span);
}

void ExplorePage::updateCompare()
{
    const bool canCompare = m_request.period.preset != Preset::All;
    m_compare->setEnabled(canCompare);
    m_compare->setChecked(canCompare && m_request.compares);
    m_compare->setToolTip(canCompare ? tr("Beside as much of the period before")
                                     : tr("All of time has no period before it"));
}

void ExplorePage::change(const ExploreRequest &request)
{
    if (request == m_request)
        return;
    m_isEventShown = false;
    setHour({});
    setRequest(request);
    emit requestChanged(m_request);
}

void ExplorePage::goDown(const ExploreRequest &request)
{
    if (request == m_request)
        return;
    m_above.push_back(m_request);
    if (m_above.size() > mostAbove)
        m_above.erase(m_above.begin());
    m_chart->controls().setCanGoUp(true);
    change(request);
}

void ExplorePage::goUp()
{
    if (m_isEventShown) {
        m_isEventShown = false;
        return updateView();
    }
    if (m_above.empty())
        return;
    const ExploreRequest above = m_above.back();
    m_above.pop_back();
    m_chart->controls().setCanGoUp(!m_above.empty());
    change(above);
}

void ExplorePage::drill(const ValueKey &key)
{
    const ExploreRequest below = drilled(m_request, key);
    if (below.dimension == m_request.by().back()) // nothing is left but the events
        showTab(EventsTab);
    goDown(below);
}

bool ExplorePage::setScope(const PeriodChoice &period, const std::vector<Filter> &where)
{
    ExploreRequest next = m_request;
    next.period = period;
    next.where = where;
    if (next == m_request)
        return false;
    open(next);
    return true;
}

void ExplorePage::open(const ExploreRequest &request)
{
    m_above.clear(); // of another way
    m_isEventShown = false;
    setHour({});
    m_chart->controls().setCanGoUp(false);
    setRequest(request);
}

void ExplorePage::setSnapshot(const ExploreSnapshotPtr &snapshot)
{
    if (m_snapshot && m_snapshot->zone.name() != snapshot->zone.name())
        m_question.reset(); // the same requests, at other times of the clock
    m_snapshot = snapshot;
    m_range->setChoice(m_request.period, snapshot->zone, snapshot->now, snapshot->facts.span);
    m_chart->setSnapshot(snapshot); // gives out the colours the list shows too
    m_values->setSnapshot(snapshot);
    setFailure({});
    updateHeader();
    updateSuggestions();
    updateView();
    askForEvents();
}

void ExplorePage::sayAgain()
{
    m_filters->sayAgain();
    m_events->sayAgain();
    m_event->sayAgain();
    if (m_snapshot)
        setSnapshot(m_snapshot);
}

void ExplorePage::updateHeader()
{
    if (!m_snapshot) {
        m_subtitle->setText(QStringLiteral(" "));
        return;
    }
    const ExploreSnapshot &s = *m_snapshot;
    // What is still to come is not shown, it is only left room for.
    const TimeRange shown{s.period.range.from, s.period.isRunning
                                                   ? std::min(s.period.range.to, s.now)
                                                   : s.period.range.to};
    m_subtitle->setText(tr("%1 · %2 · %3", "dates, what is shown, time zone")
                            .arg(rangeLabel(shown, s.zone, locale(), true),
                                 s.request.where.empty() ? tr("everything") : tr("filtered"),
                                 QString::fromStdString(s.zone.name())));
}

void ExplorePage::updateSuggestions()
{
    QStringList all;
    std::set<QString> known;
    for (const ExploreRow &row : m_snapshot->rows) {
        if (row.isOther || row.isNotItemised || known.size() >= mostSuggestions)
            continue;
        for (const Filter &filter : filtersOf(m_snapshot->request, row.key)) {
            if (!filter.anyOf.front())
                continue;
            const QString text = QString::fromStdString(toString(filter.dimension)) +
                                 QLatin1Char('=') +
                                 shownName(filter.dimension, *filter.anyOf.front());
            if (known.insert(text).second)
                all << text;
        }
    }
    m_filters->setSuggestions(all);
}

void ExplorePage::updateView()
{
    if (m_isEventShown || !m_snapshot)
        return;
    const ExploreSnapshot &s = *m_snapshot;
    m_views->setCurrentIndex(s.hasData ? ContentView : EmptyView);
    if (s.hasData)
        return;
    const QString range = rangeLabel(s.period.range, s.zone, locale(), true);
    const QString up = m_above.empty() ? QString() : tr("Back up");
    if (!s.facts.span)
        m_empty->setWords(tr("The ledger is empty"),
                          tr("Import logs or transcripts from the File menu, or drop them here."),
                          {});
    else if (!s.request.where.empty())
        m_empty->setWords(tr("Nothing matches"),
                          tr("No requests of %1 pass the filters.").arg(range),
                          up.isEmpty() ? tr("Remove the filters") : up);
    else
        m_empty->setWords(
            tr("No requests on record for %1").arg(range),
            tr("The ledger holds %1.").arg(rangeLabel(*s.facts.span, s.zone, locale(), true)),
            up.isEmpty() ? tr("Show everything") : up);
}

void ExplorePage::showReceipt(const Figure &figure, QPoint position)
{
    const TimeRange &shown = m_snapshot->period.range;
    const TimeRange range = figure.range.value_or(shown);
    // Of the period before it is not known which of its time sources cover.
    const bool isBefore = range.from < shown.from;
    m_receipts->show(
        figure, shown, m_snapshot->request.where,
        isBefore ? QString()
                 : coverageSentence(range, m_snapshot->now, m_snapshot->uncovered, locale()),
        position, m_snapshot->zone);
}

void ExplorePage::showChange(const ChangeFigure &change, QPoint position)
{
    if (change.sum)
        m_receipts->showSum(change.title, {}, *change.sum, change.lines, position);
    else
        m_receipts->showCount(change.title, change.amount, {}, change.lines, position);
}

void ExplorePage::setReceipt(std::uint64_t number, const FigureReceipt &receipt)
{
    m_receipts->setReceipt(number, receipt);
}

void ExplorePage::setReceiptFailure(std::uint64_t number, const QString &sentence)
{
    m_receipts->setFailure(number, sentence);
}

void ExplorePage::setFailure(const QString &text)
{
    m_banner->setText(text);
    m_banner->setVisible(!text.isEmpty());
}

void ExplorePage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool wasWide = m_isWide;
    m_isWide = width() >= wideFrom;
    if (wasWide == m_isWide)
        return;
    if (m_isWide)
        m_firstRow->insertWidget(1, m_filters->line(), 2, Qt::AlignVCenter);
    else
        m_secondRow->insertWidget(0, m_filters->line());
}

} // namespace outlay::ui
