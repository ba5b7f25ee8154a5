// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/bytesource.h"
#include "models/ingest/batch.h"
#include "models/ingest/filewalk.h"
#include "models/ingest/tablesource.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace outlay {

/// Feeds one file to its reader, from its checkpoint on, and says how far it came. Windows are cut
/// at line ends, so memory is bounded by the longest line (at most maxLine) whatever the file.
class FileReader
{
public:
    static constexpr std::size_t window = 4U << 20;
    static constexpr std::size_t maxLine = 64U << 20;
    static constexpr std::size_t maxDocument = 256U << 20;

    struct Job
    {
        FoundFile file;
        const Format *format = nullptr; ///< null: recognise it
        std::string source;             ///< empty: the format's name
        ReaderOptions options;
        std::uint64_t optionsHash = 0;
        std::optional<CheckpointRow> checkpoint;
        /// An unterminated last line is left for later instead of being read provisionally.
        bool holdsLastLine = false;
        /// Leaves no checkpoint: what is read in passing, under a name that is another file's now.
        bool isPassing = false;
        /// Whether to say, at the end, that the format is not the file's: see misfit().
        bool judgesFormat = false;
    };
    /// Why nothing of the last file was taken in: its format was said, and it is of another. Empty
    /// where that is not so. Such a file leaves no checkpoint.
    [[nodiscard]] const std::string &misfit() const { return m_misfit; }

    /// How the bytes stood to the checkpoint of the job.
    enum class Continuity : std::uint8_t
    {
        Unknown, ///< there was none
        Resumed,
        Restarted, ///< other bytes than those that were read
    };
    /// Called between records when the batch is heavy, and now and then for progress; false stops.
    using Pause = std::function<bool(std::int64_t bytesDone)>;

    FileReader(Batch &batch, Stager &stager);

    /// False: stopped. Errors of the file itself become rejections with line 0.
    bool read(const Job &job, ImportCounts &counts, const Pause &pause);
    /// Of the last file.
    [[nodiscard]] Continuity continuity() const { return m_continuity; }
    [[nodiscard]] bool hasHeldLine() const { return m_hasHeldLine; }
    [[nodiscard]] const std::string &damage() const { return m_damage; }
    /// No format recognises it, though there is something in it.
    [[nodiscard]] bool isForeign() const { return m_isForeign; }

    /// Whether these bytes, unpacked, are those the checkpoint was made of, perhaps with more
    /// behind.
    [[nodiscard]] static bool continues(const std::string &contentPath, const CheckpointRow &known);

private:
    [[nodiscard]] bool open(const Job &job);
    void recogniseFormat(const Job &job);
    void refuseForeign(const Job &job);
    /// What of the file is in the buffer.
    [[nodiscard]] std::string_view head() const { return {m_buffer.data(), m_have}; }
    [[nodiscard]] bool openDatabase(const Job &job);
    void begin(const Job &job);
    void endTable();
    [[nodiscard]] std::string stateHere() const;
    void reject(const std::string &reason);
    void rejectDamage(const std::string &path);
    bool readDocument();
    bool readLines(const Job &job, const Pause &pause);
    void lastLine(std::string_view rest, CheckpointRow &checkpoint);
    [[nodiscard]] bool fill(std::size_t limit);
    void pushCheckpoint(CheckpointRow checkpoint);
    /// To be called at a file's end.
    void judge();
    [[nodiscard]] bool resume(const Job &job);
    [[nodiscard]] bool resumeFarBehind(const Job &job);
    void startAgain(const Job &job);
    /// Before `bytes` leave the front of the buffer.
    void remember(std::size_t bytes);
    /// Hash of the last KiB up to there.
    [[nodiscard]] std::uint64_t nearHash(std::size_t bytesOfBuffer) const;

    Batch &m_batch;
    Stager &m_stager;
    std::unique_ptr<ByteSource> m_bytes;
    TableSource *m_table = nullptr; ///< m_bytes, where they are a database's
    std::unique_ptr<Reader> m_reader;
    const Format *m_format = nullptr;
    std::string m_source;
    CheckpointRow m_checkpoint;
    std::vector<char> m_buffer;
    std::size_t m_have = 0; ///< bytes in the buffer
    std::string m_recent;   ///< the last bytes before those in the buffer
    Continuity m_continuity = Continuity::Unknown;
    bool m_isPassing = false;
    bool m_isForeign = false;
    bool m_holdsLastLine = false;
    bool m_hasHeldLine = false;
    bool m_atEnd = false;
    std::string m_misfit;
    /// Of a file whose format was said: another that knows it better, null for none at all.
    std::optional<const Format *> m_otherFormat;
    std::string m_damage; ///< why reading stopped early
};

} // namespace outlay
