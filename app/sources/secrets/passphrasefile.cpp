// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/secrets/passphrasefile.h"

#include "app/sources/secrets/privatefile.h"

#include <QLockFile>
#include <QString>

#include <cstring>
#include <filesystem>
#include <sodium.h>

namespace outlay {

namespace {

constexpr std::string_view magic = "outlay-secrets-1\n";
constexpr std::size_t saltSize = crypto_pwhash_SALTBYTES;
constexpr std::size_t nonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t keySize = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t tagSize = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t headerSize = magic.size() + 2 * sizeof(std::uint64_t) + saltSize + nonceSize;
constexpr std::size_t largestFile = std::size_t{1024} * 1024;
/// What a file may ask of us: one that was tampered with must not eat the machine.
constexpr std::uint64_t mostPasses = 64;
constexpr std::uint64_t mostBytes = std::uint64_t{1024} * 1024 * 1024;
constexpr int lockWaitMs = 5000;

const unsigned char *bytesOf(std::string_view text)
{
    return reinterpret_cast<const unsigned char *>(text.data());
}

unsigned char *bytesOf(std::string &text)
{
    return reinterpret_cast<unsigned char *>(text.data());
}

void putNumber(std::string &out, std::uint64_t value)
{
    for (unsigned shift = 0; shift < 64; shift += 8)
        out += static_cast<char>((value >> shift) & 0xffU);
}

std::uint64_t takeNumber(std::string_view &in)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof(value); ++i)
        value |= std::uint64_t{static_cast<unsigned char>(in[i])} << (8 * i);
    in.remove_prefix(sizeof(value));
    return value;
}

std::string random(std::size_t size)
{
    std::string bytes(size, '\0');
    randombytes_buf(bytes.data(), size);
    return bytes;
}

/// Text that is scrubbed when it goes.
struct Plain
{
    std::string bytes;
    ~Plain() { scrub(bytes); }
};

tl::unexpected<Error> damaged(const std::string &path)
{
    return failure(Error::Kind::Corrupt,
                   path + ": is no file of secrets, or is damaged; move it away and enter the keys "
                          "again");
}

} // namespace

struct PassphraseFile::Header
{
    Cost cost;
    std::string salt, nonce;
    std::string raw; ///< as it stands in the file: sealed along

    static Header made(Cost cost, const std::string &salt)
    {
        Header header{cost, salt, random(nonceSize), std::string(magic)};
        putNumber(header.raw, cost.passes);
        putNumber(header.raw, cost.bytes);
        header.raw += header.salt + header.nonce;
        return header;
    }
    static Result<Header> read(const std::string &path, std::string_view bytes)
    {
        if (bytes.size() < headerSize + tagSize || !bytes.starts_with(magic))
            return damaged(path);
        Header header;
        header.raw = bytes.substr(0, headerSize);
        std::string_view rest = std::string_view(header.raw).substr(magic.size());
        header.cost.passes = takeNumber(rest);
        header.cost.bytes = takeNumber(rest);
        header.salt = rest.substr(0, saltSize);
        header.nonce = rest.substr(saltSize);
        if (header.cost.passes < crypto_pwhash_OPSLIMIT_MIN || header.cost.passes > mostPasses ||
            header.cost.bytes < crypto_pwhash_MEMLIMIT_MIN || header.cost.bytes > mostBytes)
            return damaged(path);
        return header;
    }
};

PassphraseFile::PassphraseFile(std::string path, Cost cost) : m_path(std::move(path)), m_cost(cost)
{
}

PassphraseFile::~PassphraseFile() = default;

bool PassphraseFile::exists() const
{
    std::error_code error;
    return std::filesystem::exists(m_path, error);
}

void PassphraseFile::lock()
{
    m_key.wipe();
    m_salt.clear();
}

Result<Secret> PassphraseFile::derive(const Secret &passphrase, const Header &header) const
{
    if (sodium_init() < 0)
        return failure(Error::Kind::Internal, "libsodium cannot start");
    Plain key{std::string(keySize, '\0')};
    const std::string_view words = passphrase.reveal();
    if (crypto_pwhash(bytesOf(key.bytes), keySize, words.data(), words.size(),
                      bytesOf(std::string_view(header.salt)), header.cost.passes,
                      static_cast<std::size_t>(header.cost.bytes),
                      crypto_pwhash_ALG_ARGON2ID13) != 0)
        return failure(Error::Kind::Full, m_path + ": unlocking needs " +
                                              std::to_string(header.cost.bytes / 1024 / 1024) +
                                              " MiB of memory, which are not there");
    return Secret(key.bytes);
}

