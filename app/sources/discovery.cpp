// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/discovery.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>
#ifdef _WIN32
#include <chrono>
#else
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace outlay::sources {

namespace {

namespace fs = std::filesystem;

/// A tree larger than this is reported as incomplete rather than walked for seconds.
constexpr std::int64_t mostEntries = 500'000;

struct Kind
{
    std::string_view format, title;
    /// What a transcript's name begins and ends with, before it may be packed.
    std::string_view start, ending;
    std::string_view folder; ///< some folder on the way to it is called so; empty: any
};
constexpr Kind claude{"claude-code", "Claude Code transcripts", {}, ".jsonl", {}};
constexpr Kind codex{"codex", "Codex sessions", {}, ".jsonl", {}};
constexpr Kind codexArchive{"codex", "Codex archived sessions", {}, ".jsonl", {}};
constexpr Kind amp{"amp", "Amp threads", "T-", ".json", {}};
constexpr Kind copilot{"copilot-cli", "GitHub Copilot CLI sessions", {}, ".jsonl", {}};
constexpr Kind droid{"droid", "Droid sessions", {}, ".settings.json", {}};
constexpr Kind gemini{"gemini-cli", "Gemini CLI sessions", {}, {}, "chats"};
constexpr Kind kimi{"kimi", "Kimi CLI sessions", "wire", ".jsonl", {}};
constexpr Kind kimiCode{"kimi", "Kimi Code sessions", "wire", ".jsonl", {}};
constexpr Kind openCode{"opencode", "OpenCode messages", {}, ".json", {}};
constexpr Kind openCodeTable{"opencode", "OpenCode database", "opencode", ".db", {}};
constexpr Kind qwen{"qwen-code", "Qwen Code chats", {}, ".jsonl", "chats"};

/// What the file system says without opening anything.
struct Status
{
    bool isFile = false, isFolder = false, isOwn = false;
    std::int64_t bytes = 0;
    Instant changed;
};

#ifdef _WIN32
// Profiles keep users apart there; an owner check through the security API adds nothing.
std::optional<Status> statusOf(const fs::path &path, bool followLink)
{
    std::error_code error;
    const fs::file_status status =
        followLink ? fs::status(path, error) : fs::symlink_status(path, error);
    if (error)
        return std::nullopt;
    Status found{fs::is_regular_file(status), fs::is_directory(status), true, 0, {}};
    if (found.isFile) {
        found.bytes = static_cast<std::int64_t>(fs::file_size(path, error));
        const auto at =
            std::chrono::clock_cast<std::chrono::system_clock>(fs::last_write_time(path, error));
        found.changed.micros =
            std::chrono::duration_cast<std::chrono::microseconds>(at.time_since_epoch()).count();
    }
    return found;
}
#else
std::optional<Status> statusOf(const fs::path &path, bool followLink)
{
    struct stat status = {};
    const int failed = followLink ? ::stat(path.c_str(), &status) : ::lstat(path.c_str(), &status);
    if (failed != 0)
        return std::nullopt;
    Status found;
    found.isFile = S_ISREG(status.st_mode);
    found.isFolder = S_ISDIR(status.st_mode);
    found.isOwn = status.st_uid == ::geteuid();
    found.bytes = status.st_size;
    found.changed.micros = std::int64_t{status.st_mtime} * microsPerSecond;
    return found;
}
#endif

bool isTranscript(const fs::path &path, const Kind &kind)
{
    const std::string whole = path.filename().string();
    std::string_view name = whole;
    for (const std::string_view packed : {".gz", ".zst"}) {
        if (name.ends_with(packed))
            name.remove_suffix(packed.size());
    }
    const bool isNamedSo = kind.ending.empty() ? name.ends_with(".json") || name.ends_with(".jsonl")
                                               : name.ends_with(kind.ending);
    return isNamedSo && name.starts_with(kind.start) &&
           (kind.folder.empty() ||
            std::find(path.begin(), path.end(), fs::path(kind.folder)) != path.end());
}

void count(Found &found, const Status &file)
{
    ++found.files;
    found.bytes += file.bytes;
    if (!found.changed)
        found.changed = TimeRange{file.changed, file.changed};
    found.changed->from = std::min(found.changed->from, file.changed);
    found.changed->to = std::max(found.changed->to, Instant{file.changed.micros + 1});
}

void walk(Found &found, const Kind &kind)
{
    std::error_code error;
    fs::recursive_directory_iterator at(found.path, error);
    std::int64_t entries = 0;
    while (!error && at != fs::recursive_directory_iterator()) {
        if (++entries > mostEntries) {
            found.isIncomplete = true;
            return;
        }
        const std::optional<Status> status = statusOf(at->path(), false);
        const bool isOwn = status && status->isOwn;
        if (!isOwn || !status->isFolder)
            at.disable_recursion_pending();
        else if (std::error_code unlisted; fs::directory_iterator(at->path(), unlisted), unlisted) {
            at.disable_recursion_pending();
            found.isIncomplete = true;
        }
        if (isOwn && status->isFile && isTranscript(at->path(), kind))
            count(found, *status);
        at.increment(error);
    }
    found.isIncomplete = found.isIncomplete || bool(error);
}

void look(const fs::path &folder, const Kind &kind, std::vector<Found> &all)
{
    const std::optional<Status> status = statusOf(folder, true);
    if (!status || !status->isFolder)
        return;
    std::error_code error;
    const std::string path = fs::weakly_canonical(folder, error).string();
    const bool isKnown =
        std::any_of(all.begin(), all.end(), [&](const Found &each) { return each.path == path; });
    if (error || isKnown)
        return;
    Found found;
    found.path = path;
    found.format = kind.format;
    found.title = kind.title;
    found.isForeign = !status->isOwn;
    if (!found.isForeign)
        walk(found, kind);
    all.push_back(std::move(found));
}

/// Databases that lie right in a folder, each named by itself.
void lookForTables(const fs::path &folder, const Kind &kind, std::vector<Found> &all)
{
    std::error_code error;
    std::vector<fs::path> paths;
    for (fs::directory_iterator at(folder, error); !error && at != fs::directory_iterator();
         at.increment(error))
        paths.push_back(at->path());
    std::sort(paths.begin(), paths.end());
    for (const fs::path &path : paths) {
        const std::optional<Status> status = statusOf(path, false);
        if (!status || !status->isFile || !isTranscript(path, kind))
            continue;
        Found found;
        found.path = fs::weakly_canonical(path, error).string();
        found.format = kind.format;
        found.title = kind.title;
        found.isForeign = !status->isOwn;
        if (status->isOwn)
            count(found, *status);
        all.push_back(std::move(found));
    }
}

/// The non-empty parts of a comma-separated list, blanks around them removed.
std::vector<fs::path> foldersOf(std::string_view list)
{
    std::vector<fs::path> folders;
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        std::string_view part = list.substr(0, comma);
        list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
        while (part.starts_with(' '))
            part.remove_prefix(1);
        while (part.ends_with(' '))
            part.remove_suffix(1);
        if (!part.empty())
            folders.emplace_back(part);
    }
    return folders;
}

std::string valueOf(const Surroundings &surroundings, const std::string &name)
{
    return surroundings.environment ? surroundings.environment(name).value_or("") : std::string();
}

void lookForClaude(const Surroundings &surroundings, std::vector<Found> &all)
{
    const std::string list = valueOf(surroundings, "CLAUDE_CONFIG_DIR");
    if (!list.empty()) {
        for (const fs::path &folder : foldersOf(list))
            look(folder.filename() == "projects" ? folder : folder / "projects", claude, all);
        return;
    }
    const std::string config = valueOf(surroundings, "XDG_CONFIG_HOME");
    if (!config.empty())
        look(fs::path(config) / "claude" / "projects", claude, all);
    if (surroundings.home.empty())
        return;
    const fs::path home = surroundings.home;
    if (config.empty())
        look(home / ".config" / "claude" / "projects", claude, all);
    look(home / ".claude" / "projects", claude, all);
}

/// The folders an agent's variable names, else those below the home.
std::vector<fs::path> homesOf(const Surroundings &surroundings, const std::string &variable,
                              const fs::path &below)
{
    std::vector<fs::path> homes = foldersOf(valueOf(surroundings, variable));
    if (homes.empty() && !surroundings.home.empty())
        homes.push_back(fs::path(surroundings.home) / below);
    return homes;
}

void lookForCodex(const Surroundings &surroundings, std::vector<Found> &all)
{
    for (const fs::path &home : homesOf(surroundings, "CODEX_HOME", ".codex")) {
        look(home / "sessions", codex, all);
        look(home / "archived_sessions", codexArchive, all);
    }
}

/// Where programs that follow the XDG base directories keep data; empty: unknown.
fs::path dataHome(const Surroundings &surroundings)
{
    const std::string named = valueOf(surroundings, "XDG_DATA_HOME");
    if (!named.empty())
        return named;
    return surroundings.home.empty() ? fs::path()
                                     : fs::path(surroundings.home) / ".local" / "share";
}

void lookForOthers(const Surroundings &surroundings, std::vector<Found> &all)
{
    // GEMINI_CLI_HOME stands for the home, in which Gemini CLI has its .gemini.
    for (const fs::path &home : homesOf(surroundings, "GEMINI_CLI_HOME", {}))
        look(home / ".gemini" / "tmp", gemini, all);
    const fs::path data = dataHome(surroundings);
    const auto ofData = [&](const std::string &variable, const char *name) {
        std::vector<fs::path> homes = foldersOf(valueOf(surroundings, variable));
        if (homes.empty() && !data.empty())
            homes.push_back(data / name);
        return homes;
    };
    for (const fs::path &home : ofData("OPENCODE_DATA_DIR", "opencode")) {
        look(home / "storage" / "message", openCode, all);
        lookForTables(home, openCodeTable, all);
    }
    const bool isQwenMoved = !valueOf(surroundings, "QWEN_RUNTIME_DIR").empty();
    for (const fs::path &home :
         homesOf(surroundings, isQwenMoved ? "QWEN_RUNTIME_DIR" : "QWEN_HOME", ".qwen"))
        look(home / "projects", qwen, all);
    if (!surroundings.home.empty())
        look(fs::path(surroundings.home) / ".kimi" / "sessions", kimi, all);
    for (const fs::path &home : homesOf(surroundings, "KIMI_CODE_HOME", ".kimi-code"))
        look(home / "sessions", kimiCode, all);
    for (const fs::path &home : homesOf(surroundings, "COPILOT_HOME", ".copilot"))
        look(home / "session-state", copilot, all);
    for (const fs::path &home : ofData("AMP_DATA_DIR", "amp"))
        look(home / "threads", amp, all);
    if (!surroundings.home.empty())
        look(fs::path(surroundings.home) / ".factory" / "sessions", droid, all);
}

} // namespace

