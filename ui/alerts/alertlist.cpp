// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alertlist.h"

#include "ui/alerts/alertdelegate.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>

#include <algorithm>

namespace outlay::ui {

AlertList::AlertList(QWidget *parent)
    : QListView(parent)
    , m_model(new AlertListModel(this))
    , m_delegate(new AlertDelegate(this))
{
    setObjectName(QStringLiteral("alertList"));
    setAccessibleName(tr("Alerts"));
    setModel(m_model);
    setItemDelegate(m_delegate);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    setTabKeyNavigation(false);
    viewport()->setAutoFillBackground(false);
    connect(this, &QListView::doubleClicked, this, &AlertList::opened);
}

template <typename Change> void AlertList::keepingSelection(Change change)
{
    const AlertRow *now = currentAlert();
    const QString current = now ? now->id : QString();
    const QStringList selected = selectedIds();
    const int formerRow = currentIndex().row();
    const int scrolled = verticalScrollBar()->value();
    m_isRestoring = true;
    change();
    QItemSelection selection;
    for (const QString &id : selected) {
        if (const int row = m_model->rowOf(id); row >= 0)
            selection.select(m_model->index(row), m_model->index(row));
    }
    int row = current.isEmpty() ? -1 : m_model->rowOf(current);
    // What was looked at is gone: the one in its place.
    for (int r = std::clamp(formerRow, 0, std::max(m_model->rowCount() - 1, 0));
         row < 0 && r < m_model->rowCount(); ++r) {
        if (m_model->alertAt(r))
            row = r;
    }
    for (int r = m_model->rowCount() - 1; row < 0 && r >= 0; --r) {
        if (m_model->alertAt(r))
            row = r;
    }
    if (row >= 0) {
        const QModelIndex index = m_model->index(row);
        selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
        if (selection.isEmpty())
            selection.select(index, index);
        selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    }
    m_isRestoring = false;
    doItemsLayout();
    verticalScrollBar()->setValue(scrolled);
    emit currentAlertChanged();
}

void AlertList::setSnapshot(const AlertsSnapshotPtr &snapshot)
{
    keepingSelection([&] { m_model->setSnapshot(snapshot); });
}

void AlertList::setFilter(const AlertFilter &filter)
{
    keepingSelection([&] { m_model->setFilter(filter); });
}

QStringList AlertList::selectedIds() const
{
    std::vector<int> rows;
    for (const QModelIndex &index : selectionModel()->selectedIndexes())
        rows.push_back(index.row());
    std::sort(rows.begin(), rows.end());
    QStringList ids;
    for (const int row : rows) {
        if (const AlertRow *alert = m_model->alertAt(row))
            ids << alert->id;
    }
    return ids;
}

const AlertRow *AlertList::currentAlert() const
{
    return m_model->alertAt(currentIndex().row());
}

void AlertList::choose(const QString &id)
{
    const int row = m_model->rowOf(id);
    if (row < 0)
        return;
    setCurrentIndex(m_model->index(row));
    scrollTo(m_model->index(row));
}

void AlertList::step(int by)
{
    for (int row = currentIndex().row() + by; row >= 0 && row < m_model->rowCount(); row += by) {
        if (!m_model->alertAt(row))
            continue;
        setCurrentIndex(m_model->index(row));
        return;
    }
}

void AlertList::fold(bool isUnfolded)
{
    const AlertRow *alert = currentAlert();
    if (!alert)
        return;
    // From a member, folding goes to the one that mutes it.
    const int parent = m_model->rowOf(alert->inhibitedBy);
    if (!isUnfolded && parent >= 0) {
        choose(alert->inhibitedBy);
        alert = currentAlert();
    }
    if (alert->inhibitedBy.isEmpty())
        keepingSelection(
            [this, id = alert->id, isUnfolded] { m_model->setUnfolded(id, isUnfolded); });
}

QModelIndex AlertList::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    const bool isBack =
        action == MoveUp || action == MovePageUp || action == MoveHome || action == MovePrevious;
    QModelIndex to = QListView::moveCursor(action, modifiers);
    int row = to.row();
    // Headings are passed over, at the top downwards.
    while (row >= 0 && row < m_model->rowCount() && !m_model->alertAt(row))
        row += isBack ? -1 : 1;
    if (row < 0)
        for (row = 0; row < m_model->rowCount() && !m_model->alertAt(row);)
            ++row;
    return row < m_model->rowCount() ? m_model->index(row) : currentIndex();
}

void AlertList::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QListView::currentChanged(current, previous);
    if (!m_isRestoring)
        emit currentAlertChanged();
}

void AlertList::keyPressEvent(QKeyEvent *event)
{
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier)) {
        QListView::keyPressEvent(event);
        return;
    }
    const bool isRightToLeft = layoutDirection() == Qt::RightToLeft;
    switch (event->key()) {
    case Qt::Key_J:
        return step(1);
    case Qt::Key_K:
        return step(-1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        emit opened();
        return;
    case Qt::Key_Space:
        emit receiptRequested();
        return;
    case Qt::Key_A:
        emit acknowledgeRequested();
        return;
    case Qt::Key_S:
        emit snoozeRequested();
        return;
    case Qt::Key_E:
        emit expectedRequested();
        return;
    case Qt::Key_U:
        emit undoRequested();
        return;
    case Qt::Key_Left:
        return fold(isRightToLeft);
    case Qt::Key_Right:
        return fold(!isRightToLeft);
    default:
        break;
    }
    // Letters do not search here: they act.
    if (event->text().isEmpty() || event->key() == Qt::Key_Tab || event->key() == Qt::Key_Backtab)
        QListView::keyPressEvent(event);
    else
        event->ignore();
}

/// A click on the words "and 7 more" folds them out, or in again.
void AlertList::mouseReleaseEvent(QMouseEvent *event)
{
    QListView::mouseReleaseEvent(event);
    const QModelIndex index = indexAt(event->position().toPoint());
    const AlertRow *alert = m_model->alertAt(index.row());
    if (event->button() != Qt::LeftButton || event->modifiers() != Qt::NoModifier || !alert ||
        index.data(AlertListModel::MembersRole).toInt() == 0)
        return;
    const QRect row = visualRect(index);
    if (event->position().y() < row.top() + row.height() / 2)
        return;
    const QString id = alert->id;
    const bool isUnfolded = index.data(AlertListModel::UnfoldedRole).toBool();
    keepingSelection([&] { m_model->setUnfolded(id, !isUnfolded); });
}

void AlertList::changeEvent(QEvent *event)
{
    QListView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        m_delegate->forgetMarks();
}

} // namespace outlay::ui
