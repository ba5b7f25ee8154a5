// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLockFile>
#include <QString>

#include <string>

namespace outlay::sources {

/// One process at a time watches the sources of a ledger: two would ask every provider twice. A
/// file beside the ledger says who; a process that died holds nothing. The same of what else one
/// process does for all, under a suffix of its own.
class WatchLock
{
public:
    explicit WatchLock(const std::string &ledger, const char *suffix = ".watch");

    /// Does not wait. The ledger's folder is made if need be.
    [[nodiscard]] bool take();
    void release();
    [[nodiscard]] bool isHeld() const { return m_file.isLocked(); }
    /// "outlay-cli (process 123)"; empty if nobody else holds it.
    [[nodiscard]] QString holder();

private:
    bool lock();

    QString m_path;
    QLockFile m_file;
};

} // namespace outlay::sources
