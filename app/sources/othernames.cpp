// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/othernames.h"

#include "models/formats/providername.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace outlay::sources {

namespace {

/// Source and provider.
using Teller = std::pair<std::string, std::string>;

bool isOtherService(const std::string &one, const std::string &other)
{
    return !one.empty() && !other.empty() && serviceOf(one) != serviceOf(other);
}

struct Billed
{
    std::set<std::string> projects;
    std::vector<const BilledTime *> times;
};

std::map<Teller, Billed> billedProjects(const std::vector<BilledTime> &times)
{
    std::map<Teller, Billed> billed;
    for (const BilledTime &time : times) {
        if (time.project.empty() || time.billed <= Money{}) // a credit alone is no use
            continue;
        Billed &one = billed[{time.source, time.provider}];
        one.projects.insert(time.project);
        one.times.push_back(&time);
    }
    return billed;
}

/// Adds what is counted of one project on days of the bill.
void addUse(OtherName &sum, const CountedUse &use, const Billed &bill,
            const std::set<std::string> &counted, std::set<std::int64_t> &days)
{
    const std::int64_t day = floorDivide(use.bucket.from.micros, microsPerDay);
    bool isMet = days.contains(day);
    for (const BilledTime *time : bill.times) {
        if (isMet)
            break;
        const bool meets = time->bucket.from < use.bucket.to && use.bucket.from < time->bucket.to;
        if (!meets || counted.contains(time->project) || isOtherService(time->service, use.service))
            continue;
        isMet = true;
        if (sum.billedProject.empty())
            sum.billedProject = time->project;
    }
    if (!isMet)
        return;
    if (sum.countedProject.empty())
        sum.countedProject = use.project;
    days.insert(day);
    sum.tokens += use.usage.total();
}

} // namespace

Result<std::vector<OtherName>> namedOtherwise(LedgerReader &reader)
{
    const auto uses = reader.countedUse({});
    if (!uses)
        return tl::unexpected<Error>(uses.error());
    std::map<Teller, std::set<std::string>> counted;
    for (const CountedUse &use : *uses) {
        if (!use.project.empty())
            counted[{use.source, use.provider}].insert(use.project);
    }
    std::vector<OtherName> found;
    if (counted.empty())
        return found;
    const auto times = reader.billedTimes();
    if (!times)
        return tl::unexpected<Error>(times.error());
    const auto bills = billedProjects(*times);
    for (const auto &[teller, projects] : counted) {
        for (const auto &[biller, bill] : bills) {
            if (biller.first == teller.first || biller.second != teller.second)
                continue;
            OtherName sum{teller.first, biller.first, teller.second, {}, {}, 0, 0};
            std::set<std::int64_t> days;
            for (const CountedUse &use : *uses) {
                if (use.source == teller.first && use.provider == teller.second &&
                    !use.project.empty() && !bill.projects.contains(use.project))
                    addUse(sum, use, bill, projects, days);
            }
            sum.days = static_cast<std::int64_t>(days.size());
            if (sum.days > 0)
                found.push_back(std::move(sum));
        }
    }
    return found;
}

} // namespace outlay::sources
