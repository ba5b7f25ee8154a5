// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Any text as --map: either an error that says so, or a map every reader takes.
#include "models/formats/format.h"

#include <cstdlib>

using namespace outlay;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    ReaderOptions options;
    const auto map = parseFieldMap({reinterpret_cast<const char *>(data), size});
    if (!map && map.error().text.empty())
        std::abort();
    if (!map)
        return 0;
    options.map = *map;
    for (const Format &format : formats())
        (void)format.create(options);
    return 0;
}
