// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/import/detailsdialog.h"

#include "ui/import/importstrip.h"
#include "ui/items/plaintablemodel.h"
#include "ui/text/labels.h"
#include "ui/text/names.h"
#include "ui/text/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace outlay::ui {
namespace {

QString lineText(std::int64_t line, const QLocale &locale)
{
    return line == 0 ? DetailsDialog::tr("whole file") : count(line, locale);
}

} // namespace

DetailsDialog::DetailsDialog(const QString &title, const QString &advice, QStringList header,
                             std::vector<int> trailing, QWidget *parent)
    : QDialog(parent)
    , m_model(new PlainTableModel(std::move(header), std::move(trailing), this))
    , m_table(nullptr)
{
    setObjectName(QStringLiteral("detailsDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(title);
    resize(760, 480);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(20, 18, 20, 16);
    box->setSpacing(12);
    box->addWidget(makeLabel(title, uiFont(16, QFont::DemiBold), this));
    auto *words = makeLabel(advice, uiFont(13), this, "muted");
    words->setWordWrap(true);
    box->addWidget(words);
    auto *table = new QTableView(this);
    table->setObjectName(QStringLiteral("detailsTable"));
    table->setAccessibleName(title);
    dressTable(*table);
    table->setModel(m_model);
    table->horizontalHeader()->setStretchLastSection(true);
    m_table = table;
    box->addWidget(table, 1);
    if (m_model->columnCount() == 0) {
        table->hide();
        box->addStretch();
        resize(520, 220);
    }
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    box->addWidget(buttons);
}

void DetailsDialog::setRows(std::vector<QStringList> rows)
{
    m_model->setRows(std::move(rows));
    auto *table = qobject_cast<QTableView *>(m_table);
    table->resizeColumnsToContents();
    for (int column = 0; column < m_model->columnCount(); ++column)
        table->setColumnWidth(column, std::min(360, table->columnWidth(column) + 12));
}

DetailsDialog *DetailsDialog::forNote(Note::Kind kind, const OverviewSnapshot &snapshot,
                                      QWidget *parent)
{
    QString title;
    for (const Note &note : notesFor(snapshot, QLocale())) {
        if (note.kind == kind)
            title = note.title;
    }
    if (kind == Note::Kind::Unpriced) {
        auto *dialog =
            new DetailsDialog(title, adviceFor(kind), {tr("Model"), tr("Requests")}, {1}, parent);
        std::vector<QStringList> rows;
        for (const auto &[model, requests] : snapshot.facts.unpricedModels)
            rows.push_back({QString::fromStdString(model), count(requests, QLocale())});
        dialog->setRows(std::move(rows));
        return dialog;
    }
    if (kind == Note::Kind::Rejected)
        return new DetailsDialog(title, adviceFor(kind),
                                 {tr("Source"), tr("File"), tr("Line"), tr("Reason")}, {2}, parent);
    return new DetailsDialog(title, adviceFor(kind), {}, {}, parent);
}

void DetailsDialog::setRejected(const std::vector<RejectedRecord> &records)
{
    std::vector<QStringList> rows;
    for (const RejectedRecord &record : records)
        rows.push_back({sourceLabel(record.source),
                        shownName(NameKind::Path, QString::fromStdString(record.file)),
                        lineText(record.line, QLocale()),
                        withoutNames(QString::fromStdString(record.reason))});
    setRows(std::move(rows));
}

DetailsDialog *DetailsDialog::forImport(const ImportCounts &counts, QWidget *parent)
{
    const bool hasRejections = !counts.rejections.empty();
    auto *dialog =
        new DetailsDialog(tr("Import"), importSentence(counts, QLocale()),
                          hasRejections ? QStringList{tr("File"), tr("Line"), tr("Reason")}
                                        : QStringList{tr("Result"), tr("Records")},
                          {1}, parent);
    std::vector<QStringList> rows;
    if (hasRejections) {
        for (const auto &rejection : counts.rejections)
            rows.push_back({shownName(NameKind::Path, QString::fromStdString(rejection.file)),
                            lineText(rejection.line, QLocale()),
                            withoutNames(QString::fromStdString(rejection.reason))});
    } else {
        const auto add = [&](const QString &name, std::int64_t n) {
            rows.push_back({name, count(n, QLocale())});
        };
        add(tr("Read"), counts.lines);
        add(tr("New requests"), counts.created);
        add(tr("Merged into known requests"), counts.merged);
        add(tr("Duplicates"), counts.duplicate);
        add(tr("Without usage, by their format's rule"), counts.ignored);
        add(tr("Rejected"), counts.rejected);
        add(tr("New requests without a price"), counts.unpriced);
    }
    dialog->setRows(std::move(rows));
    return dialog;
}

} // namespace outlay::ui
