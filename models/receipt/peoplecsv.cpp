// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/csvrow.h"
#include "models/receipt/peoplereport.h"

#include <algorithm>
#include <array>
#include <map>

namespace outlay {

namespace {

struct Column
{
    enum class What : std::uint8_t
    {
        Name,
        Email,
        Team,
        CostCenter,
        Identity,
    } what;
    Identity::Kind kind = Identity::Kind::GatewayUser;
    std::string title;
};

std::string lower(std::string_view text)
{
    std::string out(text);
    for (char &c : out)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t from = text.find_first_not_of(blanks);
    if (from == std::string_view::npos)
        return {};
    return text.substr(from, text.find_last_not_of(blanks) - from + 1);
}

Result<Column> columnNamed(std::string_view title)
{
    using What = Column::What;
    constexpr std::array<std::pair<std::string_view, What>, 8> names = {{
        {"name", What::Name},
        {"person", What::Name},
        {"email", What::Email},
        {"e-mail", What::Email},
        {"team", What::Team},
        {"cost_center", What::CostCenter},
        {"cost center", What::CostCenter},
        {"cost centre", What::CostCenter},
    }};
    const std::string word = lower(trimmed(title));
    for (const auto &[known, what] : names) {
        if (word == known)
            return Column{what, {}, word};
    }
    if (const auto kind = identityKindNamed(word))
        return Column{What::Identity, *kind, word};
    return failure(Error::Kind::Malformed,
                   "column \"" + std::string(trimmed(title)) +
                       "\" is not known; columns are name, email, team, cost_center, "
                       "gateway_user, key, os_user and provider_user");
}

class CsvPeople
{
public:
    CsvPeople(const std::string &file, std::vector<Person> known)
        : m_file(file)
        , m_people(std::move(known))
    {
        for (const Person &person : m_people)
            (void)claim(person, 0);
    }
    Result<> header(const std::vector<std::string_view> &fields, std::int64_t line)
    {
        for (const std::string_view field : fields) {
            auto column = columnNamed(field);
            if (!column)
                return wrong(line, column.error().text);
            for (const Column &other : m_columns) {
                if (other.what == column->what && other.kind == column->kind)
                    return wrong(line, "column \"" + column->title + "\" is there twice");
            }
            m_columns.push_back(*std::move(column));
        }
        m_name =
            std::find_if(m_columns.begin(), m_columns.end(),
                         [](const Column &column) { return column.what == Column::What::Name; }) -
            m_columns.begin();
        if (m_name == static_cast<std::ptrdiff_t>(m_columns.size()))
            return wrong(line, "there is no column \"name\"");
        return {};
    }
    Result<> row(const std::vector<std::string_view> &fields, std::int64_t line)
    {
        if (fields.size() != m_columns.size())
            return wrong(line, "has " + std::to_string(fields.size()) + " fields, the header " +
                                   std::to_string(m_columns.size()));
        const std::string name(trimmed(fields[static_cast<std::size_t>(m_name)]));
        if (name.empty())
            return wrong(line, "column \"name\" is empty");
        for (std::size_t i = 0; i < fields.size(); ++i)
            OUTLAY_TRY(check(m_columns[i], fields[i], line));
        Person &person = named(name);
        for (std::size_t i = 0; i < fields.size(); ++i)
            OUTLAY_TRY(take(m_columns[i], std::string(trimmed(fields[i])), person, line));
        return claim(person, line);
    }
    [[nodiscard]] std::vector<Person> people() { return normalised(std::move(m_people)); }
    [[nodiscard]] tl::unexpected<Error> wrong(std::int64_t line, const std::string &why) const
    {
        return failure(Error::Kind::Malformed, m_file + ":" + std::to_string(line) + ": " + why);
    }

private:
    /// Here, where the line is known: setting the people would only name the two.
    Result<> claim(const Person &person, std::int64_t line)
    {
        std::vector<Identity> all = person.identities;
        all.push_back({Identity::Kind::GatewayUser, person.name});
        if (!person.email.empty())
            all.push_back({Identity::Kind::Email, person.email});
        for (const Identity &identity : all) {
            const auto [owner, isNew] = m_owners.emplace(comparable(identity), person.name);
            if (!isNew && owner->second != person.name)
                return wrong(line, identity.value + " belongs to " + owner->second + " already");
        }
        return {};
    }
    Person &named(const std::string &name)
    {
        const auto found = std::find_if(m_people.begin(), m_people.end(),
                                        [&](const Person &person) { return person.name == name; });
        if (found != m_people.end())
            return *found;
        Person &person = m_people.emplace_back();
        person.name = name;
        return person;
    }
    /// Here, where line and column are known: setting the people would only name the person.
    [[nodiscard]] Result<> check(const Column &column, std::string_view field,
                                 std::int64_t line) const
    {
        const bool isName = column.what != Column::What::Identity;
        const std::string problem = textProblem(trimmed(field), isName);
        if (problem.empty())
            return {};
        return wrong(line, "column \"" + column.title + "\" " + problem);
    }
    Result<> take(const Column &column, const std::string &value, Person &person,
                  std::int64_t line) const
    {
        if (value.empty())
            return {}; // says nothing
        switch (column.what) {
        case Column::What::Name:
            break;
        case Column::What::Email:
            if (value.find('@') == std::string::npos)
                return wrong(line, "column \"" + column.title + "\": \"" + value +
                                       "\" is no e-mail address");
            person.email = value;
            break;
        case Column::What::Team:
            person.team = value;
            break;
        case Column::What::CostCenter:
            person.costCenter = value;
            break;
        case Column::What::Identity:
            for (std::string_view rest = value; !rest.empty();) {
                const std::size_t end = std::min(rest.find(';'), rest.size());
                if (const std::string_view one = trimmed(rest.substr(0, end)); !one.empty()) {
                    const Identity identity{column.kind, std::string(one)};
                    if (std::find(person.identities.begin(), person.identities.end(), identity) ==
                        person.identities.end())
                        person.identities.push_back(identity);
                }
                rest.remove_prefix(std::min(end + 1, rest.size()));
            }
            break;
        }
        return {};
    }

