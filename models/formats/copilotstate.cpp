// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/copilotstate.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace outlay {

namespace {

using Counts = CopilotState::Counts;
using Totals = CopilotState::Totals;
constexpr std::array members = {&Counts::input,   &Counts::output,    &Counts::read,
                                &Counts::written, &Counts::reasoning, &Counts::requests};

/// Whether every model of `before` is there with no count less.
bool includes(const Totals &totals, const Totals &before)
{
    return std::all_of(before.begin(), before.end(), [&](const auto &each) {
        const auto now = totals.find(each.first);
        return now != totals.end() && std::all_of(members.begin(), members.end(), [&](auto member) {
                   return now->second.*member >= each.second.*member;
               });
    });
}

std::int64_t outputOf(const Totals &totals)
{
    std::int64_t sum = 0;
    for (const auto &[model, counts] : totals)
        sum += counts.output;
    return sum;
}

std::string oneLine(std::string text)
{
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

bool readNumber(std::string_view text, std::int64_t &out)
{
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    return read.ec == std::errc() && read.ptr == text.data() + text.size() && out >= 0;
}

std::vector<std::string_view> parts(std::string_view text, char separator, std::size_t most)
{
    std::vector<std::string_view> found;
    while (found.size() + 1 < most) {
        const std::size_t end = text.find(separator);
        if (end == std::string_view::npos)
            break;
        found.push_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    found.push_back(text);
    return found;
}

} // namespace

CopilotState::Step CopilotState::step(const Totals &totals)
{
    Step step{Step::Kind::Own, totals};
    if (!last.empty() && includes(totals, last)) {
        const std::int64_t more = outputOf(totals) - outputOf(last);
        if (totals != last && said == 0) {
            step.kind = Step::Kind::Unclear;
            return step;
        }
        if (more >= said)
            step.kind = Step::Kind::Cumulative;
    }
    if (step.kind == Step::Kind::Cumulative) {
        for (const auto &[model, before] : last) {
            for (const auto member : members)
                step.used[model].*member -= before.*member;
        }
    }
    last = totals;
    said = 0;
    return step;
}

std::string CopilotState::toText() const
{
    std::string text = oneLine(session) + '\n' + oneLine(folder) + '\n' + oneLine(branch) + '\n' +
                       std::to_string(said);
    for (const auto &[model, counts] : last) {
        text += '\n';
        for (const auto member : members)
            text += std::to_string(counts.*member) + ' ';
        text += oneLine(model);
    }
    return text;
}

bool CopilotState::fromText(std::string_view text)
{
    const std::vector<std::string_view> lines = parts(text, '\n', std::string_view::npos);
    constexpr std::size_t fixed = 4;
    CopilotState read;
    if (lines.size() < fixed || !readNumber(lines[3], read.said))
        return false;
    read.session = lines[0];
    read.folder = lines[1];
    read.branch = lines[2];
    for (std::size_t i = fixed; i < lines.size(); ++i) {
        const std::vector<std::string_view> words = parts(lines[i], ' ', members.size() + 1);
        if (words.size() != members.size() + 1)
            return false;
        Counts counts;
        for (std::size_t m = 0; m < members.size(); ++m) {
            if (!readNumber(words[m], counts.*members[m]))
                return false;
        }
        read.last[std::string(words.back())] = counts;
    }
    *this = std::move(read);
    return true;
}

} // namespace outlay
