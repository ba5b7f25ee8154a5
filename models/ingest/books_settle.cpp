// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/chargekind.h"
#include "models/formats/namedmodel.h"
#include "models/formats/observation.h"
#include "models/formats/providername.h"
#include "models/ingest/books.h"
#include "models/ingest/books_p.h"
#include "models/ingest/settleroles.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace outlay {

namespace {

/// What a residual tells beside those: what attribution made of them.
constexpr std::array keptFields = {ProfileField::Source, ProfileField::Team,
                                   ProfileField::CostCenter, ProfileField::Environment,
                                   ProfileField::TaskKind};

/// What two that meet have in common.
TimeRange commonOf(const TimeRange &left, const TimeRange &right)
{
    return {std::max(left.from, right.from), std::min(left.to, right.to)};
}

/// Whether counts of that time may be what the row is about. Where it does not say what it is for:
/// not if it takes something off, or costs nothing and names no model.
bool billsUsage(const StatementRow &row, bool isModelKnown)
{
    switch (static_cast<Statement::Kind>(row.kind)) {
    case Statement::Kind::UsageCost:
        return true;
    case Statement::Kind::OtherCost:
        return false;
    default:
        break;
    }
    return isModelKnown ? row.billed >= Money{}
                        : row.billed > Money{} && !namesFee(row.description);
}

Instant middleOf(const TimeRange &bucket)
{
    return {bucket.from.micros + (bucket.to.micros - bucket.from.micros) / 2};
}

} // namespace

Profile Books::bookProfile(std::uint32_t profile, Instant at, Deriver::Told told)
{
    const Profile said = m_ledger.profileOf(m_deriver.attributedOf(profile, at, told));
    Profile known;
    for (const ProfileField field : bookFields)
        known[field] = said[field];
    for (const ProfileField field : keptFields)
        known[field] = said[field];
    return known;
}

/// A provider's figures that another source has as well, as the configuration says: one bill seen
/// twice counts as the covering source tells it, in the buckets of which that one tells anything.
TextId Books::coverOf(const StatementRow &row, const std::vector<StatementRow> &rows)
{
    const auto providerOf = [this](const StatementRow &of) {
        return m_ledger.profileOf(of.profile)[ProfileField::Provider];
    };
    const auto &rules = m_deriver.configuration().coveredBy;
    const auto rule = std::find_if(rules.begin(), rules.end(), [&](const Ingest::CoveredBy &one) {
        if (!one.range.contains(row.bucket.from) || one.source != m_ledger.textOf(row.source))
            return false;
        return std::any_of(rows.begin(), rows.end(), [&](const StatementRow &other) {
            return other.standing != 0 &&
                   other.kind != static_cast<int>(Statement::Kind::Control) &&
                   meets(other.bucket, row.bucket) && m_ledger.textOf(other.source) == one.by &&
                   providerOf(other) == providerOf(row);
        });
    });
    return rule == rules.end() ? 0 : m_ledger.text(rule->by);
}

YieldedRow Books::yieldedOf(const StatementRow &row, TextId cover)
{
    const bool isUsage = row.kind == static_cast<int>(Statement::Kind::Usage);
    const TextId provider = m_ledger.profileOf(row.profile)[ProfileField::Provider];
    return yieldedOf(row.bucket, row.source, provider, cover,
                     isUsage ? m_deriver.estimateOf(row).first : row.charged(), isUsage);
}

YieldedRow Books::yieldedOf(const TimeRange &bucket, TextId source, TextId provider, TextId cover,
                            Money billed, bool isEstimated)
{
    Profile of;
    of[ProfileField::Source] = source;
    of[ProfileField::Provider] = provider;
    return {bucket, m_ledger.profile(of), cover, billed, isEstimated};
}

/// One row a bucket, source, provider and cover.
void Books::storeYielded(const TimeRange &range, std::vector<YieldedRow> rows)
{
    const auto keyOf = [](const YieldedRow &row) {
        return std::tuple(row.bucket.from, row.bucket.to, row.profile, row.toldBy, row.isEstimated);
    };
    std::sort(rows.begin(), rows.end(),
              [&keyOf](const YieldedRow &l, const YieldedRow &r) { return keyOf(l) < keyOf(r); });
    std::vector<YieldedRow> sums;
    for (const YieldedRow &row : rows) {
        if (!sums.empty() && keyOf(sums.back()) == keyOf(row))
            sums.back().billed += row.billed;
        else
            sums.push_back(row);
    }
    if (sums != m_ledger.yielded(range))
        m_ledger.replaceYielded(range, sums);
}

/// What a cloud's bill says of a line's model, in the title of a service or the name of a unit of
/// sale.
std::string Books::namedOf(const StatementRow &row, const Profile &known)
{
    if (known[ProfileField::Model] != 0 || !isCloud(m_ledger.textOf(known[ProfileField::Provider])))
        return {};
    const std::string service = m_ledger.textOf(known[ProfileField::Service]);
    const std::string_view title = titleModelOf(service);
    return title.empty() ? namedModel(row.description) : std::string(title);
}