    const std::string &m_file;
    std::vector<Person> m_people;
    std::vector<Column> m_columns;
    std::ptrdiff_t m_name = 0;
    std::map<std::string, std::string> m_owners; ///< comparable() -> person
};

} // namespace

Result<std::vector<Person>> peopleFromCsv(std::string_view csv, const std::string &file,
                                          std::vector<Person> known)
{
    constexpr std::string_view mark = "\xef\xbb\xbf"; // spreadsheets put it in front
    if (csv.starts_with(mark))
        csv.remove_prefix(mark.size());
    CsvPeople people(file, std::move(known));
    CsvRow row;
    char separator = ',';
    bool hasHeader = false;
    std::int64_t line = 1;
    while (!csv.empty()) {
        // A quoted field may hold line ends: the record grows until it is closed.
        std::size_t end = 0;
        std::string_view record;
        CsvRow::Outcome outcome = CsvRow::Outcome::Unclosed;
        std::int64_t lines = 0;
        while (outcome == CsvRow::Outcome::Unclosed && end < csv.size()) {
            end = std::min(csv.find('\n', end), csv.size());
            record = csv.substr(0, end);
            while (record.ends_with('\r'))
                record.remove_suffix(1);
            end = std::min(end + 1, csv.size());
            ++lines;
            if (!hasHeader && lines == 1)
                separator = separatorOf(record);
            outcome = row.split(record, separator);
        }
        if (outcome != CsvRow::Outcome::Complete)
            return people.wrong(line, "a quoted field is not closed, or is followed by text");
        csv.remove_prefix(end);
        if (!trimmed(record).empty()) {
            OUTLAY_TRY(hasHeader ? people.row(row.fields(), line)
                                 : people.header(row.fields(), line));
            hasHeader = true;
        }
        line += lines;
    }
    if (!hasHeader)
        return people.wrong(1, "is empty; its first line names the columns, e.g. "
                               "name,email,team,cost_center");
    return people.people();
}

} // namespace outlay
