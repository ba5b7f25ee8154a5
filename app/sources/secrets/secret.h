// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

class QByteArray;

namespace outlay {

/// Overwrites `size` bytes in a way no compiler leaves out.
void scrub(void *bytes, std::size_t size);
/// Scrubs what a container holds, as far as it reaches: copies it shared before are out of reach.
void scrub(std::string &text);
void scrub(QByteArray &bytes);

/// A key or a passphrase. Scrubs its memory when it goes, cannot be copied by accident, and prints
/// as "sk-…abcd". Not thread-safe; hand it over by moving.
class Secret
{
public:
    Secret() = default;
    explicit Secret(std::string_view bytes);
    /// Takes the bytes over and scrubs where they came from.
    [[nodiscard]] static Secret taking(std::string &bytes);
    [[nodiscard]] static Secret taking(QByteArray &bytes);
    ~Secret() { wipe(); }
    Secret(const Secret &) = delete;
    Secret &operator=(const Secret &) = delete;
    Secret(Secret &&other) noexcept
        : m_bytes(std::exchange(other.m_bytes, nullptr))
        , m_size(std::exchange(other.m_size, 0))
    {
    }
    Secret &operator=(Secret &&other) noexcept;

    /// A copy where one is meant.
    [[nodiscard]] Secret clone() const { return Secret(reveal()); }
    [[nodiscard]] bool isEmpty() const { return m_size == 0; }
    [[nodiscard]] std::size_t size() const { return m_size; }
    /// The bytes themselves, valid as long as this lives. Only for what must have them: a request's
    /// header, a cipher. Never for a log, an error text or a QString.
    [[nodiscard]] std::string_view reveal() const { return {m_bytes, m_size}; }
    /// "sk-…abcd" of a long one, "…" of one so short that four characters give much away.
    [[nodiscard]] std::string printed() const;
    /// Takes as long whatever differs.
    [[nodiscard]] bool equals(const Secret &other) const;
    /// Scrubs it now.
    void wipe();

private:
    char *m_bytes = nullptr; ///< owned
    std::size_t m_size = 0;
};

} // namespace outlay
