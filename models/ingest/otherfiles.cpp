// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/otherfiles.h"

#include "models/formats/bytesource.h"
#include "models/formats/recognition.h"
#include "models/ingest/tablesource.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <string>

namespace outlay {

namespace {

/// Null: nothing known. Errors as of TableSource::formatOf().
Result<const Format *> formatOf(const std::string &path)
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
    if (TableSource::isDatabase(headOf(headSize)))
        return TableSource::formatOf(path, nullptr);
    return recognise(headOf, path);
}

/// A database that cannot be told (it is locked) is taken, so that this is said of it.
bool holdsRecords(const FoundFile &file, std::string_view wanted)
{
    const auto format = formatOf(file.path);
    if (!format)
        return format.error().kind != Error::Kind::Refused;
    return *format != nullptr &&
           ((*format)->mapping != Mapping::Needed || (*format)->name == wanted);
}

} // namespace

const Format *recognisedFormat(const std::string &path)
{
    return formatOf(path).value_or(nullptr);
}

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
