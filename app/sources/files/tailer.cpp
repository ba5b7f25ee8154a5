// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/files/tailer.h"

#include "models/ingest/importoptions.h"
#include "models/ingest/rotations.h"

#include <QMetaObject>

#include <algorithm>
#include <filesystem>

#ifdef __unix__
#include <unistd.h>
#endif

namespace outlay::sources {

namespace fs = std::filesystem;
using Steady = std::chrono::steady_clock;

namespace {

/// Files read in one turn at most; the rest follows.
constexpr std::size_t mostFiles = 512;
/// Files written this recently are held open, so that rotation loses nothing.
constexpr std::int64_t recentNanos = std::int64_t{600} * 1'000'000'000;
/// How long a file that was moved away is kept open for a writer that has not noticed.
constexpr std::chrono::milliseconds quietTime{5'000};
constexpr std::chrono::milliseconds settleEvery{500};
constexpr std::chrono::milliseconds afterFailure{2'000};

bool isReadable(const std::string &path)
{
#ifdef __unix__
    return ::access(path.c_str(), R_OK) == 0;
#else
    return fs::exists(path);
#endif
}

} // namespace

/// Shared with the queue's thread, which may outlive the tailer.
struct Tailer::Home
{
    std::mutex mutex;
    Tailer *tailer = nullptr; ///< null once it goes
};

/// One turn with the queue.
struct Tailer::Reading
{
    std::vector<FollowedFile> files;
    std::vector<std::shared_ptr<const void>> kept; ///< what their paths need
    FollowOptions options;
    std::optional<Instant> watchedSince;
    std::uint64_t generation = 0;
    FollowCounts result;
    std::optional<TimeRange> gap;
    std::string problem;

    void perform(Ingest &ingest, std::chrono::milliseconds slice);
};

void Tailer::Reading::perform(Ingest &ingest, std::chrono::milliseconds slice)
{
    const auto until = Steady::now() + slice;
    auto followed = ingest.follow(files, options, [until] { return Steady::now() < until; });
    if (!followed) {
        problem = followed.error().text;
        return;
    }
    result = *std::move(followed);
    for (const Followed &each : result.files) {
        if (!each.gap)
            continue;
        gap = gap ? TimeRange{std::min(gap->from, each.gap->from), std::max(gap->to, each.gap->to)}
                  : *each.gap;
    }
    if (!gap)
        return;
    // Told before the time around it is vouched for, which would cover it. A failure is no loss:
    // the time is then not vouched for at all.
    if (watchedSince && *watchedSince < gap->from)
        (void)ingest.vouch(options.source, {{*watchedSince, gap->from}, CoverageKind::Watched});
    (void)ingest.vouch(options.source, {*gap, CoverageKind::Gap});
}

Tailer::Tailer(SourceSettings settings, LedgerQueue &queue, QObject *parent)
    : Tailer(std::move(settings), TailerOptions{}, queue, parent)
{
}

Tailer::Tailer(SourceSettings settings, TailerOptions options, LedgerQueue &queue, QObject *parent)
    : QObject(parent)
    , m_settings(std::move(settings))
    , m_options(std::move(options))
    , m_queue(queue)
    , m_home(std::make_shared<Home>())
    , m_watch([this](const FileHint &hint) { hinted(hint); }, options.hintedFolders)
    , m_open(m_options.openFiles)
    , m_named(m_settings.paths)
{
    m_home->tailer = this;
    m_status.name = m_settings.name;
    m_gatherTimer.setSingleShot(true);
    m_settleTimer.setInterval(settleEvery);
    connect(&m_pollTimer, &QTimer::timeout, this, [this] { look(); });
    connect(&m_gatherTimer, &QTimer::timeout, this, [this] { m_mustLook ? look() : submit(); });
    connect(&m_settleTimer, &QTimer::timeout, this, [this] { settle(); });
}

Tailer::~Tailer()
{
    stop();
    const std::lock_guard lock(m_home->mutex);
    m_home->tailer = nullptr;
}

void Tailer::start()
{
    m_isStarted = true;
    if (m_settings.isPaused) {
        m_status.state = SourceStatus::State::Paused;
        return update();
    }
    if (const auto format = formatFor(m_settings.format); !format) {
        m_status.state = SourceStatus::State::ConfigurationError;
        m_status.reason = format.error().text;
        m_isStarted = false;
        emit statusChanged(m_status);
        return;
    }
    if (!m_watchedSince)
        m_watchedSince = m_options.clock();
    m_pollTimer.start(m_options.pollEvery);
    look();
}

void Tailer::stop()
{
    if (!m_isStarted)
        return;
    if (isCaughtUp() && !m_settings.isPaused)
        vouch();
    halt();
    m_isStarted = false;
}

/// Watches no more; what has been read stays read.
void Tailer::halt()
{
    m_pollTimer.stop();
    m_gatherTimer.stop();
    m_settleTimer.stop();
    m_watch.clear();
    m_open.clear();
    m_unhinted = {};
    m_files.clear();
    m_changed.clear();
    m_went.clear();
    m_isReading = false;
    ++m_generation;
    m_watchedSince.reset();
}

void Tailer::pause()
{
    if (m_isStarted && isCaughtUp() && !m_settings.isPaused)
        vouch();
    m_settings.isPaused = true;
    halt();
    m_status.state = SourceStatus::State::Paused;
    m_status.reason.clear();
    m_status.nextAttempt.reset();
    update();
}

void Tailer::resume()
{
    m_settings.isPaused = false;
    if (m_isStarted)
        start();
}

void Tailer::pollNow()
{
    if (m_isStarted && !m_settings.isPaused)
        look();
}

/// Everything the settings name, as it stands now.
void Tailer::look()
{
    m_mustLook = false;
    m_status.lastAttempt = m_options.clock();
    m_status.nextAttempt = Instant{m_status.lastAttempt->micros +
                                   std::chrono::microseconds(m_options.pollEvery).count()};
    const std::vector<std::string> &paths = m_named.expand();
    // Before the files are listed, so that none falls between.
    if (m_options.usesHints)
        m_unhinted = m_named.watch(m_watch);
    std::vector<Error> missing;
    const std::vector<FoundFile> found = findFiles(paths, missing);
    m_problem = missing.empty() ? std::string() : missing.front().text;
    std::set<std::string> standing;
    for (const FoundFile &file : found) {
        standing.insert(file.path);
        const auto known = m_files.find(file.path);
        const bool isSame = known != m_files.end() && known->second.isRead &&
                            known->second.file.size == file.size &&
                            known->second.file.modified == file.modified &&
                            known->second.file.inode == file.inode;
        if (!isSame)
            m_changed.insert(file.path);
    }
    for (const auto &[path, known] : m_files) {
        if (!standing.contains(path)) {
            m_open.vanished(path);
            m_changed.insert(path);
        }
    }
    submit();
}

/// Empty: every folder gives hints.
std::string Tailer::unhintedText() const
{
    if (m_unhinted.folders.empty())
        return {};
    const std::string often = m_options.pollEvery == std::chrono::minutes(1)
                                  ? "minute"
                                  : std::to_string(m_options.pollEvery.count()) + " ms";
    return std::to_string(m_unhinted.folders.size()) +
           (m_unhinted.folders.size() == 1 ? " folder is" : " folders are") + " looked at each " +
           often + " only: " +
           (m_unhinted.isOwnLimit
                ? std::to_string(m_options.hintedFolders) + " are watched, which is the most"
                : "the system's limit of watches is used up; raise fs.inotify.max_user_watches");
}

/// Empty: something here is in a format we know. A folder may hold other things beside.
std::string Tailer::foreignText() const
{
    const auto foreign = std::count_if(m_files.begin(), m_files.end(),
                                       [](const auto &file) { return file.second.isForeign; });
    const bool isAny = std::any_of(m_files.begin(), m_files.end(), [](const auto &file) {
        return file.second.isRead && !file.second.isForeign && file.second.file.size > 0;
    });
    if (foreign == 0 || isAny)
        return {};
    const std::string what = foreign == 1 ? "no known format recognises the only file here"
                                          : "no known format recognises any of the " +
                                                std::to_string(foreign) + " files here";
    return what + "; check the path, or name the format";
}

void Tailer::hinted(const FileHint &hint)
{
    using Kind = FileHint::Kind;
    if (hint.kind == Kind::Lost || hint.kind == Kind::Folder) {
        m_mustLook = true;
    } else {
        // Where a rotation went is only certain now: soon it is moved on, or deleted.
        if (!hint.from.empty() && m_named.isOurs(hint.from) &&
            isRotationOf(fs::path(hint.path).filename().string(),
                         fs::path(hint.from).filename().string()))
            m_open.moved(hint.from, hint.path);
        if (!m_named.isOurs(hint.path))
            return;
        // At once: the file may be moved on before the next turn.
        if (hint.kind == Kind::Vanished) {
            m_open.vanished(hint.path);
            m_went.insert(hint.path);
        }
        m_open.hold(hint.path);
        m_changed.insert(hint.path);
    }
    if (!m_gatherTimer.isActive())
        m_gatherTimer.start(m_options.gatherTime);
}

/// Hands what has changed to the queue, the newest first.
void Tailer::submit()
{
    if (m_isReading || !m_isStarted || m_settings.isPaused)
        return;
    auto reading = std::make_shared<Reading>();
    m_unreadable.clear();
    m_status.backlog = 0;
    std::vector<FollowedFile> files;
    for (auto it = m_changed.begin(); it != m_changed.end();) {
        const std::string path = *it;
        FollowedFile followed;
        followed.file.path = path;
        followed.file.isNamed = m_named.isNamed(path);
        if (m_open.current(path))
            m_open.hold(path); // another file may stand there by now
        if (const auto current = m_open.current(path)) {
            followed.file.content = current->path;
            reading->kept.push_back(current->keep);
        }
        followed.isGone = !describeFile(followed.file);
        const bool isRefused = !followed.isGone && !isReadable(path);
        if (isRefused)
            m_unreadable = path + ": may not be read";
        if (followed.isGone)
            m_open.vanished(path);
        for (const PinnedFile &earlier : m_open.earlier(path)) {
            followed.earlier.push_back(earlier.path);
            reading->kept.push_back(earlier.keep);
        }
        for (const PinnedFile &drained : m_open.read(path)) {
            followed.drained.push_back(drained.path);
            reading->kept.push_back(drained.keep);
        }
        const bool wasSeenToGo = m_went.contains(path);
        if (wasSeenToGo && m_watchedSince)
            followed.wentAfter = m_watchedSince->micros * 1000;
        const bool isNothing =
            followed.isGone && followed.earlier.empty() && !wasSeenToGo && !m_files.contains(path);
        if (isRefused || isNothing) {
            m_files.erase(path); // looked at again once it can be
            it = m_changed.erase(it);
            continue;
        }
        const auto known = m_files.find(path);
        followed.holdsLastLine = known == m_files.end() || !known->second.heldSince ||
                                 Steady::now() - *known->second.heldSince < m_options.lineTime;
        m_status.backlog += followed.file.size;
        files.push_back(std::move(followed));
        ++it;
    }
    if (files.empty())
        return settled();
    std::stable_sort(files.begin(), files.end(), [](const FollowedFile &l, const FollowedFile &r) {
        return l.file.modified > r.file.modified;
    });
    if (files.size() > mostFiles)
        files.resize(mostFiles);
    const std::int64_t recent = m_options.clock().micros * 1000 - recentNanos;
    for (const FollowedFile &each : files) {
        m_changed.erase(each.file.path);
        m_went.erase(each.file.path);
        if (!each.isGone && each.file.modified > recent && m_options.usesHints)
            m_open.hold(each.file.path);
    }
    reading->files = std::move(files);
    reading->options.format = m_settings.format;
    reading->options.source = m_settings.name;
    reading->watchedSince = m_watchedSince;
    reading->generation = m_generation;
    m_isReading = true;
    if (m_status.state != SourceStatus::State::Waiting) {
        m_status.state = SourceStatus::State::Polling;
        update();
    }
    const auto back = [home = m_home, reading] {
        const std::lock_guard lock(home->mutex);
        if (Tailer *const tailer = home->tailer)
            QMetaObject::invokeMethod(
                tailer, [tailer, reading] { tailer->done(reading); }, Qt::QueuedConnection);
    };
    m_queue.post(
        [reading, back, slice = m_options.sliceTime](Ingest &ingest) {
            reading->perform(ingest, slice);
            back();
        },
        [reading, back](const Error &error) {
            reading->problem = error.text;
            back();
        });
}

void Tailer::done(const std::shared_ptr<Reading> &reading)
{
    if (reading->generation != m_generation)
        return; // stopped meanwhile
    m_isReading = false;
    if (!reading->problem.empty())
        return failed(*reading);
    m_status.consecutiveFailures = 0;
    m_ledgerProblem.clear();
    for (std::size_t i = 0; i < reading->files.size(); ++i)
        taken(reading->files[i], reading->result.files[i]);
    if (reading->gap)
        m_watchedSince = reading->gap->to;
    const ImportCounts &counts = reading->result.counts;
    m_status.rows += counts.lines;
    m_status.errors += counts.rejected;
    if (!counts.rejections.empty()) {
        const ImportCounts::Rejection &last = counts.rejections.back();
        m_rejected = std::string(rejectedWarning) + last.file + ", line " +
                     std::to_string(last.line) + ": " + last.reason;
    }
    if (counts.lines > 0) {
        m_status.lastSuccess = m_options.clock();
        emit committed(counts);
    }
    submit();
}

void Tailer::taken(const FollowedFile &file, const Followed &outcome)
{
    const std::string &path = file.file.path;
    if (!outcome.isDone) {
        m_changed.insert(path);
        if (file.wentAfter != 0)
            m_went.insert(path);
        return;
    }
    m_open.drained(path);
    if (file.isGone) {
        m_files.erase(path);
    } else {
        Known &known = m_files[path];
        known.file = file.file;
        known.isRead = true;
        known.isForeign = outcome.isForeign;
        if (!outcome.isHeld)
            known.heldSince.reset();
        else if (!known.heldSince || file.file.modified != known.heldModified)
            known.heldSince = Steady::now();
        known.heldModified = file.file.modified;
    }
    const bool mustSettle = outcome.isHeld || m_open.hasEarlier();
    if (mustSettle && !m_settleTimer.isActive())
        m_settleTimer.start();
}

void Tailer::failed(const Reading &reading)
{
    for (const FollowedFile &each : reading.files) {
        m_changed.insert(each.file.path);
        if (each.wentAfter != 0)
            m_went.insert(each.file.path);
    }
    ++m_status.consecutiveFailures;
    ++m_status.errors;
    m_ledgerProblem = reading.problem;
    update();
    m_gatherTimer.start(afterFailure);
}

/// Half lines that stayed so are read; what was moved away and has grown since, too.
void Tailer::settle()
{
    bool isWaiting = false;
    for (auto &[path, known] : m_files) {
        if (!known.heldSince)
            continue;
        isWaiting = true;
        if (Steady::now() - *known.heldSince >= m_options.lineTime)
            m_changed.insert(path);
    }
    // While anything waits to be read, it goes on from what is held.
    if (!m_isReading && m_changed.empty()) {
        for (const std::string &path : m_open.settle(quietTime))
            m_changed.insert(path);
    }
    if (!isWaiting && !m_open.hasEarlier())
        m_settleTimer.stop();
    if (!m_changed.empty())
        submit();
}

/// Nothing is left to do.
void Tailer::settled()
{
    const Instant now = m_options.clock();
    const bool isWhole = m_problem.empty() && m_unreadable.empty();
    if (isWhole)
        m_status.dataUntil = now;
    m_status.lastSuccess = isWhole ? std::optional(now) : m_status.lastSuccess;
    const bool isDue = !m_vouchedAt || Steady::now() - *m_vouchedAt >= m_options.pollEvery / 2;
    if (isWhole && isDue)
        vouch();
    update();
    emit caughtUp();
}

void Tailer::vouch()
{
    vouchUntil(m_options.clock());
}

void Tailer::slept(const TimeRange &range)
{
    if (!m_watchedSince || *m_watchedSince >= range.to)
        return;
    vouchUntil(range.from);
    m_watchedSince = range.to;
}

void Tailer::vouchUntil(Instant end)
{
    if (!m_watchedSince || end <= *m_watchedSince || !m_problem.empty() || !m_unreadable.empty())
        return;
    m_vouchedAt = Steady::now();
    const Vouched watched{{*m_watchedSince, end}, CoverageKind::Watched};
    // A failure is no loss: the next one says it again.
    m_queue.post([source = m_settings.name, watched](Ingest &ingest) {
        (void)ingest.vouch(source, watched);
    });
}

void Tailer::update()
{
    m_status.warnings.clear();
    if (std::string text = unhintedText(); !text.empty())
        m_status.warnings.push_back(std::move(text));
    if (std::string text = foreignText(); !text.empty())
        m_status.warnings.push_back(std::move(text));
    if (!m_rejected.empty())
        m_status.warnings.push_back(m_rejected);
    if (!m_settings.isPaused) {
        const std::string &problem = !m_ledgerProblem.empty() ? m_ledgerProblem
                                     : !m_problem.empty()     ? m_problem
                                                              : m_unreadable;
        m_status.reason = problem;
        const bool isBusy = m_isReading || !m_changed.empty();
        m_status.state = !problem.empty() ? SourceStatus::State::Unreachable
                         : isBusy && m_status.state != SourceStatus::State::Waiting
                             ? SourceStatus::State::Polling
                             : SourceStatus::State::Waiting;
    }
    emit statusChanged(m_status);
}

} // namespace outlay::sources
