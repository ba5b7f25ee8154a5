// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/secrets/secret.h"

#include <QByteArray>

#include <cstring>
#include <sodium.h>

namespace outlay {

void scrub(void *bytes, std::size_t size)
{
    if (size > 0)
        sodium_memzero(bytes, size);
}

void scrub(std::string &text)
{
    // The whole capacity: bytes of a longer text that stood here before are the same secret's.
    scrub(text.data(), text.capacity());
    text.clear();
}

void scrub(QByteArray &bytes)
{
    // Not data(): of shared bytes it would make one more copy and scrub that.
    if (bytes.isDetached())
        scrub(bytes.data(), static_cast<std::size_t>(bytes.size()));
    bytes.clear();
}

Secret::Secret(std::string_view bytes)
{
    if (bytes.empty())
        return;
    m_bytes = new char[bytes.size()];
    m_size = bytes.size();
    std::memcpy(m_bytes, bytes.data(), m_size);
}

Secret Secret::taking(std::string &bytes)
{
    Secret secret{std::string_view(bytes)};
    scrub(bytes);
    return secret;
}

Secret Secret::taking(QByteArray &bytes)
{
    Secret secret(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
    scrub(bytes);
    return secret;
}

Secret &Secret::operator=(Secret &&other) noexcept
{
    if (this != &other) {
        wipe();
        m_bytes = std::exchange(other.m_bytes, nullptr);
        m_size = std::exchange(other.m_size, 0);
    }
    return *this;
}

std::string Secret::printed() const
{
    constexpr std::size_t longEnough = 16;
    constexpr std::size_t longestPrefix = 4;
    const std::string_view all = reveal();
    if (all.empty())
        return "none";
    if (all.size() < longEnough)
        return "…";
    // What comes before the first dash says what kind of key it is; more of it would be key.
    const std::size_t dash = all.find('-');
    const std::string_view prefix =
        dash < longestPrefix ? all.substr(0, dash + 1) : std::string_view{};
    std::string text{prefix};
    text.append("…");
    for (const char c : all.substr(all.size() - 4))
        text += c > ' ' && c < '\x7f' ? c : '?';
    return text;
}

bool Secret::equals(const Secret &other) const
{
    return m_size == other.m_size &&
           (m_size == 0 || sodium_memcmp(m_bytes, other.m_bytes, m_size) == 0);
}

void Secret::wipe()
{
    scrub(m_bytes, m_size);
    delete[] m_bytes;
    m_bytes = nullptr;
    m_size = 0;
}

} // namespace outlay
