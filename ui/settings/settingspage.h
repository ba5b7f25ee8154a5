// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/settings/settingssnapshot.h"
#include "ui/shell/watchingmenu.h"

#include <QWidget>

class QBoxLayout;
class QCheckBox;
class QComboBox;
class QFormLayout;
class QFrame;

namespace outlay::ui {

class ClosingsCard;
class CurrencyCard;
class RetentionCard;
class WrappedLabel;
class ZoneCard;

/// Everything that can be set and belongs to no other page, and ways to what does.
class SettingsPage : public QWidget
{
    Q_OBJECT

public:
    explicit SettingsPage(QWidget *parent = nullptr);
    [[nodiscard]] RetentionCard &retention() { return *m_retention; }
    [[nodiscard]] ClosingsCard &closings() { return *m_closings; }
    [[nodiscard]] CurrencyCard &currency() { return *m_currency; }
    [[nodiscard]] ZoneCard &zone() { return *m_zone; }

public slots:
    void setPreferences(const outlay::ui::Preferences &preferences);
    void setScheme(outlay::ui::Scheme scheme);
    void setWhenClosed(outlay::ui::WhenClosed choice);
    void setAutostart(bool isOn);
    void setNamesHidden(bool isHidden);
    /// The control of the time zone, to choose one.
    void focusZone();
    void setLedger(const outlay::ui::LedgerSettings &ledger);
    /// After numbers are written another way.
    void sayAgain();
    /// While the ledger is written to, nothing of it can be set.
    void setBusy(bool isBusy);

signals:
    void schemeChosen(outlay::ui::Scheme scheme);
    void formatChosen(const QString &locale);
    void firstDayChosen(std::optional<Qt::DayOfWeek> day);
    void whenClosedChosen(outlay::ui::WhenClosed choice);
    void autostartRequested(bool isOn);
    void namesHiddenChosen(bool isHidden);
    /// Other places to set things at.
    void notificationsRequested();
    void peopleRequested();
    void sourcesRequested();
    /// The page is on the screen: how the ledger is kept is to be told.
    void ledgerRequested();

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeContent();
    QFrame *makeLooks();
    QFrame *makeFormats();
    QFrame *makeNames();
    QFrame *makeBackground();
    QFrame *makeElsewhere();
    QFormLayout *addCard(QFrame *&card, const QString &title, const char *name);
    QComboBox *addChoice(QFormLayout &form, const QString &label, const char *name);
    void fillFormats();

    QBoxLayout *m_columns = nullptr;
    QComboBox *m_scheme = nullptr, *m_format = nullptr, *m_firstDay = nullptr;
    QComboBox *m_whenClosed = nullptr;
    QCheckBox *m_autostart = nullptr, *m_hideNames = nullptr;
    ZoneCard *m_zone = nullptr;
    CurrencyCard *m_currency = nullptr;
    std::optional<LedgerSettings> m_ledger; ///< once it is told
    RetentionCard *m_retention = nullptr;
    ClosingsCard *m_closings = nullptr;
};

} // namespace outlay::ui
