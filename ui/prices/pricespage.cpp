// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prices/pricespage.h"

#include "ui/items/plaintablemodel.h"
#include "ui/people/tablehint.h"
#include "ui/prices/pricesmodels.h"
#include "ui/prices/pricewords.h"
#include "ui/receipt/figuretable.h"
#include "ui/receipt/receiptdesk.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace outlay::ui {
namespace {

QTableView *makeTable(QAbstractItemModel *model, const char *objectName, const QString &name,
                      QWidget *parent)
{
    auto *table = new QTableView(parent);
    table->setObjectName(QLatin1String(objectName));
    table->setAccessibleName(name);
    table->setModel(model);
    dressTable(*table);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    return table;
}

QString discountDays(const DiscountData &discount, const QLocale &locale)
{
    const auto day = [&locale](const std::optional<Instant> &at) {
        return at ? shortDay(*at, locale) : QString();
    };
    if (discount.from && discount.to)
        return PricesPage::tr("%1 to before %2", "days").arg(day(discount.from), day(discount.to));
    if (discount.from)
        return PricesPage::tr("from %1", "day").arg(day(discount.from));
    if (discount.to)
        return PricesPage::tr("before %1", "day").arg(day(discount.to));
    return PricesPage::tr("always", "when a discount holds");
}

} // namespace

