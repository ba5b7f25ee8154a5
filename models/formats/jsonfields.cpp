// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/jsonfields.h"

#include "models/formats/format.h"
#include "models/money/tokenusage.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace outlay {

namespace {

static_assert(recordPadding >= simdjson::SIMDJSON_PADDING);

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::string_view describe(simdjson::error_code error)
{
    switch (error) {
    case simdjson::UTF8_ERROR:
        return "invalid UTF-8";
    case simdjson::UNCLOSED_STRING:
        return "malformed JSON: a string is not closed";
    case simdjson::UNESCAPED_CHARS:
        return "malformed JSON: a control character inside a string";
    case simdjson::EMPTY:
        return "empty record";
    case simdjson::CAPACITY:
        return "record too large";
    case simdjson::INCORRECT_TYPE:
        return "not a JSON object";
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
        return "malformed JSON: the record is cut off";
    default:
        return "malformed JSON";
    }
}

/// Characters before the next quote or backslash, eight at a time: keys are short, and there are
/// a hundred in a line. May read seven bytes past the quote, which is inside the padding.
std::size_t plainLength(const char *text)
{
    constexpr std::uint64_t ones = 0x0101010101010101ULL;
    constexpr std::uint64_t highs = 0x8080808080808080ULL;
    for (std::size_t at = 0;; at += sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, text + at, sizeof word);
        const std::uint64_t quote = word ^ (ones * '"');
        const std::uint64_t slash = word ^ (ones * '\\');
        const std::uint64_t found =
            ((quote - ones) & ~quote & highs) | ((slash - ones) & ~slash & highs);
        if (found == 0)
            continue;
        // The first byte found is exact; those behind it may be borrowed from.
        if constexpr (std::endian::native == std::endian::little)
            return at + static_cast<std::size_t>(std::countr_zero(found)) / 8;
        while (text[at] != '"' && text[at] != '\\')
            ++at;
        return at;
    }
}

/// Position after the string whose first character (behind its quote) is at `at`; npos if open.
std::size_t endOfString(std::string_view line, std::size_t at)
{
    while (true) {
        at = line.find('"', at);
        if (at == std::string_view::npos)
            return at;
        std::size_t slashes = 0;
        while (slashes < at && line[at - 1 - slashes] == '\\')
            ++slashes;
        ++at;
        if (slashes % 2 == 0)
            return at;
    }
}

bool isWhole(Decimal value)
{
    for (; value.exponent < 0 && value.mantissa != 0; ++value.exponent) {
        if (value.mantissa % 10 != 0)
            return false;
        value.mantissa /= 10;
    }
    return true;
}

std::size_t skipBlanks(std::string_view line, std::size_t at)
{
    while (at < line.size() && isBlank(line[at]))
        ++at;
    return at;
}

} // namespace

JsonScalar scalarOf(simdjson::ondemand::value value)
{
    using Kind = JsonScalar::Kind;
    std::string_view token = value.raw_json_token();
    while (!token.empty() && isBlank(token.back()))
        token.remove_suffix(1);
    if (token.empty())
        return {Kind::Broken, {}};
    switch (token.front()) {
    case '"': {
        if (token.size() < 2 || token.back() != '"')
            return {Kind::Broken, {}};
        const std::string_view inner = token.substr(1, token.size() - 2);
        if (std::memchr(inner.data(), '\\', inner.size()) == nullptr)
            return {Kind::Text, inner};
        std::string_view unescaped;
        if (value.get_string().get(unescaped) != simdjson::SUCCESS)
            return {Kind::Broken, {}};
        return {Kind::Text, unescaped};
    }
    case '{':
    case '[':
        return {Kind::Nested, {}};
    default:
        break;
    }
    if (token == "null")
        return {Kind::Null, {}};
    if (token == "true")
        return {Kind::True, token};
    if (token == "false")
        return {Kind::False, token};
    return {Kind::Number, token};
}

