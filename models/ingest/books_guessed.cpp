// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/format.h"
#include "models/formats/namedmodel.h"
#include "models/formats/providername.h"
#include "models/formats/vocabulary.h"
#include "models/ingest/books.h"
#include "models/ingest/books_p.h"

#include <algorithm>

namespace outlay {

namespace {

/// What is left of each line; never below nothing.
std::vector<Money> leftOf(const std::vector<BookLine> &lines, const std::vector<BookUse> &uses,
                          const BookNames &names)
{
    std::vector<Money> left(lines.size());
    for (const Settled &settled : settle(lines, uses, names))
        left[settled.line] += settled.amount;
    for (Money &amount : left)
        amount = std::max(amount, Money{});
    return left;
}

} // namespace

/// Requests of a model that lines of the cloud name, as if they had gone there. A line that names
/// no model may be of any: that alone makes nobody suspect.
std::vector<BookUse> Books::guessedUses(Cluster &cluster, const std::vector<BookLine> &lines,
                                        GuessedTwice &found)
{
    std::map<std::uint32_t, bool> taken;
    const auto mayBeBilled = [&](std::uint32_t id) {
        const Profile profile = m_ledger.profileOf(id);
        const std::string &named = knownOf(id)[bookNamed];
        if (named.empty() || !m_deriver.isProviderOpen(profile))
            return false;
        return std::any_of(lines.begin(), lines.end(), [&](const BookLine &line) {
            return !line.known[bookNamed].empty() && mayBeOf(line.known[bookNamed], named);
        });
    };
    const auto isTaken = [&](std::uint32_t id) {
        const auto [at, isNew] = taken.try_emplace(id, false);
        if (isNew && mayBeBilled(id)) {
            const Profile profile = m_ledger.profileOf(id);
            at->second = true;
            found.makers[m_ledger.textOf(profile[ProfileField::Source])].emplace(
                providerOfModel(m_ledger.textOf(profile[ProfileField::Model])));
        }
        return at->second;
    };
    std::vector<BookUse> uses = usesOf(cluster, lines, isTaken);
    for (BookUse &use : uses)
        use.known[bookProvider] = found.provider;
    return uses;
}

void Books::lookForGuesses(Cluster &cluster, std::map<std::string, GuessedTwice> &found)
{
    const std::vector<BookLine> told = linesOf(m_ledger.statements(cluster.range)).lines;
    std::map<std::string, std::vector<BookLine>> clouds;
    for (const BookLine &line : told) {
        if (isCloud(line.known[bookProvider]))
            clouds[line.known[bookProvider]].push_back(line);
    }
    for (const auto &[provider, lines] : clouds) {
        GuessedTwice here;
        here.provider = provider;
        const std::vector<BookUse> guessed = guessedUses(cluster, lines, here);
        if (guessed.empty())
            continue;
        std::vector<BookUse> uses = usesOf(cluster, lines);
        const std::vector<Money> before = leftOf(lines, uses, names());
        uses.insert(uses.end(), guessed.begin(), guessed.end());
        const std::vector<Money> after = leftOf(lines, uses, names());
        for (std::size_t i = 0; i < lines.size(); ++i) {
            if (lines[i].isUsage || before[i] <= after[i])
                continue;
            here.bills.insert(lines[i].source);
            here.cost += before[i] - after[i];
        }
        if (here.bills.empty())
            continue;
        GuessedTwice &all = found[provider];
        all.provider = provider;
        all.cost += here.cost;
        all.bills.merge(here.bills);
        for (auto &[source, makers] : here.makers)
            all.makers[source].merge(makers);
    }
}

std::vector<GuessedTwice> Books::guessedTwice()
{
    // A table of one's own may tell it, and need not.
    const auto mayBeOpen = [](const SourceRow &source) {
        const Format *const format = formatNamed(source.format);
        return format != nullptr && (!format->tellsProvider || format->mapping == Mapping::Needed);
    };
    const std::vector<SourceRow> sources = m_ledger.sources();
    if (std::none_of(sources.begin(), sources.end(), mayBeOpen))
        return {};
    if (!m_hasClusters)
        makeClusters();
    std::map<std::string, GuessedTwice> found;
    for (auto &[from, cluster] : m_clusters)
        lookForGuesses(cluster, found);
    std::vector<GuessedTwice> all;
    for (auto &[provider, one] : found)
        all.push_back(std::move(one));
    return all;
}

} // namespace outlay
