// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/otherfiles.h"

#include "models/formats/bytesource.h"
#include "models/formats/format.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <string>

namespace outlay {

const Format *recognisedFormat(const std::string &path)
{
    constexpr std::size_t headSize = 65536;
    const auto bytes = ByteSource::open(path);
    if (!bytes || !*bytes)
        return nullptr;
    std::string head(headSize, '\0');
    std::size_t have = 0;
    for (auto more = (*bytes)->read(head); more && *more > 0;
         more = (*bytes)->read(std::span(head).subspan(have)))
        have += *more;
    return sniff(std::string_view(head).substr(0, have), path);
}

namespace {

bool holdsRecords(const FoundFile &file, std::string_view wanted)
{
    const Format *const format = recognisedFormat(file.path);
    return format != nullptr && (format->mapping != Mapping::Needed || format->name == wanted);
}

} // namespace

void takeByContent(std::vector<FoundFile> &others, std::vector<FoundFile> &files,
                   std::string_view wanted)
{
    const auto rest =
        std::stable_partition(others.begin(), others.end(), [wanted](const FoundFile &file) {
            return !holdsRecords(file, wanted);
        });
    if (rest == others.end())
        return;
    files.insert(files.end(), std::make_move_iterator(rest), std::make_move_iterator(others.end()));
    others.erase(rest, others.end());
    std::sort(files.begin(), files.end(),
              [](const FoundFile &l, const FoundFile &r) { return l.path < r.path; });
}

} // namespace outlay
