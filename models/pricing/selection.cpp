// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/selection.h"

namespace outlay {

namespace {

constexpr std::string_view batch = "batch";
constexpr std::string_view flex = "flex";
constexpr std::string_view priority = "priority";
constexpr std::string_view fast = "fast";
constexpr std::string_view provisioned = "provisioned";

bool equalsLowered(std::string_view text, std::string_view low)
{
    return text.size() == low.size() &&
           std::equal(text.begin(), text.end(), low.begin(), [](char a, char b) {
               return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
           });
}

/// A tier as the price book names it; empty for the standard one, unchanged if unknown.
std::string_view tierName(std::string_view tier)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 16> words = {{
        {"standard", ""},
        {"default", ""},
        {"auto", ""},
        {"on_demand", ""},
        {"batch", batch},
        {"batches", batch},
        {"flex", flex},
        {"on_demand_flex", flex},
        {"priority", priority},
        {"on_demand_priority", priority},
        {"fast", fast},
        {"provisioned", provisioned},
        {"provisioned_throughput", provisioned},
        {"scale", provisioned},
        {"reserved", provisioned},
        {"none", ""},
    }};
    if (tier.empty())
        return tier;
    for (const auto &[word, meaning] : words) {
        if (equalsLowered(tier, word))
            return meaning;
    }
    return tier;
}

/// Where the tokens were processed, as the price book names it; empty where it makes no difference.
std::string_view placeName(std::string_view place)
{
    static constexpr std::array<std::string_view, 5> places = {"us", "eu", "apac", "au", "jp"};
    if (place.empty() || equalsLowered(place, "global") || equalsLowered(place, "not_available"))
        return {};
    for (const std::string_view known : places) {
        if (equalsLowered(place, known))
            return known;
    }
    return place;
}

// Capacity bought in advance has no price per token: it is counted at the standard one, and said.
const Multiplier &provisionedAtStandard()
{
    static const Multiplier one{std::string(provisioned), Rational{}, "1"};
    return one;
}

const Segment &segmentAt(const Model &model, Instant at)
{
    auto after = std::upper_bound(model.segments.begin(), model.segments.end(), at.micros,
                                  [](std::int64_t t, const Segment &s) { return t < s.from; });
    return *(after == model.segments.begin() ? after : after - 1);
}

bool addMultiplier(Selection &selection, std::string_view name)
{
    const Multiplier *found = selection.period->multiplier(name);
    if (found == nullptr && name == provisioned)
        found = &provisionedAtStandard();
    if (found == nullptr)
        return false;
    if (!selection.isAmong(name))
        selection.multipliers[selection.multiplierCount++] = found;
    return true;
}

/// Own rates beat a multiplier. False: the period knows neither.
bool applyTier(Selection &selection, std::string_view name, const CompiledSchedule *&schedule)
{
    if (const CompiledSchedule *own = selection.period->tier(name)) {
        schedule = own;
        selection.tierRates = name;
        return true;
    }
    return addMultiplier(selection, name);
}

/// "fast" is a speed (Anthropic) or the new name of the priority tier (OpenAI, 2026-07-30).
bool applyFast(Selection &selection, const Model &model, const CompiledSchedule *&schedule)
{
    if (applyTier(selection, fast, schedule))
        return true;
    return model.isPriorityFast && applyTier(selection, priority, schedule);
}

bool applyConditions(Selection &selection, const Model &model, const HandleParts &parts,
                     const PriceRequest &request, const CompiledSchedule *&schedule)
{
    const std::string_view tier = tierName(request.tier);
    const std::string_view speed = tierName(request.speed);
    const bool isFast = tier == fast || speed == fast || parts.isFast;
    if (!tier.empty() && tier != fast && !applyTier(selection, tier, schedule)) {
        selection.missing = tier;
        return false;
    }
    if (isFast && !applyFast(selection, model, schedule)) {
        selection.missing = fast;
        return false;
    }
    if (!speed.empty() && speed != fast && !applyTier(selection, speed, schedule)) {
        selection.missing = speed;
        return false;
    }
    const std::string_view named = parts.place == NamedPlace::Global ? "" : name(parts.place);
    const std::string_view place = request.geo.empty() ? named : placeName(request.geo);
    if (!place.empty() && !model.isPlaceInName && !addMultiplier(selection, place)) {
        selection.missing = place;
        return false;
    }
    return true;
}

void chooseTable(Selection &selection, const CompiledSchedule &schedule,
                 const PriceRequest &request)
{
    selection.table = &schedule.base;
    // Several requests in one row say nothing about how long each prompt was (invariant 9).
    if (!schedule.steps.empty() && !request.isAggregate && request.requests <= 1) {
        const std::int64_t prompt = request.usage.prompt();
        for (const CompiledStep &step : schedule.steps) {
            if (prompt > step.over || (step.isInclusive && prompt == step.over)) {
                selection.step = &step;
                selection.table = &step.table;
            }
        }
    }
    for (const CompiledWindow &window : schedule.windows) {
        if (window.holdsAt(request.at)) {
            selection.step = nullptr;
            selection.window = &window;
            selection.table = &window.table;
        }
    }
}

bool isSmall(Int128 value)
{
    constexpr Int128 limit = Int128(1) << 62;
    return value < limit && value > -limit;
}

/// Checked only where it could matter: almost every request is small, and a checked 128-bit
/// product costs as much as the rest of the sum.
bool multiply(Int128 a, Int128 b, Int128 &product)
{
    if (isSmall(a) && isSmall(b)) {
        product = a * b;
        return true;
    }
    return !__builtin_mul_overflow(a, b, &product);
}

/// divideHalfEven(), through 64 bits where both sides fit.
Int128 rounded(Int128 numerator, Int128 denominator)
{
    if (!isSmall(numerator) || !isSmall(denominator))
        return divideHalfEven(numerator, denominator);
    const auto n = static_cast<std::int64_t>(numerator);
    const auto d = static_cast<std::int64_t>(denominator);
    const std::int64_t quotient = n / d;
    const std::int64_t twice = (n % d) * 2;
    return quotient + (twice > d || (twice == d && quotient % 2 != 0) ? 1 : 0);
}

/// Picos of calls, before the discount; false: a fee is asked for that nobody listed.
bool addCalls(const Selection &selection, const PriceRequest &request, Int128 &sum)
{
    const std::int64_t searches = request.usage[TokenClass::WebSearches];
    if (selection.period->webSearch > 0)
        sum += Int128(searches) * selection.period->webSearch;
    const std::int64_t fee = requestFee(*selection.period, request.searchContext);
    if (fee < -1)
        return request.requests == 0;
    if (fee > 0)
        sum += Int128(request.requests) * fee;
    return true;
}

} // namespace

