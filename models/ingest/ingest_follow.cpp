// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/filereader.h"
#include "models/ingest/importoptions.h"
#include "models/ingest/ingest_p.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace outlay {

namespace fs = std::filesystem;

namespace {

bool isPacked(std::string_view name)
{
    return name.ends_with(".gz") || name.ends_with(".zst");
}

/// "x.log.1", "x.log-20261123.gz" and their like beside "x.log", and "x-1.log" or "x.1.log".
bool isRotationOf(std::string_view name, std::string_view base)
{
    if (name.size() <= base.size() || name == base)
        return false;
    const auto isMark = [](char c) { return c == '.' || c == '-' || c == '_'; };
    if (name.starts_with(base))
        return isMark(name[base.size()]);
    const std::size_t dot = base.rfind('.');
    if (dot == std::string_view::npos || dot == 0)
        return false;
    for (const std::string_view packing : {".gz", ".zst"}) {
        if (name.ends_with(packing))
            name.remove_suffix(packing.size());
    }
    const std::string_view stem = base.substr(0, dot);
    return name.size() > base.size() && name.starts_with(stem) && isMark(name[dot]) &&
           name.ends_with(base.substr(dot));
}

/// What a name's content may have become, those that need no unpacking first.
std::vector<FoundFile> rotationsOf(const std::string &path)
{
    std::vector<FoundFile> found;
    std::error_code error;
    const fs::path base(path);
    const std::string name = base.filename().string();
    for (fs::directory_iterator it(base.parent_path(), error);
         !error && it != fs::directory_iterator(); it.increment(error)) {
        if (!isRotationOf(it->path().filename().string(), name))
            continue;
        FoundFile file;
        file.path = it->path().string();
        if (describeFile(file))
            found.push_back(std::move(file));
    }
    std::sort(found.begin(), found.end(), [](const FoundFile &l, const FoundFile &r) {
        return std::tuple(isPacked(l.path), r.modified, l.path) <
               std::tuple(isPacked(r.path), l.modified, r.path);
    });
    return found;
}

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
        FoundFile file = followed.file;
        const bool isGone = followed.isGone || !describeFile(file); // it may have gone since
        auto known = checkpointOf(followed.file.path);
        m_read.clear();
        if (!isGone)
            m_read.insert(file.inode);
        bool isRestarted = false;
        if (known && (isGone || !isContinued(file, *known))) {
            isRestarted = !isGone;
            result.gap = readEarlier(followed, file, isGone, *known);
        } else {
            readDescriptors(followed);
            if (!known && followed.wentAfter != 0)
                readNeighbours(rotationsOf(followed.file.path), followed.wentAfter);
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
        const std::vector<FoundFile> neighbours = rotationsOf(followed.file.path);
        std::optional<FoundFile> source;
        for (const std::string &descriptor : followed.earlier) {
            FoundFile file = foundAt(followed.file.path, descriptor);
            if (!source && isSource(file, known))
                source = std::move(file);
        }
        for (const FoundFile &neighbour : neighbours) {
            if (!source && isSource(neighbour, known)) {
                source = neighbour;
                source->path = followed.file.path;
                source->content = neighbour.path;
            }
        }
        if (source) {
            FileReader::Job job = jobFor(*source);
            job.checkpoint = known;
            m_read.insert(source->inode);
            (void)read(job, false);
        }
        readDescriptors(followed);
        readNeighbours(neighbours, known.modified);
        if (isGone)
            return std::nullopt;
        const Instant now = m_data.now();
        if (!source)
            return TimeRange{instantOf(known.modified), now};
        // Copied and cut: what was written between the two is nowhere. (A packed file is always
        // another than the one it was made of, whose number a new one may have got.)
        const std::int64_t birth = birthOf(current);
        const bool isCut = birth > 0 ? birth <= known.modified : !isPacked(source->contentPath());
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

    void readDescriptors(const FollowedFile &followed)
    {
        for (const std::string &descriptor : followed.earlier)
            readWhole(foundAt(followed.file.path, descriptor));
    }

    void readNeighbours(const std::vector<FoundFile> &neighbours, std::int64_t writtenSince)
    {
        for (const FoundFile &neighbour : neighbours) {
            if (neighbour.modified >= writtenSince)
                readWhole(neighbour);
        }
    }

    /// In passing: its lines may be known already, which changes nothing.
    void readWhole(const FoundFile &file)
    {
        if (file.inode == -1 || !m_read.insert(file.inode).second)
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
