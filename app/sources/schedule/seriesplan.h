// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"
#include "models/money/result.h"

#include <QJsonObject>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace outlay::sources {

/// How one series of a source ("costs", "usage/completions", "keys") is asked for, again and again.
struct SeriesPlan
{
    enum class Kind
    {
        Buckets,  ///< whole UTC days, restated for a while
        Rows,     ///< one row a request, by time; rows may appear late
        Snapshot, ///< as of now: names, counters
    };
    std::string name{};
    Kind kind = Kind::Buckets;
    std::int64_t intervalMicros = 5 * microsPerMinute;
    /// Buckets: how long after its end a day may still be restated; a day fetched later than that
    /// is closed. Rows: how far behind the newest row taken in is read again.
    std::int64_t refetchMicros = 0;
    std::int64_t unitMicros = 31 * microsPerDay; ///< the longest range of one chain of pages
    std::int64_t historyMicros = 0;              ///< how far back there is anything to ask for
    /// What is younger than this is not asked for. Rows: keeps the window's end in the past, so
    /// that rows do not shift between pages.
    std::int64_t lagMicros = 0;
    bool onlyCompletedDays = false; ///< the provider refuses today's date
    /// The source vouches that it saw all there was, up to this long before it asked; negative: the
    /// series does not vouch.
    std::int64_t vouchLagMicros = -1;
    int maxPages = 1000; ///< of one chain; more is a provider that never ends
    /// What the provider charges for a page, in billionths of a dollar, and how many are asked for
    /// in a UTC day at most; 0: nothing, and as many as it takes.
    std::int64_t pageNanos = 0;
    int pagesPerDay = 0;
    /// Snapshot: a page is read with what the one before it left in its memory.
    bool isCompared = false;
};

/// One page to ask for.
struct PageRequest
{
    TimeRange range; ///< Snapshot: [now, now)
    std::string cursor{};
    std::string memory{}; ///< what the connector wants to know of the pages before this one
    int variant = 0;      ///< which of several ways to ask (older servers lack an endpoint)
    bool isBackfill = false;
};

/// What a page said of itself.
struct PageEnd
{
    std::string next{};   ///< cursor of the page after it; empty: this was the last
    std::string memory{}; ///< for the next page; of the last page: kept with the series
    /// From the first to the last bucket of the page.
    std::optional<TimeRange> delivered = std::nullopt;
    /// Rows shifted between the pages of this range, or it holds more than the provider tells at
    /// once: ask for its halves.
    bool isTorn = false;
};

/// How far a series has come: all of it a checkpoint, written with the page it belongs to. A value.
class SeriesProgress
{
public:
    /// `[from, to)` has been asked for without a hole.
    [[nodiscard]] const std::optional<TimeRange> &covered() const { return m_covered; }
    [[nodiscard]] std::optional<Instant> lastPoll() const { return m_lastPoll; }
    [[nodiscard]] bool isBackfillDone(const SeriesPlan &plan, Instant now) const;
    [[nodiscard]] const std::string &kept() const { return m_kept; }
    [[nodiscard]] int variant() const { return m_variant; }

    /// The next page of the poll that is due or under way.
    [[nodiscard]] std::optional<PageRequest> poll(const SeriesPlan &plan, Instant now) const;
    /// The next page of older history, newest first; nothing before the first poll is complete.
    [[nodiscard]] std::optional<PageRequest> backfill(const SeriesPlan &plan, Instant now) const;
    /// When poll() has something again; `now` or before: at once.
    [[nodiscard]] Instant nextPoll(const SeriesPlan &plan) const;
    /// Of the month to date, which a source promises from the first: what has yet to be asked for
    /// before this series can vouch for it. nullopt: nothing, or it does not vouch.
    [[nodiscard]] std::optional<TimeRange> owed(const SeriesPlan &plan, Instant now) const;
    /// As of the last complete poll of a series that vouches: [what was published by then ends
    /// here, when the next is to be taken in at the latest). Later than that it is overdue.
    [[nodiscard]] std::optional<TimeRange> awaited(const SeriesPlan &plan) const;

