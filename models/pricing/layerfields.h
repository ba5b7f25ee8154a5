// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/pricing/jsonnode.h"
#include "models/pricing/layer.h"

#include <optional>
#include <string>
#include <vector>

/// Reading fields of a price layer. An absent key leaves the value as it is; a wrong one is an
/// error that begins with the field's path (".periods[0].rates.input: …").
namespace outlay::layerfields {

[[nodiscard]] tl::unexpected<Error> wrong(const std::string &field, const std::string &expected);
/// Puts the field in front of an inner error's text.
[[nodiscard]] tl::unexpected<Error> within(const std::string &field, const Error &error);
[[nodiscard]] Result<> readText(const JsonNode &object, const char *key, std::string &into);
[[nodiscard]] Result<> readFlag(const JsonNode &object, const char *key, bool &into);
[[nodiscard]] Result<> readInstant(const JsonNode &object, const char *key,
                                   std::optional<Instant> &into);
/// 0 or more.
[[nodiscard]] Result<std::int64_t> wholeNumber(const JsonNode &node, const std::string &field);
/// Rates, steps and windows.
[[nodiscard]] Result<> readSchedule(const JsonNode &node, Schedule &schedule);

template <typename T, typename Read>
Result<> readList(const JsonNode &object, const char *key, std::vector<T> &into, Read read)
{
    const JsonNode *list = object.find(key);
    if (list == nullptr)
        return {};
    const std::string field = std::string(".") + key;
    if (!list->isArray())
        return wrong(field, "expected a list");
    for (std::size_t i = 0; i < list->children.size(); ++i) {
        auto item = read(list->children[i]);
        if (!item)
            return within(field + "[" + std::to_string(i) + "]", item.error());
        into.push_back(std::move(*item));
    }
    return {};
}

} // namespace outlay::layerfields
