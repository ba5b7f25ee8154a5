// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/recognition.h"

#include "models/formats/sniffing.h"

#include <algorithm>

namespace outlay {

const Format *recognise(const std::function<std::string_view(std::size_t)> &headOf,
                        std::string_view path)
{
    std::size_t size = headSize;
    std::string_view head = headOf(size);
    const Format *const format = sniff(head, path);
    if (format != nullptr && format->mapping != Mapping::Needed)
        return format;
    while (head.size() == size && size < longestHeadSize && isFirstRecordCut(head)) {
        size = std::min(size * 4, longestHeadSize);
        head = headOf(size);
    }
    return size > headSize ? sniff(head, path) : format;
}

} // namespace outlay
