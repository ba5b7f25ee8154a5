// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/budgets/budgetdetailview.h"

#include "ui/budgets/budgetwords.h"
#include "ui/charts/burndown.h"
#include "ui/charts/chartexport.h"
#include "ui/charts/pastbars.h"
#include "ui/items/plaintablemodel.h"
#include "ui/text/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace outlay::ui {
namespace {

QLabel *makeTitle(const QString &text, QWidget *parent)
{
    return makeLabel(text, uiFont(15, QFont::DemiBold), parent);
}

QTableView *makeTable(QAbstractItemModel *model, const char *objectName, const QString &name,
                      QWidget *parent)
{
    auto *table = new QTableView(parent);
    table->setObjectName(QLatin1String(objectName));
    table->setAccessibleName(name);
    table->setModel(model);
    dressTable(*table);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->horizontalHeader()->setStretchLastSection(true);
    return table;
}

} // namespace

BudgetDetailView::BudgetDetailView(QWidget *parent)
    : QWidget(parent)
    , m_back(new QPushButton(tr("Back"), this))
    , m_push(new QPushButton(tr("Push…"), this))
    , m_edit(new QPushButton(tr("Edit…"), this))
    , m_remove(new QPushButton(tr("Remove…"), this))
    , m_name(makeLabel({}, uiFont(16, QFont::DemiBold), this))
    , m_used(makeLabel({}, uiFont(14, QFont::Medium), this))
    , m_scope(new ElidedLabel(uiFont(12), this))
    , m_outlook(new ElidedLabel(uiFont(12), this))
    , m_method(new ElidedLabel(uiFont(11), this))
    , m_chart(new BurnDown(this))
    , m_past(new PastBars(this))
    , m_points(new PlainTableModel(BurnDown::header(), {1, 2, 3, 4, 5}, this))
    , m_changes(new PlainTableModel({tr("When"), tr("Who"), tr("What")}, {}, this))
    , m_pointTable(makeTable(m_points, "burnDownTable", tr("Consumption over the period"), this))
    , m_changeTable(makeTable(m_changes, "budgetChanges", tr("Changes"), this))
{
    setObjectName(QStringLiteral("budgetDetails"));
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(12);
    box->addWidget(makeHead());
    box->addWidget(makeChart(), 3);
    auto *below = new QHBoxLayout;
    below->setSpacing(12);
    below->addWidget(makeHistory(), 2);
    below->addWidget(makeChanges(), 3);
    box->addLayout(below, 2);
    connect(m_back, &QPushButton::clicked, this, &BudgetDetailView::backRequested);
    connect(m_push, &QPushButton::clicked, this, &BudgetDetailView::pushRequested);
    connect(m_edit, &QPushButton::clicked, this, [this] { emit editRequested(m_details.row.id); });
    connect(m_remove, &QPushButton::clicked, this,
            [this] { emit removeRequested(m_details.row.id); });
}

QWidget *BudgetDetailView::makeHead()
{
    auto *card = makeCard(this);
    m_back->setObjectName(QStringLiteral("budgetBack"));
    m_back->setToolTip(tr("Back to all budgets (Backspace)"));
    m_push->setObjectName(QStringLiteral("budgetPush"));
    m_push->setToolTip(tr("Sets the caps at a gateway, after a review"));
    m_edit->setObjectName(QStringLiteral("budgetEdit"));
    m_remove->setObjectName(QStringLiteral("budgetRemove"));
    m_name->setObjectName(QStringLiteral("budgetName"));
    m_name->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_outlook->setObjectName(QStringLiteral("budgetOutlook"));
    m_outlook->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
    m_used->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
    auto *words = new QVBoxLayout;
    words->setSpacing(1);
    words->addWidget(m_name);
    words->addWidget(m_scope);
    auto *figures = new QVBoxLayout;
    figures->setSpacing(1);
    figures->addWidget(m_used);
    figures->addWidget(m_outlook);
    auto *row = new QHBoxLayout(card);
    row->setContentsMargins(14, 10, 14, 10);
    row->setSpacing(12);
    row->addWidget(m_back);
    row->addLayout(words, 3);
    row->addLayout(figures, 3);
    row->addWidget(m_push);
    row->addWidget(m_edit);
    row->addWidget(m_remove);
    return card;
}

