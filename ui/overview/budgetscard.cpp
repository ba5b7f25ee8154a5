// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/budgetscard.h"

#include "ui/budgets/budgetdelegate.h"
#include "ui/budgets/budgetwords.h"
#include "ui/receipt/figurelabel.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QEvent>
#include <QGridLayout>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace outlay::ui {
namespace {

constexpr std::size_t shownBelow = 2, shownBeside = 3;
constexpr int barWidth = 52, barHeight = 8;

class Bar : public QWidget
{
public:
    Bar(BudgetRow row, QWidget *parent) : QWidget(parent), m_row(std::move(row))
    {
        setFixedSize(barWidth, barHeight);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        paintBudgetBar(painter, rect(), m_row, palette(), layoutDirection());
    }

private:
    BudgetRow m_row;
};

/// Of budgets themselves: a budget for each member stands for its fullest.
std::vector<const BudgetRow *> nearest(const BudgetsSnapshot &snapshot)
{
    std::vector<const BudgetRow *> rows;
    for (const BudgetRow &row : snapshot.rows) {
        const bool isRunning = row.outlook != Outlook::Ended && row.outlook != Outlook::NotBegun;
        if (row.member.empty() && !row.isNobody && !row.isTripwire && row.problem.isEmpty() &&
            row.consumed && isRunning)
            rows.push_back(&row);
    }
    std::stable_sort(rows.begin(), rows.end(), [](const BudgetRow *a, const BudgetRow *b) {
        return standingOf(*a) < standingOf(*b);
    });
    return rows;
}

const char *roleOf(Tint tint)
{
    return tint == Tint::Critical ? "critical" : tint == Tint::Warning ? "warning" : nullptr;
}

} // namespace

BudgetsCard::BudgetsCard(QWidget *parent)
    : QFrame(parent)
    , m_list(new QBoxLayout(QBoxLayout::TopToBottom))
    , m_all(makeLink({}, this))
{
    setObjectName(QStringLiteral("budgetsCard"));
    setProperty("card", true);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(18, 10, 18, 10);
    box->setSpacing(2);
    auto *head = new QHBoxLayout;
    head->addWidget(makeLabel(tr("Budgets"), uiFont(15, QFont::DemiBold), this), 1);
    m_all->setObjectName(QStringLiteral("budgetsCardAll"));
    m_all->setAccessibleName(tr("All budgets"));
    connect(m_all, &QPushButton::clicked, this, [this] { emit openRequested({}); });
    head->addWidget(m_all);
    box->addLayout(head);
    box->addLayout(m_list);
    box->addStretch();
    hide();
}

void BudgetsCard::setSnapshot(const BudgetsSnapshotPtr &snapshot)
{
    if (m_snapshot && snapshot && m_snapshot->rows == snapshot->rows)
        return; // a button a person is about to press stays where it is
    m_snapshot = snapshot;
    rebuild();
}

void BudgetsCard::setSpread(bool isSpread)
{
    if (m_isSpread == isSpread)
        return;
    m_isSpread = isSpread;
    rebuild();
}

void BudgetsCard::rebuild()
{
    while (QLayoutItem *item = m_list->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    const auto rows = m_snapshot ? nearest(*m_snapshot) : std::vector<const BudgetRow *>{};
    m_list->setDirection(m_isSpread ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_list->setSpacing(m_isSpread ? 28 : 1);
    const std::size_t shown = std::min(rows.size(), m_isSpread ? shownBeside : shownBelow);
    for (std::size_t i = 0; i < shown; ++i)
        m_list->addWidget(makeRow(*rows.at(i), static_cast<int>(i)), 1);
    m_all->setText(rows.size() > shown
                       ? tr("and %n more", nullptr, static_cast<int>(rows.size() - shown))
                       : tr("All budgets"));
    setVisible(!rows.empty());
}

QWidget *BudgetsCard::makeRow(const BudgetRow &row, int number)
{
    const Zone &zone = m_snapshot->zone;
    auto *line = new QWidget(this);
    auto *name = makeLink(row.name, line);
    name->setObjectName(QStringLiteral("budgetsCardOpen%1").arg(number));
    name->setAccessibleName(tr("Open budget %1").arg(row.name));
    connect(name, &QPushButton::clicked, this, [this, id = row.id] { emit openRequested(id); });
    auto *bar = new Bar(row, line);
    auto *used = new FigureLabel(uiFont(13, QFont::DemiBold), line);
    used->setObjectName(QStringLiteral("budgetsCardUsed%1").arg(number));
    used->setText(utilizationWords(row, locale()));
    used->setAccessibleName(tr("Used of %1").arg(row.name));
    setRole(*used, roleOf(utilizationTint(row)));
    connect(used, &FigureLabel::receiptRequested, this,
            [this, id = row.id, member = row.member](QPoint position) {
                emit receiptRequested(id, member, position);
            });
    auto *until = new ElidedLabel(uiFont(12), line);
    const QString words = timeToLimitWords(row, zone, locale());
    until->setText(limitDayWords(row, zone, locale()));
    setRole(*until, row.outlook == Outlook::Exhausted ? "critical" : "muted");
    line->setToolTip(tr("%1 of %2; %3", "consumed, limit, time to limit")
                         .arg(amountText(*row.consumed, row.unit, locale()),
                              amountText(row.limit, row.unit, locale()), words));
    auto *layout = new QHBoxLayout(line);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(name);
    layout->addWidget(until, 1);
    layout->addWidget(bar);
    layout->addWidget(used);
    return line;
}

void BudgetsCard::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_snapshot)
        rebuild();
}

} // namespace outlay::ui
