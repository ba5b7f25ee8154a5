// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// DesktopApp: the Settings page.
#include "app/desktop/desktopapp.h"
#include "app/desktop/settingsreader.h"
#include "ui/settings/currencycard.h"
#include "ui/settings/retentioncard.h"
#include "ui/settings/settingspage.h"
#include "ui/settings/zonecard.h"
#include "ui/text/shown.h"
#include "ui/text/week.h"

#include <QFileInfo>
#include <QLocale>
#include <QSettings>

namespace outlay {
namespace {

const QString formatKey = QStringLiteral("format");
const QString currencyKey = QStringLiteral("currency");
const QString zoneKey = QStringLiteral("timeZone");
const QString firstDayKey = QStringLiteral("firstDayOfWeek");

std::optional<Qt::DayOfWeek> keptFirstDay()
{
    const int day = QSettings().value(firstDayKey, 0).toInt();
    return day >= Qt::Monday && day <= Qt::Sunday ? std::optional(static_cast<Qt::DayOfWeek>(day))
                                                  : std::nullopt;
}

std::optional<Currency> keptCurrency()
{
    const auto kept = parseCurrency(QSettings().value(currencyKey).toString().toStdString());
    return kept ? std::optional(*kept) : std::nullopt;
}

/// Empty: the machine's.
std::string keptZone()
{
    return QSettings().value(zoneKey).toString().toStdString();
}

/// `ask` with the ledger open; where there is none yet, what it answers without one.
template <typename Answer>
Result<Answer> answerOf(const std::string &ledger, const Answer &without,
                        const std::function<Result<Answer>(LedgerReader &)> &ask)
{
    if (!QFileInfo::exists(QString::fromStdString(ledger)))
        return without;
    auto reader = LedgerReader::open(ledger);
    if (!reader)
        return tl::unexpected<Error>(std::move(reader).error());
    return ask(**reader);
}

} // namespace

void DesktopApp::applyKeptFormats()
{
    const QString format = QSettings().value(formatKey).toString();
    if (!format.isEmpty())
        QLocale::setDefault(QLocale(format));
    ui::setShownLocale(QLocale());
    ui::setShownCurrency(keptCurrency());
    ui::setFirstDayOfWeek(keptFirstDay());
}

Zone DesktopApp::zoneAtStart(const Options &options)
{
    std::string name = options.link.zone;
    if (name.empty() && options.screenshot.isEmpty()) // a picture is the same for everybody
        name = keptZone();
    const Zone machine = Zone::named("local").value_or(Zone{});
    return name.empty() ? machine : Zone::named(name).value_or(machine);
}

void DesktopApp::applyKeptCurrency()
{
    if (m_options.currency)
        ui::setShownCurrency(m_options.currency);
    m_window.applyFormats();
}

void DesktopApp::connectSettings(ui::SettingsPage &page)
{
    const bool isPicture = !m_options.screenshot.isEmpty(); // the same for everybody
    ui::Preferences preferences;
    preferences.scheme = m_scheme;
    if (!isPicture) {
        preferences.format = QSettings().value(formatKey).toString();
        preferences.firstDay = keptFirstDay();
        preferences.zone = keptZone();
    }
    preferences.currency = ui::shownCurrency();
    page.setPreferences(preferences);
    connect(&page, &ui::SettingsPage::formatChosen, this, [this](const QString &format) {
        QSettings().setValue(formatKey, format);
        ui::setShownLocale(format.isEmpty() ? ui::usualLocale() : QLocale(format));
        applyFormats();
    });
    connect(&page.currency(), &ui::CurrencyCard::currencyChosen, this,
            [this](const std::optional<Currency> &currency) {
                QSettings().setValue(currencyKey, currency
                                                      ? QString::fromStdString(toString(*currency))
                                                      : QString());
                ui::setShownCurrency(currency);
                applyFormats();
            });
    connect(&page, &ui::SettingsPage::firstDayChosen, this,
            [this](std::optional<Qt::DayOfWeek> day) {
                QSettings().setValue(firstDayKey, day ? static_cast<int>(*day) : 0);
                ui::setFirstDayOfWeek(day);
                ui::updateCalendars(m_window);
                if (m_window.isMade(ui::Page::Explore))
                    m_window.explore().sayAgain();
            });
    connect(&page, &ui::SettingsPage::ledgerRequested, this, &DesktopApp::readSettings);
    connect(&page.retention(), &ui::RetentionCard::effectRequested, this,
            &DesktopApp::readRetentionEffect);
    connect(&page.retention(), &ui::RetentionCard::dropConfirmed, this,
            [this](Instant first) { m_importService.dropRequests(m_ledger, first); });
    connect(&page.retention(), &ui::RetentionCard::monthsConfirmed, this,
            [this](int months) { m_importService.setRetention(m_ledger, months); });
}

void DesktopApp::connectZone(const ui::ZoneCard &card)
{
    connect(&card, &ui::ZoneCard::zoneChosen, this, [this](const std::string &zone) {
        QSettings().setValue(zoneKey, QString::fromStdString(zone));
        setZone(Zone::named(zone.empty() ? "local" : zone).value_or(m_zone()));
    });
    connect(&card, &ui::ZoneCard::ledgerZoneConfirmed, this,
            [this](const std::string &zone) { m_importService.setZone(m_ledger, zone); });
}

void DesktopApp::warnOfZone()
{
    const std::string kept = m_options.screenshot.isEmpty() ? keptZone() : std::string();
    if (!kept.empty() && m_options.link.zone.empty() && !Zone::named(kept))
        m_window.warn(
            tr("This system does not know the time zone %1; days are those of %2. "
               "Settings has the choice.")
                .arg(QString::fromStdString(kept), QString::fromStdString(m_zone().name())));
}

/// Whatever is on the screen by its days. A page that is not is asked for when it is.
void DesktopApp::setZone(const Zone &zone)
{
    const Zone before = m_zone();
    if (before.name() == zone.name())
        return;
    m_zone.set(zone);
    ui::setShownZone(zone);
    m_window.changeZone(before, zone);
    if (m_ledger.isEmpty())
        return;
    m_seen.forget();
    m_ledgerService.refresh();
    m_liveService.request();
}

/// What is on the screen anew, and what threads have worded asked for again.
void DesktopApp::applyFormats()
{
    m_window.applyFormats();
    showTray(m_trayState);
    m_ledgerService.refresh();
}

void DesktopApp::readSettings()
{
    ui::LedgerSettings without;
    without.now = m_clock();
    without.shown = without.ledger = m_zone();
    m_files.start([this, without, path = m_ledger.toStdString()] {
        auto settings = answerOf<ui::LedgerSettings>(path, without, [&](LedgerReader &reader) {
            return ledgerSettings(reader, without.shown, without.now);
        });
        QMetaObject::invokeMethod(this, [this, path, settings = std::move(settings)] {
            if (path != m_ledger.toStdString())
                return; // of another ledger
            if (settings)
                m_window.settings().setLedger(*settings);
            else
                takeFailure(settings.error());
            m_hasSettings = m_hasSettings || !settings || !settings->requests;
            readyWhenShown();
        });
    });
}

void DesktopApp::readRetentionEffect(std::uint64_t number, Instant first)
{
    m_files.start([this, number, first, path = m_ledger.toStdString()] {
        const auto effect = answerOf<ui::RetentionEffect>(
            path, {}, [first](LedgerReader &reader) { return droppedBefore(reader, first); });
        QMetaObject::invokeMethod(this, [this, number, effect] {
            ui::RetentionCard &card = m_window.settings().retention();
            if (effect)
                card.setEffect(number, *effect);
            else
                card.setEffectFailure(number, ui::errorSentence(effect.error()));
            m_hasSettings = true;
            readyWhenShown();
        });
    });
}

} // namespace outlay
