// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/ingest.h"
#include "models/ledger/ledgerreader.h"
#include "ui/overview/notes.h"
#include "ui/overview/overviewsnapshot.h"

#include <QDialog>

namespace outlay::ui {

class PlainTableModel;

/// A sentence on what to do, and a table of what it is about. Deletes itself on closing.
class DetailsDialog : public QDialog
{
    Q_OBJECT

public:
    DetailsDialog(const QString &title, const QString &advice, QStringList header,
                  std::vector<int> trailing, QWidget *parent);
    void setRows(std::vector<QStringList> rows);

    /// About a note of the Overview; rejected records arrive later, see setRejected().
    [[nodiscard]] static DetailsDialog *forNote(Note::Kind kind, const OverviewSnapshot &snapshot,
                                                QWidget *parent);
    void setRejected(const std::vector<RejectedRecord> &records);
    /// What one import did.
    [[nodiscard]] static DetailsDialog *forImport(const ImportCounts &counts, QWidget *parent);

private:
    PlainTableModel *m_model;
    QWidget *m_table;
};

} // namespace outlay::ui
