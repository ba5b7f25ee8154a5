// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/receipt/receiptpopover.h"

#include "ui/overview/tilecontent.h"
#include "ui/receipt/receiptrows.h"
#include "ui/receipt/receipttablemodel.h"
#include "ui/text/numbers.h"
#include "ui/text/shown.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QClipboard>
#include <QCloseEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace outlay::ui {
namespace {

constexpr int popoverWidth = 640;
constexpr int mostTableHeight = 470;
constexpr int rowHeight = 23;

} // namespace

ReceiptPopover::ReceiptPopover(const QString &title, const QString &coverage,
                               const Measures &measures, const ReceiptHead &head, QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_title(title)
    , m_head(head)
    , m_measures(measures)
    , m_model(new ReceiptTableModel(this))
    , m_table(new QTableView(this))
    , m_copy(makeLink(tr("Copy"), this))
{
    const QString cost =
        measures.cost ? moneyExact(*measures.cost, locale()) : tr("nothing priced");
    QStringList facts{basisSentence(measures, locale()), coverage};
    if (!head.figure.isEmpty())
        facts = QStringList{head.how, cost} + facts;
    facts.removeAll(QString());
    makeParts(head.figure.isEmpty() ? cost : head.figure, facts.join(QStringLiteral(" · ")));
    setDerivation({{ReceiptLine::Kind::Heading, tr("How it adds up"), {}, {}, {}},
                   {ReceiptLine::Kind::Note, tr("Adding up the requests…"), {}, {}, {}}});
}

ReceiptPopover::ReceiptPopover(const QString &title, const QString &facts, Money sum,
                               std::vector<ReceiptLine> lines, QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_title(title)
    , m_model(new ReceiptTableModel(this))
    , m_table(new QTableView(this))
    , m_copy(makeLink(tr("Copy"), this))
{
    m_isOfSums = true;
    m_measures.cost = sum;
    makeParts(moneyExact(sum, locale()), facts);
    setLines(std::move(lines));
}

ReceiptPopover::ReceiptPopover(const QString &title, const QString &amount, const QString &facts,
                               std::vector<ReceiptLine> lines, QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_title(title)
    , m_model(new ReceiptTableModel(this))
    , m_table(new QTableView(this))
    , m_copy(makeLink(tr("Copy"), this))
{
    m_isOfSums = true;
    makeParts(amount, facts);
    setLines(std::move(lines));
}

void ReceiptPopover::makeParts(const QString &amountText, const QString &facts)
{
    setObjectName(QStringLiteral("receipt"));
    setAttribute(Qt::WA_DeleteOnClose);
    setAccessibleName(tr("Receipt"));
    auto *heading = new ElidedLabel(uiFont(13, QFont::DemiBold), this);
    setRole(*heading, nullptr);
    heading->setText(m_title);
    auto *amount = makeLabel(amountText, displayFont(18), this);
    amount->setObjectName(QStringLiteral("receiptAmount"));
    QStringList parts{facts};
    if (m_measures.cost && shownCurrency())
        parts.prepend(tr("shown as %1, %2", "amount, currency with its rate")
                          .arg(money(*m_measures.cost, locale()), currencyNote(locale())));
    parts.removeAll(QString());
    auto *sub = makeLabel(parts.join(QStringLiteral(" · ")), uiFont(12), this, "muted");
    sub->setWordWrap(true);
    m_copy->setObjectName(QStringLiteral("receiptCopy"));
    m_copy->setToolTip(tr("Copy the receipt as text  Ctrl+C"));
    connect(m_copy, &QPushButton::clicked, this, &ReceiptPopover::copy);
    auto *close = makeLink(tr("Close"), this);
    close->setObjectName(QStringLiteral("receiptClose"));
    close->setToolTip(tr("Close  Esc"));
    connect(close, &QPushButton::clicked, this, &QWidget::close);
    auto *top = new QHBoxLayout;
    top->setSpacing(12);
    top->addWidget(heading, 1);
    top->addWidget(m_copy);
    top->addWidget(close);
    dressLines();
    m_rowsLink = makeLink({}, this);
    m_rowsLink->setObjectName(QStringLiteral("receiptRows"));
    m_rowsLink->setToolTip(tr("Open these requests in Explore"));
    connect(m_rowsLink, &QPushButton::clicked, this, [this] {
        if (m_rows)
            showRows(*m_rows);
    });
    m_rowsNote = makeLabel({}, uiFont(12), this, "muted");
    m_rowsNote->setObjectName(QStringLiteral("receiptRowsNote"));
    m_rowsNote->setWordWrap(true);
    setTabOrder(m_table, m_rowsLink);
    setTabOrder(m_rowsLink, m_copy);
    setTabOrder(m_copy, close);
    auto *rows = new QHBoxLayout;
    rows->setSpacing(10);
    rows->addWidget(m_rowsLink);
    rows->addWidget(m_rowsNote, 1);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(16, 12, 12, 12);
    box->setSpacing(3);
    box->addLayout(top);
    box->addWidget(amount);
    box->addWidget(sub);
    box->addLayout(rows);
    box->addSpacing(4);
    box->addWidget(m_table, 1);
    setFocusProxy(m_table);
    updateRows();
}

void ReceiptPopover::setQuestion(const ReceiptQuestion &question)
{
    m_question = question;
    updateRows();
    fit();
}

/// A link to the requests where a list has them, else why there is none.
void ReceiptPopover::updateRows()
{
    QString link, note;
    m_rows = m_question ? rowsOf(*m_question) : std::nullopt;
    if (m_isOfSums) {
        note = tr("Put together from other figures: no list of requests stands behind it.");
    } else if (m_receipt && m_measures.requests == 0) {
        note = tr("No requests stand behind it: it is what was billed without them, or a fee.");
    } else if (m_question && !m_rows) {
        note = tr("No filter says which requests these are: they are the rest of a list.");
    } else if (m_rows && m_receipt) {
        link = rowsLink(m_receipt->rows, locale());
        note = rowsNote(m_receipt->rows, m_measures.requests, locale());
    } else if (m_rows && m_hasFailed) {
        link = tr("Show the requests");
    }
    if (link.isEmpty())
        m_rows.reset();
    m_rowsLink->setText(link);
    m_rowsLink->setVisible(!link.isEmpty());
    m_rowsNote->setText(note);
    m_rowsNote->setVisible(!note.isEmpty());
}

bool ReceiptPopover::showEntry(int row)
{
    if (!m_rows || row < 0 || row >= m_model->rowCount())
        return false;
    const ReceiptLine &line = m_model->lines()[static_cast<std::size_t>(row)];
    if (line.where.empty())
        return false;
    EventsQuestion rows = *m_rows;
    rows.where = narrowedBy(std::move(rows.where), line.where);
    showRows(rows);
    return true;
}

void ReceiptPopover::showRows(const EventsQuestion &rows)
{
    const EventsQuestion wanted = rows; // what it is part of may go with the window
    close();
    emit rowsRequested(wanted);
}

void ReceiptPopover::dressLines()
{
    m_table->setObjectName(QStringLiteral("receiptTable"));
    m_table->setAccessibleName(tr("Lines of the receipt"));
    m_table->setModel(m_model);
    dressTable(*m_table);
    m_table->setWordWrap(true);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->verticalHeader()->setMinimumSectionSize(rowHeight);
    m_table->verticalHeader()->setDefaultSectionSize(rowHeight);
    m_table->installEventFilter(this);
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex &index) {
        if (index.column() == ReceiptTableModel::Quantity)
            showEntry(index.row());
    });
}

void ReceiptPopover::setReceipt(const FigureReceipt &receipt)
{
    m_receipt = receipt;
    updateRows();
    setDerivation(derivationLines(receipt, locale()));
}

void ReceiptPopover::setFailure(const QString &sentence)
{
    m_hasFailed = true;
    updateRows();
    setDerivation({{ReceiptLine::Kind::Heading, tr("How it adds up"), {}, {}, {}},
                   {ReceiptLine::Kind::Note, sentence, {}, {}, {}}});
}

void ReceiptPopover::setDerivation(std::vector<ReceiptLine> derivation)
{
    std::vector<ReceiptLine> lines = moneyLines(m_measures, locale());
    const std::vector<ReceiptLine> counts = countLines(m_measures, locale());
    lines.insert(lines.end(), derivation.begin(), derivation.end());
    lines.insert(lines.end(), counts.begin(), counts.end());
    setLines(std::move(lines));
}

const std::vector<ReceiptLine> &ReceiptPopover::lines() const
{
    return m_model->lines();
}

void ReceiptPopover::setLines(std::vector<ReceiptLine> lines)
{
    m_model->setLines(std::move(lines));
    m_table->clearSpans();
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const ReceiptLine &line = m_model->lines()[static_cast<std::size_t>(row)];
        if (line.kind == ReceiptLine::Kind::Note || line.kind == ReceiptLine::Kind::Heading)
            m_table->setSpan(row, 0, 1, ReceiptTableModel::ColumnCount);
        else if (line.quantity.isEmpty() && line.rate.isEmpty())
            m_table->setSpan(row, 0, 1, ReceiptTableModel::Amount);
    }
    setAccessibleDescription(text());
    fit();
}

