// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/codexstate.h"

#include <charconv>
#include <optional>

namespace outlay {

namespace {

constexpr std::string_view version = "codex1";

void put(std::string &out, std::string_view text)
{
    out += std::to_string(text.size());
    out += ':';
    out += text;
}

void put(std::string &out, std::int64_t number)
{
    put(out, std::string_view(std::to_string(number)));
}

std::optional<std::string_view> take(std::string_view &text)
{
    std::size_t size = 0;
    const char *const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, size);
    if (error != std::errc() || stop == end || *stop != ':')
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()) + 1);
    if (size > text.size())
        return std::nullopt;
    const std::string_view taken = text.substr(0, size);
    text.remove_prefix(size);
    return taken;
}

bool take(std::string_view &text, std::string &out)
{
    const auto taken = take(text);
    if (taken)
        out.assign(*taken);
    return taken.has_value();
}

bool take(std::string_view &text, std::int64_t &out)
{
    const auto taken = take(text);
    if (!taken)
        return false;
    const auto [stop, error] = std::from_chars(taken->data(), taken->data() + taken->size(), out);
    return error == std::errc() && stop == taken->data() + taken->size();
}

bool take(std::string_view &text, LineageVector::Counts &counts)
{
    for (std::int64_t &count : counts) {
        if (!take(text, count) || count < -1 || count > maxTokens)
            return false;
    }
    return true;
}

} // namespace

std::string CodexState::toText() const
{
    std::string out(version);
    for (const std::string *text :
         {&session, &parent, &provider, &model, &cwd, &branch, &tier, &agent, &firstTime})
        put(out, *text);
    put(out, std::int64_t{hasMeta});
    put(out, std::int64_t{isRepeatDue});
    put(out, ordinal);
    for (const LineageVector::Counts &counts : {dueLast, dueTotal}) {
        for (const std::int64_t count : counts)
            put(out, count);
    }
    return out;
}

bool CodexState::fromText(std::string_view text)
{
    if (!text.starts_with(version))
        return false;
    text.remove_prefix(version.size());
    CodexState read;
    for (std::string *field : {&read.session, &read.parent, &read.provider, &read.model, &read.cwd,
                               &read.branch, &read.tier, &read.agent, &read.firstTime}) {
        if (!take(text, *field))
            return false;
    }
    std::int64_t meta = 0;
    std::int64_t due = 0;
    if (!take(text, meta) || !take(text, due) || !take(text, read.ordinal) || read.ordinal < 0 ||
        !take(text, read.dueLast) || !take(text, read.dueTotal) || !text.empty())
        return false;
    read.hasMeta = meta != 0;
    read.isRepeatDue = due != 0;
    *this = std::move(read);
    return true;
}

} // namespace outlay
