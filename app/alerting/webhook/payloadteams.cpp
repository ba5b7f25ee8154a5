// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a Teams workflow ("when a Teams webhook request is received") posts to a channel: a message
// with an Adaptive Card as attachment, at most 28 KB. learn.microsoft.com, "Create incoming
// webhooks with Workflows", and adaptivecards.io, read November 2026. TextBlock and FactSet take
// Markdown, the runs of a RichTextBlock (version 1.2) do not: names are in runs only. Nobody can be
// mentioned without an entity beside the text.
#include "app/alerting/webhook/payload.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace outlay::alerting::payload {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestTitle = 150;
constexpr qsizetype longestText = 2'000;

QJsonObject run(const QString &text, bool isBold = false, bool isLarge = false)
{
    QJsonObject json{{u"type"_s, u"TextRun"_s}, {u"text"_s, text}};
    if (isBold)
        json.insert(u"weight"_s, u"Bolder"_s);
    if (isLarge)
        json.insert(u"size"_s, u"Large"_s);
    return json;
}

QJsonObject richText(const QJsonArray &runs)
{
    return {{u"type"_s, u"RichTextBlock"_s}, {u"inlines"_s, runs}};
}

} // namespace

std::string teams(const AlertMessage &message)
{
    QJsonArray body;
    const QString title = bounded(message.title, longestTitle);
    if (!title.isEmpty())
        body.append(richText({run(title, true, true)}));
    const QString text = bounded(message.text, longestText, true);
    if (!text.isEmpty())
        body.append(richText({run(text)}));
    for (const auto &[label, value] : factsOf(message))
        body.append(richText({run(label + ": "_L1, true), run(value)}));
    const QJsonObject card{{u"$schema"_s, u"http://adaptivecards.io/schemas/adaptive-card.json"_s},
                           {u"type"_s, u"AdaptiveCard"_s},
                           {u"version"_s, u"1.4"_s},
                           {u"msteams"_s, QJsonObject{{u"width"_s, u"Full"_s}}},
                           {u"body"_s, body}};
    const QJsonObject attachment{{u"contentType"_s, u"application/vnd.microsoft.card.adaptive"_s},
                                 {u"contentUrl"_s, QJsonValue(QJsonValue::Null)},
                                 {u"content"_s, card}};
    const QJsonObject json{{u"type"_s, u"message"_s}, {u"attachments"_s, QJsonArray{attachment}}};
    return QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString();
}

} // namespace outlay::alerting::payload
