// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Slack's incoming webhooks: "text" is what notifications show, "blocks" what the channel does.
// docs.slack.dev, "Formatting message text" (which characters are escaped) and the reference of
// Block Kit (150 characters in a header, 3,000 in a section, ten fields of 2,000), read November
// 2026.
#include "app/alerting/webhook/payload.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace outlay::alerting::payload {

using namespace Qt::StringLiterals;

namespace {

// Below Slack's limits, as escaping makes texts longer.
constexpr qsizetype longestTitle = 120;
constexpr qsizetype longestText = 500;
constexpr int mostFields = 10;

/// "<!channel>" and "<@U123>" are mentions and "<http…|x>" is a link only with angle brackets.
/// Other receivers of the same format (Mattermost, Discord) also take a bare "@here": a zero-width
/// space behind the sign ends that. E-mail addresses stay whole.
QString inert(const QString &text)
{
    constexpr QChar zeroWidthSpace(0x200b);
    QString result;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        if (c == u'&')
            result += "&amp;"_L1;
        else if (c == u'<')
            result += "&lt;"_L1;
        else if (c == u'>')
            result += "&gt;"_L1;
        else
            result += c;
        if (c == u'@' && (i == 0 || !text.at(i - 1).isLetterOrNumber()))
            result += zeroWidthSpace;
    }
    return result;
}

/// A plain_text object formats nothing and resolves no emoji.
QJsonObject plainText(const QString &text)
{
    return {{u"type"_s, u"plain_text"_s}, {u"text"_s, inert(text)}, {u"emoji"_s, false}};
}

} // namespace

std::string slack(const AlertMessage &message)
{
    const QString title = bounded(message.title, longestTitle);
    const QString text = bounded(message.text, longestText, true);
    QJsonArray blocks;
    if (!title.isEmpty())
        blocks.append(QJsonObject{{u"type"_s, u"header"_s}, {u"text"_s, plainText(title)}});
    if (!text.isEmpty())
        blocks.append(QJsonObject{{u"type"_s, u"section"_s}, {u"text"_s, plainText(text)}});
    QJsonArray fields;
    const auto endSection = [&blocks, &fields] {
        if (!fields.isEmpty())
            blocks.append(QJsonObject{{u"type"_s, u"section"_s}, {u"fields"_s, fields}});
        fields = {};
    };
    for (const auto &[label, value] : factsOf(message)) {
        fields.append(plainText(label + u'\n' + value));
        if (fields.size() == mostFields)
            endSection();
    }
    endSection();
    QString summary = title;
    if (!title.isEmpty() && !text.isEmpty())
        summary += u'\n';
    summary += text;
    const QJsonObject json{
        {u"text"_s, inert(summary)}, {u"mrkdwn"_s, false}, {u"blocks"_s, blocks}};
    return QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString();
}

} // namespace outlay::alerting::payload
