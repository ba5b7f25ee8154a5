// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/explore/eventview.h"

#include "ui/explore/eventwords.h"
#include "ui/items/plaintablemodel.h"
#include "ui/receipt/receipttablemodel.h"
#include "ui/text/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPushButton>
#include <QResizeEvent>
#include <QTableView>

#include <algorithm>

namespace outlay::ui {
namespace {

/// Below this the facts stand above the receipt.
constexpr int besideFrom = 760;
constexpr int lineHeight = 25;

} // namespace

EventView::EventView(QWidget *parent)
    : QWidget(parent)
    , m_back(makeLink(tr("Back"), this))
    , m_title(makeLabel({}, uiFont(15, QFont::DemiBold), this))
    , m_subtitle(new ElidedLabel(uiFont(12), this))
    , m_noSession(
          makeLabel(tr("No source names the session of this event."), uiFont(12), this, "muted"))
    , m_columns(new QBoxLayout(QBoxLayout::LeftToRight))
    , m_facts(new QTableView(this))
    , m_receipt(new QTableView(this))
    , m_session(new QTableView(this))
    , m_factsModel(new PlainTableModel({tr("What"), tr("Value")}, {}, this))
    , m_sessionModel(new PlainTableModel(
          {tr("When"), tr("Model"), tr("Agent"), tr("Tokens"), tr("Cost")}, {3, 4}, this))
    , m_receiptModel(new ReceiptTableModel(this))
{
    m_back->setObjectName(QStringLiteral("eventBack"));
    m_back->setToolTip(tr("Back to the list  Backspace"));
    connect(m_back, &QPushButton::clicked, this, &EventView::backRequested);
    m_facts->setObjectName(QStringLiteral("eventFacts"));
    m_facts->setAccessibleName(tr("What is known of the event"));
    m_facts->setModel(m_factsModel);
    m_receipt->setObjectName(QStringLiteral("eventReceipt"));
    m_receipt->setAccessibleName(tr("Receipt of the event"));
    m_receipt->setModel(m_receiptModel);
    m_session->setObjectName(QStringLiteral("eventSession"));
    m_session->setAccessibleName(tr("Before and after it in its session"));
    m_session->setModel(m_sessionModel);
    m_session->setToolTip(tr("Double-click or press Enter to open an event"));
    for (QTableView *table : {m_facts, m_receipt, m_session}) {
        dressTable(*table);
        table->verticalHeader()->setMinimumSectionSize(lineHeight);
        table->verticalHeader()->setDefaultSectionSize(lineHeight);
        table->setMinimumHeight(110);
    }
    m_receipt->setWordWrap(true);
    m_facts->horizontalHeader()->setStretchLastSection(true);
    m_session->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_session->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch); // the model
    m_session->installEventFilter(this);
    m_receipt->viewport()->installEventFilter(this);
    connect(m_session, &QTableView::doubleClicked, this,
            [this](const QModelIndex &index) { openNeighbour(index.row()); });

    auto *top = new QHBoxLayout;
    top->setSpacing(10);
    top->addWidget(m_back);
    top->addWidget(m_title);
    top->addWidget(m_subtitle, 1);
    auto *right = new QVBoxLayout;
    right->setSpacing(12);
    right->addWidget(makeCardOf(tr("How it adds up"), m_receipt), 3);
    QWidget *session = makeCardOf(tr("Before and after it in its session"), m_session);
    session->layout()->addWidget(m_noSession);
    m_noSession->setAlignment(Qt::AlignTop | Qt::AlignLeading);
    m_noSession->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
    right->addWidget(session, 2);
    m_columns->setSpacing(12);
    m_columns->addWidget(makeCardOf(tr("What is known"), m_facts), 2);
    m_columns->addLayout(right, 3);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(10);
    box->addLayout(top);
    box->addLayout(m_columns, 1);
}

QWidget *EventView::makeCardOf(const QString &title, QTableView *table)
{
    QFrame *card = makeCard(this);
    auto *inside = new QVBoxLayout(card);
    inside->setContentsMargins(14, 10, 10, 8);
    inside->setSpacing(6);
    QLabel *heading = makeLabel(title, uiFont(13, QFont::DemiBold), card);
    heading->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    inside->addWidget(heading);
    inside->addWidget(table, 1);
    return card;
}

