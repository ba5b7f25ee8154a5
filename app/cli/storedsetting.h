// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/openledger.h"
#include "app/sources/sourcesettings.h"

#include <string>
#include <string_view>
#include <vector>

namespace outlay::cli {

/// What a setting of the ledger is, read as `parse` does.
template <typename Parse>
auto storedSetting(const Arguments &arguments, std::string_view setting, Parse parse)
    -> decltype(parse(std::string_view()))
{
    const auto reader = openReader(arguments);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    const auto text = (*reader)->setting(std::string(setting));
    if (!text)
        return tl::unexpected<Error>(text.error());
    return parse(*text);
}

/// `change` takes the settings as they are and leaves them as they should be; what is then stored
/// is returned. In one transaction.
template <typename Parse, typename Change>
auto changeSetting(const Arguments &arguments, std::string_view setting, Parse parse, Change change)
    -> decltype(parse(std::string_view()))
{
    const auto ingest = openIngest(arguments);
    if (!ingest)
        return tl::unexpected<Error>(ingest.error());
    auto after = parse(std::string_view());
    const Result<> done = (*ingest)->changeSetting(
        std::string(setting), [&](const std::string &before) -> Result<std::string> {
            after = parse(before);
            if (!after)
                return tl::unexpected<Error>(after.error());
            OUTLAY_TRY(change(*after));
            OUTLAY_TRY(validate(*after));
            return toJson(*after);
        });
    if (!done)
        return tl::unexpected<Error>(done.error());
    return after;
}

/// Adds every `--header NAME:VALUE` to `headers`, in the place of one of that name.
[[nodiscard]] Result<> takeHeaders(const Arguments &arguments,
                                   std::vector<sources::SourceSettings::Header> &headers);

} // namespace outlay::cli
