// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/closedperiods.h"

#include <QCryptographicHash>

#include <algorithm>
#include <cstdio>

namespace outlay {

namespace {

constexpr std::string_view formName = "outlay-closing-1";

// By CellField behind the token classes; a name never changes, or digests would.
constexpr std::array<std::string_view, cellFieldCount - 5 - tokenClassCount> laterNames{
    "cost",
    "unpriced_requests",
    "quarantined",
    "list_value",
    "set_aside",
    "set_aside_requests",
    "residual",
    "cost_billed",
    "cost_reported",
    "cost_estimated",
    "cost_client",
    "billed",
    "billed_requests",
    "reported",
    "reported_requests",
    "estimated",
    "estimated_requests",
    "client",
    "client_requests",
    "latency_samples",
    "latency_micros",
    "retries",
    "residual_estimated"};
constexpr std::array<std::string_view, 5> firstNames{"requests", "errors", "blind_requests",
                                                     "cache_hits", "served_tokens"};

void appendText(std::string &out, std::string_view text)
{
    out += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            std::array<char, 8> escaped{};
            std::snprintf(escaped.data(), escaped.size(), "\\u%04x",
                          static_cast<unsigned>(static_cast<unsigned char>(c)));
            out += escaped.data();
        } else {
            out += c;
        }
    }
    out += '"';
}

std::string dateText(const CivilDate &date, bool withDay)
{
    std::array<char, 32> text{};
    if (withDay)
        std::snprintf(text.data(), text.size(), "%04d-%02d-%02d", date.year, date.month, date.day);
    else
        std::snprintf(text.data(), text.size(), "%04d-%02d", date.year, date.month);
    return text.data();
}

} // namespace

bool isFrozen(Dimension dimension)
{
    return std::find(frozenDimensions.begin(), frozenDimensions.end(), dimension) !=
           frozenDimensions.end();
}

std::size_t placeOf(Dimension dimension)
{
    const auto *const found =
        std::find(frozenDimensions.begin(), frozenDimensions.end(), dimension);
    Q_ASSERT(found != frozenDimensions.end());
    return static_cast<std::size_t>(found - frozenDimensions.begin());
}

std::string ClosedPeriod::month() const
{
    return dateText(civilFromDays(firstDay), false);
}

std::string_view canonicalName(CellField field)
{
    const auto place = static_cast<std::size_t>(field);
    constexpr auto firstToken = static_cast<std::size_t>(CellField::FirstTokenClass);
    static_assert(firstToken == firstNames.size());
    if (place < firstToken)
        return firstNames[place];
    if (place < firstToken + tokenClassCount)
        return name(static_cast<TokenClass>(place - firstToken));
    return laterNames[place - firstToken - tokenClassCount];
}

std::string canonicalHeader(const ClosedPeriod &period)
{
    std::string line = "{\"form\":\"" + std::string(formName) + "\",\"month\":\"";
    line += period.month() + "\",\"tz\":";
    appendText(line, period.zone);
    return line + "}\n";
}

std::string canonicalLine(std::int64_t day, const FrozenKey &key, const Cell &sums)
{
    std::string line = "{\"day\":\"" + dateText(civilFromDays(day), true) + "\"";
    for (std::size_t i = 0; i < frozenDimensions.size(); ++i) {
        if (key[i].empty())
            continue;
        line += ",\"" + std::string(name(frozenDimensions[i])) + "\":";
        appendText(line, key[i]);
    }
    for (std::size_t i = 0; i < cellFieldCount; ++i) {
        if (sums.sums[i] != 0)
            line += ",\"" + std::string(canonicalName(static_cast<CellField>(i))) +
                    "\":" + std::to_string(sums.sums[i]);
    }
    return line + "}\n";
}

std::vector<FrozenRow> rowsOf(std::int64_t day, const FrozenDay &sums)
{
    std::vector<FrozenRow> rows;
    rows.reserve(sums.size());
    for (const auto &[key, cell] : sums) {
        std::string line = canonicalLine(day, key, cell);
        std::string hash = sha256(line);
        rows.push_back({key, cell, std::move(line), std::move(hash)});
    }
    std::sort(rows.begin(), rows.end(),
              [](const FrozenRow &l, const FrozenRow &r) { return l.line < r.line; });
    return rows;
}

struct Digest::Data
{
    QCryptographicHash hash{QCryptographicHash::Sha256};
};

Digest::Digest() : m_data(std::make_unique<Data>()) {}
Digest::~Digest() = default;

void Digest::add(std::string_view bytes)
{
    m_data->hash.addData(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())));
}

std::string Digest::hex() const
{
    return m_data->hash.result().toHex().toStdString();
}

std::string sha256(std::string_view bytes)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())));
    return hash.result().toStdString();
}

Result<std::pair<std::int64_t, std::int64_t>> daysOfMonth(std::string_view text)
{
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    const bool hasForm = text.size() == 7 && text[4] == '-' &&
                         std::all_of(text.begin(), text.begin() + 4, isDigit) &&
                         std::all_of(text.begin() + 5, text.end(), isDigit);
    const int year = hasForm ? std::stoi(std::string(text.substr(0, 4))) : 0;
    const int month = hasForm ? std::stoi(std::string(text.substr(5))) : 0;
    if (year < 1970 || month < 1 || month > 12)
        return failure(Error::Kind::Usage,
                       "\"" + std::string(text) + "\" is no month; write it as 2026-10");
    const CivilDate next = month == 12 ? CivilDate{year + 1, 1, 1} : CivilDate{year, month + 1, 1};
    return std::pair(daysFromCivil({year, month, 1}), daysFromCivil(next));
}

} // namespace outlay