void EventView::setDetail(const EventDetailPtr &detail)
{
    m_detail = detail;
    const EventRow &event = detail->event;
    m_title->setText(momentLabel(event.at, detail->zone, locale()));
    QStringList parts{eventValue(event, Dimension::Model), eventCostExact(event, locale())};
    parts.removeAll(QString());
    m_subtitle->setText(parts.join(QStringLiteral(" · ")));
    std::vector<QStringList> rows;
    for (const auto &[name, value] : eventFacts(event, detail->zone, locale()))
        rows.push_back({name, value});
    m_factsModel->setRows(std::move(rows));
    m_facts->resizeColumnToContents(0);
    fillReceipt();
    fillNeighbours();
}

void EventView::sayAgain()
{
    if (m_detail)
        setDetail(m_detail);
}

void EventView::setFailure(const QString &sentence)
{
    m_detail.reset();
    m_title->setText(tr("This event cannot be shown"));
    m_subtitle->setText(sentence);
    m_factsModel->setRows({});
    m_sessionModel->setRows({});
    m_receiptModel->setLines({});
}

void EventView::fillReceipt()
{
    std::vector<ReceiptLine> lines = derivationLines(m_detail->receipt, locale());
    if (!lines.empty() && lines.front().kind == ReceiptLine::Kind::Heading)
        lines.erase(lines.begin()); // the card has it
    m_receiptModel->setLines(std::move(lines));
    m_receipt->clearSpans();
    for (int row = 0; row < m_receiptModel->rowCount(); ++row) {
        const ReceiptLine &line = m_receiptModel->lines()[static_cast<std::size_t>(row)];
        if (line.kind == ReceiptLine::Kind::Note || line.kind == ReceiptLine::Kind::Heading)
            m_receipt->setSpan(row, 0, 1, ReceiptTableModel::ColumnCount);
        else if (line.quantity.isEmpty() && line.rate.isEmpty())
            m_receipt->setSpan(row, 0, 1, ReceiptTableModel::Amount);
    }
    fitReceipt();
}

/// Columns as wide as their figures, the label what is left; notes as high as their sentence.
void EventView::fitReceipt()
{
    int label = m_receipt->viewport()->width();
    const int inner = label;
    for (const int column :
         {ReceiptTableModel::Quantity, ReceiptTableModel::Rate, ReceiptTableModel::Amount}) {
        m_receipt->resizeColumnToContents(column);
        label -= m_receipt->columnWidth(column);
    }
    m_receipt->setColumnWidth(ReceiptTableModel::Label, std::max(label, 120));
    for (int row = 0; row < m_receiptModel->rowCount(); ++row) {
        const ReceiptLine &line = m_receiptModel->lines()[static_cast<std::size_t>(row)];
        int needed = lineHeight;
        if (line.kind == ReceiptLine::Kind::Note)
            needed =
                QFontMetrics(uiFont(11))
                    .boundingRect(0, 0, std::max(60, inner - 16), 400, Qt::TextWordWrap, line.label)
                    .height() +
                6;
        m_receipt->setRowHeight(row, std::max(needed, lineHeight));
    }
}

void EventView::fillNeighbours()
{
    std::vector<QStringList> rows;
    m_neighbours.clear();
    const EventRow &own = m_detail->event;
    const auto add = [&](const EventRow &event) {
        const bool isOwn = event.id == own.id;
        rows.push_back({isOwn ? tr("this event") : distanceLabel(own.at, event.at, locale()),
                        eventValue(event, Dimension::Model), eventValue(event, Dimension::Agent),
                        count(event.usage.total(), locale()), eventCost(event, locale())});
        m_neighbours.push_back(event.id);
    };
    for (const EventRow &event : m_detail->before)
        add(event);
    add(own);
    for (const EventRow &event : m_detail->after)
        add(event);
    const bool hasSession = !eventValue(own, Dimension::Session).isEmpty();
    m_session->setVisible(hasSession);
    m_noSession->setVisible(!hasSession);
    m_sessionModel->setRows(std::move(rows));
    m_session->selectRow(static_cast<int>(m_detail->before.size()));
}

void EventView::openNeighbour(int row)
{
    if (row >= 0 && static_cast<std::size_t>(row) < m_neighbours.size())
        emit eventChosen(m_neighbours[static_cast<std::size_t>(row)]);
}

void EventView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_columns->setDirection(width() >= besideFrom ? QBoxLayout::LeftToRight
                                                  : QBoxLayout::TopToBottom);
}

bool EventView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_receipt->viewport() && event->type() == QEvent::Resize)
        fitReceipt();
    if (watched == m_session && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            openNeighbour(m_session->currentIndex().row());
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace outlay::ui
