// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/importoptions.h"

#include "models/money/hash.h"

namespace outlay {

Result<const Format *> formatFor(const std::string &name)
{
    if (name == "auto")
        return nullptr;
    if (const Format *const format = formatNamed(name))
        return format;
    std::string known;
    for (const Format &each : formats())
        known += " " + std::string(each.name);
    return failure(Error::Kind::Usage, "unknown format \"" + name + "\"; known: auto" + known);
}

std::uint64_t readerOptionsHash(const FieldMap &map)
{
    std::string text;
    for (const auto *list : {&map.fields, &map.only}) {
        for (const auto &[left, right] : *list)
            text += left + "=" + right + "\n";
        text += "\n";
    }
    return map.isEmpty() ? 0 : hash64(text);
}

} // namespace outlay
