// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/ledger.

#include "models/ledger/database.h"
#include "models/ledger/eventstate.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace outlay {

/// A tag as stored: text ids of its key, its value, and "key:value".
struct StoredTag
{
    TextId key = 0, value = 0, pair = 0;
};

/// The ledger's interned texts and tuples, remembered between queries: a row of them never changes
/// and no id is used twice, so what was read once stays true. The first failure sticks until
/// begin(): look-ups then answer with empty values, and status() tells.
class ReaderDictionary
{
public:
    explicit ReaderDictionary(Database &db);

    /// Call at the start of a read transaction.
    void begin();
    [[nodiscard]] Result<> status() const;

    /// Reads the profiles that are new at once: for scans that need most of them. Those beyond the
    /// first few hundred thousand are looked up when asked for, so that memory stays bounded.
    [[nodiscard]] Result<> loadProfiles();
    /// Id 0 is the profile, thread, … of which nothing is known. Valid until the next call.
    [[nodiscard]] const Profile &profile(std::uint32_t id);
    /// Ids below are in memory.
    [[nodiscard]] std::uint32_t loadedProfiles() const;
    /// A profile that no row has, until begin().
    [[nodiscard]] std::uint32_t addProfile(const Profile &profile);
    /// Likewise.
    [[nodiscard]] Result<> loadThreads();
    /// Valid until the next call.
    [[nodiscard]] const Thread &thread(std::uint32_t id);
    [[nodiscard]] Ending ending(std::uint32_t id);
    [[nodiscard]] Result<> loadTagsets();
    [[nodiscard]] const std::vector<StoredTag> &tags(std::uint32_t id);
    [[nodiscard]] const std::unordered_map<std::uint32_t, std::vector<StoredTag>> &tagsets() const
    {
        return m_tagsets;
    }

    /// Valid until begin(). Empty for 0.
    [[nodiscard]] const std::string &text(TextId id);
    /// The id of a text; for one the ledger does not know an id that no row has.
    [[nodiscard]] TextId idOf(std::string_view text);

private:
    void fail(Error error);
    void failMissing(const char *table, std::uint32_t id);
    [[nodiscard]] SqlStatement &prepared(SqlStatement &statement, std::string_view sql);

    Database &m_db;
    std::vector<Profile> m_profiles; ///< by id, as far as loaded
    std::unordered_map<std::uint32_t, Profile> m_someProfiles;
    std::vector<Profile> m_addedProfiles;
    std::vector<Thread> m_threads; ///< by id, as far as loaded
    std::unordered_map<std::uint32_t, Thread> m_someThreads;
    std::unordered_map<std::uint32_t, std::vector<StoredTag>> m_tagsets;
    std::unordered_map<TextId, std::string> m_texts;
    std::unordered_map<std::string, TextId> m_unknownTexts;
    std::uint32_t m_lastTagset = 0;
    std::optional<Error> m_error;
    SqlStatement m_textById, m_textByHash, m_profileById, m_threadById, m_endingById, m_tagsetById;
};

} // namespace outlay
