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

void replaceLayer(std::vector<PriceBook::Layer> &layers, PriceBook::Layer layer)
{
    const auto same = std::find_if(layers.begin(), layers.end(),
                                   [&](const auto &one) { return one.name == layer.name; });
    if (same != layers.end())
        *same = std::move(layer);
    else
        layers.push_back(std::move(layer));
}

std::string ratesText(const PriceRow &row)
{
    std::string text;
    for (const auto &[name, rate] : row.rates)
        text.append(text.empty() ? "" : ", ").append(name).append(" ").append(rate);
    return text;
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

} // namespace outlay::cli