Surroundings Surroundings::ofThisProcess()
{
    Surroundings own;
    own.environment = [](const std::string &name) -> std::optional<std::string> {
        const char *value = std::getenv(name.c_str());
        return value == nullptr ? std::nullopt : std::optional<std::string>(value);
    };
#ifdef _WIN32
    own.home = valueOf(own, "USERPROFILE");
#else
    own.home = valueOf(own, "HOME");
#endif
    return own;
}

std::vector<Found> discover(const Surroundings &surroundings)
{
    std::vector<Found> all;
    lookForClaude(surroundings, all);
    lookForCodex(surroundings, all);
    lookForOthers(surroundings, all);
    return all;
}

std::vector<std::string> providerVariables(const Surroundings &surroundings)
{
    constexpr std::array names{
        "ANTHROPIC_ADMIN_KEY", "ANTHROPIC_API_KEY",  "AZURE_OPENAI_API_KEY", "CEREBRAS_API_KEY",
        "COHERE_API_KEY",      "DEEPSEEK_API_KEY",   "GEMINI_API_KEY",       "GOOGLE_API_KEY",
        "GROQ_API_KEY",        "LITELLM_MASTER_KEY", "MISTRAL_API_KEY",      "OPENAI_ADMIN_KEY",
        "OPENAI_API_KEY",      "OPENROUTER_API_KEY", "TOGETHER_API_KEY",     "XAI_API_KEY"};
    std::vector<std::string> present;
    for (const char *name : names) {
        if (!valueOf(surroundings, name).empty())
            present.emplace_back(name);
    }
    return present;
}

} // namespace outlay::sources