PricesPage::PricesPage(QWidget *parent)
    : QWidget(parent)
    , m_models(new PricesTableModel(this))
    , m_filtered(new PricesFilter(this))
    , m_history(new PlainTableModel({tr("From"), tr("Before"), tr("USD per million tokens"),
                                     tr("What changed"), tr("Origin")},
                                    {}, this))
    , m_discounts(new PlainTableModel({tr("Of"), tr("Off"), tr("When")}, {1}, this))
    , m_table(makeTable(m_filtered, "pricesTable", tr("Models and prices"), this))
    , m_historyTable(makeTable(m_history, "priceHistory", tr("Prices of the model"), this))
    , m_discountsTable(makeTable(m_discounts, "priceDiscounts", tr("Discounts"), this))
    , m_tableHint(new TableHint(m_table, this))
    , m_historyHint(new TableHint(m_historyTable, this))
    , m_discountsHint(new TableHint(m_discountsTable, this))
    , m_filter(new QLineEdit(this))
    , m_subtitle(new ElidedLabel(uiFont(12), this))
    , m_title(new ElidedLabel(uiFont(15, QFont::DemiBold), this))
    , m_facts(new ElidedLabel(uiFont(12), this))
    , m_problem(makeLabel({}, uiFont(12), this, "warning"))
    , m_receipts(new ReceiptDesk(this))
{
    setObjectName(QStringLiteral("page"));
    m_filtered->setSourceModel(m_models);
    m_subtitle->setObjectName(QStringLiteral("pricesSubtitle"));
    m_problem->setObjectName(QStringLiteral("pricesProblem"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    setRole(*m_title, nullptr);
    m_historyTable->setWordWrap(true);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(22, 12, 22, 14);
    box->setSpacing(10);
    box->addWidget(makeHead());
    box->addWidget(m_problem);
    box->addWidget(makeBook(), 3);
    auto *below = new QHBoxLayout;
    below->setSpacing(12);
    below->addWidget(makeDetail(), 3);
    below->addWidget(makeDiscounts(), 1);
    box->addLayout(below, 2);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filtered->setText(text);
        updateWords();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &PricesPage::updateDetail);
    connect(m_discountsTable->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &PricesPage::updateButtons);
    connect(m_table, &QTableView::activated, this, &PricesPage::editPrice);
    m_table->setToolTip(tr("Press Enter to change a price; click what a model cost or press Space "
                           "for the receipt"));
    connect(new FigureTable(*m_table, PricesTableModel::Spend), &FigureTable::receiptRequested,
            this, &PricesPage::showReceipt);
    connect(m_receipts, &ReceiptDesk::requested, this, &PricesPage::receiptRequested);
    connect(m_receipts, &ReceiptDesk::closed, this, &PricesPage::receiptClosed);
    connect(m_receipts, &ReceiptDesk::rowsRequested, this, &PricesPage::rowsRequested);
    connect(m_historyTable->horizontalHeader(), &QHeaderView::sectionResized, this,
            &PricesPage::fitHistory);
    updateColumns();
    updateWords();
    updateDetail();
    updateDiscounts();
}

QPushButton *PricesPage::addButton(QWidget *parent, const QString &text, const char *objectName,
                                   void (PricesPage::*slot)())
{
    auto *button = new QPushButton(text, parent);
    button->setObjectName(QLatin1String(objectName));
    connect(button, &QPushButton::clicked, this, slot);
    return button;
}

void PricesPage::showReceipt(int row, QPoint position)
{
    const QModelIndex index = m_filtered->mapToSource(m_filtered->index(row, 0));
    const PricedModel *model = m_models->modelAt(index.row());
    if (!model || model->requests == 0 || !m_snapshot->range)
        return; // nothing was spent with it
    const Figure figure{modelLabel(model->id), model->measures};
    m_receipts->show(figure, *m_snapshot->range, model->where,
                     tr("the last %1 days of data", "what a receipt is of").arg(effectDays),
                     position);
}

void PricesPage::setReceipt(std::uint64_t number, const FigureReceipt &receipt)
{
    m_receipts->setReceipt(number, receipt);
}

void PricesPage::setReceiptFailure(std::uint64_t number, const QString &sentence)
{
    m_receipts->setFailure(number, sentence);
}

QWidget *PricesPage::makeHead()
{
    auto *head = new QWidget(this);
    auto *lines = new QVBoxLayout(head);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(1);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(makeLabel(tr("Prices"), displayFont(22), head), 1);
    lines->addLayout(row);
    lines->addWidget(m_subtitle); // below the buttons, which leave it no room
    m_filter->setObjectName(QStringLiteral("pricesFilter"));
    m_filter->setPlaceholderText(tr("Model or provider"));
    m_filter->setAccessibleName(tr("Search the price book"));
    m_filter->setClearButtonEnabled(true);
    row->addWidget(m_filter);
    m_new = addButton(head, tr("Set a price…"), "priceNew", &PricesPage::newPrice);
    m_import = addButton(head, tr("Import…"), "priceImport", &PricesPage::chooseFile);
    m_import->setToolTip(tr("LiteLLM’s map, genai-prices’ list or Outlay’s own form"));
    m_try = addButton(head, tr("Try a change…"), "priceTry", &PricesPage::chooseDraft);
    m_try->setToolTip(tr("What a list of prices would make of last month and of this one"));
    m_undo = new QPushButton(tr("Undo"), head);
    m_undo->setObjectName(QStringLiteral("pricesUndo"));
    m_undo->setShortcut(QKeySequence(QKeySequence::Undo));
    connect(m_undo, &QPushButton::clicked, this, &PricesPage::undoRequested);
    for (QPushButton *button : {m_new, m_import, m_try, m_undo})
        row->addWidget(button);
    return head;
}

QWidget *PricesPage::makeBook()
{
    auto *card = makeCard(this);
    auto *box = new QVBoxLayout(card);
    box->setContentsMargins(18, 10, 18, 10);
    box->addWidget(m_tableHint, 1);
    return card;
}

QWidget *PricesPage::makeDetail()
{
    auto *card = makeCard(this);
    auto *box = new QVBoxLayout(card);
    box->setContentsMargins(18, 12, 18, 12);
    m_title->setObjectName(QStringLiteral("priceTitle"));
    m_facts->setObjectName(QStringLiteral("priceFacts"));
    box->addWidget(m_title);
    box->addWidget(m_facts);
    box->addWidget(m_historyHint, 1);
    auto *buttons = new QHBoxLayout;
    m_set = addButton(card, tr("Set its price…"), "priceSet", &PricesPage::editPrice);
    m_confirm =
        addButton(card, tr("Take the held price…"), "priceConfirm", &PricesPage::confirmHeld);
    m_remove = addButton(card, tr("Take back yours…"), "priceRemove", &PricesPage::removeOwnPrice);
    for (QPushButton *button : {m_set, m_confirm, m_remove})
        buttons->addWidget(button);
    buttons->addStretch();
    box->addLayout(buttons);
    return card;
}

QWidget *PricesPage::makeDiscounts()
{
    auto *card = makeCard(this);
    auto *box = new QVBoxLayout(card);
    box->setContentsMargins(18, 12, 18, 12);
    box->addWidget(makeLabel(tr("Your discounts"), uiFont(15, QFont::DemiBold), card));
    box->addWidget(m_discountsHint, 1);
    auto *buttons = new QHBoxLayout;
    m_addDiscount = addButton(card, tr("Add…"), "discountAdd", &PricesPage::addDiscount);
    m_removeDiscount =
        addButton(card, tr("Remove…"), "discountRemove", &PricesPage::removeDiscount);
    buttons->addWidget(m_addDiscount);
    buttons->addWidget(m_removeDiscount);
    buttons->addStretch();
    box->addLayout(buttons);
    return card;
}

void PricesPage::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void PricesPage::setSnapshot(const PricesSnapshotPtr &snapshot)
{
    const PricedModel *before = selected();
    const QString id = before ? QString::fromStdString(before->id) : QString();
    m_snapshot = snapshot;
    m_models->setSnapshot(snapshot);
    select(id);
    setProblem({});
    updateWords();
    updateDetail();
    updateDiscounts();
}

void PricesPage::select(const QString &id)
{
    for (int row = 0; row < m_filtered->rowCount(); ++row) {
        if (m_filtered->index(row, 0).data(PricesTableModel::IdRole).toString() == id)
            return m_table->selectRow(row);
    }
    if (m_filtered->rowCount() > 0)
        m_table->selectRow(0);
}

const PricedModel *PricesPage::selected() const
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    return rows.isEmpty() ? nullptr
                          : m_models->modelAt(m_filtered->mapToSource(rows.first()).row());
}

