// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/observation.h"
#include "models/money/result.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace outlay {

/// Bytes a caller must leave readable after a record: simdjson reads ahead.
inline constexpr std::size_t recordPadding = 64;

/// `--map`, `--only`: how the columns of a CSV or JSON lines file become fields.
struct FieldMap
{
    /// field -> column; dots reach into JSON; a value in single quotes is a constant.
    std::vector<std::pair<std::string, std::string>> fields;
    std::vector<std::pair<std::string, std::string>> only;
    [[nodiscard]] bool isEmpty() const { return fields.empty() && only.empty(); }
};

/// "at=time,model=properties.main_model,provider='openai'" -> FieldMap; Usage errors name the part.
[[nodiscard]] Result<FieldMap> parseFieldMap(std::string_view text);

struct ReaderOptions
{
    std::string path; ///< for formats that take a name from it (sub-agent files); may be empty
    FieldMap map;
    /// Key of the salted prompt hash; {0, 0}: prompts are not hashed.
    std::pair<std::uint64_t, std::uint64_t> promptSalt{};
};

/// Turns the records of one file into observations. Pure: no clock, no file, no network. Bounded:
/// keeps at most its state, never past records. One reader reads one file, on one thread.
class Reader
{
public:
    virtual ~Reader();

    /// One line without its line end; at least recordPadding bytes after it are readable.
    virtual void line(std::string_view line, std::int64_t number, Sink &sink);
    /// A whole document (Framing::Document), padded likewise.
    virtual void document(std::string_view bytes, Sink &sink);
    /// Called once after the last line. For formats that hold a record back.
    virtual void finish(Sink &sink);

    /// What a later reader needs to go on from here (a CSV header, the session's id); stored with
    /// the checkpoint.
    [[nodiscard]] virtual std::string state() const;
    [[nodiscard]] virtual bool restore(std::string_view state);
};

enum class Framing : std::uint8_t
{
    Lines,
    Document,
};

/// Whether `--map` and `--only` mean something to a format.
enum class Mapping : std::uint8_t
{
    None,     ///< it names its own fields
    Names,    ///< for names that a bill does not tell; its figures are its own
    Optional, ///< for what its files do not tell
    Needed,
};

/// A table of an SQLite file whose rows, as JSON objects, are records of a format.
struct FormatTable
{
    std::string_view name;
    std::span<const std::string_view> needed{}; ///< columns it is recognised by
    std::span<const std::string_view> wanted{}; ///< further ones that are read where they exist
    std::string_view time{}; ///< column of a row's time, indexed; empty: all is read each time
};

struct Format
{
    std::string_view name;  ///< the word of `--format` and the default source name
    std::string_view title; ///< for people
    Rank rank;
    Growth growth;
    /// How sure it is, 0..100, from the first bytes (see recognise()) and the path. Pure.
    int (*sniff)(std::string_view head, std::string_view path);
    Framing (*framing)(std::string_view head);
    std::unique_ptr<Reader> (*create)(const ReaderOptions &options);
    /// A file that has changed is another one, although it begins like the one read before.
    bool isRewritten = false;
    Mapping mapping = Mapping::None;
    const FormatTable *table = nullptr; ///< null: it lies in no database
    /// Its records name no provider: where nothing else in them does, it is the model's maker.
    bool tellsProvider = true;
};

/// All formats, in order of name.
[[nodiscard]] std::span<const Format> formats();
[[nodiscard]] const Format *formatNamed(std::string_view name);
/// The most certain format for these first bytes; null if none recognises them. Blank lines before
/// the first record say nothing, nor do up to 64 that are no JSON where JSON lines follow.
[[nodiscard]] const Format *sniff(std::string_view head, std::string_view path);

} // namespace outlay