/// Columns as wide as their figures, the label what is left; notes as high as their sentence.
void ReceiptPopover::fit()
{
    const QRect area = parentWidget()->screen()->availableGeometry();
    const int width = std::min(popoverWidth, area.width() - 40);
    int label = width - layout()->contentsMargins().left() - layout()->contentsMargins().right() -
                m_table->verticalScrollBar()->sizeHint().width();
    const int inner = label;
    for (const int column :
         {ReceiptTableModel::Quantity, ReceiptTableModel::Rate, ReceiptTableModel::Amount}) {
        m_table->resizeColumnToContents(column);
        label -= m_table->columnWidth(column);
    }
    m_table->setColumnWidth(ReceiptTableModel::Label, std::max(label, 120));
    int height = m_table->horizontalHeader()->sizeHint().height();
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const ReceiptLine &line = m_model->lines()[static_cast<std::size_t>(row)];
        int needed = rowHeight;
        if (line.kind == ReceiptLine::Kind::Note)
            needed = QFontMetrics(uiFont(11))
                         .boundingRect(0, 0, inner - 16, 400, Qt::TextWordWrap, line.label)
                         .height() +
                     6;
        else if (line.kind == ReceiptLine::Kind::Heading)
            needed = rowHeight + 8;
        m_table->setRowHeight(row, std::max(needed, rowHeight));
        height += m_table->rowHeight(row);
    }
    m_table->setFixedHeight(std::min({height + 4, mostTableHeight, area.height() - 140}));
    layout()->activate();
    setFixedWidth(width);
    adjustSize();
    if (isVisible())
        showAt(m_position);
}

