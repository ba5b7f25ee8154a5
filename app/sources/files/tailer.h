// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/files/filewatch.h"
#include "app/sources/files/namedfiles.h"
#include "app/sources/files/openfiles.h"
#include "app/sources/ledgerqueue.h"
#include "app/sources/sourcesettings.h"
#include "app/sources/sourcestatus.h"
#include "models/money/clock.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace outlay::sources {

struct TailerOptions
{
    Clock clock = systemClock();
    /// Everything is looked at this often, whatever the system's hints say.
    std::chrono::milliseconds pollEvery{60'000};
    /// Hints are gathered this long before they are acted on.
    std::chrono::milliseconds gatherTime{20};
    /// How long an unterminated last line may be half of one before it is read as it is.
    std::chrono::milliseconds lineTime{3'000};
    /// How long the ledger's queue is held at a time; others get their turn between.
    std::chrono::milliseconds sliceTime{300};
    bool usesHints = true; ///< false: only polling, as on a network mount
    std::size_t hintedFolders = FileWatch::mostFolders; ///< the others are only polled
    std::size_t openFiles = 128; ///< descriptors held so that rotation loses nothing
};

/// Begins the warning that says which line was rejected last.
inline constexpr std::string_view rejectedWarning = "the last rejected line is in ";

/// Follows files and folders as they grow, and hands every line to the ledger through its queue.
/// Hints of the system (inotify) make it quick; a full look at everything once a minute makes it
/// sure. Rotation by rename or copy, truncation, files that appear, vanish and come back are borne;
/// what may have been lost on the way is reported as a gap of the source's coverage.
///
/// Lives on one thread with an event loop, not the GUI's; files are read on the queue's. Signals
/// come from the object's thread. The queue outlives it.
class Tailer : public QObject
{
    Q_OBJECT

public:
    Tailer(SourceSettings settings, LedgerQueue &queue, QObject *parent = nullptr);
    Tailer(SourceSettings settings, TailerOptions options, LedgerQueue &queue,
           QObject *parent = nullptr);
    /// As stop().
    ~Tailer() override;

    /// Looks at everything, the newest files first, and from then on watches.
    void start();
    /// What is with the queue is still written; the next start goes on behind it.
    void stop();
    void pause();
    void resume();
    /// Looks at everything now.
    void pollNow();
    /// The machine slept: of that time nothing is vouched for.
    void slept(const TimeRange &range);

    [[nodiscard]] const SourceStatus &status() const { return m_status; }
    /// Nothing is known of that has not been taken in.
    [[nodiscard]] bool isCaughtUp() const { return !m_isReading && m_changed.empty(); }
    /// Files seen at the last full look.
    [[nodiscard]] std::size_t fileCount() const { return m_files.size(); }

signals:
    void statusChanged(const outlay::sources::SourceStatus &status);
    /// Lines are in the ledger.
    void committed(const outlay::ImportCounts &counts);
    /// Everything found so far has been taken in. Comes after start() and pollNow(), too.
    void caughtUp();

private:
    struct Home;
    struct Reading;
    struct Known
    {
        FoundFile file; ///< as it was when it was read
        bool isRead = false;
        bool isForeign = false;                                         ///< no format recognises it
        std::optional<std::chrono::steady_clock::time_point> heldSince; ///< half a line waits
        std::int64_t heldModified = 0;
    };

    void look();
    void hinted(const FileHint &hint);
    [[nodiscard]] std::string unhintedText() const;
    [[nodiscard]] std::string foreignText() const;
    void submit();
    void done(const std::shared_ptr<Reading> &reading);
    void taken(const FollowedFile &file, const Followed &outcome);
    void failed(const Reading &reading);
    void settle();
    void settled();
    void vouch();
    void vouchUntil(Instant end);
    void halt();
    void update();

    SourceSettings m_settings;
    const TailerOptions m_options;
    LedgerQueue &m_queue;
    std::shared_ptr<Home> m_home; ///< through which the queue's thread reaches this, while it lives
    FileWatch m_watch;
    OpenFiles m_open;
    NamedFiles m_named;
    std::map<std::string, Known> m_files;
    std::set<std::string> m_changed; ///< to be read
    std::set<std::string> m_went;    ///< of those: seen to be moved or deleted
    QTimer m_pollTimer;
    QTimer m_gatherTimer;
    QTimer m_settleTimer;
    SourceStatus m_status;
    NamedFiles::Unhinted m_unhinted; ///< folders that are only polled
    std::string m_rejected;          ///< where the last line that is none was, and why
    std::string m_problem;           ///< what the settings name is not there
    std::string m_unreadable;        ///< a file that may not be read
    std::string m_ledgerProblem;     ///< why the last turn failed
    std::optional<Instant> m_watchedSince;
    std::optional<std::chrono::steady_clock::time_point> m_vouchedAt;
    std::uint64_t m_generation = 0; ///< of readings that still count
    bool m_isReading = false;
    bool m_isStarted = false;
    bool m_mustLook = false; ///< a hint said that more than files changed
};

} // namespace outlay::sources