void PricesPage::sayAgain()
{
    if (m_snapshot)
        setSnapshot(m_snapshot);
}

void PricesPage::updateWords()
{
    if (!m_snapshot) {
        m_subtitle->setText(tr("Reading the price book…"));
        return;
    }
    std::int64_t unpriced = 0, doubtful = 0, held = 0;
    for (const PricedModel &model : m_snapshot->models) {
        unpriced += model.unpricedRequests > 0 ? 1 : 0;
        doubtful += model.isDoubtful() ? 1 : 0;
        held += model.held ? 1 : 0;
    }
    const auto models = static_cast<std::int64_t>(m_snapshot->models.size());
    QStringList words{tr("%1 model(s)", nullptr, pluralOf(models)).arg(count(models, QLocale()))};
    if (unpriced > 0)
        words << tr("%1 without a price", "models").arg(count(unpriced, QLocale()));
    if (held > 0)
        words << tr("%1 held", "models").arg(count(held, QLocale()));
    if (doubtful > 0)
        words << tr("%1 to look at", "models").arg(count(doubtful, QLocale()));
    if (!m_snapshot->range)
        words << tr("no request yet that one of them applies to");
    words << tr("USD per million tokens");
    m_subtitle->setText(words.join(QStringLiteral(" · ")));
    m_tableHint->setHint(m_filtered->rowCount() > 0
                             ? QString()
                             : tr("No model or provider has that in its name. “Set a price…” gives "
                                  "a price to one that is not listed."));
}

void PricesPage::updateDiscounts()
{
    const QLocale locale;
    std::vector<QStringList> rows;
    if (m_snapshot) {
        for (const DiscountData &discount : m_snapshot->discounts)
            rows.push_back({QString::fromStdString(scopeOf(discount)),
                            percentText(QString::fromStdString(discount.percent), locale),
                            discountDays(discount, locale)});
    }
    m_discountsHint->setHint(rows.empty()
                                 ? tr("None. What you negotiated off the list price is added here.")
                                 : QString());
    m_discounts->setRows(std::move(rows));
    updateButtons();
}

void PricesPage::updateButtons()
{
    const bool isReady = m_snapshot && !m_isBusy;
    const PricedModel *model = selected();
    for (QPushButton *button : {m_new, m_import, m_addDiscount})
        button->setEnabled(isReady);
    m_try->setEnabled(m_snapshot != nullptr);
    m_set->setEnabled(isReady && model);
    m_set->setText(model && !model->price() ? tr("Give it a price…") : tr("Set its price…"));
    m_confirm->setVisible(model && model->held);
    m_confirm->setEnabled(isReady);
    m_remove->setVisible(model && !model->ownName.empty());
    m_remove->setEnabled(isReady);
    m_removeDiscount->setEnabled(isReady && m_discountsTable->selectionModel()->hasSelection());
    updateUndo();
}

