// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Price layers and catalogues: whatever is taken must answer a question without a fault.
#include "models/pricing/catalogue.h"
#include "models/pricing/pricebook.h"

#include <cstdlib>

namespace {

void ask(const std::string &layer)
{
    const auto book = outlay::PriceBook::build({{"fuzz", layer}});
    if (!book)
        return;
    outlay::PriceRequest request;
    request.provider = "openai";
    request.model = "a";
    request.at = *outlay::parseInstant("2026-11-23T12:00:00Z");
    request.usage[outlay::TokenClass::Input] = 1'000;
    request.usage[outlay::TokenClass::Output] = 10;
    const outlay::Price price = (*book)->price(request);
    const outlay::Quote quote = (*book)->quote((*book)->resolve("openai", "a", {}), request);
    const bool isPriced = quote.status == outlay::Quote::Status::Priced;
    if (price.cost.has_value() != isPriced || (isPriced && *price.cost != quote.cost))
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char *>(data), size);
    ask(text);
    (void)outlay::readCatalogue(text, *outlay::parseInstant("2026-08-01"));
    return 0;
}
