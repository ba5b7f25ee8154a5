// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/notifier.h"

#include <QStringList>

#include <cstddef>
#include <map>
#include <memory>
#include <vector>

namespace outlay::alerting {

/// Several ways, the best first: what one fails to show the next one does. What is shown one way
/// is updated that way, so that nothing is shown twice.
class NotifierChain : public Notifier
{
    Q_OBJECT

public:
    explicit NotifierChain(std::vector<std::unique_ptr<Notifier>> ways, QObject *parent = nullptr);

    void show(const outlay::alerting::Notice &notice) override;
    void withdraw(const std::string &id) override;

private:
    struct Entry
    {
        Notice notice;
        std::size_t way = 0;
        QStringList reasons; ///< of the ways that failed
    };
    void connectWay(std::size_t way);
    void takeFailure(std::size_t way, const std::string &id, const QString &why);
    /// False: not shown by that way, or not any more.
    bool forget(std::size_t way, const std::string &id);

    std::vector<std::unique_ptr<Notifier>> m_ways;
    std::map<std::string, Entry> m_entries;
};

/// The session bus's notification server, then its portal; where Qt has no D-Bus, none: every
/// notice fails, and whoever has a window shows it there.
[[nodiscard]] std::unique_ptr<Notifier> makeSystemNotifier();

} // namespace outlay::alerting
