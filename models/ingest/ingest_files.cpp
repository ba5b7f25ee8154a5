// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/filereader.h"
#include "models/ingest/importoptions.h"
#include "models/ingest/ingest_p.h"
#include "models/ingest/otherfiles.h"

#include <filesystem>
#include <future>
#include <map>
#include <set>
#include <system_error>

namespace outlay {

Result<ImportCounts>
Ingest::importPaths(const std::vector<std::string> &paths, const ImportOptions &options,
                    const std::function<bool(const ImportProgress &)> &progress)
{
    Data &d = *m_data;
    const auto wanted = formatFor(options.format);
    if (!wanted)
        return tl::unexpected<Error>(wanted.error());
    const Format *const format = *wanted;
    std::vector<Error> missing;
    std::vector<FoundFile> others;
    std::vector<FoundFile> files = findFiles(paths, missing, &others);
    // Closing another descriptor of the ledger would take SQLite's locks from it.
    std::erase_if(others, [&d](const FoundFile &file) {
        std::error_code error;
        return std::filesystem::equivalent(file.path, d.ledger->path(), error);
    });
    takeByContent(others, files, options.format);
    if (files.empty() && !missing.empty())
        return tl::unexpected<Error>(missing.front());

    ImportCounts counts;
    ImportProgress state;
    state.filesTotal = static_cast<std::int64_t>(files.size());
    for (const FoundFile &file : files)
        state.bytesTotal += file.size;
    const std::uint64_t optionsHash = readerOptionsHash(options.map);
    std::map<std::string, CheckpointRow> known;
    if (!options.again) {
        for (CheckpointRow &row : d.ledger->checkpoints(optionsHash)) {
            if (options.source.empty() || d.ledger->textOf(row.source) == options.source)
                known.emplace(row.file, std::move(row));
        }
    }

    // One thread reads while another writes: the batch being filled, and the one being written.
    Batch filling;
    Batch writing;
    Stager stager(filling);
    std::future<Result<>> pending;
    Result<> written;
    const auto join = [&] {
        if (pending.valid())
            written = pending.get();
        return written.has_value();
    };
    std::set<std::string> labelled;
    const auto handOver = [&] {
        if (!options.labels.empty()) {
            for (const auto &[id, key] : filling.sources)
                labelled.insert(std::string(filling.texts.at(id)));
        }
        if (!join())
            return false;
        std::swap(filling, writing);
        filling.clear();
        stager.restart();
        pending = std::async(std::launch::async, [&d, &writing, &counts] {
            ImportCounts part;
            part.inDoubt = counts.inDoubt; // what stands as of the last bill
            auto done = d.write(writing, part);
            if (done) {
                counts.lines += part.lines;
                counts.created += part.created;
                counts.merged += part.merged;
                counts.duplicate += part.duplicate;
                counts.ignored += part.ignored;
                counts.rejected += part.rejected;
                counts.unpriced += part.unpriced;
                counts.cost += part.cost;
                counts.restated += part.restated;
                counts.inDoubt = part.inDoubt;
                counts.rejections.insert(counts.rejections.end(), part.rejections.begin(),
                                         part.rejections.end());
            }
            return done;
        });
        return true;
    };

    // A folder holds other things too: of it that is said only where nothing fits.
    ImportCounts::Rejection misfit;
    bool hasFit = false;
    FileReader reader(filling, stager);
    ImportCounts fileCounts; // kept apart: the writing thread adds to `counts`
    std::int64_t bytesBefore = 0;
    const auto pause = [&](std::int64_t bytesDone) {
        if (filling.weight() >= Batch::fullWeight && !handOver())
            return false;
        state.bytesDone = bytesBefore + bytesDone;
        if (progress && !progress(state)) {
            fileCounts.wasCancelled = true;
            return false;
        }
        return true;
    };
    for (const FoundFile &file : files) {
        state.file = file.path;
        const auto it = known.find(file.path);
        // Not where the format is said, and was another one before.
        const bool isUnchanged =
            it != known.end() && (!format || it->second.format == format->name) &&
            it->second.size == file.size && it->second.modified == file.modified &&
            it->second.inode == file.inode && file.path != "-";
        if (isUnchanged) {
            ++fileCounts.files;
            ++fileCounts.unchangedFiles;
            hasFit = true;
            fileCounts.bytesSkipped += file.size;
        } else {
            FileReader::Job job;
            job.file = file;
            job.format = format;
            job.source = options.source;
            job.options.map = options.map;
            job.optionsHash = optionsHash;
            job.judgesFormat = true;
            if (it != known.end())
                job.checkpoint = it->second;
            if (!reader.read(job, fileCounts, pause))
                break;
            if (file.isNamed && !reader.misfit().empty())
                stager.rejected(0, reader.misfit());
            else if (!reader.misfit().empty() && misfit.file.empty())
                misfit = {file.path, 0, reader.misfit()};
            else
                hasFit = hasFit || reader.misfit().empty();
            if (!file.isNamed && (reader.isForeign() || !reader.misfit().empty()))
                fileCounts.skip(file.path);
        }
        bytesBefore += file.size;
        state.bytesDone = bytesBefore;
        ++state.filesDone;
        if ((filling.weight() >= Batch::fullWeight && !handOver()) ||
            (progress && !progress(state))) {
            fileCounts.wasCancelled = written.has_value();
            break;
        }
    }
    if (!filling.isEmpty() && written)
        (void)handOver();
    if (!join())
        return tl::unexpected<Error>(written.error());
    if (!labelled.empty())
        OUTLAY_TRY(d.label(labelled, options.labels));
    d.ledger->checkpointWal();
    counts.files = fileCounts.files;
    counts.unchangedFiles = fileCounts.unchangedFiles;
    counts.bytesRead = fileCounts.bytesRead;
    counts.bytesSkipped = fileCounts.bytesSkipped;
    counts.wasCancelled = fileCounts.wasCancelled;
    counts.skipped = std::move(fileCounts.skipped);
    counts.skippedFiles = fileCounts.skippedFiles;
    for (const FoundFile &other : others)
        counts.skip(other.path);
    if (!misfit.file.empty() && !hasFit && !counts.wasCancelled) {
        ++counts.lines;
        ++counts.rejected;
        counts.rejections.push_back(misfit);
    }
    for (const Error &error : missing) {
        ++counts.lines;
        ++counts.rejected;
        counts.rejections.push_back({error.text.substr(0, error.text.rfind(": ")), 0, error.text});
    }
    return counts;
}

} // namespace outlay
