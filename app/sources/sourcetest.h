// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/http/httpclient.h"
#include "app/sources/keytest.h"
#include "app/sources/ledgerqueue.h"
#include "app/sources/secrets/secretstore.h"
#include "app/sources/sourcesettings.h"

#include <QObject>

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace outlay::sources {

/// Tries a source before it is saved: what its key sees and does not, whether its files can be
/// read, whether its port is free. Changes nothing anywhere, but for the number of pages that the
/// provider charges for. One test an object; on one thread with an event loop, not the GUI's.
class SourceTest : public QObject
{
    Q_OBJECT

public:
    /// `ledger`: counts pages that are charged, and refuses those beyond the day's; null: there is
    /// no ledger yet.
    SourceTest(SourceSettings settings, SecretStore &secrets, LedgerQueue *ledger,
               Clock clock = systemClock(), QObject *parent = nullptr);
    ~SourceTest() override;

    /// `key`, `pushKey`: in place of those the settings name; empty: those. finished() follows,
    /// later.
    void start(Secret key = {}, Secret pushKey = {});

    /// Of a source that is polled, see KeyTest.
    [[nodiscard]] std::set<std::string> accountIds() const;

signals:
    void finished(const std::vector<outlay::sources::Finding> &findings, bool isUsable);

private:
    void readHeaders();
    void readPushKey();
    void readKey();
    void countPages(Secret key);
    void testKey(Secret key);
    void keyTested(std::vector<Finding> findings, bool isUsable);
    void testPushKey();
    [[nodiscard]] static Finding pushFinding(const HttpReply &reply);
    void testFiles();
    void testPort();
    void end(std::vector<Finding> findings, bool isUsable);

    SourceSettings m_settings;
    SecretStore &m_secrets;
    LedgerQueue *m_ledger;
    Clock m_clock;
    HttpSettings m_http;
    Secret m_key, m_pushKey;
    std::string m_pushProblem; ///< why there is no key to set caps, although one is named
    bool m_isSameKey = false;
    std::vector<Finding> m_findings; ///< of the key that polls
    bool m_isUsable = false;
    std::unique_ptr<KeyTest> m_test;
    std::unique_ptr<HttpClient> m_client; ///< that asks with the pushing key
};

} // namespace outlay::sources
