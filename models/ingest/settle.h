// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"
#include "models/money/money.h"

#include <array>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace outlay {

/// The dimensions providers' figures and requests may share: provider, model, user, key, project,
/// service, and what words of a bill or a model's name have in common (namedModel()). Empty:
/// unknown.
using BookDimensions = std::array<std::string, 7>;
inline constexpr std::size_t bookProvider = 0;
inline constexpr std::size_t bookModel = 1;
/// Which of a provider's services that are billed apart; not told by most.
inline constexpr std::size_t bookService = 5;
/// A cloud's bill has its models in words only. Decides where a line has no model.
inline constexpr std::size_t bookNamed = 6;

/// What a provider says of a bucket under some dimensions, or what our book makes of its counts.
struct BookLine
{
    TimeRange bucket;
    std::string source;
    BookDimensions known;
    Money amount;
    Money high;           ///< at least `amount`: had every request been beyond its price's step
    bool isUsage = false; ///< `amount` is our estimate of counts, not the provider's money
    bool isClosed = false;
    bool billsNoUsage = false; ///< a credit, a tax, a support plan
    /// When its newest file was written: it says nothing of what was used later, however long its
    /// bucket. Not known: of the whole bucket.
    std::optional<Instant> writtenAt = std::nullopt;
    /// What was used, without the credits and taxes that are in `amount`. Not known: all of it.
    std::optional<Money> used = std::nullopt;
};

/// What requests cost in a span of time that no bucket's edge cuts.
struct BookUse
{
    TimeRange span;
    BookDimensions known;
    Money cost;
};

/// What is left of a line once the requests it covers are taken off.
struct Settled
{
    std::size_t line = 0;             ///< whose money, or estimate, this is
    std::optional<std::size_t> shape; ///< the usage line that tells the rest of its dimensions
    Money billed, covered, amount, high;
};

/// What requests cost in a bucket that has lines of their provider, but none that they may belong
/// to.
struct UnbilledUse
{
    std::size_t line = 0; ///< one of the bucket, source and provider; never one that it belongs to
    /// Provider and model where no line is of the model; else what else keeps it from those of it.
    BookDimensions known;
    Money cost;
    bool isClosed = true;
};

/// Counts that another source's bill has the money of.
struct YieldedCounts
{
    std::size_t line = 0;
    std::string toldBy; ///< that source
    Money amount;       ///< of the estimate: less than all of it where the bill knows only a part
};

/// The values of user, key and project by which lines of a provider are told apart, by dimension. A
/// request whose own value is none of them is of another naming (a gateway's keys, a person's
/// login) and does not know that dimension.
using BookNames = std::array<std::set<std::string>, bookNamed>;

/// Settles lines of overlapping buckets against the requests of that time (DESIGN invariant 6):
/// - Where a source tells both money and counts of a time, money counts; while it is open and less
///   than what the counts come to, the counts do.
/// - Counts of a source that tells no money yield to the closed bill another source has of them: of
///   the same provider, some of their time, however it is cut, and nothing that they are not;
///   users, keys and projects that only the bill tells of do not part them. A bill lists the hours
///   in which something was used, so that it need not fill their time. Credits, taxes and the
///   like bill no usage. A bill says nothing of what was used after it was written: counts of a
///   time that was not over then yield by what it bills of it, and what is left of them stands.
/// - A request is taken off the lines it may belong to, none of which bills no usage: those of the
///   shortest bucket, then of the most dimensions; where several remain, in proportion to what they
///   have left.
/// - What is left of a provider's money is spread over its counts that no request explains, in
///   proportion; so it has users and models, though the money has none. What is over-explained
///   stays where it is, and takes off a line more than it has only once it is closed and its bucket
///   was over when it was written.
/// - A request of one service of a provider belongs to no line of another service, and none to a
///   line whose words are about another model.
/// - A request that may belong to no line of its provider and service, where there are lines, is
///   `unbilled`.
/// Sums hold to the nano-dollar; the order of the arguments plays no part.
[[nodiscard]] std::vector<Settled> settle(const std::vector<BookLine> &lines,
                                          const std::vector<BookUse> &uses, const BookNames &names,
                                          std::vector<UnbilledUse> *unbilled = nullptr,
                                          std::vector<YieldedCounts> *yielded = nullptr);

/// `total` in parts proportional to `weights` (none negative), to the last nano-dollar: the largest
/// remainders get the odd ones, earlier parts first. All weights 0: everything to the first.
[[nodiscard]] std::vector<Money> apportion(Money total, const std::vector<Money> &weights);

} // namespace outlay
