// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/sourcejson.h"

#include <QJsonDocument>
#include <QJsonParseError>

namespace outlay::sources {

FieldReader::FieldReader(const QJsonObject &object, std::string what)
    : m_rest(object)
    , m_what(std::move(what))
{
}

void FieldReader::fail(const char *name, const std::string &complaint)
{
    if (m_complaint.empty())
        m_complaint = m_what + ": \"" + name + "\" " + complaint;
}

QJsonValue FieldReader::take(const char *name)
{
    return m_rest.take(QLatin1String(name));
}

void FieldReader::text(const char *name, std::string &value)
{
    const QJsonValue found = take(name);
    if (found.isString())
        value = found.toString().toStdString();
    else if (!found.isUndefined() && !found.isNull())
        fail(name, "must be a text");
}

void FieldReader::number(const char *name, int &value)
{
    std::int64_t wide = value;
    number(name, wide);
    if (wide < std::numeric_limits<int>::min() || wide > std::numeric_limits<int>::max())
        return fail(name, "is too large");
    value = static_cast<int>(wide);
}

void FieldReader::number(const char *name, std::int64_t &value)
{
    const QJsonValue found = take(name);
    if (found.isUndefined() || found.isNull())
        return;
    constexpr qint64 none = std::numeric_limits<qint64>::min();
    const qint64 whole = found.toInteger(none);
    if (whole == none)
        return fail(name, "must be a whole number");
    value = whole;
}

void FieldReader::flag(const char *name, bool &value)
{
    const QJsonValue found = take(name);
    if (found.isBool())
        value = found.toBool();
    else if (!found.isUndefined() && !found.isNull())
        fail(name, "must be true or false");
}

void FieldReader::texts(const char *name, std::vector<std::string> &value)
{
    const QJsonValue found = take(name);
    if (found.isUndefined() || found.isNull())
        return;
    if (!found.isArray())
        return fail(name, "must be a list of texts");
    value.clear();
    for (const QJsonValue &element : found.toArray()) {
        if (!element.isString())
            return fail(name, "must be a list of texts");
        value.push_back(element.toString().toStdString());
    }
}

void FieldReader::time(const char *name, std::optional<Instant> &value)
{
    std::string written;
    text(name, written);
    value.reset();
    if (written.empty())
        return;
    const Result<Instant> at = parseInstant(written);
    if (!at)
        return fail(name, "must be a time such as 2026-11-23T16:43:45Z");
    value = *at;
}

Result<> FieldReader::finish()
{
    if (m_complaint.empty() && !m_rest.isEmpty())
        fail(m_rest.keys().constFirst().toUtf8().constData(),
             "is a field this version of Outlay does not know; update it, or take the field out");
    if (!m_complaint.empty())
        return failure(Error::Kind::Malformed, m_complaint);
    return {};
}

Result<QJsonObject> parseObject(std::string_view json, const std::string &what)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(
        QByteArray::fromRawData(json.data(), static_cast<qsizetype>(json.size())), &error);
    if (error.error != QJsonParseError::NoError)
        return failure(Error::Kind::Malformed,
                       what + " is no JSON: " + error.errorString().toStdString() + " at byte " +
                           std::to_string(error.offset));
    if (!document.isObject())
        return failure(Error::Kind::Malformed, what + " must be a JSON object");
    return document.object();
}

std::string compactJson(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

QString text(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

QJsonValue timeValue(const std::optional<Instant> &at)
{
    return at ? QJsonValue(text(toRfc3339(*at))) : QJsonValue(QJsonValue::Null);
}

} // namespace outlay::sources
