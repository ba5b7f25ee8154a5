// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/authorizedclient.h"
#include "app/sources/connector.h"
#include "app/sources/secrets/secret.h"
#include "models/money/clock.h"

#include <QObject>

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace outlay::sources {

/// Tries a key before it is saved: what it sees, what it does not, and what else it may do. Reads
/// only, writes nothing anywhere. Lives on one thread with an event loop, not the GUI's.
class KeyTest : public QObject
{
    Q_OBJECT

public:
    /// `kind` is one that is polled; `http.baseUrl` empty: the provider's own.
    KeyTest(SourceKind kind, HttpSettings http, Clock clock = systemClock(),
            QObject *parent = nullptr);
    ~KeyTest() override;

    /// Fails with a Usage or Unreadable error that names the field; else finished() follows.
    [[nodiscard]] Result<> start(Secret key);

    /// Ids of projects and keys that were seen: they tell which account it is.
    [[nodiscard]] const std::set<std::string> &accountIds() const { return m_accountIds; }

signals:
    /// Sentences in the order they were found out. A source is of use if none that says Fail is of
    /// a required check: `isUsable`.
    void finished(const std::vector<outlay::sources::Finding> &findings, bool isUsable);

private:
    void next();
    void answered(const HttpReply &reply);
    void conclude();
    [[nodiscard]] Finding findingOf(const KeyCheck &check, const HttpReply &reply);
    [[nodiscard]] Result<> readAnswer(const KeyCheck &check, std::string_view body);

    const Connector &m_connector;
    HttpSettings m_settings;
    Clock m_clock;
    std::unique_ptr<AuthorizedClient> m_http;
    Secret m_key;
    std::vector<KeyCheck> m_checks;
    std::vector<Finding> m_findings;
    std::set<std::string> m_accountIds;
    std::size_t m_at = 0;
    bool m_isUsable = true;
};

} // namespace outlay::sources
