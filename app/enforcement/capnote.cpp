// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/enforcement/capnote.h"

#include <algorithm>
#include <array>

namespace outlay::enforcement {

namespace {

constexpr char betweenCaps = '\n';
constexpr char betweenParts = '\t';

std::vector<std::string> split(const std::string &text, char at)
{
    std::vector<std::string> parts;
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t end = std::min(text.find(at, from), text.size());
        parts.push_back(text.substr(from, end - from));
        from = end + 1;
    }
    return parts;
}

std::string fieldsText(const LimitFields &fields)
{
    std::string text;
    for (const auto &[isMeant, name] :
         {std::pair(fields.money, "money"), {fields.rpm, "rpm"}, {fields.tpm, "tpm"}}) {
        if (isMeant)
            text += (text.empty() ? "" : " ") + std::string(name);
    }
    return text;
}

LimitFields fieldsIn(const std::string &text)
{
    LimitFields fields;
    for (const std::string &name : split(text, ' ')) {
        fields.money = fields.money || name == "money";
        fields.rpm = fields.rpm || name == "rpm";
        fields.tpm = fields.tpm || name == "tpm";
    }
    return fields;
}

NotedCap parseLine(const std::string &line)
{
    const std::vector<std::string> parts = split(line, betweenParts);
    NotedCap cap;
    cap.capId = parts.empty() ? std::string() : parts[0];
    if (parts.size() > 1 && !fieldsIn(parts[1]).isNone())
        cap.fields = fieldsIn(parts[1]);
    if (parts.size() > 2)
        cap.who = parts[2];
    if (parts.size() > 3)
        cap.at = parts[3];
    return cap;
}

} // namespace

std::string keyOf(const NotedCap &cap)
{
    return cap.fields ? cap.capId + betweenParts + cap.who + betweenParts + cap.at : cap.capId;
}

std::vector<NotedCap> parseNote(const std::string &note)
{
    std::vector<NotedCap> caps;
    for (const std::string &line : split(note, betweenCaps))
        caps.push_back(parseLine(line));
    return caps;
}

std::string lineOf(const NotedCap &cap)
{
    if (!cap.fields)
        return cap.capId;
    return cap.capId + betweenParts + fieldsText(*cap.fields) + betweenParts + cap.who +
           betweenParts + cap.at;
}

std::string noteOf(const std::vector<NotedCap> &caps)
{
    std::string note;
    for (const NotedCap &cap : caps)
        addNoted(note, lineOf(cap));
    return note;
}

std::vector<std::string> capsNoted(const std::string &note)
{
    std::vector<std::string> ids;
    for (NotedCap &cap : parseNote(note)) {
        if (std::find(ids.begin(), ids.end(), cap.capId) == ids.end())
            ids.push_back(std::move(cap.capId));
    }
    return ids;
}

bool isNoted(const std::string &note, const std::string &capId)
{
    const std::vector<std::string> caps = capsNoted(note);
    return std::find(caps.begin(), caps.end(), capId) != caps.end();
}

void addNoted(std::string &note, const std::string &more)
{
    if (!note.empty() && !more.empty())
        note += betweenCaps;
    note += more;
}

LimitFields with(LimitFields fields, const LimitFields &more)
{
    fields.money = fields.money || more.money;
    fields.rpm = fields.rpm || more.rpm;
    fields.tpm = fields.tpm || more.tpm;
    return fields;
}

LimitFields without(LimitFields fields, const LimitFields &taken)
{
    fields.money = fields.money && !taken.money;
    fields.rpm = fields.rpm && !taken.rpm;
    fields.tpm = fields.tpm && !taken.tpm;
    return fields;
}

bool overlap(const LimitFields &left, const LimitFields &right)
{
    return !(without(left, right) == left);
}

std::string otherWriter(const std::string &note, const LimitFields &fields, const OwnLines &own)
{
    for (const NotedCap &cap : parseNote(note)) {
        if (own.contains(keyOf(cap)) || (cap.fields && !overlap(*cap.fields, fields)))
            continue;
        const std::string its = "its cap " + cap.capId;
        return cap.who.empty() ? "another ledger (" + its + ')'
                               : cap.who + " (" + its + ", since " + cap.at + ')';
    }
    return {};
}

std::string noteTakenBack(const std::string &now, const std::string &before,
                          const std::string &written)
{
    if (now == written)
        return before;
    const std::vector<NotedCap> old = parseNote(before), ours = parseNote(written);
    const auto has = [](const std::vector<NotedCap> &caps, const NotedCap &cap) {
        return std::find(caps.begin(), caps.end(), cap) != caps.end();
    };
    std::vector<NotedCap> left;
    for (const NotedCap &cap : parseNote(now)) {
        if (has(old, cap) || !has(ours, cap))
            left.push_back(cap);
    }
    for (const NotedCap &cap : old) {
        if (!has(left, cap) && !has(ours, cap))
            left.push_back(cap);
    }
    return noteOf(left);
}

} // namespace outlay::enforcement
