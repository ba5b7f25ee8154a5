// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/filereader.h"
#include "models/ingest/importoptions.h"
#include "models/ingest/ingest_p.h"
#include "models/ingest/rotations.h"

#include <algorithm>
#include <set>

namespace outlay {

namespace {

Instant instantOf(std::int64_t modifiedNanos)
{
    return {modifiedNanos / 1000};
}

/// Reads followed files into one batch after the other.
class Follower
{
public:
    Follower(Ingest::Data &data, const Format *format, const FollowOptions &options,
             const std::function<bool()> &goesOn)
        : m_data(data)
        , m_format(format)
        , m_options(options)
        , m_optionsHash(readerOptionsHash(options.map))
        , m_goesOn(goesOn)
        , m_stager(m_batch)
        , m_reader(m_batch, m_stager)
        , m_source(data.ledger->findText(options.source))
    {
    }

    Followed follow(const FollowedFile &followed)
    {
        Followed result;
        if (isOver())
            return result;
        HeldFile held{followed.file, {}};
        // It may have gone since, or go while it is read.
        const bool isGone = followed.isGone || !hold(held);
        const FoundFile &file = held.file;
        auto known = checkpointOf(followed.file.path);
        m_read.clear();
        if (!isGone)
            m_read.insert(file.inode);
        bool isRestarted = false;
        if (known && (isGone || !isContinued(file, *known))) {
            isRestarted = !isGone;
            result.gap = readEarlier(followed, file, isGone, *known);
        } else {
            std::vector<HeldFile> neighbours;
            if (!known && followed.wentAfter != 0)
                neighbours = rotationsOf(followed.file.path);
            readRest(followed, neighbours, followed.wentAfter, isGone);
        }
        if (isGone) {
            result.isDone = m_result.has_value();
            result.gap.reset(); // told when something stands there again
            return result;
        }
        FileReader::Job job = jobFor(file);
        if (!isRestarted)
            job.checkpoint = std::move(known);
        else
            restart(followed.file.path);
        job.holdsLastLine = followed.holdsLastLine;
        result.isDone = read(job, true);
        result.isHeld = m_reader.hasHeldLine();
        result.isForeign = m_reader.isForeign();
        result.problem = m_reader.damage().empty() ? m_problem : m_reader.damage();
        return result;
    }

    Result<ImportCounts> finish()
    {
        commit();
        if (!m_result)
            return tl::unexpected<Error>(m_result.error());
        return m_counts;
    }

private:
    [[nodiscard]] bool isOver() const { return !m_result || (m_goesOn && !m_goesOn()); }

    std::optional<CheckpointRow> checkpointOf(const std::string &path)
    {
        // What this batch knows is newer than the ledger.
        for (auto it = m_batch.checkpoints.rbegin(); it != m_batch.checkpoints.rend(); ++it) {
            if (it->file == path)
                return *it;
        }
        if (!m_source)
            m_source = m_data.ledger->findText(m_options.source);
        if (!m_source)
            return std::nullopt;
        return m_data.ledger->checkpoint(path, *m_source, m_optionsHash);
    }

    static bool isContinued(const FoundFile &file, const CheckpointRow &known)
    {
        const Format *const format = formatNamed(known.format);
        // Written anew is what such files are; there is nothing to look for.
        if (format != nullptr && format->isRewritten)
            return true;
        if (known.headSize == 0)
            return file.inode == known.inode;
        return file.size >= known.size && FileReader::continues(file.contentPath(), known);
    }

    FileReader::Job jobFor(const FoundFile &file) const
    {
        FileReader::Job job;
        job.file = file;
        job.format = m_format;
        job.source = m_options.source;
        job.options.map = m_options.map;
        job.optionsHash = m_optionsHash;
        return job;
    }

    /// From the start again: what was rejected of the file that stood there is history.
    void restart(const std::string &path) { m_batch.rereadFiles.emplace_back(path, 0); }

    /// Reads what the checkpoint was made of to its end, and what was written since and is not the
    /// file that stands there now. A gap: it was not found, or is a copy.
    std::optional<TimeRange> readEarlier(const FollowedFile &followed, const FoundFile &current,
                                         bool isGone, const CheckpointRow &known)
    {
        const std::vector<HeldFile> neighbours = rotationsOf(followed.file.path);
        std::optional<FoundFile> source;
        bool isSourcePacked = false;
        for (const auto *descriptors : {&followed.earlier, &followed.drained}) {
            for (const std::string &descriptor : *descriptors) {
                FoundFile file = foundAt(followed.file.path, descriptor);
                if (!source && isSource(file, known))
                    source = std::move(file);
            }
        }
        for (const HeldFile &neighbour : neighbours) {
            if (!source && isSource(neighbour.file, known)) {
                source = neighbour.file;
                source->path = followed.file.path;
                source->content = neighbour.file.contentPath();
                isSourcePacked = isPacked(neighbour.file.path);
            }
        }
        if (source) {
            FileReader::Job job = jobFor(*source);
            job.checkpoint = known;
            m_read.insert(source->inode);
            (void)read(job, false);
        }
        readRest(followed, neighbours, known.modified, isGone && source);
        if (isGone)
            return std::nullopt;
        const Instant now = m_data.now();
        if (!source)
            return TimeRange{instantOf(known.modified), now};
        // Copied and cut: what was written between the two is nowhere. (A packed file is always
        // another than the one it was made of, whose number a new one may have got.)
        const std::int64_t birth = birthOf(current);
        const bool isCut = birth > 0 ? birth <= known.modified : !isSourcePacked;
        const bool isCopy = isCut && current.inode == known.inode && source->inode != known.inode;
        return isCopy ? std::optional(TimeRange{instantOf(source->modified), now}) : std::nullopt;
    }

