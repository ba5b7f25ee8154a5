// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/palette/commandpalette.h"

#include "ui/text/bidi.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace outlay::ui {
namespace {

constexpr int rowHeight = 34, paletteWidth = 560, rowsSeen = 10;

/// The name on the left, what it is and its key on the right.
class EntryDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {0, rowHeight};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const Theme &theme = Theme::of(option.palette);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (option.state.testFlag(QStyle::State_Selected)) {
            painter->setPen(QPen(theme.accent, 1));
            painter->setBrush(theme.hover);
            painter->drawRoundedRect(QRectF(option.rect).adjusted(0.5, 1.5, -0.5, -1.5), 7, 7);
        }
        QRect rest = option.rect.adjusted(10, 0, -10, 0);
        const QString kind = index.data(PaletteModel::KindRole).toString();
        const QString shortcut = index.data(PaletteModel::ShortcutRole).toString();
        const QString aside =
            shortcut.isEmpty() ? kind : QString(kind + QStringLiteral("   ") + shortcut);
        painter->setFont(uiFont(12));
        painter->setPen(theme.muted);
        const auto side = option.direction == Qt::RightToLeft ? Qt::AlignLeft : Qt::AlignRight;
        painter->drawText(rest, static_cast<int>(Qt::AlignVCenter | side | Qt::AlignAbsolute),
                          isolated(aside));
        const int taken = QFontMetrics(painter->font()).horizontalAdvance(aside) + 16;
        rest.adjust(side == Qt::AlignLeft ? taken : 0, 0, side == Qt::AlignRight ? -taken : 0, 0);
        painter->setFont(uiFont(13));
        painter->setPen(theme.text);
        const QString text =
            QFontMetrics(painter->font())
                .elidedText(index.data().toString(), Qt::ElideMiddle, rest.width());
        painter->drawText(rest, static_cast<int>(Qt::AlignVCenter | Qt::AlignLeading),
                          isolated(text));
        painter->restore();
    }
};

} // namespace

CommandPalette::CommandPalette(std::vector<PaletteEntry> entries, QWidget *parent)
    : QDialog(parent, Qt::Dialog | Qt::FramelessWindowHint)
    , m_model(new PaletteModel(std::move(entries), this))
    , m_line(new QLineEdit(this))
    , m_list(new QListView(this))
    , m_nothing(makeLabel(tr("Nothing of that name. Pages, actions, budgets, and whom and what the "
                             "ledger names are found here."),
                          uiFont(12), this, "muted"))
{
    setObjectName(QStringLiteral("commandPalette"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Go to"));
    setModal(true);
    m_line->setObjectName(QStringLiteral("paletteLine"));
    m_line->setAccessibleName(tr("What to look for"));
    m_line->setPlaceholderText(tr("Page, action, or name"));
    m_line->setFont(uiFont(14));
    m_line->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("paletteList"));
    m_list->setAccessibleName(tr("What was found"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new EntryDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setFixedHeight(rowHeight * rowsSeen);
    m_list->setFocusPolicy(Qt::NoFocus); // the line keeps it, and moves the list
    m_nothing->setWordWrap(true);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(10, 10, 10, 10);
    box->setSpacing(8);
    box->addWidget(m_line);
    box->addWidget(m_nothing);
    box->addWidget(m_list);
    connect(m_line, &QLineEdit::textChanged, this, &CommandPalette::setTyped);
    connect(m_list, &QListView::clicked, this,
            [this](const QModelIndex &index) { runRow(index.row()); });
    setFixedWidth(paletteWidth);
    setTyped({});
}

void CommandPalette::setTyped(const QString &typed)
{
    m_model->setTyped(typed);
    updateFound();
    emit namesRequested(++m_number, typed);
}

void CommandPalette::setFound(std::uint64_t number, std::vector<PaletteEntry> entries)
{
    if (number != m_number)
        return; // what is typed is another thing by now
    const int row = m_list->currentIndex().row();
    m_model->setFound(std::move(entries));
    updateFound();
    if (row > 0) // the eye is there
        m_list->setCurrentIndex(m_model->index(row));
}

void CommandPalette::updateFound()
{
    const bool isFound = m_model->rowCount() > 0;
    m_nothing->setVisible(!isFound);
    if (isFound)
        m_list->setCurrentIndex(m_model->index(0));
}

void CommandPalette::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    if (const QWidget *window = parentWidget()) {
        const QPoint top = window->mapToGlobal(QPoint((window->width() - width()) / 2, 90));
        QWidget::move(top);
    }
    m_line->setFocus();
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_line || event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    switch (static_cast<const QKeyEvent *>(event)->key()) {
    case Qt::Key_Down:
        move(1);
        return true;
    case Qt::Key_Up:
        move(-1);
        return true;
    case Qt::Key_PageDown:
        move(rowsSeen);
        return true;
    case Qt::Key_PageUp:
        move(-rowsSeen);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        runRow(m_list->currentIndex().row());
        return true;
    default:
        return false;
    }
}

void CommandPalette::move(int rows)
{
    const int last = m_model->rowCount() - 1;
    if (last >= 0)
        m_list->setCurrentIndex(
            m_model->index(std::clamp(m_list->currentIndex().row() + rows, 0, last)));
}

void CommandPalette::runRow(int row)
{
    const PaletteEntry *entry = m_model->entryAt(row);
    if (!entry)
        return;
    const auto run = entry->run; // closing may end the entries
    close();
    run();
}

} // namespace outlay::ui
