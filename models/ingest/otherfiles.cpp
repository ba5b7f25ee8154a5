// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/otherfiles.h"

#include "models/formats/bytesource.h"
#include "models/formats/recognition.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <string>

namespace outlay {

const Format *recognisedFormat(const std::string &path)
{
    const auto bytes = ByteSource::open(path);
    if (!bytes || !*bytes)
        return nullptr;
    std::string head;
    const auto headOf = [&](std::size_t size) {
        std::size_t have = head.size();
        head.resize(size);
        for (auto more = (*bytes)->read(std::span(head).subspan(have)); more && *more > 0;
             more = (*bytes)->read(std::span(head).subspan(have)))
            have += *more;
        head.resize(have);
        return std::string_view(head);
    };
    return recognise(headOf, path);
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
