// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/closingscard.h"

#include "ui/items/plaintablemodel.h"
#include "ui/settings/adjustmentsdialog.h"
#include "ui/settings/closemonthdialog.h"
#include "ui/settings/closingwords.h"
#include "ui/settings/reopendialog.h"
#include "ui/text/labels.h"
#include "ui/text/names.h"
#include "ui/text/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace outlay::ui {

ClosingsCard::ClosingsCard(QWidget *parent)
    : QFrame(parent)
    , m_model(new PlainTableModel(
          {tr("Month"), tr("Frozen"), tr("Now"), tr("Adjustment"), tr("Closed")}, {1, 2, 3}, this))
    , m_table(makeTable())
    , m_state(new WrappedLabel({}, uiFont(13), this))
    , m_close(new QPushButton(tr("Close a &month…"), this))
    , m_adjustments(new QPushButton(tr("Ad&justments…"), this))
    , m_reopen(new QPushButton(tr("Open &again…"), this))
{
    setProperty("card", true);
    setObjectName(QStringLiteral("closingsCard"));
    setRole(*m_state, nullptr);
    m_state->setObjectName(QStringLiteral("closingsState"));
    m_close->setObjectName(QStringLiteral("closingsClose"));
    m_adjustments->setObjectName(QStringLiteral("closingsAdjustments"));
    m_reopen->setObjectName(QStringLiteral("closingsReopen"));
    auto *row = new QHBoxLayout;
    for (QPushButton *button : {m_close, m_adjustments, m_reopen})
        row->addWidget(button);
    row->addStretch();
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(18, 14, 18, 16);
    box->setSpacing(9);
    box->addWidget(makeLabel(tr("Closed months"), uiFont(15, QFont::DemiBold), this));
    box->addWidget(m_state);
    box->addWidget(m_table);
    box->addLayout(row);
    box->addWidget(new WrappedLabel(tr("A closed month keeps its figures as they were known, with "
                                       "a digest over them. What changes later is an adjustment."),
                                    uiFont(12), this));
    connect(m_close, &QPushButton::clicked, this, &ClosingsCard::askToClose);
    connect(m_adjustments, &QPushButton::clicked, this, &ClosingsCard::showAdjustments);
    connect(m_reopen, &QPushButton::clicked, this, &ClosingsCard::askToReopen);
    connect(m_table, &QTableView::activated, this, &ClosingsCard::showAdjustments);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &ClosingsCard::updateButtons);
    m_state->setText(tr("Reading the ledger…"));
    m_table->hide();
    updateButtons();
}

QTableView *ClosingsCard::makeTable()
{
    auto *table = new QTableView(this);
    table->setObjectName(QStringLiteral("closingsTable"));
    table->setAccessibleName(tr("Closed months"));
    dressTable(*table);
    table->setModel(m_model);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setTabKeyNavigation(false);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    return table;
}

void ClosingsCard::setClosings(const ClosingsSnapshot &closings)
{
    m_closings = closings;
    showRows();
}

void ClosingsCard::setFailure(const QString &sentence)
{
    m_closings.reset();
    m_model->setRows({});
    m_table->hide();
    m_state->setText(sentence);
    m_state->show();
    updateButtons();
}

void ClosingsCard::sayAgain()
{
    if (m_closings)
        showRows();
}

void ClosingsCard::showRows()
{
    const int before = m_table->currentIndex().row();
    std::vector<QStringList> rows;
    for (const ListedClosing &closing : m_closings->closings) {
        const ClosedPeriod &period = closing.period;
        const std::optional<Adjustment> &now = closing.adjustment;
        const QString who = shownName(NameKind::Account, QString::fromStdString(period.closedBy));
        const QString day = dayLabel(period.closedAt, m_closings->zone, locale());
        const QString closed = period.reopened ? tr("%1 by %2; open again", "day, person")
                                               : tr("%1 by %2", "day, person");
        rows.push_back({shortMonthLabel(period.month(), locale()),
                        money(spendOf(period.total), locale()),
                        now ? money(spendOf(now->current), locale()) : dash(),
                        now ? signedMoney(now->spend(), locale()) : dash(), closed.arg(day, who)});
    }
    const bool isEmpty = rows.empty();
    constexpr int mostRows = 8; // more of them scroll
    const int shown = std::min(static_cast<int>(rows.size()), mostRows);
    m_model->setRows(std::move(rows));
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() +
                            shown * m_table->verticalHeader()->defaultSectionSize() +
                            2 * m_table->frameWidth() + m_table->fontMetrics().height());
    m_table->setVisible(!isEmpty);
    m_state->setVisible(isEmpty);
    m_state->setText(m_closings->open.empty()
                         ? tr("No month is closed, and none is over yet.")
                         : tr("No month is closed. The last one that is over is %1.", "month")
                               .arg(monthLabel(m_closings->open.front(), locale())));
    if (before >= 0 && before < m_model->rowCount())
        m_table->selectRow(before);
    updateButtons();
}

const ClosedPeriod *ClosingsCard::chosen() const
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    if (!m_closings || rows.isEmpty())
        return nullptr;
    const auto row = static_cast<std::size_t>(rows.front().row());
    if (row >= m_closings->closings.size() || m_closings->closings[row].period.reopened)
        return nullptr;
    return &m_closings->closings[row].period;
}

void ClosingsCard::updateButtons()
{
    m_close->setEnabled(!m_isBusy && m_closings && !m_closings->open.empty());
    m_adjustments->setEnabled(chosen() != nullptr);
    m_reopen->setEnabled(!m_isBusy && chosen() != nullptr);
}

void ClosingsCard::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    updateButtons();
}

void ClosingsCard::askToClose()
{
    if (!m_closings || m_closings->open.empty())
        return;
    m_closing = new CloseMonthDialog(m_closings->open, this);
    connect(m_closing, &CloseMonthDialog::previewRequested, this, &ClosingsCard::previewRequested);
    connect(m_closing, &CloseMonthDialog::confirmed, this, &ClosingsCard::closeConfirmed);
    m_closing->ask();
    m_closing->open();
}

void ClosingsCard::setPreview(std::uint64_t number, const ClosingPreview &preview)
{
    if (m_closing)
        m_closing->setPreview(number, preview);
}

void ClosingsCard::setPreviewFailure(std::uint64_t number, const QString &sentence)
{
    if (m_closing)
        m_closing->setPreviewFailure(number, sentence);
}

void ClosingsCard::showAdjustments()
{
    const ClosedPeriod *const period = chosen();
    if (!period)
        return;
    m_comparedMonth = period->month();
    m_compared = new AdjustmentsDialog(m_comparedMonth, this);
    m_compared->open();
    emit comparisonRequested(m_comparedMonth);
}

void ClosingsCard::setComparison(const std::string &month, const ClosingComparison &comparison)
{
    if (m_compared && month == m_comparedMonth)
        m_compared->setComparison(comparison);
}

void ClosingsCard::setComparisonFailure(const std::string &month, const QString &sentence)
{
    if (m_compared && month == m_comparedMonth)
        m_compared->setFailure(sentence);
}

void ClosingsCard::askToReopen()
{
    const ClosedPeriod *const period = chosen();
    if (!period)
        return;
    auto *dialog = new ReopenDialog(period->month(), this);
    connect(dialog, &ReopenDialog::confirmed, this, &ClosingsCard::reopenConfirmed);
    dialog->open();
}

} // namespace outlay::ui
