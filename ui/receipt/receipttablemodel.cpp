// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/receipt/receipttablemodel.h"

#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QGuiApplication>

#include <utility>

namespace outlay::ui {
namespace {

using Kind = ReceiptLine::Kind;

bool isStrong(Kind kind)
{
    return kind == Kind::Sum || kind == Kind::Heading;
}

bool isQuiet(Kind kind)
{
    return kind == Kind::Fact || kind == Kind::Note || kind == Kind::Term;
}

/// The cell that leads to the requests of an entry.
bool isLink(const ReceiptLine &line, int column)
{
    return column == ReceiptTableModel::Quantity && !line.where.empty();
}

QFont linkFont()
{
    QFont font = uiFont(12, QFont::Medium);
    font.setUnderline(true);
    return font;
}

QFont fontOf(Kind kind)
{
    if (isStrong(kind))
        return uiFont(12, QFont::DemiBold);
    return uiFont(kind == Kind::Note ? 11 : 12,
                  kind == Kind::Entry ? QFont::Medium : QFont::Normal);
}

} // namespace

void ReceiptTableModel::setLines(std::vector<ReceiptLine> lines)
{
    beginResetModel();
    m_lines = std::move(lines);
    endResetModel();
}

int ReceiptTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

int ReceiptTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ReceiptTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const ReceiptLine &line = m_lines[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        switch (index.column()) {
        case Label:
            return line.label;
        case Quantity:
            return line.quantity;
        case Rate:
            return line.rate;
        case Amount:
            return line.value;
        default:
            return {};
        }
    case Qt::TextAlignmentRole:
        return static_cast<int>(index.column() == Label ? Qt::AlignLeading | Qt::AlignVCenter
                                                        : Qt::AlignTrailing | Qt::AlignVCenter);
    case Qt::FontRole:
        return isLink(line, index.column()) ? linkFont() : fontOf(line.kind);
    case Qt::ToolTipRole:
        return isLink(line, index.column()) ? tr("Show these requests  Enter") : QString();
    case Qt::ForegroundRole:
        if (isLink(line, index.column()))
            return Theme::of(QGuiApplication::palette()).accent;
        return isQuiet(line.kind) ? QVariant(Theme::of(QGuiApplication::palette()).muted)
                                  : QVariant();
    default:
        return {};
    }
}

QVariant ReceiptTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(section == Label ? Qt::AlignLeading | Qt::AlignVCenter
                                                 : Qt::AlignTrailing | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Label:
        return tr("Part");
    case Quantity:
        return tr("Quantity");
    case Rate:
        return tr("Rate");
    case Amount:
        return tr("Amount");
    default:
        return {};
    }
}

} // namespace outlay::ui
