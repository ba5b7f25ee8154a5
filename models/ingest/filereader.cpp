// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/filereader.h"

#include "models/formats/recognition.h"
#include "models/money/hash.h"

#include <algorithm>
#include <cstring>

namespace outlay {

namespace {

constexpr std::size_t comparedSize = 4096; ///< of the beginning
constexpr std::size_t nearSize = 1024;

bool isBlank(std::string_view line)
{
    return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

} // namespace

FileReader::FileReader(Batch &batch, Stager &stager) : m_batch(batch), m_stager(stager) {}

void FileReader::reject(const std::string &reason)
{
    m_stager.rejected(0, reason);
}

/// The rejection names the file already.
void FileReader::rejectDamage(const std::string &path)
{
    const std::string prefix = path + ": ";
    reject(m_damage.starts_with(prefix) ? m_damage.substr(prefix.size()) : m_damage);
}

/// Reads until `limit` bytes are there, the file ends, or it proves damaged.
bool FileReader::fill(std::size_t limit)
{
    if (m_buffer.size() < limit + recordPadding)
        m_buffer.resize(limit + recordPadding);
    while (m_have < limit && !m_atEnd) {
        const auto got = m_bytes->read(std::span(m_buffer).subspan(m_have, limit - m_have));
        if (!got) {
            m_damage = got.error().text;
            m_atEnd = true;
        } else if (*got == 0) {
            m_atEnd = true;
        } else {
            m_have += *got;
        }
    }
    return m_have > 0;
}

bool FileReader::open(const Job &job)
{
    m_have = 0;
    m_atEnd = false;
    m_damage.clear();
    m_recent.clear();
    auto bytes = ByteSource::open(job.file.contentPath());
    if (!bytes) {
        m_stager.setOrigin(*(job.format ? job.format : &formats().front()), job.source,
                           job.file.path);
        reject(bytes.error().text);
        return false;
    }
    m_bytes = *std::move(bytes);
    (void)fill(headSize);
    m_table = nullptr;
    if (TableSource::isDatabase(head()))
        return openDatabase(job);
    recogniseFormat(job);
    if (m_format == nullptr) {
        refuseForeign(job);
        return false;
    }
    begin(job);
    return true;
}

void FileReader::recogniseFormat(const Job &job)
{
    m_format = job.format;
    m_otherFormat.reset();
    const bool isJudged = job.judgesFormat && job.options.map.isEmpty();
    if (m_format != nullptr && !isJudged)
        return;
    const auto headOf = [this](std::size_t size) {
        (void)fill(size);
        return head();
    };
    const Format *const surest = recognise(headOf, job.file.path);
    if (m_format != nullptr) {
        if (surest != m_format)
            m_otherFormat = surest;
        return;
    }
    // A folder's CSV or JSON that no format claims is not ours unless somebody mapped it.
    const bool isGeneric = surest != nullptr && (surest->name == "csv" || surest->name == "jsonl");
    if (!isGeneric || job.file.isNamed || !job.options.map.isEmpty())
        m_format = surest;
}

/// A folder holds other things too; a file somebody named must be one of ours.
void FileReader::refuseForeign(const Job &job)
{
    m_isForeign = m_have > 0;
    m_stager.setOrigin(formats().front(), job.source, job.file.path);
    if (!job.file.isNamed)
        return;
    if (!m_damage.empty())
        rejectDamage(job.file.path);
    else if (head().starts_with("PK\x03\x04"))
        reject("a ZIP archive (or a spreadsheet): unpack it, or save it as CSV");
    else if (head().starts_with("PAR1"))
        reject("a Parquet file, which is not read: export it as CSV, with DuckDB by "
               "COPY (FROM 'FILE') TO 'FILE.csv'");
    else if (head().starts_with("\xff\xfe") || head().starts_with("\xfe\xff"))
        reject("text in UTF-16: save it as UTF-8, with iconv -f UTF-16 -t UTF-8 FILE");
    else if (m_have > 0)
        reject("no known format recognises this file; name one with --format, or map its "
               "columns with --format csv|jsonl --map");
}

void FileReader::begin(const Job &job)
{
    m_source = job.source.empty() ? std::string(m_format->name) : job.source;
    m_stager.setOrigin(*m_format, m_source, job.file.path);
    ReaderOptions options = job.options;
    options.path = job.file.path;
    m_reader = m_format->create(options);
}

/// Databases change in place and beside themselves (-wal): what is read are a table's rows.
bool FileReader::openDatabase(const Job &job)
{
    const auto refuse = [&](const Error &error) {
        // What a folder holds of other programs; one that cannot be told may be one of ours.
        m_isForeign = !job.file.isNamed && error.kind == Error::Kind::Refused;
        m_stager.setOrigin(job.format ? *job.format : formats().front(), job.source, job.file.path);
        if (!m_isForeign)
            reject(error.text);
        return false;
    };
    // By its own name, as what lies beside it is found by that.
    const auto format = TableSource::formatOf(job.file.path, job.format);
    if (!format)
        return refuse(format.error());
    const bool isKnown = job.checkpoint && job.checkpoint->format == (*format)->name;
    auto table =
        TableSource::open(job.file.path, **format,
                          isKnown ? std::string_view(job.checkpoint->state) : std::string_view());
    if (!table)
        return refuse(table.error());
    m_format = *format;
    m_table = table->get();
    m_bytes = *std::move(table);
    m_have = 0;
    m_atEnd = false;
    (void)fill(headSize);
    begin(job);
    return true;
}

/// Whatever has been read, a table is gone on with by its times; after an error as before.
void FileReader::endTable()
{
    auto from = m_damage.empty() ? m_table->resumeFrom() : Result<std::string>();
    m_checkpoint.near = 0;
    if (!from || !m_damage.empty()) {
        m_checkpoint.size = 0; // so that it does not read as unchanged
        return;
    }
    m_checkpoint.state = *std::move(from);
}

/// Goes on behind the checkpoint if the file still begins as it did, has not become shorter, and
/// has before the checkpoint what was read there.
bool FileReader::resume(const Job &job)
{
    const CheckpointRow &known = *job.checkpoint;
    if (m_format->isRewritten && job.file.modified != known.modified)
        return false;
    const auto compared = static_cast<std::size_t>(known.headSize);
    const bool isSameFile = m_have >= compared && job.file.size >= known.size && compared > 0 &&
                            hash64({m_buffer.data(), compared}) == known.head;
    if (!isSameFile || !m_reader->restore(known.state))
        return false;
    const auto offset = static_cast<std::size_t>(known.offset);
    if (offset <= m_have) {
        if (known.near != 0 && nearHash(offset) != known.near)
            return false;
        remember(offset);
        std::memmove(m_buffer.data(), m_buffer.data() + offset, m_have - offset);
        m_have -= offset;
    } else if (!resumeFarBehind(job)) {
        return false;
    }
    m_checkpoint.offset = known.offset;
    m_checkpoint.line = known.line;
    m_batch.rereadFiles.emplace_back(job.file.path, known.line);
    if (known.tail != 0)
        m_batch.withdrawn.push_back(known.tail);
    return true;
}

bool FileReader::resumeFarBehind(const Job &job)
{
    const CheckpointRow &known = *job.checkpoint;
    // What is compared lies behind the first bytes, which are a longer file's head.
    const auto compared = std::min<std::int64_t>(static_cast<std::int64_t>(nearSize),
                                                 known.offset - static_cast<std::int64_t>(m_have));
    const auto passed = static_cast<std::int64_t>(m_have);
    const std::string front(m_buffer.data() + m_have - std::min(m_have, nearSize),
                            std::min(m_have, nearSize));
    m_have = 0;
    m_recent = front;
    if (auto skipped = m_bytes->skip(known.offset - compared - passed); !skipped) {
        startAgain(job);
        return false;
    }
    (void)fill(static_cast<std::size_t>(compared));
    const bool isThere = m_have == static_cast<std::size_t>(compared);
    if (!isThere || (known.near != 0 && nearHash(m_have) != known.near)) {
        startAgain(job);
        return false;
    }
    remember(m_have);
    m_have = 0;
    return true;
}

/// The first bytes once more, after others were read.
void FileReader::startAgain(const Job &job)
{
    m_have = 0;
    m_atEnd = false;
    m_damage.clear();
    m_recent.clear();
    auto bytes = ByteSource::open(job.file.contentPath());
    if (!bytes) {
        m_damage = bytes.error().text;
        m_atEnd = true;
        return;
    }
    m_bytes = *std::move(bytes);
    (void)fill(headSize);
}

void FileReader::remember(std::size_t bytes)
{
    const std::size_t taken = std::min(bytes, nearSize);
    m_recent.append(m_buffer.data() + bytes - taken, taken);
    if (m_recent.size() > nearSize)
        m_recent.erase(0, m_recent.size() - nearSize);
}

std::uint64_t FileReader::nearHash(std::size_t bytesOfBuffer) const
{
    const std::size_t ofBuffer = std::min(bytesOfBuffer, nearSize);
    const std::size_t ofRecent = std::min(m_recent.size(), nearSize - ofBuffer);
    std::string near = m_recent.substr(m_recent.size() - ofRecent);
    near.append(m_buffer.data() + bytesOfBuffer - ofBuffer, ofBuffer);
    return near.empty() ? 0 : hash64(near);
}

bool FileReader::continues(const std::string &contentPath, const CheckpointRow &known)
{
    auto bytes = ByteSource::open(contentPath);
    if (!bytes || known.headSize <= 0)
        return false;
    const auto exactly = [&](std::size_t size, std::string &into) {
        into.resize(size);
        std::size_t have = 0;
        while (have < size) {
            const auto got = (*bytes)->read(std::span(into).subspan(have));
            if (!got || *got == 0)
                return false;
            have += *got;
        }
        return true;
    };
    std::string head;
    if (!exactly(static_cast<std::size_t>(known.headSize), head) || hash64(head) != known.head)
        return false;
    if (known.near == 0)
        return known.offset <= known.headSize || (*bytes)->skip(known.offset - known.headSize);
    const auto wanted = std::min<std::int64_t>(static_cast<std::int64_t>(nearSize), known.offset);
    if (known.offset <= known.headSize)
        return hash64(std::string_view(head).substr(static_cast<std::size_t>(known.offset - wanted),
                                                    static_cast<std::size_t>(wanted))) ==
               known.near;
    // What is compared may begin within the head.
    const std::int64_t from = std::max(known.offset - wanted, known.headSize);
    std::string rest;
    if (!(*bytes)->skip(from - known.headSize) ||
        !exactly(static_cast<std::size_t>(known.offset - from), rest))
        return false;
    const auto missing = static_cast<std::size_t>(wanted) - rest.size();
    return hash64(head.substr(head.size() - missing) + rest) == known.near;
}

bool FileReader::read(const Job &job, ImportCounts &counts, const Pause &pause)
{
    ++counts.files;
    m_continuity = Continuity::Unknown;
    m_isPassing = job.isPassing;
    m_holdsLastLine = job.holdsLastLine;
    m_hasHeldLine = false;
    m_isForeign = false;
    m_misfit.clear();
    m_otherFormat.reset();
    if (!open(job))
        return true;
    m_checkpoint = CheckpointRow{};
    m_checkpoint.file = job.file.path;
    m_checkpoint.format = m_format->name;
    m_checkpoint.options = job.optionsHash;
    m_checkpoint.size = job.file.size;
    m_checkpoint.modified = job.file.modified;
    m_checkpoint.inode = job.file.inode;
    m_stager.setWritten({job.file.modified / 1000}, // nanoseconds; 0 for standard input
                        hash64({m_buffer.data(), std::min(m_have, headSize)}));
    if (m_table == nullptr) {
        m_checkpoint.headSize = static_cast<std::int64_t>(std::min(m_have, comparedSize));
        m_checkpoint.head =
            hash64({m_buffer.data(), static_cast<std::size_t>(m_checkpoint.headSize)});
    }
    const bool isDocument =
        m_table == nullptr &&
        m_format->framing({m_buffer.data(), std::min(m_have, headSize)}) == Framing::Document;
    if (m_table != nullptr) {
        m_checkpoint.line = m_table->passedOver();
        if (job.checkpoint && job.checkpoint->format == m_format->name)
            m_checkpoint.state = job.checkpoint->state;
        m_continuity = m_checkpoint.line > 0 ? Continuity::Resumed : Continuity::Unknown;
        m_batch.rereadFiles.emplace_back(job.file.path, m_checkpoint.line);
    } else if (job.checkpoint && !isDocument && job.checkpoint->format == m_format->name &&
               resume(job)) {
        counts.bytesSkipped += m_checkpoint.offset;
        m_continuity = Continuity::Resumed;
    } else {
        if (job.checkpoint) {
            if (!isDocument && !m_format->isRewritten)
                m_continuity = Continuity::Restarted;
            // From the start again; a reader that refused its old state is made anew.
            ReaderOptions options = job.options;
            options.path = job.file.path;
            m_reader = m_format->create(options);
        }
        m_batch.rereadFiles.emplace_back(job.file.path, 0);
    }
    const std::int64_t before = m_checkpoint.offset;
    const bool goesOn = isDocument ? readDocument() : readLines(job, pause);
    counts.bytesRead += std::max<std::int64_t>(m_checkpoint.offset - before, 0);
    if (!m_damage.empty())
        rejectDamage(job.file.path);
    return goesOn;
}

/// In the middle of a table it is where that reading began: what is read again changes nothing.
std::string FileReader::stateHere() const
{
    return m_table == nullptr ? m_reader->state() : m_checkpoint.state;
}

void FileReader::pushCheckpoint(CheckpointRow checkpoint)
{
    if (checkpoint.file == "-" || m_isPassing || !m_misfit.empty())
        return; // standard input cannot be gone on with
    checkpoint.source = m_batch.texts.intern(m_source);
    if (!m_batch.sources.contains(checkpoint.source))
        m_batch.sources[checkpoint.source] = {static_cast<int>(m_format->rank),
                                              static_cast<int>(m_format->growth),
                                              m_batch.texts.intern(m_format->name)};
    m_batch.checkpoints.push_back(std::move(checkpoint));
}

void FileReader::judge()
{
    const Stager::Tally tally = m_stager.ofFile();
    if (!m_otherFormat || tally.taken > 0 || tally.records == 0 ||
        m_continuity == Continuity::Resumed || !m_damage.empty())
        return;
    const Format *const other = *m_otherFormat;
    m_misfit = "none of " + std::to_string(tally.records) + " records was a record of " +
               std::string(m_format->name);
    const bool isKnown = other != nullptr && other->mapping != Mapping::Needed;
    if (!isKnown)
        m_misfit += ", and no other format recognises them";
    if (other != nullptr && !isKnown)
        m_misfit += "; map what it holds with --format " + std::string(other->name) + " --map";
    if (isKnown)
        m_misfit += "; it looks like " + std::string(other->name) + ": leave --format out";
}

bool FileReader::readDocument()
{
    std::size_t limit = std::max(m_buffer.size(), window);
    while (!m_atEnd && m_have < maxDocument) {
        (void)fill(std::min(limit, maxDocument));
        limit *= 2;
    }
    if (!m_atEnd) {
        reject("a document larger than 256 MiB; export it as JSON lines");
        return true;
    }
    std::memset(m_buffer.data() + m_have, 0, std::min(recordPadding, m_buffer.size() - m_have));
    m_reader->document({m_buffer.data(), m_have}, m_stager);
    m_reader->finish(m_stager);
    m_checkpoint.offset = static_cast<std::int64_t>(m_have);
    judge();
    pushCheckpoint(m_checkpoint);
    std::vector<char>().swap(m_buffer); // a large document's memory is not kept
    return true;
}

bool FileReader::readLines(const Job &job, const Pause &pause)
{
    // A pause may come within a line that is too long: what lies before is then no line's end.
    bool isTooLong = !m_recent.empty() && m_recent.back() != '\n';
    std::size_t limit = window;
    while (true) {
        (void)fill(limit);
        std::size_t start = 0;
        while (start < m_have) {
            const void *end = std::memchr(m_buffer.data() + start, '\n', m_have - start);
            if (!end)
                break;
            const auto length = static_cast<std::size_t>(static_cast<const char *>(end) -
                                                         (m_buffer.data() + start));
            std::string_view line(m_buffer.data() + start, length);
            ++m_checkpoint.line;
            if (m_checkpoint.line == 1 && line.starts_with("\xef\xbb\xbf"))
                line.remove_prefix(3);
            if (line.ends_with('\r'))
                line.remove_suffix(1);
            if (isTooLong)
                m_stager.rejected(m_checkpoint.line, "a line longer than 64 MiB");
            else if (!isBlank(line))
                m_reader->line(line, m_checkpoint.line, m_stager);
            isTooLong = false;
            start += length + 1;
            m_checkpoint.offset += static_cast<std::int64_t>(length) + 1;
            if (m_batch.weight() >= Batch::fullWeight) {
                CheckpointRow here = m_checkpoint;
                here.state = stateHere();
                here.near = m_table == nullptr ? nearHash(start) : 0;
                here.size = 0; // so that it does not read as unchanged
                pushCheckpoint(here);
                if (!pause(m_bytes->compressedBytesRead()))
                    return false;
                m_stager.setOrigin(*m_format, m_source, job.file.path);
            }
        }
        remember(start);
        std::memmove(m_buffer.data(), m_buffer.data() + start, m_have - start);
        m_have -= start;
        if (m_atEnd)
            break;
        limit = window;
        if (m_have >= window) {
            if (m_have >= maxLine || isTooLong) {
                isTooLong = true;
                m_checkpoint.offset += static_cast<std::int64_t>(m_have);
                remember(m_have);
                m_have = 0;
            } else {
                limit = std::min(m_have * 2, maxLine);
            }
        }
        // Not within a line that is being gathered: it would be read from its start each time.
        if (m_have < window && !pause(m_bytes->compressedBytesRead())) {
            m_checkpoint.state = stateHere();
            m_checkpoint.near = m_table == nullptr ? nearHash(0) : 0;
            m_checkpoint.size = 0;
            pushCheckpoint(m_checkpoint);
            return false;
        }
    }
    if (isTooLong) {
        m_stager.rejected(m_checkpoint.line + 1, "a line longer than 64 MiB");
        m_checkpoint.offset += static_cast<std::int64_t>(m_have);
        remember(m_have);
        m_have = 0;
    }
    m_checkpoint.state = stateHere();
    m_checkpoint.near = nearHash(0);
    if (m_table != nullptr)
        endTable();
    CheckpointRow checkpoint = m_checkpoint;
    lastLine({m_buffer.data(), m_have}, checkpoint);
    m_reader->finish(m_stager);
    judge();
    pushCheckpoint(std::move(checkpoint));
    if (m_buffer.size() > 2 * window)
        std::vector<char>().swap(m_buffer);
    return true;
}

/// An unterminated last line counts, but stays before the checkpoint: its completion replaces it.
void FileReader::lastLine(std::string_view rest, CheckpointRow &checkpoint)
{
    if (rest.ends_with('\r'))
        rest.remove_suffix(1);
    if (checkpoint.line == 0 && rest.starts_with("\xef\xbb\xbf"))
        rest.remove_prefix(3);
    if (isBlank(rest))
        return;
    if (m_holdsLastLine) {
        m_hasHeldLine = true;
        checkpoint.size = checkpoint.offset; // so that it does not read as unchanged
        return;
    }
    // A repetition of an earlier record leaves nothing behind that could be taken back.
    const auto taken = [this] {
        return m_batch.lines - m_batch.ignored - m_batch.rejected - m_batch.duplicate;
    };
    const std::int64_t before = taken();
    m_reader->line(rest, checkpoint.line + 1, m_stager);
    const bool isTaken = taken() > before;
    checkpoint.tail = isTaken ? m_stager.lastContentIdentity() : 0;
}

} // namespace outlay
