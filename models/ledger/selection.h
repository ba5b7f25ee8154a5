// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/ledger.

#include "models/ledger/eventstate.h"
#include "models/ledger/query.h"
#include "models/ledger/readerdictionary.h"

#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

namespace outlay {

/// The profile's column of a dimension; nullopt for those that are not in the profile's texts.
[[nodiscard]] std::optional<ProfileField> profileFieldOf(Dimension dimension);
/// Told by the profile alone: every dimension but price, task, session, agent and tags.
[[nodiscard]] bool isOfProfile(Dimension dimension);

/// The branch of git: transcripts say it of a whole session, others as a tag. Asked for as that
/// tag; a request has one, and there are no sums of it.
[[nodiscard]] bool isBranch(const DimensionRef &dimension);

/// One filter, as ids: text ids, or the enum for Outcome. 0 stands for "unknown".
struct IdFilter
{
    DimensionRef dimension;
    std::vector<std::uint32_t> ids; ///< sorted

    [[nodiscard]] bool holds(std::uint32_t id) const;
};

/// A query's filters and keys over ids, so that a scan compares numbers. Decisions are remembered
/// by profile, thread and tag set. Lives within one read transaction.
class Selection
{
public:
    Selection(const Query &query, ReaderDictionary &dictionary);

    [[nodiscard]] const std::vector<DimensionRef> &by() const { return m_by; }
    [[nodiscard]] const std::vector<IdFilter> &filters() const { return m_filters; }
    [[nodiscard]] bool uses(Dimension dimension) const;
    /// Rows can overlap: one subject can have several keys.
    [[nodiscard]] bool canOverlap() const;

    [[nodiscard]] bool accepts(const Subject &subject);
    [[nodiscard]] bool acceptsProfile(std::uint32_t profile);
    /// Where all keys and filters are of one dimension: decides by its value.
    [[nodiscard]] bool acceptsValue(std::uint32_t value) const;
    /// Calls `visit` with the ids of each key of the subject: one, or several with tags.
    template <typename Visit> void eachKey(const Subject &subject, Visit visit);
    /// The text of a key; nullopt for unknown.
    [[nodiscard]] std::optional<std::string> textOf(std::size_t by, std::uint32_t id);

    /// Is this text "KEY:…" of the tag asked for? Always for a bare tag.
    [[nodiscard]] bool isOfTag(const DimensionRef &dimension, TextId pair);

private:
    [[nodiscard]] std::uint32_t idOf(const DimensionRef &dimension, const std::string &value);
    [[nodiscard]] std::uint32_t valueOf(const DimensionRef &dimension, const Subject &subject);
    [[nodiscard]] TextId branchOf(const Subject &subject);
    [[nodiscard]] bool decideProfile(std::uint32_t profile);
    [[nodiscard]] bool acceptsTags(std::uint32_t tags);
    [[nodiscard]] const std::vector<std::vector<TextId>> &tagKeys(std::uint32_t tags);
    [[nodiscard]] std::vector<TextId> tagValues(const DimensionRef &dimension, std::uint32_t tags);

    ReaderDictionary &m_dictionary;
    std::vector<DimensionRef> m_by;
    std::vector<IdFilter> m_filters;
    bool m_hasTagKey = false, m_hasTagFilter = false, m_hasOwnFilter = false;
    std::vector<std::int8_t> m_profileDecisions; ///< -1: not decided
    std::unordered_map<std::uint32_t, bool> m_tagDecisions;
    std::unordered_map<std::uint32_t, std::vector<std::vector<TextId>>> m_tagKeys;
    std::vector<std::uint32_t> m_key;
};

template <typename Visit> void Selection::eachKey(const Subject &subject, Visit visit)
{
    for (std::size_t i = 0; i < m_by.size(); ++i) {
        if (m_by[i].dimension != Dimension::Tag || isBranch(m_by[i]))
            m_key[i] = valueOf(m_by[i], subject);
    }
    if (!m_hasTagKey) {
        visit(m_key.data());
        return;
    }
    // Every combination of the values of the tag dimensions, like an odometer.
    const auto &values = tagKeys(subject.tags);
    std::vector<std::size_t> digits(m_by.size());
    for (;;) {
        for (std::size_t i = 0; i < m_by.size(); ++i) {
            if (!values[i].empty())
                m_key[i] = values[i][digits[i]];
        }
        visit(m_key.data());
        std::size_t i = 0;
        while (i < digits.size() && ++digits[i] >= values[i].size())
            digits[i++] = 0;
        if (i == digits.size())
            return;
    }
}

} // namespace outlay