std::optional<std::int64_t> quickScaled(std::string_view number, int places)
{
    constexpr std::size_t mostDigits = 18; // fits int64
    const bool negative = !number.empty() && number.front() == '-';
    if (negative)
        number.remove_prefix(1);
    std::int64_t mantissa = 0;
    int fraction = -1;
    std::size_t digits = 0;
    for (const char c : number) {
        if (c == '.' && fraction < 0 && digits > 0) {
            fraction = 0;
        } else if (c >= '0' && c <= '9' && digits < mostDigits) {
            mantissa = mantissa * 10 + (c - '0');
            ++digits;
            if (fraction >= 0)
                ++fraction;
        } else {
            return std::nullopt;
        }
    }
    if (digits == 0 || fraction == 0)
        return std::nullopt;
    int shift = places - std::max(fraction, 0);
    for (; shift > 0; --shift) {
        if (__builtin_mul_overflow(mantissa, std::int64_t{10}, &mantissa))
            return std::nullopt;
    }
    if (shift < 0) {
        std::int64_t divisor = 1;
        for (; shift < 0; ++shift)
            divisor *= 10;
        const std::int64_t rest = mantissa % divisor;
        mantissa /= divisor;
        if (rest > divisor - rest || (rest == divisor - rest && mantissa % 2 != 0))
            ++mantissa;
    }
    return negative ? -mantissa : mantissa;
}

simdjson::ondemand::document *JsonRecord::openAny(std::string_view bytes, std::string &problem)
{
    // Grown in powers of two, so that slowly growing lines do not reallocate each time.
    constexpr std::size_t smallest = std::size_t{64} * 1024;
    if (bytes.size() > m_parser.capacity()) {
        const std::size_t wanted = std::max(smallest, std::bit_ceil(bytes.size()));
        if (const auto error = m_parser.allocate(wanted); error != simdjson::SUCCESS) {
            problem = describe(error);
            return nullptr;
        }
    }
    const auto error =
        m_parser.iterate(bytes.data(), bytes.size(), bytes.size() + recordPadding).get(m_document);
    if (error != simdjson::SUCCESS) {
        problem = describe(error);
        return nullptr;
    }
    return &m_document;
}

std::optional<simdjson::ondemand::object> JsonRecord::open(std::string_view bytes,
                                                           std::string &problem)
{
    simdjson::ondemand::document *document = openAny(bytes, problem);
    if (document == nullptr)
        return std::nullopt;
    simdjson::ondemand::object root;
    if (const auto error = document->get_object().get(root); error != simdjson::SUCCESS) {
        problem = describe(error);
        return std::nullopt;
    }
    return root;
}

bool JsonRecord::isAtEnd()
{
    return m_document.current_location().error() == simdjson::OUT_OF_BOUNDS;
}

bool JsonFields::fail(std::string_view field, std::string_view what)
{
    problem.assign(field);
    if (!field.empty())
        problem += ": ";
    problem += what;
    return false;
}

bool JsonFields::keyOf(simdjson::ondemand::field &field, std::string_view &key)
{
    // Quotes are balanced, or the record would not have opened: the scan ends.
    const char *const begin = field.key().raw();
    const char *end = begin + plainLength(begin);
    if (*end == '"') {
        key = {begin, static_cast<std::size_t>(end - begin)};
        return true;
    }
    return field.unescaped_key().get(key) == simdjson::SUCCESS;
}

bool JsonFields::text(simdjson::ondemand::value value, std::string_view field,
                      std::string_view &out)
{
    const JsonScalar scalar = scalarOf(value);
    if (scalar.kind == JsonScalar::Kind::Broken)
        return fail(field, "text with a malformed escape");
    const bool isTextual =
        scalar.kind == JsonScalar::Kind::Text || scalar.kind == JsonScalar::Kind::Number;
    out = isTextual ? scalar.text : std::string_view{};
    return true;
}

bool JsonFields::count(simdjson::ondemand::value value, std::string_view field, std::int64_t &out)
{
    const JsonScalar scalar = scalarOf(value);
    if (scalar.kind == JsonScalar::Kind::Null ||
        (scalar.kind == JsonScalar::Kind::Text && scalar.text.empty()))
        return true;
    if (scalar.kind != JsonScalar::Kind::Number && scalar.kind != JsonScalar::Kind::Text)
        return fail(field, "expected a whole number");
    std::int64_t number = 0;
    if (const auto quick = quickScaled(scalar.text, 0);
        quick && scalar.text.find('.') == std::string_view::npos) {
        number = *quick;
    } else {
        const auto decimal = parseDecimal(scalar.text);
        if (!decimal)
            return fail(field, "expected a whole number");
        const auto whole = scaled(*decimal, 0);
        if (!whole)
            return fail(field, "a count above 1,000,000,000,000");
        // 1.0 is 1, but a rounded 1.5 would hide that the field means something else.
        if (!isWhole(*decimal))
            return fail(field, "expected a whole number");
        number = *whole;
    }
    if (number < 0)
        return fail(field, "a negative count");
    if (number > maxTokens)
        return fail(field, "a count above 1,000,000,000,000");
    out = number;
    return true;
}