    static FoundFile foundAt(const std::string &path, const std::string &content)
    {
        FoundFile file;
        file.path = path;
        file.content = content;
        if (!describeFile(file))
            file.inode = -1;
        return file;
    }

    static bool isSource(const FoundFile &file, const CheckpointRow &known)
    {
        if (file.inode == -1)
            return false;
        if (known.headSize == 0)
            return file.inode == known.inode;
        return FileReader::continues(file.contentPath(), known);
    }

    /// What is open of the path, and its neighbours written since. `isChain`: the newest of them is
    /// what the next file under this name goes on from; nothing between was lost.
    void readRest(const FollowedFile &followed, const std::vector<HeldFile> &neighbours,
                  std::int64_t writtenSince, bool isChain)
    {
        std::vector<FoundFile> files;
        for (const std::string &descriptor : followed.earlier)
            files.push_back(foundAt(followed.file.path, descriptor));
        for (const HeldFile &neighbour : neighbours) {
            if (neighbour.file.modified >= writtenSince)
                files.push_back(neighbour.file);
        }
        std::erase_if(files, [](const FoundFile &file) { return file.inode == -1; });
        const auto newest = std::max_element(files.begin(), files.end(),
                                             [](const FoundFile &left, const FoundFile &right) {
                                                 return left.modified < right.modified;
                                             });
        // One that is held and stands beside is in the list twice.
        for (const FoundFile &file : files) {
            if (!isChain || file.inode != newest->inode)
                readInPassing(file);
        }
        if (!isChain || newest == files.end() || !m_read.insert(newest->inode).second)
            return;
        newest->content = newest->contentPath();
        newest->path = followed.file.path;
        restart(newest->path);
        (void)read(jobFor(*newest), false);
    }

    /// Its lines may be known already, which changes nothing.
    void readInPassing(const FoundFile &file)
    {
        if (!m_read.insert(file.inode).second)
            return;
        FileReader::Job job = jobFor(file);
        job.isPassing = true;
        (void)read(job, false);
    }

    bool read(const FileReader::Job &job, bool mayPause)
    {
        m_problem.clear();
        const std::int64_t rejectedBefore = m_batch.rejected;
        const bool isDone = m_reader.read(job, m_counts, [&](std::int64_t) {
            if (m_batch.weight() >= Batch::fullWeight)
                commit();
            return m_result.has_value() && (!mayPause || !isOver());
        });
        const bool couldNotOpen = m_batch.rejected > rejectedBefore &&
                                  !m_batch.rejections.empty() &&
                                  m_batch.rejections.back().line == 0;
        if (couldNotOpen)
            m_problem = m_batch.rejections.back().reason;
        return isDone && m_result.has_value();
    }

    void commit()
    {
        if (m_result && !m_batch.isEmpty())
            m_result = m_data.write(m_batch, m_counts);
        m_batch.clear();
        m_stager.restart();
    }

    Ingest::Data &m_data;
    const Format *m_format;
    const FollowOptions &m_options;
    const std::uint64_t m_optionsHash;
    const std::function<bool()> &m_goesOn;
    Batch m_batch;
    Stager m_stager;
    FileReader m_reader;
    std::optional<TextId> m_source;
    ImportCounts m_counts;
    Result<> m_result;
    std::string m_problem;
    std::set<std::int64_t> m_read; ///< inodes that are done or are another's turn
};

} // namespace

Result<FollowCounts> Ingest::follow(const std::vector<FollowedFile> &files,
                                    const FollowOptions &options,
                                    const std::function<bool()> &goesOn)
{
    const auto format = formatFor(options.format);
    if (!format)
        return tl::unexpected<Error>(format.error());
    Follower follower(*m_data, *format, options, goesOn);
    FollowCounts result;
    for (const FollowedFile &file : files)
        result.files.push_back(follower.follow(file));
    auto counts = follower.finish();
    if (!counts)
        return tl::unexpected<Error>(counts.error());
    result.counts = *std::move(counts);
    return result;
}

} // namespace outlay
