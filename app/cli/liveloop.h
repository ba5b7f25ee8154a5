// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"
#include "app/sources/secrets/secretstore.h"

#include <QCoreApplication>
#include <QTimer>

namespace outlay::cli {

inline constexpr Option passphraseFileOption{
    "passphrase-file", "FILE",
    "what opens the secrets kept under a passphrase; only you may read it"};

/// The event loop of a verb that asks, tails or listens. One a process, on the main thread.
class LiveLoop
{
public:
    LiveLoop();

    [[nodiscard]] SecretStore &secrets() { return m_secrets; }
    /// Opens the passphrase file if --passphrase-file is given.
    [[nodiscard]] Result<> unlock(const Arguments &arguments);
    /// Until end(), or until a person or the system asks to stop.
    void run();
    void end() { m_application.quit(); }

private:
    int m_argc = 1;
    char m_name[11] = "outlay-cli";
    char *m_argv[2] = {m_name, nullptr};
    QCoreApplication m_application;
    SecretStore m_secrets;
    QTimer m_interrupt;
};

} // namespace outlay::cli
