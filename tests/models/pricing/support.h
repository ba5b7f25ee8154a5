// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/pricing/pricebook.h"

#include <memory>
#include <string>
#include <vector>

namespace outlay::test {

/// A time a test wrote down itself.
inline Instant at(const std::string &text)
{
    return parseInstant(text).value_or(Instant{});
}

inline const Instant now = at("2026-11-23T12:00:00Z");

/// A question about `model` with input and output tokens only.
inline PriceRequest request(std::string_view provider, std::string_view model,
                            std::int64_t input = 1'000'000, std::int64_t output = 0,
                            Instant when = now)
{
    PriceRequest made;
    made.provider = provider;
    made.model = model;
    made.at = when;
    made.usage[TokenClass::Input] = input;
    made.usage[TokenClass::Output] = output;
    return made;
}

/// Layer text around a list of entries; `head` holds further members, with a comma behind.
inline PriceBook::Layer layer(const std::string &name, const std::string &head,
                              const std::string &entries)
{
    return {name, R"({"outlay_prices": 1, )" + head + R"("entries": [)" + entries + "]}"};
}

inline PriceBook::Layer overrides(const std::string &entries, const std::string &head = {})
{
    return layer("override", head, entries);
}

inline PriceBook::Layer catalogueOf(const std::string &day, const std::string &entries)
{
    return layer("catalogue test " + day, R"("kind": "catalogue", "as_of": ")" + day + "\", ",
                 entries);
}

/// The book of these layers, or null when one is refused.
inline std::shared_ptr<const PriceBook> bookOf(const std::vector<PriceBook::Layer> &layers)
{
    return PriceBook::build(layers).value_or(nullptr);
}

/// What a test compares: the decimal cost, or "unpriced: reason".
inline std::string costOf(const PriceBook &book, const PriceRequest &question)
{
    const Price price = book.price(question);
    return price.cost ? toDecimal(*price.cost) : "unpriced: " + price.unpriced;
}

} // namespace outlay::test