bool Selection::isAmong(std::string_view wanted) const
{
    return std::any_of(multipliers.begin(),
                       multipliers.begin() + static_cast<std::ptrdiff_t>(multiplierCount),
                       [wanted](const Multiplier *m) { return m->name == wanted; });
}

Selection::Factor Selection::callFactor() const
{
    if (discount == nullptr)
        return {};
    return {discount->rest.numerator, discount->rest.denominator};
}

Selection::Factor Selection::tokenFactor() const
{
    // Each fraction has at most 9 + 7 digits, so that four of them stay within 128 bits.
    Factor factor = callFactor();
    for (std::size_t i = 0; i < multiplierCount; ++i) {
        factor.numerator *= multipliers[i]->factor.numerator;
        factor.denominator *= multipliers[i]->factor.denominator;
    }
    return factor;
}

Selection select(const PriceBook::Data &book, PriceBook::Handle handle, const PriceRequest &request)
{
    Selection selection;
    if (handle == 0)
        return selection;
    const HandleParts parts = unpack(handle);
    const Model &model = book.models[parts.model];
    const Segment &segment = segmentAt(model, request.listedAt.value_or(request.at));
    if (segment.period < 0) {
        selection.status = Quote::Status::NoPriceInForce;
        return selection;
    }
    selection.period = &book.periods[static_cast<std::size_t>(segment.period)];
    selection.isAssumed = segment.isAssumed;
    if (segment.discount >= 0)
        selection.discount = &book.discounts[static_cast<std::size_t>(segment.discount)];
    if (!selection.period->quarantine.empty()) {
        selection.status = Quote::Status::Quarantined;
        return selection;
    }
    const CompiledSchedule *schedule = &selection.period->base;
    selection.status = applyConditions(selection, model, parts, request, schedule)
                           ? Quote::Status::Priced
                           : Quote::Status::NoRate;
    chooseTable(selection, *schedule, request);
    return selection;
}

std::int64_t requestFee(const CompiledPeriod &period, std::string_view context)
{
    const auto &fees = period.request;
    if (fees[0] < 0 && fees[1] < 0 && fees[2] < 0)
        return -1;
    std::size_t level = 0;
    if (equalsLowered(context, "medium"))
        level = 1;
    else if (equalsLowered(context, "high"))
        level = 2;
    else if (!context.empty() && !equalsLowered(context, "low"))
        return -2;
    return fees[level] >= 0 ? fees[level] : fees[0];
}

std::optional<Money> sumOf(const Selection &selection, const PriceRequest &request)
{
    for (const std::int64_t count : request.usage.counts) {
        if (count < 0)
            return std::nullopt;
    }
    // A rate is below 2^44 and a count below 2^63: a dozen products stay within 128 bits.
    Int128 tokens = 0;
    Int128 calls = 0;
    bool isExact = request.requests >= 0;
    visitTokenTerms(*selection.table, request.usage,
                    [&](TokenClass, std::int64_t quantity, std::int64_t rate, bool) {
                        isExact = isExact && rate >= 0;
                        tokens += Int128(quantity) * rate;
                    });
    isExact = isExact && addCalls(selection, request, calls);
    // tokens x k x d + calls x d over one denominator: calls take the multipliers' denominators.
    const Selection::Factor all = selection.tokenFactor();
    Int128 numerator = 0;
    if (!isExact || !multiply(tokens, all.numerator, numerator))
        return std::nullopt;
    if (calls != 0) {
        const Selection::Factor discount = selection.callFactor();
        const Int128 scale = all.denominator / discount.denominator * discount.numerator;
        Int128 scaledCalls = 0;
        if (!multiply(calls, scale, scaledCalls) ||
            __builtin_add_overflow(numerator, scaledCalls, &numerator))
            return std::nullopt;
    }
    constexpr Int128 picosPerNano = 1000;
    const Int128 nanos = rounded(numerator, all.denominator * picosPerNano);
    if (nanos > std::numeric_limits<std::int64_t>::max())
        return std::nullopt;
    return Money{static_cast<std::int64_t>(nanos)};
}

} // namespace outlay
