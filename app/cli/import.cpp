// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/importsummary.h"
#include "app/cli/interrupt.h"
#include "app/cli/livefindings.h"
#include "app/cli/openledger.h"
#include "app/cli/progress.h"
#include "app/cli/providerwords.h"
#include "app/cli/text.h"
#include "app/cli/verbs.h"
#include "app/sources/discovery.h"
#include "app/sources/livesources.h"
#include "app/sources/sameaccount.h"
#include "models/formats/format.h"
#include "models/formats/recordmap.h"
#include "models/ingest/otherfiles.h"
#include "models/ingest/providerlabel.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <span>

namespace outlay::cli {

namespace {

constexpr std::array options{
    Option{"format", "NAME", "the format of the files (default: auto, recognised by content)"},
    Option{"map", "FIELD=COLUMN,…", "which column holds which field; needed for csv and jsonl"},
    Option{"only", "FIELD=VALUE", "where a map is: keep only records that say so; repeatable"},
    Option{"label", "DIM=VALUE", "fill a dimension where the logs do not know it; repeatable"},
    Option{"source", "NAME", "file it under this source (default: the format's name)"},
    Option{"found", "", "take in the agents' transcripts found on this machine"},
    Option{"again", "", "read from the start, not from where the last import stopped"},
};

constexpr std::string_view help =
    R"(Takes in logs: files, folders (with everything below them), "-" for standard input; .gz and
.zst are unpacked on the way. Importing again only reads what is new, and nothing is ever counted
twice, in whatever order, overlap or copies the files come. What cannot be read is listed with
file, line and reason; the rest is taken in. Ctrl-C is safe: the same command goes on from there.

Prompts and answers are never stored: only who, when, which model, how many tokens, at what cost.

Formats: auto, or one of those that --format with a wrong name lists. A file of your own needs
--map: field=column pairs; dots reach into JSON (usage.input), a value in single quotes is a
constant. Fields: at, id, provider, model, user, key, team, project, environment, endpoint, task,
session, agent, outcome, http_status, latency_ms, the token counts (input_tokens, output_tokens,
cache_read_tokens, …), cost_usd, and requests (a row stands for that many).

Examples:
  outlay-cli import --found
  outlay-cli import ~/.claude/projects ~/.codex/sessions
  outlay-cli import --label project=search --label environment=prod litellm.jsonl.gz
  outlay-cli import --format csv --source billing usage.csv \
      --map "at=time,model=model,user=who,input_tokens=in,output_tokens=out,provider='openai'"
  zcat logs/*.gz | outlay-cli import --format litellm -
)";

Result<std::vector<std::pair<Dimension, std::string>>>
parseLabels(const std::vector<std::string> &texts)
{
    constexpr std::array settable{Dimension::Provider, Dimension::User,        Dimension::Key,
                                  Dimension::Team,     Dimension::CostCenter,  Dimension::Project,
                                  Dimension::Task,     Dimension::Environment, Dimension::Endpoint,
                                  Dimension::TaskKind, Dimension::Session,     Dimension::Agent};
    std::vector<std::pair<Dimension, std::string>> labels;
    for (const std::string &text : texts) {
        const std::size_t equals = text.find('=');
        const auto dimension = dimensionNamed(std::string_view(text).substr(0, equals));
        const bool isSettable =
            dimension && std::find(settable.begin(), settable.end(), *dimension) != settable.end();
        if (equals == std::string::npos || equals + 1 == text.size() || !isSettable) {
            std::string known;
            for (const Dimension each : settable)
                known += (known.empty() ? "" : ", ") + std::string(name(each));
            return failure(Error::Kind::Usage, "--label " + printable(text) +
                                                   ": write DIM=VALUE, where DIM is one of " +
                                                   known);
        }
        std::string value = text.substr(equals + 1);
        if (*dimension == Dimension::Provider) {
            const auto said = parseProviderLabel(value);
            if (!said)
                return tl::unexpected<Error>(said.error());
            value = providerLabel(*said);
        }
        labels.emplace_back(*dimension, std::move(value));
    }
    return labels;
}

Result<FieldMap> parseMap(const Arguments &arguments)
{
    std::string all;
    for (const std::string &text : arguments.values("map"))
        all += (all.empty() ? "" : ",") + text;
    FieldMap map;
    if (arguments.has("map")) {
        Result<FieldMap> parsed = parseFieldMap(all);
        if (!parsed)
            return parsed;
        map = std::move(*parsed);
    }
    for (const std::string &text : arguments.values("only")) {
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos || equals == 0)
            return failure(Error::Kind::Usage, "--only " + printable(text) + ": write FIELD=VALUE");
        map.only.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    return map;
}

/// "csv, focus, jsonl": the formats a map means something to.
std::string mappable()
{
    std::string names;
    for (const Format &format : formats()) {
        if (format.mapping != Mapping::None)
            names.append(names.empty() ? "" : ", ").append(format.name);
    }
    return names;
}

/// What `option` (--map, --only) is for where --format does not say, if all files are of one such
/// format; refuses those that are of one which takes none.
Result<std::optional<std::string>> mappedByContent(const std::vector<std::string> &paths,
                                                   std::string_view option)
{
    std::optional<std::string> name;
    bool isOne = !paths.empty();
    for (const std::string &path : paths) {
        const Format *const format = path == "-" ? nullptr : recognisedFormat(path);
        if (format != nullptr && format->mapping == Mapping::None)
            return failure(Error::Kind::Usage,
                           printable(path) + " is " + std::string(format->name) +
                               ", which names its own fields: leave " + std::string(option) +
                               " out, or say --format csv or --format jsonl to read it as any "
                               "other table");
        isOne = isOne && format != nullptr && (!name || *name == format->name);
        if (isOne)
            name = format->name;
    }
    return isOne ? name : std::nullopt;
}

/// The format of a map, or of a choice, that names none: told by the files' content, else by their
/// names.
Result<std::string> mappedFormat(const Arguments &arguments)
{
    const std::string_view option = arguments.has("map") ? "--map" : "--only";
    const std::vector<std::string> &paths = arguments.positional();
    const auto told = mappedByContent(paths, option);
    if (!told)
        return tl::unexpected<Error>(told.error());
    if (*told)
        return **told;
    const auto isNamed = [&](std::string_view part) {
        return !paths.empty() &&
               std::all_of(paths.begin(), paths.end(), [&](const std::string &path) {
                   return std::filesystem::path(path).filename().string().find(part) !=
                          std::string::npos;
               });
    };
    if (isNamed(".csv"))
        return "csv";
    if (isNamed(".json") || isNamed(".ndjson"))
        return "jsonl";
    return failure(
        Error::Kind::Usage,
        std::string(option) +
            " needs --format csv or --format jsonl, or another that takes one: " + mappable());
}

/// No map where the format names its own fields.
Result<void> checkMap(const ImportOptions &import)
{
    const Format *const format = formatNamed(import.format);
    const Mapping mapping = format != nullptr ? format->mapping : Mapping::None;
    const bool isMapped = !import.map.fields.empty();
    if (mapping == Mapping::None && isMapped)
        return failure(Error::Kind::Usage, "--map is for --format " + mappable() + "; " +
                                               import.format + " names its own fields");
    if (mapping == Mapping::None && !import.map.only.empty())
        return failure(Error::Kind::Usage, "--only is for --format " + mappable());
    if (const std::string problem = figureProblem(import.map);
        mapping == Mapping::Names && !problem.empty())
        return failure(Error::Kind::Usage, problem);
    return {};
}

Result<ImportOptions> parseOptions(const Arguments &arguments)
{
    ImportOptions import;
    import.format = arguments.valueOr("format", "auto");
    if (import.format != "auto" && formatNamed(import.format) == nullptr) {
        std::string known = "auto";
        for (const Format &format : formats())
            known += ", " + std::string(format.name);
        return failure(Error::Kind::Usage,
                       "unknown format \"" + printable(import.format) + "\"; known: " + known);
    }
    import.source = arguments.valueOr("source", "");
    if (arguments.has("source") && import.source.empty())
        return failure(Error::Kind::Usage, "--source needs a name");
    import.again = arguments.has("again");
    Result<FieldMap> map = parseMap(arguments);
    if (!map)
        return tl::unexpected<Error>(map.error());
    import.map = std::move(*map);
    if (!import.map.isEmpty() && import.format == "auto") {
        Result<std::string> format = mappedFormat(arguments);
        if (!format)
            return tl::unexpected<Error>(format.error());
        import.format = std::move(*format);
    }
    if (const Result<void> checked = checkMap(import); !checked)
        return tl::unexpected<Error>(checked.error());
    auto labels = parseLabels(arguments.values("label"));
    if (!labels)
        return tl::unexpected<Error>(labels.error());
    import.labels = std::move(*labels);
    return import;
}

/// Transcripts of this user on this machine, with something in them.
std::vector<sources::Found> transcriptsHere()
{
    std::vector<sources::Found> here = sources::discover(sources::Surroundings::ofThisProcess());
    std::erase_if(here,
                  [](const sources::Found &found) { return found.isForeign || found.files == 0; });
    return here;
}

std::string describe(const sources::Found &found)
{
    return found.title + " in " + found.path + " (" + counted(found.files, "file", "files") + ", " +
           bytesText(found.bytes) + ")";
}

/// Nothing named: say what there is to name.
std::string nothingNamed()
{
    std::string text = "name files or folders to import, or - for standard input";
    const std::vector<sources::Found> here = transcriptsHere();
    for (const sources::Found &found : here)
        text += "; there are " + describe(found);
    return here.empty() ? text : text + "; take these in with: outlay-cli import --found";
}

/// The places named on the command line, and with --found those of this machine.
std::vector<std::string> placesOf(const Arguments &arguments)
{
    std::vector<std::string> places = arguments.positional();
    if (!arguments.has("found"))
        return places;
    const std::vector<sources::Found> here = transcriptsHere();
    for (const sources::Found &found : here) {
        arguments.err().line("Found " + describe(found));
        places.push_back(found.path);
    }
    if (here.empty())
        arguments.err().line("Found no transcripts of agents on this machine.");
    return places;
}

bool canOpen(const std::string &path)
{
    if (path == "-")
        return true;
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) {
        const std::filesystem::directory_iterator listing(path, error);
        return !error;
    }
    return std::ifstream(path, std::ios::binary).good();
}

/// Bills of which another bill or a polled source tells as well, and projects that a bill and
/// counts may name in two ways.
Result<Doubles> seenTwice(const Arguments &arguments)
{
    const auto reader = openReader(arguments);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    const auto all = sources::storedSources(**reader);
    if (!all)
        return tl::unexpected<Error>(all.error());
    auto overlaps = sources::sameAccounts(**reader, *all, arguments.now());
    if (!overlaps)
        return tl::unexpected<Error>(overlaps.error());
    std::erase_if(*overlaps, [](const auto &same) { return !same.isBill; });
    auto names = sources::namedOtherwise(**reader);
    if (!names)
        return tl::unexpected<Error>(names.error());
    return Doubles{std::move(*overlaps), std::move(*names), {}};
}

void tellDoubles(Output &err, const Doubles &doubles)
{
    for (const GuessedTwice &one : doubles.guessed)
        err.line("Careful: " + guessedText(one) + ".\n  " + sayProvider(one));
    for (const sources::SameAccount &same : doubles.overlaps)
        err.line("Careful: " + billSeenTwice(same) + ".\n  " + coverBill(same));
    for (const sources::OtherName &name : doubles.names)
        err.line("Careful: " + namedOtherwiseText(name) + ".\n  " + nameAlike(name));
}

/// A named file with nothing new of which records were refused when it was read: as it stands, they
/// would be again.
Result<> tellFormerRejections(const Arguments &arguments, const std::vector<std::string> &paths)
{
    constexpr int newest = 10'000;
    const auto reader = openReader(arguments);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    const auto rejected = (*reader)->rejected(newest);
    if (!rejected)
        return tl::unexpected<Error>(rejected.error());
    for (const std::string &path : paths) {
        std::error_code error;
        const std::string file = std::filesystem::absolute(path, error).lexically_normal().string();
        const auto isOfFile = [&file](const RejectedRecord &record) { return record.file == file; };
        const auto count = std::count_if(rejected->begin(), rejected->end(), isOfFile);
        if (count == 0)
            continue;
        const auto last = std::find_if(rejected->begin(), rejected->end(), isOfFile);
        const std::string place = last->line > 0 ? ":" + std::to_string(last->line) : "";
        arguments.err().line("Of " + printable(file) + " " +
                             counted(count, "record was", "records were") +
                             " rejected when it was read (" + printable(file) + place + ": " +
                             printable(last->reason) + "); to read it again: --again.");
    }
    return {};
}

int run(Arguments &arguments)
{
    const Result<ImportOptions> import = parseOptions(arguments);
    if (!import)
        return arguments.fail(import.error());
    if (arguments.positional().empty() && !arguments.has("found"))
        return arguments.failUsage(nothingNamed());
    const std::vector<std::string> paths = placesOf(arguments);
    const bool isAllReadable = std::all_of(paths.begin(), paths.end(), canOpen);
    // A mistyped path alone must not leave an empty ledger behind.
    if (!isAllReadable && paths.size() == 1)
        return arguments.fail(
            {Error::Kind::Unreadable,
             "cannot read " + paths.front() + "; check the path and its permissions"});
    Result<std::unique_ptr<Ingest>> ingest = openIngest(arguments);
    if (!ingest)
        return arguments.failLedger(ingest.error());

    const auto start = std::chrono::steady_clock::now();
    ProgressBar bar(arguments.err());
    const Result<ImportCounts> counts =
        (*ingest)->importPaths(paths, *import, [&](const ImportProgress &progress) {
            bar.update(progress.bytesDone, progress.bytesTotal, progress.file);
            return !isInterrupted();
        });
    bar.clear();
    if (!counts)
        return arguments.failLedger(counts.error());
    const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - start);
    const bool isAsked = counts->created > 0 || arguments.isJson();
    Result<Doubles> doubles = isAsked ? seenTwice(arguments) : Result<Doubles>(Doubles());
    if (!doubles)
        return arguments.failLedger(doubles.error());
    if (isAsked) {
        auto guessed = (*ingest)->guessedTwice();
        if (!guessed)
            return arguments.failLedger(guessed.error());
        doubles->guessed = *std::move(guessed);
    }
    if (arguments.isJson())
        writeImport(arguments.out(), *counts, elapsed, *doubles);
    else
        printImport(arguments.out(), *counts, elapsed);
    if (counts->created > 0) // else it was said when it came
        tellDoubles(arguments.err(), *doubles);
    if (counts->unchangedFiles > 0 && counts->rejected == 0) {
        if (const Result<> told = tellFormerRejections(arguments, paths); !told)
            return arguments.failLedger(told.error());
    }
    if (counts->wasCancelled) {
        arguments.err().line("Interrupted. What was read is in the ledger, complete and "
                             "consistent; the same command goes on from there.");
        return exitcode::interrupted;
    }
    if (!isAllReadable)
        return exitcode::usage;
    return counts->rejected > 0 ? exitcode::rejected : exitcode::done;
}

} // namespace

const Verb importVerb{"import",
                      "take in logs: files, folders or standard input",
                      "[OPTIONS] PATH… | --found",
                      options,
                      help,
                      run};

} // namespace outlay::cli
