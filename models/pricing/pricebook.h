// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"
#include "models/money/int128.h"
#include "models/money/money.h"
#include "models/money/tokenusage.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace outlay {

/// What decides a request's price. Views need live only during the call.
struct PriceRequest
{
    std::string_view provider;
    std::string_view model;
    std::string_view modelGroup; ///< tried when the model is unknown
    Instant at;
    std::string_view tier;
    std::string_view speed;
    std::string_view geo;
    std::string_view searchContext;
    TokenUsage usage;
    std::int64_t requests = 1;
    bool isAggregate = false; ///< several requests in one row: never stepped (invariant 9)
    /// Whose prices and discounts apply, if not those in force `at` that time; the hours of the
    /// week are those of `at` all the same.
    std::optional<Instant> listedAt = {};
};

/// One line of a receipt: quantity x rate, exactly.
struct PriceTerm
{
    std::string tokenClass; ///< "input_tokens", …, "web_searches", "requests"
    std::int64_t quantity = 0;
    std::string rate; ///< decimal USD per million tokens, or per 1,000 calls, as listed
    /// quantity x rate x multipliers in pico-dollars (12 places of a dollar), rounded half to even
    /// where a multiplier leaves a remainder.
    Int128 picos = 0;
    bool isFallback = false; ///< the class has no own rate and bills as its parent
};

/// The full answer for one request.
struct Price
{
    std::optional<Money> cost; ///< nullopt: unpriced, see `unpriced`
    std::string priceId;       ///< "anthropic/claude-sonnet-4-5"
    std::string applied;       ///< "base", "step over 200000, batch x0.5", "peak hours"
    std::vector<PriceTerm> terms;
    std::string unpriced;   ///< reason when there is no cost
    std::string resolution; ///< how the name was found: "exact", "alias", "date suffix", …
    std::string origin;     ///< where the entry comes from and since when
    std::int64_t totalInputTokens = 0;
    bool isAssumed = false; ///< an undated entry applied before its snapshot
};

/// The cheap answer of the hot path: no allocation.
struct Quote
{
    enum class Status : std::uint8_t
    {
        Priced,
        UnknownModel,
        NoPriceInForce,
        Quarantined, ///< the entry is implausible and not confirmed
        NoRate,      ///< the tier, speed or place asked for has no rate
        OutOfRange,  ///< negative counts, or a cost beyond 9.2 x 10^9 USD
    };
    Status status = Status::UnknownModel;
    bool isDeclaredFree = false; ///< every rate that applies is a declared zero
    Money cost;
    std::uint32_t entry = 0; ///< index for PriceBook::priceId()
};

/// One price over one span of time, as people read it.
struct PriceRow
{
    std::string priceId;
    TimeRange range;
    /// Class and USD per million tokens ("input", "0.75"), as listed.
    std::vector<std::pair<std::string, std::string>> rates;
    /// "over 200000: input 6, output 22.5", "batch x0.5", "web_search 10 per 1000", "7.5% off".
    std::vector<std::string> conditions;
    std::string origin; ///< where from and since when
    std::string layer;
    std::string confidence;
    std::string note;
    std::string quarantine; ///< why it waits for a confirmation; empty: it counts
    bool isAssumed = false; ///< undated, before its snapshot
    bool isDeclaredFree = false;
};

/// All prices in force over time, immutable once built; safe to read from any thread.
/// Built from the shipped book, imported catalogues, and the user's overrides and discounts.
class PriceBook
{
public:
    /// An overlay as stored in the configuration: JSON text in the form `prices export` writes.
    struct Layer
    {
        std::string name; ///< "shipped", "catalogue litellm 2026-08-01", "override"
        std::string json;
    };

    /// The shipped book under these layers (one named "shipped" takes its place); their order does
    /// not matter. Malformed errors name the layer and the field.
    [[nodiscard]] static Result<std::shared_ptr<const PriceBook>>
    build(const std::vector<Layer> &layers);
    /// These layers and nothing else: a catalogue's own answers.
    [[nodiscard]] static Result<std::shared_ptr<const PriceBook>>
    buildOnly(const std::vector<Layer> &layers);
    [[nodiscard]] static Layer shippedLayer();
    /// The book in resources/ alone.
    [[nodiscard]] static std::shared_ptr<const PriceBook> shipped();

    /// Resolution of a model's name is the costly half and depends on names only: keep the handle
    /// per (provider, model, model group). Valid as long as the book lives; 0 = unknown.
    using Handle = std::uint32_t;
    [[nodiscard]] Handle resolve(std::string_view provider, std::string_view model,
                                 std::string_view modelGroup) const;
    /// Allocation-free. `request.provider/model/modelGroup` are ignored in favour of the handle.
    [[nodiscard]] Quote quote(Handle handle, const PriceRequest &request) const;
    [[nodiscard]] std::string_view priceId(std::uint32_t entry) const;
    /// Whether one price with one discount holds for the model in all of that time. True for the
    /// unknown model (handle 0): it has none throughout.
    [[nodiscard]] bool isConstant(Handle handle, const TimeRange &range) const;

    /// With every term and the reasons; its cost equals quote()'s to the nano-dollar.
    [[nodiscard]] Price price(const PriceRequest &request) const;

    /// `figure` less the user's discount on that model at that time, rounded half to even: for list
    /// figures of a gateway. Of an unknown model (handle 0) the request's own names count.
    [[nodiscard]] Money discounted(Handle handle, const PriceRequest &request, Money figure) const;
    /// The price id of the same model at its maker, for one this provider sells and the book has no
    /// price of ("azure", "gpt-4o" -> "openai/gpt-4o"); empty: none. Whether it costs the same is
    /// for a person to say.
    [[nodiscard]] std::string namesake(std::string_view provider, std::string_view model) const;
    /// Everything in the book, by price id and time: for `prices list` and the Prices page.
    [[nodiscard]] std::vector<PriceRow> rows() const;
    /// Prices that wait for a confirmation, whether or not another one holds meanwhile.
    [[nodiscard]] std::vector<PriceRow> quarantined() const;

    ~PriceBook();
    PriceBook(const PriceBook &) = delete;
    PriceBook &operator=(const PriceBook &) = delete;

    struct Data; ///< bookdata.h
private:
    explicit PriceBook(std::unique_ptr<Data> data);
    std::unique_ptr<Data> m_data;
};

} // namespace outlay
