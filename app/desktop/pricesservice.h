// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/shownzone.h"
#include "app/sources/ledgerqueue.h"
#include "models/ledger/ledgerreader.h"
#include "models/money/clock.h"
#include "ui/prices/pricessnapshot.h"

#include <QObject>
#include <QThread>

#include <functional>
#include <memory>

namespace outlay {

class PricesWorker;

/// The window's way to the price book: reads, previews and tries drafts on a thread of its own,
/// writes through the queue. The newest preview gives up the one before.
class PricesService : public QObject
{
    Q_OBJECT

public:
    PricesService(Clock clock, ShownZone zone, QObject *parent = nullptr);
    ~PricesService() override;

    void setPath(const QString &path);
    void request();
    void preview(std::uint64_t number, const PriceChange &change);
    void readFile(const QString &file);
    void shock(const QString &file, bool othersFollow);
    /// Stores the change made to the prices there are by then, and prices anew what it touches.
    void apply(const PriceChange &change);
    /// Puts back the prices before the last change.
    void undo();

signals:
    void snapshotReady(const outlay::ui::PricesSnapshotPtr &snapshot);
    void effectReady(std::uint64_t number, const std::optional<outlay::PriceEffect> &effect);
    void effectFailed(std::uint64_t number, const outlay::Error &error);
    void fileReady(const outlay::ui::PriceFilePreviewPtr &preview);
    void shockReady(const outlay::ui::PriceShockPreviewPtr &preview);
    void fileFailed(const QString &file, const outlay::Error &error);
    void writing();
    /// The figures have changed.
    void written();
    void failed(const outlay::Error &error);

private:
    void start();
    void write(std::function<Result<>(Ingest &)> change);
    /// A token for new work; what went before is given up.
    [[nodiscard]] CancelToken renew();

    QThread m_thread;
    PricesWorker *m_worker; ///< lives on m_thread, deleted when it ends
    CancelToken m_cancel;
    std::string m_path;
    std::unique_ptr<LedgerQueue> m_queue; ///< of the path; made at the first write
};

} // namespace outlay
