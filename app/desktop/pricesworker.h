// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/shownzone.h"
#include "models/ledger/ledgerreader.h"
#include "models/money/clock.h"
#include "ui/prices/pricessnapshot.h"

#include <QObject>

#include <string>

namespace outlay {

/// Lives on the service's thread; opens the ledger for each question.
class PricesWorker : public QObject
{
    Q_OBJECT

public:
    PricesWorker(Clock clock, ShownZone zone);

    void read(const std::string &path);
    void preview(const std::string &path, std::uint64_t number, const PriceChange &change,
                 const CancelToken &cancel);
    void readFile(const std::string &path, const QString &file, const CancelToken &cancel);
    void shock(const std::string &path, const QString &file, bool othersFollow,
               const CancelToken &cancel);

signals:
    void snapshotReady(const outlay::ui::PricesSnapshotPtr &snapshot);
    void failed(const outlay::Error &error);
    void effectReady(std::uint64_t number, const std::optional<outlay::PriceEffect> &effect);
    void effectFailed(std::uint64_t number, const outlay::Error &error);
    void fileReady(const outlay::ui::PriceFilePreviewPtr &preview);
    void shockReady(const outlay::ui::PriceShockPreviewPtr &preview);
    void fileFailed(const QString &file, const outlay::Error &error);

private:
    Clock m_clock;
    ShownZone m_zone;
};

} // namespace outlay
