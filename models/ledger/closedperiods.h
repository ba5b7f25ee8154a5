// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/cell.h"
#include "models/money/dimension.h"
#include "models/money/instant.h"
#include "models/money/money.h"
#include "models/money/result.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace outlay {

/// What a closed month can still be asked by, in the order of the canonical form: all that a
/// request's profile tells. Price, task, session, agent and tags are not frozen.
inline constexpr std::array frozenDimensions{
    Dimension::Provider, Dimension::Model,    Dimension::User,       Dimension::Key,
    Dimension::Team,     Dimension::Project,  Dimension::CostCenter, Dimension::Environment,
    Dimension::Endpoint, Dimension::TaskKind, Dimension::Tier,       Dimension::Outcome,
    Dimension::Plan,     Dimension::Source};
[[nodiscard]] bool isFrozen(Dimension dimension);
/// Its place in a key; only of frozen ones.
[[nodiscard]] std::size_t placeOf(Dimension dimension);

/// Values by `frozenDimensions`; empty: unknown.
using FrozenKey = std::array<std::string, frozenDimensions.size()>;
/// The sums of one day. No cell is zero.
using FrozenDay = std::map<FrozenKey, Cell>;

/// A month as it was closed; several of one month where it was opened again in between.
struct ClosedPeriod
{
    std::int64_t id = 0;                    ///< of this ledger only
    std::int64_t firstDay = 0, lastDay = 0; ///< day numbers of the zone, the last one exclusive
    std::string zone;                       ///< the ledger's at that time
    TimeRange range;                        ///< the same in time
    std::string digest;                     ///< SHA-256 of the canonical form, 64 hex digits
    std::int64_t rows = 0;
    Cell total; ///< of all rows
    Instant closedAt;
    std::string closedBy;        ///< the local account
    std::string note;            ///< empty: none
    std::int64_t lastChange = 0; ///< newest entry of the change log when it was closed; 0: none
    struct Reopening
    {
        Instant at;
        std::string by, reason;
    };
    std::optional<Reopening> reopened; ///< nullopt: it is closed

    /// "2026-10".
    [[nodiscard]] std::string month() const;
    [[nodiscard]] std::string shortDigest() const { return digest.substr(0, 12); }
    /// It is what held at that time.
    [[nodiscard]] bool heldAt(Instant at) const
    {
        return closedAt <= at && (!reopened || at < reopened->at);
    }
};

/// The cost as reports count it, what is not itemised included.
[[nodiscard]] constexpr Money spendOf(const Cell &cell)
{
    return {cell[CellField::Cost] + cell[CellField::Residual]};
}

/// An entry of the log of changes.
struct LoggedChange
{
    std::int64_t id = 0;
    Instant at;
    std::string kind, detail;
    std::int64_t events = 0;
    std::optional<Money> before, after;
    std::string who; ///< of a change of the configuration; empty: not known
};

/// The canonical form of a closed month is UTF-8 text: a line that names form, month and zone, then
/// a line for each row, by day, of a day by bytes. A line is a JSON object without blanks: "day",
/// then the dimensions that are known, then the sums that are not 0 (money in nano-US-dollars),
/// both in the order of their declaration. In texts only '"', '\' and what is below U+0020 are
/// escaped, the latter as \u00xx. Lines end with "\n". docs/closing.md tells it for auditors.
[[nodiscard]] std::string canonicalHeader(const ClosedPeriod &period);
[[nodiscard]] std::string canonicalLine(std::int64_t day, const FrozenKey &key, const Cell &sums);
/// "cost", "residual", "input_tokens", …: what sums are called there.
[[nodiscard]] std::string_view canonicalName(CellField field);

/// A row of a day with its line and the SHA-256 of that (32 bytes).
struct FrozenRow
{
    FrozenKey key;
    Cell sums;
    std::string line, hash;
};
/// In the order of the canonical form.
[[nodiscard]] std::vector<FrozenRow> rowsOf(std::int64_t day, const FrozenDay &sums);

/// SHA-256 of what is added, in order.
class Digest
{
public:
    Digest();
    ~Digest();
    Digest(const Digest &) = delete;
    Digest &operator=(const Digest &) = delete;
    void add(std::string_view bytes);
    /// 64 hex digits.
    [[nodiscard]] std::string hex() const;

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};
/// 32 bytes.
[[nodiscard]] std::string sha256(std::string_view bytes);

/// "2026-10" as the range of days; Usage error for anything else.
[[nodiscard]] Result<std::pair<std::int64_t, std::int64_t>> daysOfMonth(std::string_view text);

} // namespace outlay
