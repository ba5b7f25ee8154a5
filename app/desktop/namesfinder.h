// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/result.h"
#include "ui/palette/foundnames.h"

#include <QObject>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

class QThreadPool;

namespace outlay {

/// Looks names up in a ledger, off the GUI thread, one question at a time: of those asked
/// meanwhile only the newest is answered.
class NamesFinder : public QObject
{
    Q_OBJECT

public:
    explicit NamesFinder(QThreadPool &threads, QObject *parent = nullptr);
    void setPath(const QString &path);
    void find(std::uint64_t number, const QString &typed);

signals:
    void found(std::uint64_t number, const outlay::ui::FoundNames &names);

private:
    void start();

    QThreadPool &m_threads;
    std::string m_path;
    std::optional<std::pair<std::uint64_t, std::string>> m_waiting;
    bool m_isLooking = false;
};

/// What of the ledger at `path` goes by `typed`. Nothing where there is no ledger.
[[nodiscard]] Result<ui::FoundNames> foundNames(const std::string &path, const std::string &typed);

} // namespace outlay