QWidget *BudgetDetailView::makeChart()
{
    auto *card = makeCard(this);
    auto *box = new QVBoxLayout(card);
    box->setContentsMargins(18, 12, 18, 10);
    box->setSpacing(6);
    auto *head = new QHBoxLayout;
    head->addWidget(makeTitle(tr("This period"), card));
    head->addWidget(m_method, 1);
    m_asTable = makeLink(tr("Table"), card);
    m_asTable->setObjectName(QStringLiteral("burnDownAsTable"));
    m_asTable->setCheckable(true);
    m_asTable->setToolTip(tr("The chart's figures as a table"));
    auto *image = makeLink(tr("Copy image"), card);
    image->setObjectName(QStringLiteral("burnDownCopyImage"));
    auto *csv = makeLink(tr("Copy CSV"), card);
    csv->setObjectName(QStringLiteral("burnDownCopyCsv"));
    for (QPushButton *button : {m_asTable, image, csv})
        head->addWidget(button);
    box->addLayout(head);
    m_chartOrTable = new QStackedWidget(card);
    m_chartOrTable->addWidget(m_chart);
    m_chartOrTable->addWidget(m_pointTable);
    box->addWidget(m_chartOrTable, 1);
    connect(m_asTable, &QPushButton::toggled, m_chartOrTable,
            [this](bool isTable) { m_chartOrTable->setCurrentIndex(isTable ? 1 : 0); });
    auto *exported = new ChartExport(*m_chart, [this] {
        return ChartWords{m_name->text(), m_used->text(), nullptr, m_chart->csv()};
    });
    connect(image, &QPushButton::clicked, this,
            [exported] { QApplication::clipboard()->setImage(exported->image()); });
    connect(csv, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_chart->csv()); });
    return card;
}

QWidget *BudgetDetailView::makeHistory()
{
    auto *card = makeCard(this);
    auto *box = new QVBoxLayout(card);
    box->setContentsMargins(18, 12, 18, 10);
    box->addWidget(makeTitle(tr("Last periods"), card));
    box->addWidget(m_past, 1);
    return card;
}

QWidget *BudgetDetailView::makeChanges()
{
    auto *card = makeCard(this);
    auto *box = new QVBoxLayout(card);
    box->setContentsMargins(18, 12, 18, 10);
    auto *head = new QHBoxLayout;
    head->addWidget(makeTitle(tr("Changes"), card));
    head->addStretch();
    m_undo = makeLink(tr("Undo"), card);
    m_undo->setObjectName(QStringLiteral("budgetUndo"));
    m_undo->setToolTip(tr("Puts the budget back as it was before the selected change"));
    head->addWidget(m_undo);
    box->addLayout(head);
    box->addWidget(m_changeTable, 1);
    connect(m_undo, &QPushButton::clicked, this, &BudgetDetailView::undoSelected);
    connect(m_changeTable->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &BudgetDetailView::updateUndo);
    connect(m_changes, &QAbstractItemModel::modelReset, this, &BudgetDetailView::updateUndo);
    updateUndo();
    return card;
}

void BudgetDetailView::setRow(const BudgetRow &row, Instant now, const Zone &zone)
{
    const bool isSame = m_details.row.id == row.id && m_details.row.member == row.member;
    BudgetDetails details = isSame ? m_details : BudgetDetails{};
    details.id = row.id;
    details.member = row.member;
    details.row = row;
    setDetails(details, now, zone);
}

void BudgetDetailView::setDetails(const BudgetDetails &details, Instant now, const Zone &zone)
{
    m_details = details;
    m_now = now;
    m_zone = zone;
    m_chart->setDetails(details, zone);
    m_points->setRows(m_chart->rows());
    m_past->setHistory(details.history, details.row.unit, zone);
    std::vector<QStringList> changes;
    for (const BudgetDetails::Change &change : details.changes)
        changes.push_back({momentWords(change.at, zone, locale()), change.who, change.what});
    m_changes->setRows(std::move(changes));
    updateWords();
}

void BudgetDetailView::updateWords()
{
    const BudgetRow &row = m_details.row;
    const QString notes = noteWords(row, m_now, m_zone, locale());
    QStringList scope{scopeWords(row.where, row.each), periodEndWords(row, m_zone, locale())};
    if (!notes.isEmpty())
        scope << notes;
    m_name->setText(row.name);
    m_scope->setText(scope.join(QStringLiteral(" · ")));
    const QString used = row.consumed ? amountText(*row.consumed, row.unit, locale()) : dash();
    m_used->setText(
        tr("%1 of %2", "consumed, limit").arg(used, amountText(row.limit, row.unit, locale())));
    m_outlook->setText(
        tr("%1 · %2", "time to limit, state of the cap")
            .arg(timeToLimitWords(row, m_zone, locale()), capWords(row, m_zone, locale())));
    m_outlook->setToolTip(row.capReason);
    m_method->setText(m_details.method);
    m_push->setVisible(row.isCap);
    m_edit->setVisible(row.member.empty());
    m_remove->setVisible(row.member.empty());
}

void BudgetDetailView::updateUndo()
{
    const QModelIndexList rows = m_changeTable->selectionModel()->selectedRows();
    const auto number = rows.isEmpty() ? 0U : static_cast<std::size_t>(rows.first().row());
    m_undo->setEnabled(number < m_details.changes.size() && m_details.changes[number].canUndo);
}

void BudgetDetailView::undoSelected()
{
    const QModelIndexList rows = m_changeTable->selectionModel()->selectedRows();
    const auto number = rows.isEmpty() ? 0U : static_cast<std::size_t>(rows.first().row());
    if (number < m_details.changes.size() && m_details.changes[number].canUndo)
        emit undoRequested(m_details.changes[number].number);
}

void BudgetDetailView::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Backspace:
    case Qt::Key_Escape:
        return emit backRequested();
    case Qt::Key_Space:
        return emit receiptRequested(m_details.row.id, m_details.row.member);
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace outlay::ui
