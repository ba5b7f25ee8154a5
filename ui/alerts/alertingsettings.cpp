// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alertingsettings.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace outlay::ui {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(AlertingSettings)
};

QString referenceAdvice()
{
    return Words::tr("Write where it lies, not what it is: keychain:NAME or env:NAME.");
}

/// Of a receiver that checks signatures the address alone opens nothing. A query may hold a key.
bool isOpenAddress(const WebhookSettings &webhook)
{
    static const QRegularExpression shape(
        QStringLiteral("^(https://|http://(127\\.0\\.0\\.1|localhost)[:/])[^?#@\\s]+$"));
    return webhook.kind == WebhookSettings::Kind::Json && shape.match(webhook.address).hasMatch();
}

} // namespace

bool isSecretReference(const QString &text)
{
    static const QRegularExpression shape(
        QStringLiteral("^(keychain:[A-Za-z0-9][A-Za-z0-9._/-]{0,127}|env:[A-Za-z_][A-Za-z0-9_]*|"
                       "file:/.+|passphrase:[A-Za-z0-9][A-Za-z0-9._/-]{0,127})$"));
    return shape.match(text).hasMatch();
}

std::vector<FieldProblem> problemsOf(const AlertingSettings &s)
{
    std::vector<FieldProblem> problems;
    if (s.hasQuietHours) {
        if (s.quietFromMinute == s.quietToMinute)
            problems.push_back({QStringLiteral("quietTo"),
                                Words::tr("It ends when it begins. Choose another time.")});
        if (std::none_of(s.quietDays.begin(), s.quietDays.end(), [](bool on) { return on; }))
            problems.push_back(
                {QStringLiteral("quietDay0"), Words::tr("Choose at least one day, or switch quiet "
                                                        "hours off.")});
        if (!Zone::named(s.quietZone.toStdString()))
            problems.push_back({QStringLiteral("quietZone"),
                                Words::tr("No such time zone. Write it as Europe/Berlin, or "
                                          "“local”.")});
    }
    if (s.hasPrometheus) {
        if (s.prometheusPort < 1024 || s.prometheusPort > 65535)
            problems.push_back({QStringLiteral("prometheusPort"),
                                Words::tr("A port is a number from 1024 to 65535.")});
        if (!s.prometheusToken.isEmpty() && !isSecretReference(s.prometheusToken))
            problems.push_back({QStringLiteral("prometheusToken"), referenceAdvice()});
    }
    return problems;
}

std::vector<FieldProblem> problemsOf(const WebhookSettings &webhook, const QStringList &taken)
{
    std::vector<FieldProblem> problems;
    if (webhook.name.isEmpty())
        problems.push_back({QStringLiteral("webhookName"), Words::tr("Give it a name.")});
    else if (taken.contains(webhook.name))
        problems.push_back(
            {QStringLiteral("webhookName"), Words::tr("Another webhook has that name.")});
    if (webhook.address.isEmpty())
        problems.push_back({QStringLiteral("webhookAddress"),
                            Words::tr("Say where its address lies: keychain:NAME or env:NAME.")});
    else if (!isSecretReference(webhook.address) && !isOpenAddress(webhook))
        problems.push_back({QStringLiteral("webhookAddress"), referenceAdvice()});
    if (!webhook.secret.isEmpty() && !isSecretReference(webhook.secret))
        problems.push_back({QStringLiteral("webhookSecret"), referenceAdvice()});
    for (const QString &route : webhook.routes) {
        const QStringList parts = route.split(u',');
        const bool isRoute = std::all_of(parts.begin(), parts.end(), [](const QString &part) {
            const auto sign = part.indexOf(u'=');
            return sign >= 1 && sign < part.size() - 1;
        });
        if (!isRoute) {
            problems.push_back(
                {QStringLiteral("webhookRoutes"),
                 Words::tr("“%1” is no route. Write team=search or owner=ada.").arg(route)});
            break;
        }
    }
    return problems;
}

} // namespace outlay::ui
