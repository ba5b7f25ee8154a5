// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/toplistcard.h"

#include "ui/items/sharedelegate.h"
#include "ui/items/toplistmodel.h"
#include "ui/shell/segment.h"
#include "ui/text/labels.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace outlay::ui {

TopListCard::TopListCard(const SeriesColors &colors, QWidget *parent)
    : QFrame(parent)
    , m_colors(colors)
    , m_tabs(new QButtonGroup(this))
    , m_table(new QTableView(this))
    , m_model(new TopListModel(this))
    , m_empty(makeLabel({}, uiFont(13), this, "muted"))
{
    setObjectName(QStringLiteral("topListCard"));
    setProperty("card", true);
    auto *header = new QHBoxLayout;
    header->addWidget(makeLabel(tr("Where it goes"), uiFont(15, QFont::DemiBold), this));
    header->addStretch();
    header->addWidget(makeSegment({tr("Models"), tr("Users"), tr("Projects"), tr("Tasks")},
                                  tr("Top list of"), *m_tabs, this));
    m_tabs->button(0)->setChecked(true);
    connect(m_tabs, &QButtonGroup::idClicked, this, &TopListCard::showList);

    m_table->setObjectName(QStringLiteral("topTable"));
    m_table->setModel(m_model);
    dressTable(*m_table);
    m_table->setItemDelegateForColumn(TopListModel::Name, new NameDelegate(m_table));
    m_table->setItemDelegateForColumn(TopListModel::Share, new ShareDelegate(m_table));
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setMinimumHeight(84);
    m_table->installEventFilter(this);
    m_table->viewport()->installEventFilter(this);
    m_table->setToolTip(tr("Double-click or press Enter to filter; click the cost or press "
                           "Space for its receipt"));
    connect(m_table, &QTableView::doubleClicked, this,
            [this](const QModelIndex &index) { filterBy(index.row()); });
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex &index) {
        if (index.column() == TopListModel::Cost)
            showReceipt(index.row());
    });

    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(18, 11, 14, 8);
    box->setSpacing(6);
    box->addLayout(header);
    box->addWidget(m_table, 1);
    m_empty->setAlignment(Qt::AlignCenter);
    box->addWidget(m_empty, 1);
    m_empty->hide();
}

void TopListCard::setSnapshot(const OverviewSnapshotPtr &snapshot)
{
    m_snapshot = snapshot;
    showList();
}

void TopListCard::showList()
{
    if (!m_snapshot)
        return;
    const auto list = static_cast<std::size_t>(std::max(0, m_tabs->checkedId()));
    m_model->setSnapshot(m_snapshot, list, m_colors);
    m_table->setAccessibleName(
        tr("Spend by %1").arg(dimensionLabel(m_model->dimension()).toLower()));
    const bool isEmpty = m_model->rowCount() == 0;
    m_empty->setText(tr("Nothing in this range."));
    m_empty->setVisible(isEmpty);
    m_table->setVisible(!isEmpty);
    fitColumns();
}

void TopListCard::fitColumns()
{
    const int width = m_table->viewport()->width();
    const bool isNarrow = width < 560;
    // Names that can be read, and what they cost; Explore has the rest.
    m_table->setColumnHidden(TopListModel::Requests, width < 460);
    m_table->setColumnHidden(TopListModel::Tokens, isNarrow);
    const auto least = [this](int column, int chosen) {
        return std::max(chosen, m_table->horizontalHeader()->sectionSizeHint(column));
    };
    const int share = least(TopListModel::Share, isNarrow ? 72 : std::clamp(width / 4, 130, 260));
    const int requests = least(TopListModel::Requests, isNarrow ? 78 : 96);
    const int tokens = least(TopListModel::Tokens, isNarrow ? 72 : 90);
    const int cost = least(TopListModel::Cost, 108);
    m_table->setColumnWidth(TopListModel::Requests, requests);
    m_table->setColumnWidth(TopListModel::Tokens, tokens);
    m_table->setColumnWidth(TopListModel::Cost, cost);
    m_table->setColumnWidth(TopListModel::Share, share);
    m_table->setColumnWidth(TopListModel::Name,
                            std::max(120, width - share - cost - (width < 460 ? 0 : requests) -
                                              (isNarrow ? 0 : tokens)));
}

void TopListCard::filterBy(int row)
{
    const Row *chosen = m_model->rowAt(row);
    if (chosen && !chosen->isOther && !chosen->isNotItemised && !chosen->key.empty())
        emit filterRequested({m_model->dimension(), {chosen->key.front()}});
}

void TopListCard::showReceipt(int row)
{
    const Row *chosen = m_model->rowAt(row);
    if (!chosen)
        return;
    const QRect place = m_table->visualRect(m_model->index(row, TopListModel::Cost));
    emit receiptRequested(figureOf(*chosen), m_table->viewport()->mapToGlobal(place.bottomLeft()));
}

Figure TopListCard::figureOf(const Row &row) const
{
    const DimensionRef dimension = m_model->dimension();
    Figure figure{rowLabel(dimension, row), row.measures, {}, {}, {}};
    if (!row.isOther) {
        figure.narrowing = {Filter{dimension, row.key}};
        return figure;
    }
    figure.outside.emplace();
    figure.outside->by.push_back(dimension);
    for (int i = 0; i < m_model->rowCount(); ++i) {
        const Row *shown = m_model->rowAt(i);
        if (!shown->isOther && !shown->isNotItemised)
            figure.outside->keys.push_back(shown->key);
    }
    return figure;
}

bool TopListCard::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        const int row = m_table->currentIndex().row();
        if (key == Qt::Key_Space || key == Qt::Key_Return || key == Qt::Key_Enter) {
            if (key == Qt::Key_Space)
                showReceipt(row);
            else
                filterBy(row);
            return true;
        }
        if (key == Qt::Key_J || key == Qt::Key_K) {
            const int next = std::clamp(row + (key == Qt::Key_J ? 1 : -1), 0,
                                        std::max(0, m_model->rowCount() - 1));
            m_table->setCurrentIndex(m_model->index(next, 0));
            return true;
        }
    }
    if (watched == m_table->viewport() && event->type() == QEvent::Resize)
        fitColumns();
    return QFrame::eventFilter(watched, event);
}

} // namespace outlay::ui