bool JsonFields::money(simdjson::ondemand::value value, std::string_view field,
                       std::optional<Money> &out)
{
    const JsonScalar scalar = scalarOf(value);
    if (scalar.kind == JsonScalar::Kind::Null ||
        (scalar.kind == JsonScalar::Kind::Text && scalar.text.empty()))
        return true;
    if (scalar.kind != JsonScalar::Kind::Number && scalar.kind != JsonScalar::Kind::Text)
        return fail(field, "expected an amount of US dollars");
    Money amount;
    if (const auto quick = quickScaled(scalar.text, 9)) {
        amount = Money{*quick};
    } else {
        const auto parsed = parseUsd(scalar.text);
        if (!parsed)
            return fail(field, "expected an amount of US dollars below 9.2 billion");
        amount = *parsed;
    }
    if (amount.nanos < 0)
        return fail(field, "a negative amount");
    out = amount;
    return true;
}

bool JsonFields::instant(const JsonScalar &scalar, std::string_view field,
                         std::optional<Instant> &out)
{
    if (scalar.kind == JsonScalar::Kind::Null ||
        (scalar.kind == JsonScalar::Kind::Text && scalar.text.empty()))
        return true;
    const bool isText = scalar.kind == JsonScalar::Kind::Text;
    if (!isText && scalar.kind != JsonScalar::Kind::Number)
        return fail(field, "expected a time");
    Instant at;
    const bool isDate = isText && scalar.text.find('-') != std::string_view::npos;
    constexpr std::int64_t mostSeconds = 99'999'999'999 * microsPerSecond;
    if (const auto quick = isDate ? std::nullopt : quickScaled(scalar.text, 6);
        quick && *quick <= mostSeconds && *quick >= 0) {
        at = Instant{*quick};
    } else {
        const auto parsed = isDate ? parseInstant(scalar.text) : parseEpoch(scalar.text);
        if (!parsed)
            return fail(field, "expected a time like 2026-11-23T12:00:00Z or seconds since 1970");
        at = *parsed;
    }
    if (!isPlausible(at))
        return fail(field, "a time before 2015 or after 2099");
    out = at;
    return true;
}

bool JsonFields::flag(simdjson::ondemand::value value)
{
    const JsonScalar scalar = scalarOf(value);
    return scalar.kind == JsonScalar::Kind::True ||
           (scalar.kind == JsonScalar::Kind::Text &&
            (scalar.text == "true" || scalar.text == "True"));
}

std::string_view leadingType(std::string_view line)
{
    if (line.empty() || line.front() != '{')
        return {};
    std::size_t at = skipBlanks(line, 1);
    while (at < line.size() && line[at] == '"') {
        const std::size_t keyEnd = endOfString(line, at + 1);
        if (keyEnd == std::string_view::npos)
            return {};
        const std::string_view key = line.substr(at + 1, keyEnd - at - 2);
        at = skipBlanks(line, keyEnd);
        if (at >= line.size() || line[at] != ':')
            return {};
        at = skipBlanks(line, at + 1);
        if (at >= line.size() || line[at] == '{' || line[at] == '[' ||
            key.find('\\') != std::string_view::npos)
            return {};
        std::size_t end = 0;
        if (line[at] == '"') {
            end = endOfString(line, at + 1);
            if (end == std::string_view::npos)
                return {};
            if (key == "type")
                return line.substr(at + 1, end - at - 2);
        } else {
            end = line.find_first_of(",}", at);
        }
        at = end == std::string_view::npos ? end : skipBlanks(line, end);
        if (at >= line.size() || line[at] != ',')
            return {};
        at = skipBlanks(line, at + 1);
    }
    return {};
}

} // namespace outlay