/// Says what it would take back.
void PricesPage::updateUndo()
{
    const bool canUndo = m_snapshot && m_snapshot->lastEdit;
    m_undo->setEnabled(canUndo && !m_isBusy);
    const QString keys = QKeySequence(QKeySequence::Undo).toString(QKeySequence::NativeText);
    if (!canUndo)
        return m_undo->setToolTip(tr("Puts back the prices before the last change  %1").arg(keys));
    constexpr qsizetype most = 6;
    const PriceEdit &edit = *m_snapshot->lastEdit;
    QStringList lines{
        tr("Puts back the prices before the last change  %1").arg(keys),
        tr("%1, %2", "day, account").arg(dayLabel(edit.at, m_snapshot->zone, locale()), edit.who)};
    lines += edit.lines.mid(0, most);
    if (edit.lines.size() > most)
        lines << tr("and %n more", nullptr, static_cast<int>(edit.lines.size() - most));
    m_undo->setToolTip(lines.join(u'\n').toHtmlEscaped().replace(u'\n', QLatin1String("<br>")));
}

void PricesPage::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    updateButtons();
}

void PricesPage::setProblem(const QString &sentence)
{
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
}

void PricesPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    emit snapshotRequested();
}

void PricesPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    updateColumns();
}

/// Rows as high as their text. By hand: the table's own way knows nothing of the padding that the
/// style sheet gives cells, and would cut the last line.
void PricesPage::fitHistory()
{
    constexpr int padding = 24;
    constexpr int air = 14;
    constexpr int least = 31;
    const QFontMetrics metrics(m_historyTable->font());
    for (int row = 0; row < m_history->rowCount(); ++row) {
        int height = least;
        for (int column = 0; column < m_history->columnCount(); ++column) {
            const QRect room(0, 0, std::max(m_historyTable->columnWidth(column) - padding, 1), 0);
            const QString text = m_history->index(row, column).data().toString();
            if (!m_historyTable->isColumnHidden(column))
                height = std::max(
                    height, metrics.boundingRect(room, Qt::TextWordWrap, text).height() + air);
        }
        m_historyTable->setRowHeight(row, height);
    }
}

/// A narrow window keeps the main rates and the remarks; the model's card knows the rest.
void PricesPage::updateColumns()
{
    constexpr int roomy = 980;
    const bool isNarrow = width() < roomy;
    m_filter->setFixedWidth(isNarrow ? 150 : 220);
    for (const int column :
         {PricesTableModel::CacheWrite, PricesTableModel::Since, PricesTableModel::Origin})
        m_table->setColumnHidden(column, isNarrow);
    constexpr int wide = 1150;
    m_table->setColumnHidden(PricesTableModel::CacheWriteHour, width() < wide);
    QHeaderView &header = *m_table->horizontalHeader();
    header.setSectionResizeMode(QHeaderView::ResizeToContents);
    header.setSectionResizeMode(PricesTableModel::Model, QHeaderView::Stretch);
    header.setSectionResizeMode(PricesTableModel::Remark, QHeaderView::Stretch);
    // Rates and reasons are read whole: they wrap, and the rest is as wide as it is.
    constexpr int rates = 2;
    constexpr int changes = 3;
    constexpr int origin = 4;
    QHeaderView &history = *m_historyTable->horizontalHeader();
    history.setSectionResizeMode(QHeaderView::ResizeToContents);
    for (const int column : {rates, changes, origin})
        history.setSectionResizeMode(column, QHeaderView::Stretch);
    m_historyTable->setColumnHidden(origin, isNarrow);
    fitHistory();
    QHeaderView &discounts = *m_discountsTable->horizontalHeader();
    discounts.setSectionResizeMode(QHeaderView::ResizeToContents);
    discounts.setSectionResizeMode(2, QHeaderView::Stretch);
}

} // namespace outlay::ui
