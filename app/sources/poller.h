// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/authorizedclient.h"
#include "app/sources/chargedkey.h"
#include "app/sources/connector.h"
#include "app/sources/ledgerqueue.h"
#include "app/sources/schedule/backoff.h"
#include "app/sources/schedule/breaker.h"
#include "app/sources/secrets/secret.h"
#include "app/sources/sourcestatus.h"
#include "models/ingest/ingest.h"
#include "models/money/clock.h"

#include <QObject>
#include <QTimer>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace outlay::sources {

/// What a poller needs from outside.
struct PollerOptions
{
    std::string source; ///< name in the ledger
    SourceKind kind = SourceKind::OpenAi;
    HttpSettings http; ///< baseUrl empty: the provider's own
    Clock clock = systemClock();
    std::uint64_t jitterSeed = 0; ///< 0: drawn
    /// False: nothing happens by itself; the caller calls tick() (tests with a clock of their own).
    bool hasTimer = true;
    /// Stops after what is due is done, without older history: `poll --once`.
    bool isOnce = false;
    /// Costs whose description begins so are left to another source; empty: none are. Where it was
    /// another before, what the provider still tells is read again.
    std::string leftOut{};
    /// A page that takes longer lets older history rest for a minute.
    std::int64_t slowPageMs = 5'000;
};

/// Watches one source: asks a connector's series on their plans, one page at a time, and hands
/// every page with its checkpoint to the ledger's queue in one transaction. Retries, the breaker
/// and everything else of DESIGN section 7 happen here.
///
/// Lives on one thread with an event loop, not the GUI's. Signals come from there. The queue
/// outlives it.
class Poller : public QObject
{
    Q_OBJECT

public:
    Poller(PollerOptions options, LedgerQueue &queue, QObject *parent = nullptr);
    /// Ends the request under way; a page that is being written is written to its end.
    ~Poller() override;

    /// Fails with a Usage or Unreadable error that names the field. Then reads how far it was, and
    /// begins.
    [[nodiscard]] Result<> start();
    /// The key; whoever asked for one in NeedsKey gives another. An empty one: there is none.
    void setKey(Secret key);
    /// The keychain is locked: nothing is asked until setKey().
    void waitForUnlock();

    /// Asks for everything now, also what is not due, and forgets refusals.
    void pollNow();
    void pause();
    /// Somebody wants it to go on: what was refused is asked again.
    void resume();
    /// Forgets refusals: the rights of a key are mended where it was given.
    void askAgain();
    /// Opens the breaker by hand, and closes it again; that forgets refusals, too.
    void trip();
    void reset();
    /// Before the machine sleeps: the request under way is dropped; what was taken in is in the
    /// ledger already.
    void suspend();
    /// After sleep, or when the network changed: asks for everything within some seconds.
    void wake();

    /// Does what is due at the clock's time; called by the timer.
    void tick();
    /// When tick() has something to do next; nullopt: nothing until somebody does something.
    [[nodiscard]] std::optional<Instant> nextTick() const;
    [[nodiscard]] const SourceStatus &status() const { return m_status; }
    [[nodiscard]] const Breaker &breaker() const { return m_breaker; }
    /// A request or a write is under way.
    [[nodiscard]] bool isBusy() const { return m_inFlight.has_value() || m_isWriting; }

signals:
    void statusChanged(const outlay::sources::SourceStatus &status);
    /// A page is in the ledger.
    void committed(const outlay::ImportCounts &counts);
    /// Everything that was due is done, or nothing more can be done without somebody: `poll
    /// --once` ends here. Comes once after start() or pollNow().
    void settled();

private:
    /// A series, and why it is not asked for any more, if so.
    struct Series
    {
        const SeriesPlan *plan = nullptr;
        SeriesProgress progress{};
        std::string refusal{}; ///< until the key or the settings change, or somebody asks anew
        bool isForKey = false; ///< the refusal was HTTP 403
        /// Its chain of pages came to nothing: until one gets to its end, no page of it is a
        /// success, or a chain that fails at its second page would be asked for without end.
        bool isDoubtful = false;
    };
    struct InFlight
    {
        std::size_t series = 0;
        PageRequest page;
        Instant askedAt;
    };
    struct Answer; ///< a page on its way into the ledger
    struct Home;   ///< the way back from the queue's thread

    void load();
    void loaded(const std::map<std::string, std::string> &checkpoints);
    void restore(const std::string &state);
    void readAgain();
    [[nodiscard]] std::string stateToJson() const;
    [[nodiscard]] bool canAsk() const;
    [[nodiscard]] std::optional<InFlight> choose(Instant now) const;
    [[nodiscard]] bool isHistoryWanted(const PageRequest &page, Instant now) const;
    void ask(InFlight what);
    void askCharged(InFlight what);
    void counted(const InFlight &what, const std::string &tests, const KeyCharge &ofKey);
    void notCounted(const Error &error);
    void send(InFlight what);
    void drop();
    void answered(const HttpReply &reply);
    void pageCame(const InFlight &what, const HttpReply &reply);
    void write(std::shared_ptr<const Answer> answer);
    void written(const std::shared_ptr<const Answer> &answer, const Result<ImportCounts> &counts);
    void refused(const InFlight &what, const HttpReply &reply);
    void requestRefused(const InFlight &what, const HttpReply &reply);
    /// `isVain`: asking again soon is, too.
    void failed(std::string reason, std::optional<std::int64_t> retryAfterMicros,
                bool isVain = false);
    void unreachable(std::string reason);
    void outOfFunds(const InFlight &what, const HttpReply &reply);
    void reached();
    [[nodiscard]] bool isLater(void (Poller::*wish)());
    void forgetRefusals();
    void saveState();
    void saveProgress(const Series &series);
    void saveCheckpoint(std::string name, std::string state);
    void schedule();
    void changed();
    [[nodiscard]] std::vector<std::string> remarksOn(const Series &series) const;
    [[nodiscard]] bool areMainSeriesRefused() const;
    [[nodiscard]] std::pair<SourceStatus::State, std::string> stateNow() const;
    [[nodiscard]] std::string reasonOf(const HttpReply &reply) const;
    [[nodiscard]] std::string keyMark() const;

    PollerOptions m_options;
    LedgerQueue &m_queue;
    const Connector &m_connector;
    std::shared_ptr<Home> m_home;
    Jitter m_jitter;
    std::unique_ptr<AuthorizedClient> m_http;
    QTimer m_timer;
    Secret m_key;
    std::vector<Series> m_series;
    Breaker m_breaker;
    SourceStatus m_status;
    std::optional<InFlight> m_inFlight;
    std::optional<Instant> m_notBefore;    ///< backoff, unreachable, jitter after sleep
    std::optional<Instant> m_historyAfter; ///< older history waits: the server was slow
    std::string m_unreachable;             ///< why; empty: it is not
    std::string m_fundsProblem;            ///< why HTTP 402; empty: it was not
    std::string m_ledgerProblem;
    std::string m_keyRefusal;     ///< HTTP 401
    std::string m_refusedKeyMark; ///< of the key of any refusal
    std::string m_savedState;
    std::string m_leftOutBefore; ///< by the process before
    int m_unreachableCount = 0;
    int m_ledgerFailures = 0;
    std::vector<void (Poller::*)()> m_wishes; ///< of a person, before it knew how far it is
    bool m_isLoaded = false;
    bool m_isWriting = false;
    bool m_isPaused = false;
    bool m_isSuspended = false;
    bool m_isLocked = false;
    bool m_isUnsettled = true;
};

} // namespace outlay::sources