    /// The page was taken in. Malformed, with the cursor's name, when paging does not get on: the
    /// cursor repeats, buckets come again, or there is no end. `now`: when the page was asked for.
    [[nodiscard]] Result<> advance(const SeriesPlan &plan, const PageRequest &request,
                                   const PageEnd &end, Instant now);
    /// The chain begins anew, e.g. as its cursor is not taken any more. False if it was at its
    /// beginning.
    bool restartChain(bool isBackfill);
    /// There is nothing older to ask for.
    void endBackfill(Instant at);
    void setVariant(int variant);
    /// A page is asked for; whether it comes or not, it may be charged.
    void charge(Instant now);
    /// Pages asked for on the UTC day of `now`, tests of the key and what other sources asked for
    /// with it among them; and ever, by this source.
    [[nodiscard]] int askedToday(Instant now) const;
    [[nodiscard]] std::int64_t askedEver() const { return m_askedEver + m_tests.ever; }
    /// Whether the day's pages are not all asked for yet.
    [[nodiscard]] bool mayAsk(const SeriesPlan &plan, Instant now) const;
    /// What tests of the key were charged, see testsCheckpoint(); no part of toJson().
    void countTests(const SeriesProgress &tests);
    /// What the key was charged by all that use it, see chargedCheckpoint(); no part of toJson().
    void countKey(const SeriesProgress &ofKey);
    /// Poll at once, whatever the interval says.
    void makeDue() { m_isDue = true; }
    /// Whether a chain is under way whose pages were asked for by another query than `query`
    /// (cursors are bound to their filters); remembers it.
    bool isOtherQuery(bool isBackfill, std::uint64_t query);

    [[nodiscard]] std::string toJson() const;
    /// Empty or unreadable text gives a fresh start: nothing is lost, it is only asked again.
    [[nodiscard]] static SeriesProgress fromJson(const std::string &json);

private:
    struct Chain
    {
        TimeRange range;
        std::string cursor{};
        std::string memory{};
        int pages = 0;
        std::int64_t deliveredTo = 0; ///< end of the last bucket taken in; 0: none
        std::uint64_t query = 0;
        std::vector<std::uint64_t> seen{}; ///< hashes of the cursors
    };

    [[nodiscard]] std::vector<TimeRange> rangesOfPoll(const SeriesPlan &plan, Instant now) const;
    [[nodiscard]] PageRequest requestOf(const Chain &chain, bool isBackfill) const;
    [[nodiscard]] static Result<> follow(const SeriesPlan &plan, Chain &chain, const PageEnd &end);
    void finishChain(const SeriesPlan &plan, const Chain &chain, bool isBackfill, bool isTorn,
                     Instant now);
    static QJsonObject chainToJson(const Chain &chain);
    static std::optional<Chain> chainFromJson(const QJsonObject &json);

    std::optional<TimeRange> m_covered;
    std::optional<Instant> m_lastPoll; ///< when the last complete poll began
    std::optional<Instant> m_lastDeep; ///< Rows: when a whole day was last read again
    std::optional<Instant> m_historyEnd;
    std::optional<Instant> m_pollBegan; ///< of the poll under way
    std::vector<TimeRange> m_pending;   ///< further ranges of the poll under way, next first
    std::vector<TimeRange> m_torn;      ///< parts of a backfill range to be read again
    std::optional<Chain> m_poll;
    std::optional<Chain> m_backfill;
    TimeRange m_pollRange{{0}, {0}};
    std::optional<Instant> m_askedDay; ///< of m_asked
    int m_asked = 0;
    std::int64_t m_askedEver = 0;
    /// The same of tests.
    struct
    {
        std::optional<Instant> day;
        int asked = 0;
        std::int64_t ever = 0;
    } m_tests;
    std::optional<Instant> m_keyDay; ///< the same of the key
    int m_keyAsked = 0;
    std::string m_kept;
    int m_variant = 0;
    bool m_isDue = false;
};

/// The checkpoint that holds how many pages tests of a key asked for: not the series' own, which a
/// poller in another process writes whole.
[[nodiscard]] std::string testsCheckpoint(const SeriesPlan &plan);

/// Where the pages of a key are counted that several sources may use, and what the checkpoint is
/// called: no name of a source, as those begin with no colon. Of the key there is a hash alone.
inline constexpr std::string_view chargedKeys = ":charged";
[[nodiscard]] std::string chargedCheckpoint(const SeriesPlan &plan, std::string_view account);

/// Midnight UTC at or before `at`, and of the first of its month.
[[nodiscard]] Instant dayStart(Instant at);
[[nodiscard]] Instant monthStart(Instant at);

} // namespace outlay::sources
