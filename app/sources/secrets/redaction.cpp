// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/secrets/redaction.h"

#include <QLoggingCategory>
#include <QString>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <mutex>
#include <vector>

namespace outlay {

namespace {

constexpr std::string_view mask = "[redacted]";
/// Shorter ones would take ordinary words out of texts.
constexpr std::size_t shortestKnown = 6;

bool isAlnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool isWord(char c)
{
    return isAlnum(c) || c == '_' || c == '-';
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool isOneOf(char c, std::string_view set)
{
    return set.find(c) != std::string_view::npos;
}

struct Known
{
    std::mutex mutex;
    std::vector<Secret> secrets; ///< longest first: one may be part of another
};

Known &known()
{
    static Known all;
    return all;
}

void replaceAll(std::string &text, std::string_view what)
{
    for (std::size_t at = text.find(what); at != std::string::npos;
         at = text.find(what, at + mask.size()))
        text.replace(at, what.size(), mask);
}

std::string percentEncoded(std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text;
    for (const char c : bytes) {
        if (isAlnum(c) || isOneOf(c, "-_.~")) {
            text += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        text += '%';
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

/// What follows such a name is a secret.
struct SensitiveName
{
    std::string_view name;
    enum class Until : std::uint8_t
    {
        Delimiter,
        EndOfLine, ///< values with spaces and semicolons in them
    } until = Until::Delimiter;
    bool isQueryOnly = false; ///< too common a word elsewhere
};
using enum SensitiveName::Until;
constexpr std::array sensitiveNames{
    SensitiveName{"authorization", EndOfLine},
    SensitiveName{"proxy-authorization", EndOfLine},
    SensitiveName{"cookie", EndOfLine},
    SensitiveName{"set-cookie", EndOfLine},
    SensitiveName{"x-api-key"},
    SensitiveName{"x-goog-api-key"},
    SensitiveName{"x-litellm-api-key", EndOfLine},
    SensitiveName{"x-litellm-key", EndOfLine},
    SensitiveName{"api-key"},
    SensitiveName{"api_key"},
    SensitiveName{"apikey"},
    SensitiveName{"access_token"},
    SensitiveName{"refresh_token"},
    SensitiveName{"id_token"},
    SensitiveName{"auth_token"},
    SensitiveName{"client_secret"},
    SensitiveName{"secret"},
    SensitiveName{"token"},
    SensitiveName{"password"},
    SensitiveName{"passwd"},
    SensitiveName{"passphrase"},
    SensitiveName{"master_key"},
    SensitiveName{"key", Delimiter, true},
    SensitiveName{"sig", Delimiter, true},
    SensitiveName{"signature", Delimiter, true},
};

/// Where the word before `end` starts.
std::size_t wordStart(std::string_view text, std::size_t end)
{
    while (end > 0 && isWord(text[end - 1]))
        --end;
    return end;
}

const SensitiveName *sensitive(std::string_view word, bool isInQuery)
{
    for (const SensitiveName &one : sensitiveNames) {
        if ((!one.isQueryOnly || isInQuery) && one.name.size() == word.size() &&
            std::equal(word.begin(), word.end(), one.name.begin(),
                       [](char a, char b) { return lower(a) == b; }))
            return &one;
    }
    return nullptr;
}

std::size_t valueEnd(std::string_view text, std::size_t at, SensitiveName::Until until, char quote)
{
    while (at < text.size() && text[at] != '\n' && text[at] != '\r') {
        const char c = text[at];
        if (quote != 0 ? c == quote || c == '\\'
                       : until == Delimiter && isOneOf(c, " \t\"'&,;})]<>"))
            break;
        ++at;
    }
    return at;
}

/// Values behind names: "Authorization: …", "api_key=…", "\"token\": \"…\"".
void redactValues(std::string &text)
{
    constexpr std::string_view around = " \t\"'\\";
    for (std::size_t at = text.find_first_of(":="); at != std::string::npos;
         at = text.find_first_of(":=", at + 1)) {
        std::size_t nameEnd = at;
        while (nameEnd > 0 && isOneOf(text[nameEnd - 1], around))
            --nameEnd;
        const std::size_t start = wordStart(text, nameEnd);
        const bool isInQuery = start > 0 && isOneOf(text[start - 1], "?&") && text[at] == '=';
        const SensitiveName *found =
            sensitive(std::string_view(text).substr(start, nameEnd - start), isInQuery);
        if (found == nullptr)
            continue;
        std::size_t from = at + 1;
        char quote = 0;
        while (from < text.size() && isOneOf(text[from], around)) {
            if (isOneOf(text[from], "\"'"))
                quote = text[from];
            ++from;
            if (quote != 0)
                break;
        }
        const std::size_t end =
            isInQuery ? std::min(text.find_first_of("&# \t\r\n\"'<>", from), text.size())
                      : valueEnd(text, from, found->until, quote);
        const bool isDone = std::string_view(text).substr(from).starts_with(mask);
        if (end > from && !isDone)
            text.replace(from, end - from, mask);
    }
}

/// "Bearer abc…" wherever it stands.
void redactSchemes(std::string &text)
{
    constexpr std::size_t shortest = 8;
    for (const std::string_view scheme : {std::string_view("bearer"), std::string_view("basic")}) {
        for (std::size_t at = 0; at + scheme.size() < text.size(); ++at) {
            const bool isHere = std::equal(scheme.begin(), scheme.end(),
                                           text.begin() + static_cast<std::ptrdiff_t>(at),
                                           [](char a, char b) { return a == lower(b); });
            if (!isHere || (at > 0 && isWord(text[at - 1])))
                continue;
            std::size_t from = at + scheme.size();
            while (from < text.size() && isOneOf(text[from], " \t"))
                ++from;
            std::size_t end = from;
            while (end < text.size() && (isAlnum(text[end]) || isOneOf(text[end], "-._~+/=%")))
                ++end;
            if (from > at + scheme.size() && end - from >= shortest)
                text.replace(from, end - from, mask);
        }
    }
}

/// "https://user:password@host".
void redactUserInfo(std::string &text)
{
    constexpr std::string_view slashes = "://";
    for (std::size_t at = text.find(slashes); at != std::string::npos;
         at = text.find(slashes, at + 1)) {
        const std::size_t from = at + slashes.size();
        const std::size_t end = text.find_first_of("/?# \t\r\n\"'<>", from);
        const std::string_view authority =
            std::string_view(text).substr(from, end == std::string::npos ? end : end - from);
        if (const std::size_t sign = authority.rfind('@'); sign != std::string_view::npos)
            text.replace(from, sign, mask);
    }
}

/// Keys by what they begin with.
void redactKeys(std::string &text)
{
    constexpr std::size_t shortest = 16;
    constexpr std::array<std::string_view, 12> prefixes{
        "sk-", "sk_", "pk-", "rk-", "xai-", "gsk_", "AIza", "ghp_", "hf_", "eyJ", "r8_", "sess-"};
    for (std::size_t at = 0; at < text.size();) {
        if (!isWord(text[at])) {
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < text.size() && (isWord(text[end]) || text[end] == '.'))
            ++end;
        const std::string_view word = std::string_view(text).substr(at, end - at);
        const bool isKey =
            word.size() >= shortest &&
            std::any_of(prefixes.begin(), prefixes.end(),
                        [word](std::string_view prefix) { return word.starts_with(prefix); });
        if (isKey) {
            text.replace(at, end - at, mask);
            end = at + mask.size();
        }
        at = end;
    }
}

std::atomic<QtMessageHandler> handlerBefore = nullptr;

void printRedacted(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const std::string text = redact(message.toStdString());
    const QString shown = QString::fromStdString(text);
    if (const QtMessageHandler before = handlerBefore.load()) {
        before(type, context, shown);
        return;
    }
    const std::string line = qFormatLogMessage(type, context, shown).toStdString() + "\n";
    (void)std::fputs(line.c_str(), stderr);
}

} // namespace

void rememberForRedaction(const Secret &secret)
{
    if (secret.size() < shortestKnown)
        return;
    // Of "public key:secret key" each is one; a short part is a word like "admin".
    constexpr std::size_t shortestPart = 16;
    const std::size_t colon = secret.reveal().find(':');
    if (colon != std::string_view::npos && !secret.reveal().starts_with('{')) {
        for (const std::string_view part :
             {secret.reveal().substr(0, colon), secret.reveal().substr(colon + 1)}) {
            if (part.size() >= shortestPart)
                rememberForRedaction(Secret(part));
        }
    }
    Known &all = known();
    const std::lock_guard lock(all.mutex);
    if (std::any_of(all.secrets.begin(), all.secrets.end(),
                    [&secret](const Secret &one) { return one.equals(secret); }))
        return;
    all.secrets.push_back(secret.clone());
    std::sort(all.secrets.begin(), all.secrets.end(),
              [](const Secret &l, const Secret &r) { return l.size() > r.size(); });
}

bool holdsSecret(std::string_view text)
{
    if (text.size() < shortestKnown)
        return false;
    Known &all = known();
    const std::lock_guard lock(all.mutex);
    return std::any_of(all.secrets.begin(), all.secrets.end(), [text](const Secret &secret) {
        return text.find(secret.reveal()) != std::string_view::npos;
    });
}

std::string redact(std::string_view text)
{
    std::string out(text);
    {
        Known &all = known();
        const std::lock_guard lock(all.mutex);
        for (const Secret &secret : all.secrets) {
            replaceAll(out, secret.reveal());
            std::string encoded = percentEncoded(secret.reveal());
            replaceAll(out, encoded);
            scrub(encoded);
        }
    }
    redactValues(out);
    redactSchemes(out);
    redactUserInfo(out);
    redactKeys(out);
    return out;
}

void redactQtMessages()
{
    static std::once_flag once;
    std::call_once(once, [] { handlerBefore = qInstallMessageHandler(printRedacted); });
}

} // namespace outlay
