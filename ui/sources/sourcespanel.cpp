// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sources/sourcespanel.h"

#include "ui/receipt/figuretable.h"
#include "ui/sources/planeditor.h"
#include "ui/sources/sourcestablemodel.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace outlay::ui {
namespace {

constexpr int mostRows = 12;
constexpr int roomy = 860; ///< of this width every column has its place

} // namespace

SourcesPanel::SourcesPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(new SourcesTableModel(this))
    , m_table(new QTableView(this))
    , m_empty(makeLabel(tr("Nothing imported yet."), uiFont(13), this, "muted"))
    , m_subject(new ElidedLabel(uiFont(14, QFont::DemiBold), this, Qt::ElideMiddle))
    , m_plan(new PlanEditor(this))
    , m_remove(new QPushButton(tr("Remove its data…"), this))
{
    setObjectName(QStringLiteral("sources"));
    auto *intro = new WrappedLabel(
        tr("Only metered use is spend. Under a subscription the fee is the spend and its tokens "
           "stand apart as list value. What is not answered counts as metered, and says so."),
        uiFont(12), this);
    m_table->setObjectName(QStringLiteral("sourcesTable"));
    m_table->setAccessibleName(tr("Sources"));
    m_table->setModel(m_model);
    dressTable(*m_table);
    m_table->horizontalHeader()->setSectionResizeMode(SourcesTableModel::Plan,
                                                      QHeaderView::Stretch);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &SourcesPanel::showSubject);
    m_table->setToolTip(tr("Click its requests or press Space for how they add up"));
    connect(new FigureTable(*m_table, SourcesTableModel::Requests), &FigureTable::receiptRequested,
            this, &SourcesPanel::showReceipt);
    setRole(*m_subject, nullptr);
    m_subject->setObjectName(QStringLiteral("sourceSubject"));
    m_remove->setObjectName(QStringLiteral("sourceRemove"));
    connect(m_remove, &QPushButton::clicked, this, &SourcesPanel::askForRemoval);
    connect(m_plan, &PlanEditor::planChosen, this, &SourcesPanel::planChosen);
    auto *subject = new QHBoxLayout;
    subject->addWidget(m_subject, 1);
    subject->addWidget(m_remove);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(10);
    box->addWidget(intro);
    box->addWidget(m_table);
    box->addWidget(m_empty);
    box->addLayout(subject);
    box->addWidget(m_plan);
    updateButtons();
}

void SourcesPanel::showReceipt(int row, QPoint position)
{
    const SourcesTableModel::Entry *entry = m_model->entryAt(row);
    if (!entry || !entry->source)
        return;
    emit countRequested(sourceLabel(entry->source->name),
                        tr("%1 request(s)", nullptr, pluralOf(entry->source->events))
                            .arg(count(entry->source->events, locale())),
                        tr("A request that several sources saw counts once: for the source whose "
                           "token counts are used."),
                        m_model->requestLines(), position);
}

void SourcesPanel::setSnapshot(const OverviewSnapshotPtr &snapshot)
{
    {
        const QSignalBlocker blocker(m_table->selectionModel());
        m_model->setSnapshot(snapshot);
    }
    m_table->resizeColumnsToContents();
    const bool isEmpty = m_model->rowCount() == 0;
    m_table->setVisible(!isEmpty);
    m_empty->setVisible(isEmpty);
    m_subject->setVisible(!isEmpty);
    m_plan->setVisible(!isEmpty);
    m_remove->setVisible(!isEmpty);
    // The page scrolls; a table that scrolls within it would catch the wheel.
    const int rows = std::clamp(m_model->rowCount(), 1, mostRows);
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() +
                            rows * m_table->verticalHeader()->defaultSectionSize() + 4);
    // What a person is typing into stays; a new subject starts anew.
    const int row = std::max(0, m_model->rowOf(m_shown, m_isShownSource));
    const bool isSame = m_model->rowOf(m_shown, m_isShownSource) >= 0;
    {
        const QSignalBlocker blocker(m_table->selectionModel());
        m_table->setCurrentIndex(m_model->index(row, 0));
    }
    if (!isSame)
        showSubject();
    updateButtons();
}

/// How a source is paid is worth more room than what it is read as.
void SourcesPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    for (const int column : {SourcesTableModel::Format, SourcesTableModel::Files})
        m_table->setColumnHidden(column, width() < roomy);
}

void SourcesPanel::showSubject()
{
    const SourcesTableModel::Entry *entry = m_model->entryAt(m_table->currentIndex().row());
    m_shown = entry ? entry->name() : std::string();
    m_isShownSource = entry && entry->source;
    m_subject->setText(
        entry ? m_model->data(m_model->index(m_table->currentIndex().row(), 0), Qt::DisplayRole)
                    .toString()
              : QString());
    m_plan->setSubject(m_isShownSource ? m_shown : std::string(),
                       m_isShownSource ? std::string() : m_shown,
                       entry ? entry->plan : std::nullopt);
    updateButtons();
}

void SourcesPanel::sayAgain()
{
    m_model->sayAgain();
    const QModelIndex shown = m_model->index(m_table->currentIndex().row(), 0);
    m_subject->setText(shown.data().toString());
    m_table->resizeColumnsToContents();
}

void SourcesPanel::select(const QString &name)
{
    const int row = m_model->rowOf(name.toStdString(), true);
    if (row >= 0)
        m_table->setCurrentIndex(m_model->index(row, 0));
}

void SourcesPanel::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    updateButtons();
}

void SourcesPanel::updateButtons()
{
    m_plan->setBusy(m_isBusy);
    m_plan->setEnabled(!m_shown.empty());
    m_remove->setEnabled(!m_isBusy && !m_shown.empty() && m_isShownSource);
}

void SourcesPanel::askForRemoval()
{
    const int row = m_model->rowOf(m_shown, true);
    const SourcesTableModel::Entry *entry = m_model->entryAt(row);
    if (!entry)
        return;
    const QString name = QString::fromStdString(m_shown);
    auto *question = new QMessageBox(QMessageBox::Warning, tr("Remove a source"),
                                     tr("Remove everything %1 said?").arg(sourceLabel(m_shown)),
                                     QMessageBox::Cancel, this);
    question->setObjectName(QStringLiteral("removalQuestion"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setInformativeText(
        tr("It supplied %1 request(s). Those that another source saw as well stay, as that source "
           "saw them. Importing its files again brings it back.",
           nullptr, pluralOf(entry->source->events))
            .arg(count(entry->source->events, locale())));
    QPushButton *remove = question->addButton(tr("Remove"), QMessageBox::DestructiveRole);
    remove->setObjectName(QStringLiteral("removalConfirm"));
    question->setDefaultButton(QMessageBox::Cancel);
    connect(remove, &QPushButton::clicked, this, [this, name] { emit removalConfirmed(name); });
    question->open();
}

} // namespace outlay::ui