void ReceiptPopover::showAt(QPoint position)
{
    m_position = position;
    const QRect area = parentWidget()->screen()->availableGeometry();
    position.setX(
        std::clamp(position.x(), area.left(), std::max(area.left(), area.right() - width())));
    position.setY(
        std::clamp(position.y(), area.top(), std::max(area.top(), area.bottom() - height())));
    move(position);
    if (isVisible())
        return;
    show();
    setFocus(Qt::PopupFocusReason);
}

QString ReceiptPopover::text() const
{
    QStringList title{m_title, m_head.figure, m_head.how};
    title.removeAll(QString());
    return receiptText(title.join(QLatin1Char('\n')), m_model->lines());
}

void ReceiptPopover::copy()
{
    QGuiApplication::clipboard()->setText(text());
    m_copy->setText(tr("Copied"));
}

bool ReceiptPopover::takeKey(const QKeyEvent &key)
{
    if (key.key() == Qt::Key_Escape || key.key() == Qt::Key_Space) {
        close();
        return true;
    }
    if (key.matches(QKeySequence::Copy)) {
        copy();
        return true;
    }
    if (key.key() != Qt::Key_Return && key.key() != Qt::Key_Enter)
        return false;
    // Buttons of a window that is no dialog leave Enter alone.
    if (auto *button = qobject_cast<QPushButton *>(focusWidget())) {
        button->click();
        return true;
    }
    return showEntry(m_table->currentIndex().row());
}

void ReceiptPopover::keyPressEvent(QKeyEvent *event)
{
    if (!takeKey(*event))
        QFrame::keyPressEvent(event);
}

bool ReceiptPopover::eventFilter(QObject *watched, QEvent *event)
{
    // The table would take Space for a selection, Ctrl+C for a cell and Enter for nothing.
    if (watched == m_table && event->type() == QEvent::KeyPress &&
        takeKey(*static_cast<QKeyEvent *>(event)))
        return true;
    return QFrame::eventFilter(watched, event);
}

void ReceiptPopover::closeEvent(QCloseEvent *event)
{
    emit closed();
    QFrame::closeEvent(event);
}

} // namespace outlay::ui
