// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/combinedday.h"

#include <tuple>

namespace outlay {

namespace {

constexpr std::size_t partSize = 64UL * 1024;

} // namespace

bool CombinedDay::ByThread::operator()(const Subject &left, const Subject &right) const
{
    const auto order = [](const Subject &subject) {
        return std::tie(subject.thread, subject.profile, subject.tags, subject.task, subject.price);
    };
    return order(left) < order(right);
}

void CombinedDay::add(const Subject &subject, const Cell &cell)
{
    if (!cell.isZero())
        m_sums[subject] += cell;
}

std::vector<std::string> CombinedDay::parts() const
{
    std::vector<std::string> parts;
    std::string sums;
    std::uint32_t thread = 0;
    for (const auto &[subject, cell] : m_sums) {
        if (cell.isZero())
            continue;
        if (parts.empty() || parts.back().size() >= partSize) {
            parts.emplace_back();
            thread = 0;
        }
        std::string &part = parts.back();
        putVarint(part, subject.thread - thread);
        thread = subject.thread;
        for (const std::uint32_t value :
             {subject.profile, subject.tags, subject.task, subject.price})
            putVarint(part, value);
        sums.clear();
        encode(cell, sums);
        putVarint(part, sums.size());
        part += sums;
    }
    return parts;
}

} // namespace outlay
