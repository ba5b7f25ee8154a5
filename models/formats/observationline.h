// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/observation.h"

#include <string>
#include <string_view>

namespace outlay {

/// Who observed, for records that do not say it themselves.
struct Observer
{
    std::string_view source;
    std::string_view format; ///< the word of --format; told for people
    Rank rank = Rank::MappedFile;
    Growth growth = Growth::Once;
};

// Each appends one line of the format "observations" (docs/formats.md), its line end included:
// everything a ledger keeps of a record, so that another ledger that reads it answers the same.
// What is its default is left out. Content is told by its hash only.
void appendJsonLine(const Observation &observation, const Observer &observer, std::string &out);
void appendJsonLine(const LineageVector &vector, const Observer &observer, std::string &out);
void appendJsonLine(const SpanRecord &span, const Observer &observer, std::string &out);
void appendJsonLine(const Statement &statement, const Observer &observer, std::string &out);
void appendJsonLine(const BucketDelivery &bucket, const Observer &observer, std::string &out);
void appendJsonLine(const DirectoryEntry &entry, const Observer &observer, std::string &out);
void appendJsonLine(const QuotaObservation &quota, const Observer &observer, std::string &out);

} // namespace outlay
