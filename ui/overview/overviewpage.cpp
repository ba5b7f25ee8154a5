// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/overviewpage.h"

#include "ui/budgets/budgetnames.h"
#include "ui/overview/alertscard.h"
#include "ui/overview/budgetscard.h"
#include "ui/overview/changecard.h"
#include "ui/overview/emptystate.h"
#include "ui/overview/sidecards.h"
#include "ui/overview/spendcard.h"
#include "ui/overview/tile.h"
#include "ui/overview/toplistcard.h"
#include "ui/receipt/receiptdesk.h"
#include "ui/text/labels.h"
#include "ui/text/names.h"
#include "ui/text/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"
#include "ui/widgets/filterbar.h"
#include "ui/widgets/rangepicker.h"

#include <QBoxLayout>
#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QResizeEvent>
#include <QScrollArea>
#include <QStackedWidget>

#include <algorithm>

namespace outlay::ui {
namespace {

constexpr int sideWidth = 316;
/// Below this the side cards stand under the chart, in a row.
constexpr int wideFrom = 960;

/// And below this one under the other.
constexpr int rowFrom = 760;

enum View
{
    LoadingView,
    ContentView,
    EmptyView,
};

} // namespace

OverviewPage::OverviewPage(QWidget *parent)
    : QWidget(parent)
    , m_subtitle(new ElidedLabel(uiFont(12), this))
    , m_banner(makeLabel({}, uiFont(12), this, "warning"))
    , m_range(new RangePicker(this))
    , m_filters(new FilterBar(this))
    , m_views(new QStackedWidget(this))
    , m_empty(new EmptyState(this))
    , m_receipts(new ReceiptDesk(this))
{
    setObjectName(QStringLiteral("page"));
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(22, 12, 22, 14);
    box->setSpacing(10);
    box->addLayout(makeHeader());
    m_banner->setObjectName(QStringLiteral("banner"));
    m_banner->setContentsMargins(12, 6, 12, 6);
    m_banner->setWordWrap(true);
    m_banner->hide();
    box->addWidget(m_banner);
    auto *loading = new EmptyState(this);
    loading->setObjectName(QStringLiteral("loadingState"));
    loading->setWords(tr("Reading the ledger…"), {}, {});
    m_views->addWidget(loading);
    m_views->addWidget(makeContent());
    m_views->addWidget(m_empty);
    box->addWidget(m_views, 1);
    connectParts();
    updateHeader();
}

QLayout *OverviewPage::makeHeader()
{
    auto *words = new QVBoxLayout;
    words->setSpacing(1);
    words->addWidget(makeLabel(tr("Overview"), displayFont(22), this));
    m_subtitle->setObjectName(QStringLiteral("subtitle"));
    words->addWidget(m_subtitle);
    m_import = makePrimary(tr("Import…"), this);
    m_import->setObjectName(QStringLiteral("importButton"));
    connect(m_import, &QPushButton::clicked, this, &OverviewPage::importRequested);
    m_firstRow = new QHBoxLayout;
    m_firstRow->setSpacing(10);
    m_firstRow->addLayout(words, 3);
    m_firstRow->addWidget(m_filters->line(), 2, Qt::AlignVCenter);
    m_firstRow->addWidget(m_range, 0, Qt::AlignVCenter);
    m_firstRow->addWidget(m_import, 0, Qt::AlignVCenter);
    m_secondRow = new QHBoxLayout;
    m_secondRow->addStretch();
    auto *header = new QVBoxLayout;
    header->setSpacing(8);
    header->addLayout(m_firstRow);
    header->addLayout(m_secondRow);
    header->addWidget(m_filters);
    return header;
}

QWidget *OverviewPage::makeContent()
{
    auto *content = new QWidget;
    auto *rows = new QVBoxLayout(content);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(12);
    m_tileGrid = new QGridLayout;
    m_tileGrid->setSpacing(12);
    const std::array names{"tileSpend", "tileTokens", "tileRequests", "tileCostPer1k"};
    for (std::size_t i = 0; i < m_tiles.size(); ++i) {
        m_tiles.at(i) = new Tile(QLatin1String(names.at(i)), content);
    }
    arrangeTiles(4);
    rows->addLayout(m_tileGrid);
    m_spend = new SpendCard(m_colors, content);
    m_tops = new TopListCard(m_colors, content);
    auto *left = new QVBoxLayout;
    left->setSpacing(12);
    left->addWidget(m_spend, 1);
    m_change = new ChangeCard(content);
    m_lower = new QBoxLayout(QBoxLayout::LeftToRight);
    m_lower->setSpacing(12);
    m_lower->addWidget(m_tops, 3);
    m_lower->addWidget(m_change, 2);
    left->addLayout(m_lower, 1);
    m_alerts = new AlertsCard(content);
    m_basis = new BasisCard(content);
    m_notes = new NotesCard(content);
    m_sources = new SourcesCard(content);
    m_side = new QBoxLayout(QBoxLayout::TopToBottom);
    m_side->setSpacing(12);
    m_side->addWidget(m_basis);
    m_side->addWidget(m_notes, 1);
    m_side->addWidget(m_sources);
    m_columns = new QBoxLayout(QBoxLayout::LeftToRight);
    m_columns->setSpacing(12);
    m_columns->addLayout(left, 1);
    m_columns->addLayout(m_side);
    m_budgets = new BudgetsCard(content);
    m_upper = new QBoxLayout(QBoxLayout::LeftToRight);
    m_upper->setSpacing(12);
    m_upper->addWidget(m_alerts, 1);
    m_upper->addWidget(m_budgets);
    rows->addLayout(m_upper);
    rows->addLayout(m_columns, 1);

    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("pageScroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    fill(*scroll, content);
    return scroll;
}

void OverviewPage::connectParts()
{
    connect(m_range, &RangePicker::choiceMade, this, [this](const PeriodChoice &choice) {
        OverviewRequest next = m_request;
        next.period = choice;
        change(next);
    });
    connect(m_filters, &FilterBar::filtersChanged, this, [this](const std::vector<Filter> &where) {
        OverviewRequest next = m_request;
        next.where = where;
        change(next);
    });
    connect(m_spend, &SpendCard::dimensionChosen, this, [this](const DimensionRef &dimension) {
        OverviewRequest next = m_request;
        next.stackBy = dimension;
        change(next);
    });
    connect(m_spend, &SpendCard::rangeRequested, this, [this](const TimeRange &range) {
        OverviewRequest next = m_request;
        next.period = {Preset::Custom, 0, range};
        change(next);
    });
    connect(m_spend, &SpendCard::filterRequested, m_filters, &FilterBar::addFilter);
    connect(m_tops, &TopListCard::filterRequested, m_filters, &FilterBar::addFilter);
    connect(m_change, &ChangeCard::filterRequested, m_filters, &FilterBar::addFilter);
    const auto showSum = [this](const QString &title, Money sum,
                                const std::vector<ReceiptLine> &lines, QPoint position) {
        m_receipts->showSum(title, {}, sum, lines, position);
    };
    connect(m_change, &ChangeCard::sumRequested, this, showSum);
    connect(m_spend, &SpendCard::sumRequested, this, showSum);
    connect(m_basis, &BasisCard::receiptRequested, this, &OverviewPage::showTotalReceipt);
    connect(m_spend, &SpendCard::receiptRequested, this, &OverviewPage::showReceipt);
    connect(m_tops, &TopListCard::receiptRequested, this, &OverviewPage::showReceipt);
    connect(m_receipts, &ReceiptDesk::requested, this, &OverviewPage::receiptRequested);
    connect(m_receipts, &ReceiptDesk::closed, this, &OverviewPage::receiptClosed);
    connect(m_receipts, &ReceiptDesk::rowsRequested, this, &OverviewPage::rowsRequested);
    connect(m_sources, &SourcesCard::manageRequested, this, &OverviewPage::sourcesRequested);
    connect(m_alerts, &AlertsCard::acknowledgeRequested, this, &OverviewPage::alertsAcknowledged);
    connect(m_alerts, &AlertsCard::openRequested, this, &OverviewPage::alertRequested);
    connect(m_alerts, &AlertsCard::receiptRequested, this, &OverviewPage::alertReceiptRequested);
    connect(m_budgets, &BudgetsCard::openRequested, this, &OverviewPage::budgetRequested);
    connect(m_budgets, &BudgetsCard::receiptRequested, this, &OverviewPage::budgetReceiptRequested);
    connect(m_notes, &NotesCard::detailsRequested, this, &OverviewPage::detailsRequested);
    connect(m_notes, &NotesCard::receiptRequested, this, &OverviewPage::showTotalReceipt);
    for (std::size_t i = 0; i < m_tiles.size(); ++i)
        connect(m_tiles.at(i), &Tile::receiptRequested, this, [this, i](QPoint position) {
            if (m_snapshot)
                showWholeReceipt(tilesFor(*m_snapshot, locale()).at(i).head, position);
        });
    connect(m_empty, &EmptyState::actionRequested, this, [this] {
        OverviewRequest next = m_request;
        if (next.where.empty())
            next.period = {Preset::All, 0, {}};
        next.where.clear();
        change(next);
    });
}

void OverviewPage::change(const OverviewRequest &request)
{
    if (request == m_request)
        return;
    setRequest(request);
    emit requestChanged(m_request);
}

void OverviewPage::setRequest(const OverviewRequest &request)
{
    m_request = request;
    m_filters->setFilters(request.where);
    if (m_snapshot)
        m_range->setChoice(request.period, m_snapshot->zone, m_snapshot->now,
                           m_snapshot->facts.span);
}

void OverviewPage::setSnapshot(const OverviewSnapshotPtr &snapshot)
{
    m_snapshot = snapshot;
    if (!m_changed)
        m_changedRequest.reset(); // what could not be told may be told of these
    m_range->setChoice(m_request.period, snapshot->zone, snapshot->now, snapshot->facts.span);
    const auto tiles = tilesFor(*snapshot, locale());
    for (std::size_t i = 0; i < m_tiles.size(); ++i)
        m_tiles.at(i)->setContent(tiles.at(i), snapshot->total);
    m_spend->setSnapshot(snapshot); // gives out the colours the list shows too
    m_tops->setSnapshot(snapshot);
    m_alerts->setSnapshot(snapshot);
    arrangeUpper();
    m_basis->setSnapshot(snapshot);
    m_notes->setCompact(!m_alerts->isHidden());
    m_notes->setSnapshot(snapshot);
    m_sources->setSnapshot(snapshot);
    showChange();
    updateHeader();
    updateSuggestions();
    updateView();
}

void OverviewPage::setChange(const ChangeSnapshotPtr &change)
{
    if (!m_snapshot)
        return;
    const bool isKnown = isTold();
    if (change && (!isSameSpend(change->request, m_snapshot->request) ||
                   (isKnown && m_changed && change->generation < m_changed->generation)))
        return;
    m_changed = change;
    m_changedRequest = m_snapshot->request;
    showChange();
}

void OverviewPage::setBudgets(const BudgetsSnapshotPtr &budgets)
{
    m_budgetRows = budgets;
    m_budgets->setSnapshot(withoutNames(budgets));
    arrangeUpper();
}

bool OverviewPage::isTold() const
{
    return m_changedRequest && isSameSpend(*m_changedRequest, m_snapshot->request);
}

/// What was told of the same question stays until the new answer is there: nothing flickers.
void OverviewPage::showChange()
{
    const OverviewSnapshot &s = *m_snapshot;
    const bool isKnown = isTold();
    const QString prior =
        s.period.prior ? rangeLabel(*s.period.prior, s.zone, locale(), false) : QString();
    QString reason = tr("Working it out…");
    if (!s.period.prior)
        reason = tr("All of time has no period before it.");
    else if (s.isPriorPartial)
        reason = tr("%1 is only partly on record, so there is nothing to compare with.").arg(prior);
    else if (isKnown)
        reason = tr("This could not be worked out. It is tried again when the figures change.");
    m_change->setChange(isKnown ? m_changed : nullptr, s.zone, reason);
}

void OverviewPage::updateHeader()
{
    if (!m_snapshot) {
        m_subtitle->setText(QStringLiteral(" "));
        return;
    }
    const OverviewSnapshot &s = *m_snapshot;
    m_subtitle->setText(tr("%1 · %2 · %3", "dates, what is shown, time zone")
                            .arg(rangeLabel(shownRange(s), s.zone, locale(), true),
                                 s.request.where.empty() ? tr("everything") : tr("filtered"),
                                 QString::fromStdString(s.zone.name())));
}

void OverviewPage::updateSuggestions()
{
    QStringList all;
    for (const TopList &top : m_snapshot->tops) {
        for (const Row &row : top.rows) {
            if (!row.isOther && !row.isNotItemised && !row.key.empty() && row.key.front())
                all << QString::fromStdString(toString(top.dimension)) + QLatin1Char('=') +
                           shownName(top.dimension, *row.key.front());
        }
    }
    m_filters->setSuggestions(all);
}

void OverviewPage::updateView()
{
    const OverviewSnapshot &s = *m_snapshot;
    if (s.hasData) {
        m_views->setCurrentIndex(ContentView);
        return;
    }
    const QString range = rangeLabel(s.period.range, s.zone, locale(), true);
    if (!s.facts.span)
        m_empty->setWords(tr("The ledger is empty"),
                          tr("Import logs or transcripts from the File menu, or drop them here."),
                          {});
    else if (!s.request.where.empty())
        m_empty->setWords(tr("Nothing matches"),
                          tr("No requests of %1 pass the filters.").arg(range),
                          tr("Remove the filters"));
    else
        m_empty->setWords(tr("No requests on record for %1").arg(range),
                          tr("The ledger holds %1.")
                              .arg(rangeLabel({s.zone.startOfDay(s.zone.dayOf(s.facts.span->from)),
                                               s.facts.span->to},
                                              s.zone, locale(), true)),
                          tr("Show everything"));
    m_views->setCurrentIndex(EmptyView);
}

void OverviewPage::showTotalReceipt(QPoint position)
{
    if (m_snapshot)
        showWholeReceipt({}, position);
}

/// Of the page's whole; `head`: the figure that was pointed at.
void OverviewPage::showWholeReceipt(const QString &head, QPoint position)
{
    Figure figure;
    figure.title = rangeLabel(shownRange(*m_snapshot), m_snapshot->zone, locale(), true);
    figure.measures = m_snapshot->total;
    figure.head = head;
    showReceipt(figure, position);
}

void OverviewPage::showReceipt(const Figure &figure, QPoint position)
{
    const TimeRange &shown = m_snapshot->period.range;
    m_receipts->show(figure, shown, m_snapshot->request.where,
                     coverageSentence(figure.range.value_or(shown), m_snapshot->now,
                                      m_snapshot->uncovered, locale()),
                     position);
}

void OverviewPage::setReceipt(std::uint64_t number, const FigureReceipt &receipt)
{
    m_receipts->setReceipt(number, receipt);
}

void OverviewPage::setReceiptFailure(std::uint64_t number, const QString &sentence)
{
    m_receipts->setFailure(number, sentence);
}

void OverviewPage::setWatched(const SourcesSnapshot &watched)
{
    m_sources->setWatched(watched);
}

void OverviewPage::sayAgain()
{
    m_filters->sayAgain();
    if (m_snapshot)
        setSnapshot(m_snapshot);
    if (m_budgetRows)
        setBudgets(m_budgetRows);
}

void OverviewPage::setFailure(const QString &text)
{
    m_banner->setText(text);
    m_banner->setVisible(!text.isEmpty());
}

void OverviewPage::setBusy(bool isBusy)
{
    m_import->setEnabled(!isBusy);
}

void OverviewPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void OverviewPage::arrangeTiles(int columns)
{
    for (std::size_t i = 0; i < m_tiles.size(); ++i)
        m_tileGrid->addWidget(m_tiles.at(i), static_cast<int>(i) / columns,
                              static_cast<int>(i) % columns);
    for (int column = 0; column < 4; ++column)
        m_tileGrid->setColumnStretch(column, column < columns ? 1 : 0);
}

void OverviewPage::arrangeUpper()
{
    const bool isBeside = m_isWide && !m_alerts->isHidden();
    m_upper->setDirection(m_isWide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_budgets->setMinimumWidth(isBeside ? sideWidth : 0);
    m_budgets->setMaximumWidth(isBeside ? sideWidth : QWIDGETSIZE_MAX);
    m_budgets->setSpread(m_isWide && !isBeside);
}

void OverviewPage::arrange()
{
    const bool wasWide = m_isWide;
    m_isWide = width() >= wideFrom;
    if (wasWide != m_isWide) {
        arrangeTiles(m_isWide ? 4 : 2);
        if (m_isWide)
            m_firstRow->insertWidget(1, m_filters->line(), 2, Qt::AlignVCenter);
        else
            m_secondRow->insertWidget(0, m_filters->line());
    }
    m_lower->setDirection(m_isWide || width() >= rowFrom ? QBoxLayout::LeftToRight
                                                         : QBoxLayout::TopToBottom);
    m_columns->setDirection(m_isWide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    arrangeUpper();
    // Three cards side by side need more than a small window has beside its scroll bar.
    const bool isRow = !m_isWide && width() >= rowFrom;
    m_side->setDirection(isRow ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    for (QWidget *card : {static_cast<QWidget *>(m_basis), static_cast<QWidget *>(m_notes),
                          static_cast<QWidget *>(m_sources)}) {
        card->setMinimumWidth(m_isWide ? sideWidth : 0);
        card->setMaximumWidth(m_isWide ? sideWidth : QWIDGETSIZE_MAX);
    }
}

} // namespace outlay::ui
