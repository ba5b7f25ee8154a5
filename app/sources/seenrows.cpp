// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/seenrows.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cstdlib>

namespace outlay::sources {

using namespace Qt::StringLiterals;

SeenRows SeenRows::fromText(const std::string &text)
{
    const QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
    SeenRows seen{.different = json.value("different"_L1).toInteger(), .lastPage = {}};
    for (const QJsonValue id : json.value("last"_L1).toArray())
        seen.lastPage.insert(id.toString().toULongLong(nullptr, 16));
    return seen;
}

std::string SeenRows::toText() const
{
    QJsonArray ids;
    for (const std::uint64_t id : lastPage)
        ids.append(QString::number(id, 16));
    const QJsonObject json{{u"different"_s, qint64(different)}, {u"last"_s, ids}};
    return QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString();
}

bool SeenRows::isLastPage(const std::vector<std::uint64_t> &ids) const
{
    return lastPage == std::set<std::uint64_t>(ids.begin(), ids.end());
}

void SeenRows::take(const std::vector<std::uint64_t> &ids)
{
    const std::set<std::uint64_t> page(ids.begin(), ids.end());
    different += std::count_if(page.begin(), page.end(),
                               [this](std::uint64_t id) { return !lastPage.contains(id); });
    lastPage = page;
}

std::int64_t pageNumber(const PageRequest &page)
{
    return page.cursor.empty() ? 1 : std::strtoll(page.cursor.c_str(), nullptr, 10);
}

Result<PageEnd> pageAfter(const PageRequest &page, const ListPage &list)
{
    SeenRows seen = SeenRows::fromText(page.memory);
    const std::int64_t number = pageNumber(page);
    if (list.isMore && seen.isLastPage(list.ids))
        return failure(Error::Kind::Malformed,
                       "page " + std::to_string(number) + " holds the rows of page " +
                           std::to_string(number - 1) + ": paging would not end");
    seen.take(list.ids);
    if (list.isMore)
        return PageEnd{.next = std::to_string(number + 1), .memory = seen.toText()};
    const bool isTorn = list.total && number > 1 && seen.different < *list.total;
    return PageEnd{.next = {}, .memory = {}, .delivered = {}, .isTorn = isTorn};
}

} // namespace outlay::sources
