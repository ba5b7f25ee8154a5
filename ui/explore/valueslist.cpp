// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/explore/valueslist.h"

#include "ui/explore/measurewords.h"
#include "ui/explore/valuesmodel.h"
#include "ui/items/sharedelegate.h"
#include "ui/receipt/figuredelegate.h"
#include "ui/text/labels.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace outlay::ui {
namespace {

constexpr int leastName = 150;
constexpr int leastFigure = 88;
constexpr int leastMoney = 116; // "≥ $12,345.67"

} // namespace

ValuesList::ValuesList(const SeriesColors &colors, QWidget *parent)
    : QWidget(parent)
    , m_colors(colors)
    , m_table(new QTableView(this))
    , m_model(new ValuesModel(this))
    , m_empty(makeLabel(tr("Nothing in this time."), uiFont(13), this, "muted"))
{
    m_table->setObjectName(QStringLiteral("valuesTable"));
    m_table->setAccessibleName(tr("Values"));
    m_table->setModel(m_model);
    dressTable(*m_table);
    m_table->setItemDelegate(new FigureDelegate(m_table));
    m_table->setItemDelegateForColumn(ValuesModel::Name, new NameDelegate(m_table));
    m_table->setItemDelegateForColumn(ValuesModel::Share, new ShareDelegate(m_table));
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setMinimumHeight(120);
    m_table->setToolTip(tr("Double-click or press Enter to go down; click a figure or press Space "
                           "for its receipt"));
    m_table->installEventFilter(this);
    m_table->viewport()->installEventFilter(this);
    connect(m_table, &QTableView::doubleClicked, this,
            [this](const QModelIndex &index) { drill(index.row()); });
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex &index) {
        if (!ValuesModel::isText(index.column()) && index.column() != ValuesModel::Share)
            showReceipt(index);
    });
    auto *copy = new QAction(tr("Copy as &CSV"), m_table);
    copy->setObjectName(QStringLiteral("valuesCopyCsv"));
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    connect(copy, &QAction::triggered, this, [this] {
        if (m_snapshot)
            QGuiApplication::clipboard()->setText(tableCsv(*m_snapshot));
    });
    m_table->addAction(copy);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu); // the Menu key opens it as well
    m_empty->setAlignment(Qt::AlignCenter);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->addWidget(m_table, 1);
    box->addWidget(m_empty, 1);
    m_empty->hide();
}

void ValuesList::setSnapshot(const ExploreSnapshotPtr &snapshot)
{
    m_snapshot = snapshot;
    m_model->setSnapshot(snapshot, m_colors);
    m_table->setAccessibleName(
        tr("%1 by %2", "measure, dimension")
            .arg(measureLabel(snapshot->request.measure), splitLabel(snapshot->request)));
    const bool isEmpty = m_model->rowCount() == 0;
    m_empty->setVisible(isEmpty);
    m_table->setVisible(!isEmpty);
    fitColumns();
}

/// Figures as wide as their header at least; those that do not fit are left out from the end.
void ValuesList::fitColumns()
{
    if (!m_snapshot)
        return;
    const int width = m_table->viewport()->width();
    const bool hasShare = isStackable(m_snapshot->request.measure);
    const int share = hasShare ? (width < 700 ? 72 : std::clamp(width / 6, 120, 200)) : 0;
    m_table->setColumnHidden(ValuesModel::Share, !hasShare);
    m_table->setColumnWidth(ValuesModel::Share, share);
    const bool isSplit = m_snapshot->request.thenBy.has_value();
    m_table->setColumnHidden(ValuesModel::Second, !isSplit);
    int left = width - leastName * (isSplit ? 2 : 1) - share;
    bool fits = true;
    for (int column = ValuesModel::Chosen; column < m_model->columnCount(); ++column) {
        if (column == ValuesModel::Share)
            continue;
        const bool isOfPrior = column == ValuesModel::Prior || column == ValuesModel::Change;
        if (isOfPrior && !m_model->isCompared()) {
            m_table->setColumnHidden(column, true);
            continue;
        }
        m_table->setColumnHidden(column, false); // a hidden one tells no size
        const int least = m_model->isMoney(column) ? leastMoney : leastFigure;
        const int wanted =
            std::max(least, m_table->horizontalHeader()->sectionSizeHint(column) + 4);
        fits = column == ValuesModel::Chosen || (fits && wanted <= left);
        m_table->setColumnHidden(column, !fits);
        m_table->setColumnWidth(column, wanted);
        left -= fits ? wanted : 0;
    }
    left = std::max(0, left);
    m_table->setColumnWidth(ValuesModel::Second, leastName + left / 2);
    m_table->setColumnWidth(ValuesModel::Name, leastName + (isSplit ? left - left / 2 : left));
}

void ValuesList::drill(int row)
{
    const ExploreRow *chosen = m_model->rowAt(row);
    if (chosen && !chosen->isOther && !chosen->isNotItemised && !chosen->key.empty())
        emit drillRequested(chosen->key);
}

/// Of the figure in a cell; beside names and shares, which have none, of the row's.
void ValuesList::showReceipt(const QModelIndex &index)
{
    const ExploreRow *chosen = m_model->rowAt(index.row());
    if (!chosen)
        return;
    const bool isFigure =
        !ValuesModel::isText(index.column()) && index.column() != ValuesModel::Share;
    const int column = isFigure ? index.column() : int(ValuesModel::Chosen);
    const QPoint position = m_table->viewport()->mapToGlobal(
        m_table->visualRect(m_model->index(index.row(), column)).bottomLeft());
    const bool isOfPrior = column == ValuesModel::Prior || column == ValuesModel::Change;
    if (isOfPrior && !chosen->prior)
        return; // of the rest: which values were in it then is not told
    if (column == ValuesModel::Prior)
        emit receiptRequested(priorFigureOf(*m_snapshot, *chosen), position);
    else if (column != ValuesModel::Change)
        emit receiptRequested(figureOf(*m_snapshot, *chosen, m_model->measureAt(column)), position);
    else if (const auto change = changeOf(*m_snapshot, *chosen, locale()))
        emit changeRequested(*change, position);
}

bool ValuesList::takeKey(int key)
{
    const int row = m_table->currentIndex().row();
    switch (key) {
    case Qt::Key_Space:
        showReceipt(m_table->currentIndex());
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        drill(row);
        return true;
    case Qt::Key_J:
    case Qt::Key_K: {
        const int next =
            std::clamp(row + (key == Qt::Key_J ? 1 : -1), 0, std::max(0, m_model->rowCount() - 1));
        m_table->setCurrentIndex(m_model->index(next, 0));
        return true;
    }
    default:
        return false;
    }
}

bool ValuesList::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress &&
        takeKey(static_cast<QKeyEvent *>(event)->key()))
        return true;
    // Shown: only then do headers have the font and the margins of the style sheet.
    if (watched == m_table->viewport() &&
        (event->type() == QEvent::Resize || event->type() == QEvent::Show))
        fitColumns();
    return QWidget::eventFilter(watched, event);
}

} // namespace outlay::ui
