// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/alertingbuilder.h"

#include "app/alerting/metrics/metricsendpoint.h"
#include "app/alerting/noticesettings.h"
#include "app/alerting/webhook/webhookroute.h"

#include <algorithm>

namespace outlay {

namespace {

constexpr int lookedBack = 1000;

QString toQt(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

// Both enums name JSON, Slack and Teams, in this order.
ui::WebhookSettings::Kind shownKind(alerting::WebhookKind kind)
{
    return static_cast<ui::WebhookSettings::Kind>(kind);
}

/// By what became of its newest message that is over, or that is being tried.
void addState(ui::WebhookSettings &shown, const std::vector<OutboxRow> &newestFirst)
{
    using State = ui::WebhookSettings::State;
    if (!shown.isOn) {
        shown.state = State::Off;
        return;
    }
    const std::string hook = shown.name.toStdString();
    const auto row =
        std::find_if(newestFirst.begin(), newestFirst.end(), [&](const OutboxRow &one) {
            return one.hook == hook && (one.state != "waiting" || one.attempts > 0);
        });
    if (row == newestFirst.end())
        return;
    shown.state = row->state == "delivered" ? State::Working : State::Failing;
    shown.stateReason = toQt(row->reason);
}

ui::WebhookSettings shownHook(const alerting::WebhookSettings &hook,
                              const std::vector<OutboxRow> &newestFirst)
{
    ui::WebhookSettings shown;
    shown.name = shown.stored = toQt(hook.name);
    shown.kind = shownKind(hook.kind);
    shown.address = toQt(hook.url);
    shown.secret = toQt(hook.secret);
    for (const alerting::WebhookRoute &route : hook.routes)
        shown.routes << toQt(alerting::routeText(route));
    shown.isOn = hook.isEnabled;
    addState(shown, newestFirst);
    return shown;
}

alerting::NoticeSettings noticeSettingsOf(const ui::AlertingSettings &settings)
{
    alerting::NoticeSettings notices;
    notices.quiet = {settings.hasQuietHours, settings.quietFromMinute, settings.quietToMinute,
                     settings.quietDays, settings.quietZone.toStdString()};
    for (const AlertKind kind : ui::alertKinds) {
        if (!settings.notifies.at(static_cast<std::size_t>(kind)))
            notices.listedOnly.insert(kind);
    }
    notices.watchesBurnRate = settings.watchesBurnRate;
    return notices;
}

Result<std::vector<alerting::WebhookSettings>>
hooksOf(const ui::AlertingSettings &settings, const std::vector<alerting::WebhookSettings> &before,
        Instant now)
{
    std::vector<alerting::WebhookSettings> hooks;
    for (const ui::WebhookSettings &webhook : settings.webhooks) {
        const std::string stored = webhook.stored.toStdString();
        const auto found = std::find_if(before.begin(), before.end(),
                                        [&](const auto &one) { return one.name == stored; });
        alerting::WebhookSettings known;
        if (found != before.end())
            known = *found;
        else
            known.addedAt = now;
        auto hook = webhookOf(webhook, known);
        if (!hook)
            return tl::unexpected<Error>(hook.error());
        hooks.push_back(*std::move(hook));
    }
    OUTLAY_TRY(alerting::validate(hooks));
    return hooks;
}

} // namespace

Result<alerting::WebhookSettings> webhookOf(const ui::WebhookSettings &webhook,
                                            const alerting::WebhookSettings &known)
{
    alerting::WebhookSettings hook = known;
    hook.name = webhook.name.toStdString();
    hook.kind = static_cast<alerting::WebhookKind>(webhook.kind);
    hook.url = webhook.address.toStdString();
    hook.secret = webhook.secret.toStdString();
    hook.isEnabled = webhook.isOn;
    hook.routes.clear();
    for (const QString &text : webhook.routes) {
        auto route = alerting::parseRoute(text.toStdString());
        if (!route)
            return tl::unexpected<Error>(route.error());
        hook.routes.push_back(*std::move(route));
    }
    OUTLAY_TRY(alerting::validate(hook));
    return hook;
}

Result<ui::AlertingSettings> alertingSettings(LedgerReader &reader)
{
    const auto noticeText = reader.setting(std::string(alerting::noticeSetting));
    const auto hookText = reader.setting(std::string(alerting::webhooksSetting));
    const auto metricsText = reader.setting(std::string(alerting::metricsSetting));
    const auto rows = reader.outbox({}, lookedBack);
    for (const auto *text : {&noticeText, &hookText, &metricsText}) {
        if (!*text)
            return tl::unexpected<Error>(text->error());
    }
    if (!rows)
        return tl::unexpected<Error>(rows.error());
    const auto notices = alerting::parseNoticeSettings(*noticeText);
    const auto hooks = alerting::parseWebhookSettings(*hookText);
    const auto metrics = alerting::parseMetricsSettings(*metricsText);
    if (!notices || !hooks || !metrics)
        return tl::unexpected<Error>(!notices ? notices.error()
                                     : !hooks ? hooks.error()
                                              : metrics.error());
    ui::AlertingSettings settings;
    settings.hasQuietHours = notices->quiet.isOn;
    settings.quietFromMinute = notices->quiet.fromMinute;
    settings.quietToMinute = notices->quiet.toMinute;
    settings.quietDays = notices->quiet.days;
    settings.quietZone = toQt(notices->quiet.zone);
    for (const AlertKind kind : notices->listedOnly)
        settings.notifies.at(static_cast<std::size_t>(kind)) = false;
    settings.watchesBurnRate = notices->watchesBurnRate;
    for (const alerting::WebhookSettings &hook : *hooks)
        settings.webhooks.push_back(shownHook(hook, *rows));
    settings.hasPrometheus = metrics->isEnabled;
    settings.prometheusPort = metrics->listenPort();
    settings.prometheusToken = toQt(metrics->tokenSecret);
    return settings;
}

Result<> storeAlertingSettings(Ingest &ingest, const ui::AlertingSettings &settings, Instant now)
{
    const alerting::NoticeSettings notices = noticeSettingsOf(settings);
    OUTLAY_TRY(alerting::validate(notices));
    alerting::MetricsSettings metrics;
    metrics.isEnabled = settings.hasPrometheus;
    metrics.port =
        settings.prometheusPort == alerting::defaultMetricsPort ? 0 : settings.prometheusPort;
    metrics.tokenSecret = settings.prometheusToken.toStdString();
    OUTLAY_TRY(alerting::validate(metrics));
    // The webhooks first: they alone may still be refused.
    OUTLAY_TRY(ingest.changeSetting(std::string(alerting::webhooksSetting),
                                    [&](const std::string &text) -> Result<std::string> {
                                        const auto before = alerting::parseWebhookSettings(text);
                                        if (!before)
                                            return tl::unexpected<Error>(before.error());
                                        const auto hooks = hooksOf(settings, *before, now);
                                        if (!hooks)
                                            return tl::unexpected<Error>(hooks.error());
                                        return hooks->empty() && text.empty()
                                                   ? text
                                                   : alerting::toJson(*hooks);
                                    }));
    OUTLAY_TRY(ingest.setSetting(std::string(alerting::noticeSetting), alerting::toJson(notices)));
    return ingest.setSetting(std::string(alerting::metricsSetting), alerting::toJson(metrics));
}

} // namespace outlay
