// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/bookdata.h"

#include <algorithm>

namespace outlay {

namespace {

std::string key(std::string_view provider, std::string_view text)
{
    std::string joined(provider);
    joined += '\n';
    joined += text;
    return joined;
}

constexpr unsigned fastBit = 24;
constexpr unsigned placeShift = 25;
constexpr std::uint32_t modelMask = (1U << fastBit) - 1;

} // namespace

PriceBook::Handle pack(const HandleParts &parts)
{
    return (parts.model + 1) | (parts.isFast ? 1U << fastBit : 0U) |
           static_cast<std::uint32_t>(parts.place) << placeShift;
}

HandleParts unpack(PriceBook::Handle handle)
{
    return {(handle & modelMask) - 1, ((handle >> fastBit) & 1U) != 0,
            static_cast<NamedPlace>(handle >> placeShift)};
}

void NameIndex::add(std::string_view provider, std::string_view text, Hit hit)
{
    const auto put = [&hit](auto &map, std::string name) {
        const auto [known, isNew] = map.emplace(std::move(name), hit);
        // A model's own name beats another's alias.
        if (!isNew && known->second.isAlias && !hit.isAlias)
            known->second = hit;
    };
    put(m_exact, key(provider, text));
    put(m_normalized, key(provider, normalized(text)));
}

const NameIndex::Hit *NameIndex::exact(std::string_view provider, std::string_view text) const
{
    const auto found = m_exact.find(key(provider, text));
    return found != m_exact.end() ? &found->second : nullptr;
}

const NameIndex::Hit *NameIndex::likely(std::string_view provider, std::string_view text) const
{
    const auto found = m_normalized.find(key(provider, normalized(text)));
    return found != m_normalized.end() ? &found->second : nullptr;
}

/// Steps 1 to 6 of pricing.md section 10 within one provider.
PriceBook::Data::Resolved PriceBook::Data::resolveWithin(const std::string &provider,
                                                         std::string_view model) const
{
    const std::vector<NameForm> forms = nameForms(ProviderDirectory::shipped(), provider, model);
    const auto found = [](const NameForm &form, const NameIndex::Hit &hit, bool isExact) {
        std::string how = form.how;
        if (how == "exact" && hit.isAlias)
            how = "alias";
        else if (how == "exact" && !isExact)
            how = "normalised";
        return Resolved{pack({hit.model, form.isFast, form.place}), how};
    };
    // As given first, wherever it is listed: a dated id with a price of its own keeps it.
    for (const NameIndex *index : {&declared, &listed}) {
        if (const NameIndex::Hit *hit = index->exact(provider, forms.front().text))
            return found(forms.front(), *hit, true);
    }
    for (const NameIndex *index : {&declared, &listed}) {
        for (const NameForm &form : forms) {
            if (const NameIndex::Hit *hit = index->exact(provider, form.text))
                return found(form, *hit, true);
            if (const NameIndex::Hit *hit = index->likely(provider, form.text))
                return found(form, *hit, false);
        }
    }
    for (const Pattern &pattern : patterns) {
        for (const NameForm &form : forms) {
            if (!form.isFast && form.place == NamedPlace::None &&
                globMatches(pattern.provider, provider) && globMatches(pattern.model, form.text))
                return {pack({pattern.index, false, NamedPlace::None}), "pattern"};
        }
    }
    const auto others = fallbacks.find(provider);
    if (others == fallbacks.end())
        return {};
    for (const std::string &other : others->second) {
        if (other == provider)
            continue;
        for (const NameForm &form : nameForms(ProviderDirectory::shipped(), other, model)) {
            if (const NameIndex::Hit *hit = listed.likely(other, form.text))
                return {pack({hit->model, form.isFast, form.place}), "as sold by " + other};
        }
    }
    return {};
}

/// Settles whose model is meant, from the provider given and from prefixes of the name.
PriceBook::Data::Resolved PriceBook::Data::resolveName(std::string_view provider,
                                                       std::string_view model) const
{
    const ProviderDirectory &directory = ProviderDirectory::shipped();
    std::string owner = directory.canonical(provider);
    const std::size_t slash = model.find('/');
    const std::string head =
        slash != std::string_view::npos ? directory.canonical(model.substr(0, slash)) : "";
    if (!head.empty() && directory.isRouter(head) && head != owner) {
        // "openrouter/anthropic/x" was routed, whatever the log calls its provider.
        return resolveName(head, model.substr(slash + 1));
    }
    if (!directory.saysNothing(owner))
        return resolveWithin(owner, model);
    if (!head.empty() && directory.isKnown(head)) {
        Resolved inner = resolveWithin(head, model.substr(slash + 1));
        if (inner.how == "exact" || inner.how == "normalised")
            inner.how = "provider prefix";
        return inner;
    }
    Resolved inner = resolveWithin(owner, model);
    const std::string maker = directory.makerOf(model);
    if (inner.handle != 0 || maker.empty())
        return inner;
    inner = resolveWithin(maker, model);
    if (inner.handle != 0)
        inner.how += ", provider from the name";
    return inner;
}

/// The user's own word for a name comes before every rule.
PriceBook::Data::Resolved PriceBook::Data::resolveMapped(std::string_view provider,
                                                         std::string_view model) const
{
    const ProviderDirectory &directory = ProviderDirectory::shipped();
    const std::string owner = directory.canonical(provider);
    const std::string low = lowered(model);
    const NameData *best = nullptr;
    for (const LayerData &layer : layers) {
        for (const NameData &name : layer.names) {
            if (lowered(name.model) != low)
                continue;
            const bool isAny = name.provider.empty() || name.provider == "*";
            if (!isAny && directory.canonical(name.provider) != owner)
                continue;
            if (best == nullptr || !isAny)
                best = &name;
        }
    }
    if (best == nullptr)
        return {};
    const std::size_t slash = best->to.find('/');
    Resolved mapped = resolveWithin(directory.canonical(best->to.substr(0, slash)),
                                    std::string_view(best->to).substr(slash + 1));
    mapped.how = "mapped to " + best->to;
    return mapped;
}

PriceBook::Data::Resolved PriceBook::Data::resolve(std::string_view provider,
                                                   std::string_view model,
                                                   std::string_view modelGroup) const
{
    for (const bool isGroup : {false, true}) {
        const std::string_view name = isGroup ? modelGroup : model;
        if (name.empty())
            continue;
        Resolved found = resolveMapped(provider, name);
        if (found.handle == 0)
            found = resolveName(provider, name);
        if (found.handle != 0) {
            if (isGroup)
                found.how = "model group: " + found.how;
            return found;
        }
    }
    return {};
}

} // namespace outlay
