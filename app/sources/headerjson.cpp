// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/headerjson.h"

namespace outlay::sources {

namespace {

constexpr const char *listForm = "must be a list of {name, value}";

} // namespace

void takeHeaders(FieldReader &fields, std::vector<SourceSettings::Header> &headers)
{
    const QJsonValue list = fields.take("headers");
    if (!list.isUndefined() && !list.isArray())
        return fields.fail("headers", listForm);
    for (const QJsonValue one : list.toArray()) {
        SourceSettings::Header header;
        FieldReader parts(one.toObject(), "header");
        parts.text("name", header.name);
        parts.text("value", header.value);
        if (const Result<> read = parts.finish(); !read || !one.isObject())
            return fields.fail("headers", listForm);
        headers.push_back(std::move(header));
    }
}

QJsonArray headersJson(const std::vector<SourceSettings::Header> &headers)
{
    QJsonArray list;
    for (const SourceSettings::Header &header : headers)
        list.append(QJsonObject{{QStringLiteral("name"), text(header.name)},
                                {QStringLiteral("value"), text(header.value)}});
    return list;
}

} // namespace outlay::sources
