// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outlay {

/// 32 random bytes as hex digits: the key under which a ledger recognises texts it no longer holds.
[[nodiscard]] std::string newPseudonymSalt();
/// HMAC-SHA256 of the text under the salt, as hex digits.
[[nodiscard]] std::string keyedHash(std::string_view salt, std::string_view text);
/// As e-mail addresses are compared: without regard to case. Other texts are themselves.
[[nodiscard]] std::string foldedText(std::string_view text);

/// Texts that give way to others, in dictionaries and in JSON that a ledger keeps.
class Renaming
{
public:
    void add(const std::string &text, const std::string &instead);
    [[nodiscard]] const std::map<std::string, std::string> &texts() const { return m_texts; }
    /// nullopt: it stays.
    [[nodiscard]] std::optional<std::string> of(std::string_view text) const;
    /// With every one that stands in it as a word of its own replaced.
    [[nodiscard]] std::string within(std::string text) const;

    /// Members of JSON objects whose texts are replaced: whole ones, and within sentences. "*"
    /// stands for all members.
    struct Members
    {
        std::vector<std::string_view> whole, within;
    };
    /// Unchanged bytes where nothing is replaced or it is no JSON. The first of a pair (a dimension
    /// and its values, a kind and its value) stays.
    [[nodiscard]] std::string json(const std::string &json, const Members &members) const;

private:
    std::map<std::string, std::string> m_texts;
};

} // namespace outlay
