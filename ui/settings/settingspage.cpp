// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settingspage.h"

#include "ui/settings/closingscard.h"
#include "ui/settings/currencycard.h"
#include "ui/settings/retentioncard.h"
#include "ui/settings/zonecard.h"
#include "ui/text/shown.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDate>
#include <QFormLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <array>

namespace outlay::ui {
namespace {

/// Cards stand beside each other from here on.
constexpr int wideFrom = 900;

/// Each writes numbers another way.
constexpr std::array formats{"en_US", "en_GB", "de_DE", "fr_FR",
                             "de_CH", "en_IN", "pt_BR", "sv_SE"};

/// Digits only, so that it needs no translation.
QString sampleOf(const QLocale &locale)
{
    return QStringLiteral("%1   %2").arg(
        locale.toString(1234567.89, 'f', 2),
        locale.toString(QDate(2026, 11, 30), QLocale::ShortFormat));
}

void choose(QComboBox &box, const QVariant &value)
{
    const QSignalBlocker blocker(&box);
    box.setCurrentIndex(std::max(0, box.findData(value)));
}

} // namespace

SettingsPage::SettingsPage(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("page"));
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(22, 12, 22, 14);
    box->setSpacing(10);
    auto *words = new QVBoxLayout;
    words->setSpacing(1);
    words->addWidget(makeLabel(tr("Settings"), displayFont(22), this));
    auto *subtitle = new ElidedLabel(uiFont(12), this);
    subtitle->setText(tr("Kept on this machine; holds at once"));
    words->addWidget(subtitle);
    box->addLayout(words);
    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("pageScroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    fill(*scroll, makeContent());
    box->addWidget(scroll, 1);
}

QWidget *SettingsPage::makeContent()
{
    auto *content = new QWidget(this);
    auto *first = new QVBoxLayout;
    auto *second = new QVBoxLayout;
    m_columns = new QBoxLayout(QBoxLayout::LeftToRight, content);
    m_columns->setContentsMargins(0, 0, 0, 0);
    m_columns->setSpacing(12);
    for (QVBoxLayout *column : {first, second}) {
        column->setSpacing(12);
        m_columns->addLayout(column, 1);
    }
    first->addWidget(makeLooks());
    first->addWidget(makeFormats());
    m_zone = new ZoneCard(this);
    first->addWidget(m_zone);
    m_currency = new CurrencyCard(this);
    first->addWidget(m_currency);
    first->addWidget(makeElsewhere());
    first->addStretch();
    second->addWidget(makeNames());
    second->addWidget(makeBackground());
    m_retention = new RetentionCard(this);
    second->addWidget(m_retention);
    m_closings = new ClosingsCard(this);
    second->addWidget(m_closings);
    second->addStretch();
    return content;
}

QFormLayout *SettingsPage::addCard(QFrame *&card, const QString &title, const char *name)
{
    card = makeCard(this);
    card->setObjectName(QLatin1String(name));
    auto *box = new QVBoxLayout(card);
    box->setContentsMargins(18, 14, 18, 16);
    box->setSpacing(9);
    box->addWidget(makeLabel(title, uiFont(15, QFont::DemiBold), card));
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    form->setHorizontalSpacing(14);
    form->setVerticalSpacing(9);
    box->addLayout(form);
    return form;
}

QComboBox *SettingsPage::addChoice(QFormLayout &form, const QString &label, const char *name)
{
    auto *box = new QComboBox(this);
    box->setObjectName(QLatin1String(name));
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    form.addRow(label, box);
    auto *words = qobject_cast<QLabel *>(form.labelForField(box));
    box->setAccessibleName(QString(words->text()).remove(u'&'));
    return box;
}

QFrame *SettingsPage::makeLooks()
{
    QFrame *card = nullptr;
    QFormLayout *form = addCard(card, tr("Looks"), "settingsLooks");
    m_scheme = addChoice(*form, tr("&Theme"), "settingsTheme");
    m_scheme->addItem(tr("As the system"), static_cast<int>(Scheme::System));
    m_scheme->addItem(tr("Light"), static_cast<int>(Scheme::Light));
    m_scheme->addItem(tr("Dark"), static_cast<int>(Scheme::Dark));
    m_scheme->addItem(tr("High contrast"), static_cast<int>(Scheme::HighContrast));
    connect(m_scheme, &QComboBox::currentIndexChanged, this,
            [this] { emit schemeChosen(static_cast<Scheme>(m_scheme->currentData().toInt())); });
    form->addRow(new WrappedLabel(tr("High contrast is black and white, light or dark as the "
                                     "system is, with colours only where they mean something."),
                                  uiFont(12), card));
    return card;
}

QFrame *SettingsPage::makeFormats()
{
    QFrame *card = nullptr;
    QFormLayout *form = addCard(card, tr("Numbers and days"), "settingsFormats");
    m_format = addChoice(*form, tr("&Numbers and dates"), "settingsFormat");
    fillFormats();
    connect(m_format, &QComboBox::currentIndexChanged, this,
            [this] { emit formatChosen(m_format->currentData().toString()); });
    m_firstDay = addChoice(*form, tr("First day of the &week"), "settingsFirstDay");
    m_firstDay->addItem(tr("As numbers and dates"), 0);
    m_firstDay->addItem(tr("Monday"), static_cast<int>(Qt::Monday));
    m_firstDay->addItem(tr("Saturday"), static_cast<int>(Qt::Saturday));
    m_firstDay->addItem(tr("Sunday"), static_cast<int>(Qt::Sunday));
    connect(m_firstDay, &QComboBox::currentIndexChanged, this, [this] {
        const int day = m_firstDay->currentData().toInt();
        emit firstDayChosen(day == 0 ? std::nullopt
                                     : std::optional(static_cast<Qt::DayOfWeek>(day)));
    });
    form->addRow(new WrappedLabel(tr("Of calendars and of the grid of weekdays in Explore. Weeks "
                                     "that are added up begin on Monday; a budget's on the day it "
                                     "names."),
                                  uiFont(12), card));
    return card;
}

/// Those that look alike are one.
void SettingsPage::fillFormats()
{
    m_format->addItem(tr("As the system   %1").arg(sampleOf(usualLocale())), QString());
    QStringList samples;
    for (const char *name : formats) {
        const QString sample = sampleOf(QLocale(QLatin1String(name)));
        if (samples.contains(sample))
            continue;
        samples << sample;
        m_format->addItem(sample, QLatin1String(name));
    }
}

QFrame *SettingsPage::makeNames()
{
    QFrame *card = nullptr;
    QFormLayout *form = addCard(card, tr("Names"), "settingsNames");
    m_hideNames = new QCheckBox(tr("&Hide names  (Ctrl+Shift+H)"), card);
    m_hideNames->setObjectName(QStringLiteral("settingsHideNames"));
    connect(m_hideNames, &QCheckBox::toggled, this, &SettingsPage::namesHiddenChosen);
    form->addRow(m_hideNames);
    form->addRow(new WrappedLabel(
        tr("To share the screen: “User 1” and “Task 7” stand in the place of what people named, "
           "everywhere and in what is copied. Models, providers and money stay. Nothing is changed "
           "in the ledger."),
        uiFont(12), card));
    auto *people = makeLink(tr("Persons, and what sources call them…"), card);
    people->setObjectName(QStringLiteral("settingsPeople"));
    connect(people, &QPushButton::clicked, this, &SettingsPage::peopleRequested);
    form->addRow(people);
    return card;
}

QFrame *SettingsPage::makeBackground()
{
    QFrame *card = nullptr;
    QFormLayout *form = addCard(card, tr("Without the window"), "settingsBackground");
    m_autostart = new QCheckBox(tr("Start with the &session, watching"), card);
    m_autostart->setObjectName(QStringLiteral("settingsAutostart"));
    m_autostart->setEnabled(false); // until it is known
    connect(m_autostart, &QCheckBox::toggled, this, &SettingsPage::autostartRequested);
    form->addRow(m_autostart);
    m_whenClosed = addChoice(*form, tr("&Closing the window"), "settingsWhenClosed");
    m_whenClosed->addItem(tr("Asks"), static_cast<int>(WhenClosed::Ask));
    m_whenClosed->addItem(tr("Keeps watching"), static_cast<int>(WhenClosed::KeepWatching));
    m_whenClosed->addItem(tr("Quits"), static_cast<int>(WhenClosed::Quit));
    connect(m_whenClosed, &QComboBox::currentIndexChanged, this, [this] {
        emit whenClosedChosen(static_cast<WhenClosed>(m_whenClosed->currentData().toInt()));
    });
    return card;
}

QFrame *SettingsPage::makeElsewhere()
{
    QFrame *card = nullptr;
    QFormLayout *form = addCard(card, tr("On other pages"), "settingsElsewhere");
    const auto add = [&](const QString &text, const char *name, void (SettingsPage::*signal)()) {
        auto *link = makeLink(text, card);
        link->setObjectName(QLatin1String(name));
        connect(link, &QPushButton::clicked, this, signal);
        form->addRow(link);
    };
    add(tr("Notifications, quiet hours and webhooks…"), "settingsNotifications",
        &SettingsPage::notificationsRequested);
    add(tr("Sources and how they are paid…"), "settingsSources", &SettingsPage::sourcesRequested);
    return card;
}

void SettingsPage::setPreferences(const Preferences &preferences)
{
    setScheme(preferences.scheme);
    choose(*m_format, preferences.format);
    choose(*m_firstDay, preferences.firstDay ? static_cast<int>(*preferences.firstDay) : 0);
    m_currency->setCurrency(preferences.currency);
    m_zone->setZone(preferences.zone);
}

void SettingsPage::setScheme(Scheme scheme)
{
    choose(*m_scheme, static_cast<int>(scheme));
}

void SettingsPage::setWhenClosed(WhenClosed choice)
{
    choose(*m_whenClosed, static_cast<int>(choice));
}

void SettingsPage::setAutostart(bool isOn)
{
    const QSignalBlocker blocker(m_autostart);
    m_autostart->setChecked(isOn);
    m_autostart->setEnabled(true);
}

void SettingsPage::setNamesHidden(bool isHidden)
{
    const QSignalBlocker blocker(m_hideNames);
    m_hideNames->setChecked(isHidden);
}

void SettingsPage::focusZone()
{
    auto *scroll = findChild<QScrollArea *>(QStringLiteral("pageScroll"));
    scroll->ensureWidgetVisible(m_zone);
    m_zone->setFocus(Qt::OtherFocusReason);
}

void SettingsPage::setLedger(const LedgerSettings &ledger)
{
    m_ledger = ledger;
    m_zone->setLedger(ledger);
    m_retention->setLedger(ledger);
}

void SettingsPage::sayAgain()
{
    if (m_ledger)
        setLedger(LedgerSettings(*m_ledger));
}

void SettingsPage::setBusy(bool isBusy)
{
    m_zone->setBusy(isBusy);
    m_retention->setBusy(isBusy);
    m_closings->setBusy(isBusy);
}

void SettingsPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    emit ledgerRequested();
}

void SettingsPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_columns->setDirection(width() < wideFrom ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

} // namespace outlay::ui
