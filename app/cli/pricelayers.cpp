// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/pricelayers.h"

#include "app/cli/openledger.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

namespace outlay::cli {

Result<std::vector<PriceBook::Layer>> storedLayers(const Arguments &arguments)
{
    std::vector<PriceBook::Layer> layers;
    std::error_code error;
    if (!std::filesystem::exists(ledgerPath(arguments), error) && !error)
        return layers;
    const Result<std::unique_ptr<LedgerReader>> reader = openReader(arguments);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    const auto stored = (*reader)->priceLayers();
    if (!stored)
        return tl::unexpected<Error>(stored.error());
    for (const auto &[name, json] : *stored)
        layers.push_back({name, json});
    return layers;
}

Result<std::shared_ptr<const PriceBook>> bookInUse(const Arguments &arguments)
{
    const auto layers = storedLayers(arguments);
    if (!layers)
        return tl::unexpected<Error>(layers.error());
    return layers->empty() ? PriceBook::shipped() : PriceBook::build(*layers);
}

Result<std::vector<DatedPrice>> datedInUse(const Arguments &arguments, const PriceBook &book)
{
    auto layers = storedLayers(arguments);
    if (!layers)
        return tl::unexpected<Error>(layers.error());
    const auto listed = listedRows(*std::move(layers));
    if (!listed)
        return tl::unexpected<Error>(listed.error());
    return datedPrices(book.rows(), *listed);
}

Result<std::string> readWholeFile(const std::string &path)
{
    constexpr std::size_t largest = std::size_t{256} * 1024 * 1024;
    const auto unreadable = [&path](const std::string &why) {
        return failure(Error::Kind::Unreadable, path + ": " + why);
    };
    std::error_code error;
    if (std::filesystem::is_directory(path, error))
        return unreadable("is a folder");
    const std::unique_ptr<std::FILE, int (*)(std::FILE *)> file(std::fopen(path.c_str(), "rb"),
                                                                std::fclose);
    if (!file)
        return unreadable(std::generic_category().message(errno));
    std::string bytes;
    constexpr std::size_t step = std::size_t{1024} * 1024;
    for (std::size_t got = step; got == step;) {
        const std::size_t known = bytes.size();
        if (known > largest)
            return unreadable("larger than a price list could be");
        bytes.resize(known + step);
        got = std::fread(bytes.data() + known, 1, step, file.get());
        bytes.resize(known + got);
    }
    if (std::ferror(file.get()) != 0)
        return unreadable("cannot be read to its end");
    return bytes;
}

Instant dayOfFile(const std::string &path, Instant otherwise)
{
    using namespace std::chrono;
    std::error_code error;
    const auto changed = std::filesystem::last_write_time(path, error);
    const Instant at =
        error ? otherwise
              : Instant{duration_cast<microseconds>(file_clock::to_sys(changed).time_since_epoch())
                            .count()};
    return Instant{floorDivide(std::min(at, otherwise).micros, microsPerDay) * microsPerDay};
}

std::string joined(const std::vector<std::string> &parts, std::string_view between)
{
    std::string text;
    for (const std::string &part : parts) {
        if (!text.empty())
            text += between;
        text += part;
    }
    return text;
}

std::string doubtsText(const std::vector<PriceDoubt> &doubts)
{
    using Kind = PriceDoubt::Kind;
    std::vector<std::string> words;
    for (const PriceDoubt &doubt : doubts) {
        const std::string pair = doubt.rate + " against " + doubt.against;
        if (doubt.kind == Kind::OutputBelowInput)
            words.push_back("output costs less than input (" + pair + ")");
        else if (doubt.kind == Kind::OutputFarAbove)
            words.push_back("output costs over " + std::to_string(farOutput) +
                            " times the input (" + pair + ")");
        else if (doubt.kind == Kind::CacheAboveInput)
            words.push_back("reading the cache costs more than input (" + pair + ")");
        else
            words.push_back(doubt.tokenClass + " moved by more than " + std::to_string(farJump) +
                            " times (" + doubt.against + " -> " + doubt.rate + ")");
    }
    return joined(words, "; ");
}

void writeDoubts(JsonWriter &json, const std::vector<PriceDoubt> &doubts)
{
    json.key("doubts").beginArray();
    for (const PriceDoubt &doubt : doubts) {
        json.beginObject().field("kind", name(doubt.kind));
        json.field("class", std::string_view(doubt.tokenClass));
        json.field("rate", std::string_view(doubt.rate));
        json.field("against", std::string_view(doubt.against)).endObject();
    }
    json.endArray();
}

std::string changesText(const std::vector<RateChange> &changes)
{
    std::vector<std::string> words;
    for (const RateChange &change : changes) {
        if (change.tokenClass.empty())
            words.push_back(change.before.empty() ? change.after + " added"
                                                  : change.before + " gone");
        else if (change.before.empty())
            words.push_back(change.tokenClass + " " + change.after + " added");
        else if (change.after.empty())
            words.push_back(change.tokenClass + " " + change.before + " gone");
        else
            words.push_back(change.tokenClass + " " + change.before + " -> " + change.after);
    }
    return joined(words, ", ");
}

std::optional<Instant> startOf(const PriceRow &row)
{
    return row.range.from == TimeRange{}.from ? std::nullopt : std::optional(row.range.from);
}

std::optional<Instant> endOf(const PriceRow &row)
{
    return row.range.to == TimeRange{}.to ? std::nullopt : std::optional(row.range.to);
}

std::string dayText(const std::optional<Instant> &at)
{
    constexpr std::size_t dateLength = 10;
    return at ? toRfc3339(*at).substr(0, dateLength) : "";
}

} // namespace outlay::cli
