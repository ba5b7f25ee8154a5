// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/changebuilder.h"

#include <QObject>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace outlay {

/// As buildChange().
using ExplainChange = std::function<Result<ui::ChangeSnapshotPtr>(
    LedgerReader &, const ui::OverviewSnapshot &, const CancelToken &, KnownRepricing &)>;

/// Lives on the thread of changes with a reader of its own.
class ChangeWorker : public QObject
{
    Q_OBJECT

public:
    explicit ChangeWorker(ExplainChange explain);

    void setPath(const std::string &path);
    void explain(std::uint64_t number, const ui::OverviewSnapshotPtr &snapshot,
                 const CancelToken &cancel);

signals:
    /// Null: it could not be told. Nothing where it was cancelled.
    void explained(std::uint64_t number, const outlay::ui::ChangeSnapshotPtr &change);

private:
    /// As it was, where nothing was written since and the question is the same but for a few
    /// minutes: it reads requests, and a window at rest asks every minute.
    [[nodiscard]] Result<ui::ChangeSnapshotPtr> answer(const ui::OverviewSnapshot &snapshot,
                                                       const CancelToken &cancel);
    [[nodiscard]] bool isKnown(const ui::OverviewSnapshot &snapshot, std::int64_t counter) const;

    struct Known
    {
        std::int64_t counter = 0; ///< of the ledger it was read from
        ui::OverviewRequest request;
        TimeRange prior;
        ui::ChangeSnapshotPtr change; ///< null: none is known
    };

    ExplainChange m_explain;
    std::string m_path;
    std::unique_ptr<LedgerReader> m_reader;
    Known m_known;
    KnownRepricing m_repricing; ///< of m_path
    QTimer *m_idle;             ///< what a reader remembers is not kept for nobody
};

} // namespace outlay
