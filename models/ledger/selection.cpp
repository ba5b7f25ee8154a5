// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/selection.h"

#include <algorithm>

namespace outlay {

std::optional<ProfileField> profileFieldOf(Dimension dimension)
{
    switch (dimension) {
    case Dimension::Provider:
        return ProfileField::Provider;
    case Dimension::Model:
        return ProfileField::Model;
    case Dimension::User:
        return ProfileField::User;
    case Dimension::Key:
        return ProfileField::Key;
    case Dimension::Team:
        return ProfileField::Team;
    case Dimension::CostCenter:
        return ProfileField::CostCenter;
    case Dimension::Project:
        return ProfileField::Project;
    case Dimension::Environment:
        return ProfileField::Environment;
    case Dimension::Endpoint:
        return ProfileField::Endpoint;
    case Dimension::TaskKind:
        return ProfileField::TaskKind;
    case Dimension::Tier:
        return ProfileField::Tier;
    case Dimension::Plan:
        return ProfileField::Plan;
    case Dimension::Source:
        return ProfileField::Source;
    case Dimension::Price:
    case Dimension::Task:
    case Dimension::Session:
    case Dimension::Agent:
    case Dimension::Outcome:
    case Dimension::Tag:
        break;
    }
    return std::nullopt;
}

bool isBranch(const DimensionRef &dimension)
{
    return dimension.dimension == Dimension::Tag && dimension.tagKey == "branch";
}

bool isOfProfile(Dimension dimension)
{
    return dimension == Dimension::Outcome || profileFieldOf(dimension).has_value();
}

bool IdFilter::holds(std::uint32_t id) const
{
    return std::binary_search(ids.begin(), ids.end(), id);
}

Selection::Selection(const Query &query, ReaderDictionary &dictionary)
    : m_dictionary(dictionary)
    , m_by(query.by)
    , m_key(query.by.size())
{
    for (const DimensionRef &dimension : m_by)
        m_hasTagKey =
            m_hasTagKey || (dimension.dimension == Dimension::Tag && !isBranch(dimension));
    for (const Filter &filter : query.where) {
        IdFilter ids{filter.dimension, {}};
        for (const auto &value : filter.anyOf)
            ids.ids.push_back(value ? idOf(filter.dimension, *value) : 0);
        std::sort(ids.ids.begin(), ids.ids.end());
        ids.ids.erase(std::unique(ids.ids.begin(), ids.ids.end()), ids.ids.end());
        m_hasTagFilter = m_hasTagFilter || (filter.dimension.dimension == Dimension::Tag &&
                                            !isBranch(filter.dimension));
        m_hasOwnFilter = m_hasOwnFilter || !isOfProfile(filter.dimension.dimension);
        m_filters.push_back(std::move(ids));
    }
}

std::uint32_t Selection::idOf(const DimensionRef &dimension, const std::string &value)
{
    if (dimension.dimension == Dimension::Outcome) {
        const auto outcome = outcomeNamed(value);
        return outcome ? static_cast<std::uint32_t>(*outcome) : 0xffU;
    }
    if (dimension.dimension == Dimension::Tag && !dimension.tagKey.empty() && !isBranch(dimension))
        return m_dictionary.idOf(dimension.tagKey + ":" + value);
    // An empty text is not "unknown", and no row has it.
    return value.empty() ? 0xffffffffU : m_dictionary.idOf(value);
}

bool Selection::uses(Dimension dimension) const
{
    const auto is = [dimension](const auto &ref) { return ref.dimension == dimension; };
    return std::any_of(m_by.begin(), m_by.end(), is) ||
           std::any_of(m_filters.begin(), m_filters.end(),
                       [&is](const IdFilter &filter) { return is(filter.dimension); });
}

bool Selection::canOverlap() const
{
    return m_hasTagKey;
}

bool Selection::acceptsProfile(std::uint32_t profile)
{
    if (profile >= m_dictionary.loadedProfiles())
        return decideProfile(profile);
    if (m_profileDecisions.size() < m_dictionary.loadedProfiles())
        m_profileDecisions.resize(m_dictionary.loadedProfiles(), -1);
    std::int8_t &decision = m_profileDecisions[profile];
    if (decision < 0)
        decision = decideProfile(profile) ? 1 : 0;
    return decision > 0;
}

bool Selection::decideProfile(std::uint32_t profile)
{
    const Subject subject{.profile = profile};
    return std::all_of(m_filters.begin(), m_filters.end(), [&](const IdFilter &filter) {
        const Dimension dimension = filter.dimension.dimension;
        return !isOfProfile(dimension) || filter.holds(valueOf(filter.dimension, subject));
    });
}

bool Selection::accepts(const Subject &subject)
{
    if (!m_filters.empty() && !acceptsProfile(subject.profile))
        return false;
    if (!m_hasOwnFilter)
        return true;
    for (const IdFilter &filter : m_filters) {
        const Dimension dimension = filter.dimension.dimension;
        const bool isTag = dimension == Dimension::Tag && !isBranch(filter.dimension);
        if (!isOfProfile(dimension) && !isTag && !filter.holds(valueOf(filter.dimension, subject)))
            return false;
    }
    return !m_hasTagFilter || acceptsTags(subject.tags);
}

bool Selection::acceptsValue(std::uint32_t value) const
{
    return std::all_of(m_filters.begin(), m_filters.end(),
                       [value](const IdFilter &filter) { return filter.holds(value); });
}

TextId Selection::branchOf(const Subject &subject)
{
    if (subject.thread != 0) {
        if (const TextId branch = m_dictionary.thread(subject.thread).branch; branch != 0)
            return branch;
    }
    const TextId key = m_dictionary.idOf("branch");
    for (const StoredTag &tag : m_dictionary.tags(subject.tags)) {
        if (tag.key == key)
            return tag.value;
    }
    return 0;
}

std::uint32_t Selection::valueOf(const DimensionRef &ref, const Subject &subject)
{
    const Dimension dimension = ref.dimension;
    switch (dimension) {
    case Dimension::Price:
        return subject.price;
    case Dimension::Task:
        return subject.task;
    case Dimension::Session:
        return subject.thread == 0 ? 0 : m_dictionary.thread(subject.thread).session;
    case Dimension::Agent:
        return subject.thread == 0 ? 0 : m_dictionary.thread(subject.thread).agent;
    case Dimension::Outcome:
        return static_cast<std::uint32_t>(m_dictionary.profile(subject.profile).outcome);
    case Dimension::Tag:
        return isBranch(ref) ? branchOf(subject) : 0;
    default:
        return m_dictionary.profile(subject.profile)[*profileFieldOf(dimension)];
    }
}

bool Selection::isOfTag(const DimensionRef &dimension, TextId pair)
{
    if (dimension.tagKey.empty())
        return true;
    const std::string &text = m_dictionary.text(pair);
    const std::string &key = dimension.tagKey;
    return text.size() > key.size() && text[key.size()] == ':' && text.starts_with(key);
}

std::vector<TextId> Selection::tagValues(const DimensionRef &dimension, std::uint32_t tags)
{
    std::vector<TextId> values;
    for (const StoredTag &tag : m_dictionary.tags(tags)) {
        if (isOfTag(dimension, tag.pair))
            values.push_back(tag.pair);
    }
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    if (values.empty())
        values.push_back(0);
    return values;
}

bool Selection::acceptsTags(std::uint32_t tags)
{
    const auto [known, isNew] = m_tagDecisions.try_emplace(tags, true);
    if (isNew) {
        known->second =
            std::all_of(m_filters.begin(), m_filters.end(), [&](const IdFilter &filter) {
                if (filter.dimension.dimension != Dimension::Tag || isBranch(filter.dimension))
                    return true;
                const auto values = tagValues(filter.dimension, tags);
                return std::any_of(values.begin(), values.end(),
                                   [&filter](TextId value) { return filter.holds(value); });
            });
    }
    return known->second;
}

const std::vector<std::vector<TextId>> &Selection::tagKeys(std::uint32_t tags)
{
    const auto [known, isNew] = m_tagKeys.try_emplace(tags);
    if (isNew) {
        for (const DimensionRef &dimension : m_by) {
            known->second.push_back(dimension.dimension == Dimension::Tag && !isBranch(dimension)
                                        ? tagValues(dimension, tags)
                                        : std::vector<TextId>{});
        }
    }
    return known->second;
}

std::optional<std::string> Selection::textOf(std::size_t by, std::uint32_t id)
{
    if (id == 0)
        return std::nullopt;
    const DimensionRef &dimension = m_by[by];
    if (dimension.dimension == Dimension::Outcome)
        return std::string(name(static_cast<Outcome>(id)));
    const std::string &text = m_dictionary.text(id);
    if (dimension.dimension == Dimension::Tag && !dimension.tagKey.empty() && !isBranch(dimension))
        return text.substr(std::min(text.size(), dimension.tagKey.size() + 1));
    return text;
}

} // namespace outlay
