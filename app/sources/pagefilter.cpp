// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/pagefilter.h"

#include "app/sources/secrets/redaction.h"

namespace outlay::sources {

std::string_view PageFilter::without(std::string_view text)
{
    return holdsSecret(text) ? m_texts.emplace_back(redact(text)) : text;
}

template <typename Record> Record PageFilter::cleaned(const Record &record)
{
    m_texts.clear();
    Record copy = record;
    for (std::string_view &field : copy.fields)
        field = without(field);
    return copy;
}

void PageFilter::observation(const Observation &observation)
{
    Observation copy = cleaned(observation);
    for (Tag &tag : copy.tags)
        tag = {.key = without(tag.key), .value = without(tag.value)};
    for (IdentityToken &token : copy.tokens)
        token.value = without(token.value);
    m_next.observation(copy);
}

void PageFilter::statement(const Statement &statement)
{
    if (!m_leftOut.empty() && statement.description.starts_with(m_leftOut))
        return;
    Statement copy = cleaned(statement);
    copy.description = without(copy.description);
    copy.id = without(copy.id);
    m_next.statement(copy);
}

void PageFilter::directory(const DirectoryEntry &entry)
{
    m_texts.clear();
    DirectoryEntry copy = entry;
    for (std::string_view *text : {&copy.id, &copy.name, &copy.email, &copy.ownerId})
        *text = without(*text);
    m_next.directory(copy);
}

void PageFilter::rejected(std::int64_t line, std::string_view reason)
{
    m_texts.clear();
    m_next.rejected(line, without(reason));
}

} // namespace outlay::sources