Result<> PassphraseFile::unlock(const Secret &passphrase)
{
    if (passphrase.isEmpty())
        return failure(Error::Kind::Usage, "the passphrase is empty");
    Header header = Header::made(m_cost, random(saltSize));
    const bool isThere = exists();
    if (isThere) {
        const auto bytes = readPrivateFile(m_path, largestFile);
        if (!bytes)
            return tl::unexpected<Error>(bytes.error());
        auto read = Header::read(m_path, *bytes);
        if (!read)
            return tl::unexpected<Error>(read.error());
        header = *std::move(read);
    }
    auto key = derive(passphrase, header);
    if (!key)
        return tl::unexpected<Error>(key.error());
    if (isThere) {
        if (const auto entries = load(*key); !entries)
            return tl::unexpected<Error>(entries.error());
    }
    m_key = *std::move(key);
    m_salt = header.salt;
    m_cost = header.cost;
    return {};
}

Result<PassphraseFile::Entries> PassphraseFile::load(const Secret &key) const
{
    if (!exists())
        return Entries{};
    const auto bytes = readPrivateFile(m_path, largestFile);
    if (!bytes)
        return tl::unexpected<Error>(bytes.error());
    const auto header = Header::read(m_path, *bytes);
    if (!header)
        return tl::unexpected<Error>(header.error());
    const std::string_view sealed = std::string_view(*bytes).substr(headerSize);
    Plain plain{std::string(sealed.size() - tagSize, '\0')};
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            bytesOf(plain.bytes), nullptr, nullptr, bytesOf(sealed), sealed.size(),
            bytesOf(std::string_view(header->raw)), header->raw.size(),
            bytesOf(std::string_view(header->nonce)), bytesOf(key.reveal())) != 0)
        return failure(Error::Kind::Refused,
                       m_path + ": the passphrase is wrong (or the file was changed)");
    Entries entries;
    std::string_view rest = plain.bytes;
    const auto part = [&rest](std::string_view &out) {
        if (rest.size() < sizeof(std::uint64_t))
            return false;
        const std::uint64_t size = takeNumber(rest);
        if (size > rest.size())
            return false;
        out = rest.substr(0, static_cast<std::size_t>(size));
        rest.remove_prefix(out.size());
        return true;
    };
    while (!rest.empty()) {
        std::string_view name, value;
        if (!part(name) || !part(value))
            return damaged(m_path);
        entries.insert_or_assign(std::string(name), Secret(value));
    }
    return entries;
}

Result<> PassphraseFile::save(const Entries &entries) const
{
    std::size_t size = 0;
    for (const auto &[name, secret] : entries)
        size += 2 * sizeof(std::uint64_t) + name.size() + secret.size();
    if (headerSize + size + tagSize > largestFile)
        return failure(Error::Kind::OutOfRange, m_path + ": would be larger than 1 MiB");
    Plain plain;
    plain.bytes.reserve(size); // growing would leave copies behind
    for (const auto &[name, secret] : entries) {
        putNumber(plain.bytes, name.size());
        plain.bytes += name;
        putNumber(plain.bytes, secret.size());
        plain.bytes += secret.reveal();
    }
    const Header header = Header::made(m_cost, m_salt);
    std::string sealed(plain.bytes.size() + tagSize, '\0');
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(
        bytesOf(sealed), nullptr, bytesOf(std::string_view(plain.bytes)), plain.bytes.size(),
        bytesOf(std::string_view(header.raw)), header.raw.size(), nullptr,
        bytesOf(std::string_view(header.nonce)), bytesOf(m_key.reveal()));
    return writePrivateFile(m_path, header.raw + sealed);
}

Result<Secret> PassphraseFile::read(const std::string &name)
{
    if (!isUnlocked())
        return failure(Error::Kind::Refused, m_path + ": is locked; unlock it with its passphrase");
    auto entries = load(m_key);
    if (!entries)
        return tl::unexpected<Error>(entries.error());
    const auto found = entries->find(name);
    return found == entries->end() ? Secret() : std::move(found->second);
}

Result<> PassphraseFile::write(const std::string &name, const Secret &secret)
{
    if (!isUnlocked())
        return failure(Error::Kind::Refused, m_path + ": is locked; unlock it with its passphrase");
    OUTLAY_TRY(makePrivateFolder(m_path));
    QLockFile lock(QString::fromStdString(m_path + ".lock"));
    if (!lock.tryLock(lockWaitMs))
        return failure(Error::Kind::Busy, m_path + ": another process is changing it; try again");
    auto entries = load(m_key);
    if (!entries)
        return tl::unexpected<Error>(entries.error());
    if (secret.isEmpty())
        entries->erase(name);
    else
        entries->insert_or_assign(name, secret.clone());
    return save(*entries);
}

} // namespace outlay