/// A bill that names a key and no user is spread over what the key's usage says of users; the key's
/// owner has what nobody else had (`owned`).
Books::Lines Books::linesOf(const std::vector<StatementRow> &rows)
{
    using Key = std::tuple<Instant, Instant, std::uint32_t, bool, std::string>;
    std::map<Key, std::size_t> groups;
    Lines out;
    for (const StatementRow &row : rows) {
        const auto kind = static_cast<Statement::Kind>(row.kind);
        if (row.standing == 0 || kind == Statement::Kind::Control)
            continue;
        if (const TextId cover = coverOf(row, rows)) {
            out.yielded.push_back(yieldedOf(row, cover));
            continue;
        }
        const bool isUsage = kind == Statement::Kind::Usage;
        const Profile whole = bookProfile(row.profile, row.bucket.from, Deriver::Told::ByUserOrKey);
        const Profile known =
            isUsage ? whole : bookProfile(row.profile, row.bucket.from, Deriver::Told::ByUser);
        const std::string named = namedOf(row, known);
        const auto [at, isNew] = groups.try_emplace(
            Key{row.bucket.from, row.bucket.to, m_ledger.profile(known), isUsage, named},
            out.lines.size());
        if (isNew) {
            BookLine &line = out.lines.emplace_back();
            line.bucket = row.bucket;
            line.source = m_ledger.textOf(row.source);
            line.known = dimensionsOf(known);
            if (!named.empty())
                line.known[bookNamed] = named;
            line.isUsage = isUsage;
            line.isClosed = true;
            line.billsNoUsage = true;
            out.profiles.push_back(known);
            out.owned.push_back(whole);
        }
        BookLine &line = out.lines[at->second];
        const bool isModelKnown = known[ProfileField::Model] != 0 || !named.empty();
        line.isClosed = line.isClosed && row.closed;
        const bool isOfUse = billsUsage(row, isModelKnown);
        line.billsNoUsage = line.billsNoUsage && !isOfUse;
        if (isOfUse && !isUsage)
            line.used = line.used.value_or(Money{}) + row.charged();
        for (const StatementRow::Delivery &delivery : row.deliveries) {
            if (delivery.at != Instant{}) // from a pipe
                line.writtenAt = std::max(line.writtenAt.value_or(delivery.at), delivery.at);
        }
        const auto [low, high] =
            isUsage ? m_deriver.estimateOf(row) : std::pair(row.charged(), row.charged());
        line.amount += low;
        line.high += high;
    }
    return out;
}

ResidualRow Books::residualOf(const Settled &settled, const Lines &of)
{
    const BookLine &line = of.lines[settled.line];
    Profile profile = (settled.shape ? of.profiles : of.owned)[settled.line];
    ResidualRow row;
    row.bucket = line.bucket;
    if (settled.shape) {
        const Profile &shape = of.profiles[*settled.shape];
        // What only the bill tells (a project) stays.
        for (const ProfileField field : bookFields) {
            if (shape[field] != 0)
                profile[field] = shape[field];
        }
        for (const ProfileField field : keptFields) {
            if (profile[field] == 0)
                profile[field] = shape[field];
        }
        row.bucket = commonOf(line.bucket, of.lines[*settled.shape].bucket);
    }
    row.profile = m_ledger.profile(profile);
    row.at = middleOf(row.bucket);
    row.billed = settled.billed;
    row.covered = settled.covered;
    row.amount = settled.amount;
    row.high = settled.high;
    row.closed = line.isClosed && !isUnfinished(line);
    row.basis = line.isUsage ? Basis::Estimated : Basis::Billed;
    return row;
}

/// Nothing was billed for these and nothing is left: they are drift, and no part of any sum.
ResidualRow Books::residualOf(const UnbilledUse &use, const Lines &of)
{
    Profile profile;
    for (std::size_t d = 0; d < bookFields.size(); ++d)
        profile[bookFields[d]] = m_ledger.text(
            d == bookModel ? m_models[{use.known[bookProvider], use.known[d]}] : use.known[d]);
    profile[ProfileField::Source] = of.profiles[use.line][ProfileField::Source];
    ResidualRow row;
    row.profile = m_ledger.profile(profile);
    row.bucket = of.lines[use.line].bucket;
    row.at = middleOf(row.bucket);
    row.covered = use.cost;
    row.closed = use.isClosed;
    row.basis = of.lines[use.line].isUsage ? Basis::Estimated : Basis::Billed;
    return row;
}

void Books::settleIn(const TimeRange &range)
{
    Lines of = linesOf(m_ledger.statements(range));
    m_models.clear();
    std::vector<BookUse> uses;
    for (auto &[from, cluster] : m_clusters) {
        if (!meets(cluster.range, range))
            continue;
        const std::vector<BookUse> own = usesOf(cluster, of.lines);
        uses.insert(uses.end(), own.begin(), own.end());
        cluster.isDirty = false;
    }
    std::vector<ResidualRow> rows;
    std::vector<UnbilledUse> unbilled;
    std::vector<YieldedCounts> counts;
    for (const Settled &settled : settle(of.lines, uses, names(), &unbilled, &counts))
        rows.push_back(residualOf(settled, of));
    for (const UnbilledUse &use : unbilled)
        rows.push_back(residualOf(use, of));
    for (const YieldedCounts &one : counts) {
        const BookLine &line = of.lines[one.line];
        const Profile &profile = of.profiles[one.line];
        of.yielded.push_back(yieldedOf(line.bucket, profile[ProfileField::Source],
                                       profile[ProfileField::Provider], m_ledger.text(one.toldBy),
                                       one.amount, true));
    }
    storeYielded(range, std::move(of.yielded));
    replaceResiduals(range, rows);
}

void Books::replaceResiduals(const TimeRange &range, const std::vector<ResidualRow> &rows)
{
    const std::vector<ResidualRow> old = m_ledger.residuals(range);
    if (rows == old)
        return;
    for (const ResidualRow &row : old) {
        m_cells.addResidual(row, true);
        m_changes.residual -= row.amount;
    }
    for (const ResidualRow &row : rows) {
        m_cells.addResidual(row, false);
        m_changes.residual += row.amount;
    }
    m_ledger.replaceResiduals(range, rows);
}

} // namespace outlay
