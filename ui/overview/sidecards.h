// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/basisbar.h"
#include "ui/overview/notes.h"
#include "ui/overview/overviewsnapshot.h"
#include "ui/sources/sourcerow.h"

#include <QFrame>

#include <array>

class QLabel;
class QVBoxLayout;

namespace outlay::ui {

/// What the spend rests on: its parts by basis, with the words for each.
class BasisCard : public QFrame
{
    Q_OBJECT

public:
    explicit BasisCard(QWidget *parent = nullptr);
    void setSnapshot(const OverviewSnapshotPtr &snapshot);

signals:
    /// Of the whole: its receipt has the parts.
    void receiptRequested(QPoint globalPosition);

private:
    struct Line
    {
        QWidget *mark = nullptr;
        QLabel *name = nullptr;
        QLabel *share = nullptr;
        QLabel *amount = nullptr;
    };
    BasisBar *m_bar;
    QLabel *m_empty;
    std::array<Line, 4> m_lines{};
};

/// Unpriced, rejected, quarantined and the rest, each with what to do about it.
class NotesCard : public QFrame
{
    Q_OBJECT

public:
    explicit NotesCard(QWidget *parent = nullptr);
    void setSnapshot(const OverviewSnapshotPtr &snapshot);
    /// A line each, their sentences in tool tips: something else on the page needs the room.
    void setCompact(bool isCompact);

signals:
    void detailsRequested(outlay::ui::Note::Kind kind);
    /// Of the whole: its receipt names what stands beside it.
    void receiptRequested(QPoint globalPosition);

protected:
    void changeEvent(QEvent *event) override;

private:
    void rebuild();
    [[nodiscard]] QWidget *makeNote(const Note &note, bool withText);

    OverviewSnapshotPtr m_snapshot;
    QStringList m_figures; ///< as shown
    QVBoxLayout *m_list;
    bool m_isCompact = false;
};

/// The sources with the age of what they brought.
class SourcesCard : public QFrame
{
    Q_OBJECT

public:
    explicit SourcesCard(QWidget *parent = nullptr);
    void setSnapshot(const OverviewSnapshotPtr &snapshot);
    /// What is watched: what is in trouble comes first, whether it ever brought anything or not.
    void setWatched(const SourcesSnapshot &watched);

signals:
    void manageRequested();

private:
    void rebuild();
    void addRow(const QString &name, const QString &hint, const QString &state, const char *role);

    QVBoxLayout *m_list;
    OverviewSnapshotPtr m_snapshot;
    std::vector<SourceRow> m_troubled;
};

} // namespace outlay::ui
