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
    LedgerReader &, const ui::OverviewSnapshot &, const CancelToken &)>;

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
    [[nodiscard]] Result<ui::ChangeSnapshotPtr> answer(const ui::OverviewSnapshot &snapshot,
                                                       const CancelToken &cancel);

    ExplainChange m_explain;
    std::string m_path;
    std::unique_ptr<LedgerReader> m_reader;
    QTimer *m_idle; ///< what a reader remembers is not kept for nobody
};

} // namespace outlay
