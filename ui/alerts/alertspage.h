// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/receipt/receiptreader.h"
#include "ui/alerts/alertingsettings.h"
#include "ui/alerts/alertssnapshot.h"
#include "ui/explore/eventindex.h"

#include <QPointer>
#include <QUrl>
#include <QWidget>

class QBoxLayout;
class QComboBox;
class QFrame;
class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;
class QStackedWidget;

namespace outlay::ui {

class AlertDetailView;
class AlertingDialog;
class AlertList;
class AlertStrip;
class ElidedLabel;
class ReceiptPopover;
class TripwiresState;
class WrappedLabel;

/// What a person is told, what needs a decision first. Is given snapshots and asks by signals; it
/// never looks into a ledger. All on the GUI thread.
class AlertsPage : public QWidget
{
    Q_OBJECT

public:
    explicit AlertsPage(QWidget *parent = nullptr);

    [[nodiscard]] const AlertsSnapshotPtr &snapshot() const { return m_snapshot; }
    void focusFilter();
    /// Whether there is anything to set; else the page does not offer it.
    void setSettingsAvailable(bool isAvailable);
    [[nodiscard]] bool isSettingsOpen() const { return !m_settings.isNull(); }

public slots:
    void setSnapshot(const outlay::ui::AlertsSnapshotPtr &snapshot);
    /// The answers to detailRequested(); one for an alert no longer looked at is dropped.
    void setDetail(const QString &id, const outlay::ui::AlertDetail &detail);
    void setDetailFailure(const QString &id, const QString &sentence);
    /// The answers to receiptRequested(); one that came too late is dropped.
    void setReceipt(std::uint64_t number, const QString &coverage,
                    const outlay::ReceiptQuestion &question, const outlay::FigureReceipt &receipt);
    void setReceiptFailure(std::uint64_t number, const QString &sentence);
    /// The answer to settingsRequested().
    void openSettings(const outlay::ui::AlertingSettings &settings);
    /// What the test of a webhook came to.
    void setWebhookAnswer(bool isOk, const QString &sentence);
    /// Selects an alert and shows it; one the filter hides is looked for without the filter.
    void choose(const QString &id);
    /// While the ledger is written to, nothing can be decided.
    void setBusy(bool isBusy);
    /// Said under the title until the next snapshot; empty: nothing.
    void setProblem(const QString &sentence);
    /// Everything shown anew, after names were hidden or shown.
    void sayAgain();
    /// The receipt of an amount of an alert, also of one that another page shows.
    void askReceipt(const QString &title, const QStringList &arguments, QPoint position);

signals:
    /// The page is on the screen.
    void snapshotRequested();
    void detailRequested(const QString &id);
    void acknowledgeRequested(const QStringList &ids);
    void undoRequested(const QStringList &ids);
    void snoozeRequested(const QStringList &ids, outlay::Instant until);
    void expectedRequested(const QStringList &ids, const outlay::ui::AlertExpectation &mark);
    /// `arguments`: of "outlay-cli explain".
    void receiptRequested(std::uint64_t number, const QStringList &arguments);
    void receiptClosed();
    /// The requests behind an amount, to be listed.
    void rowsRequested(const outlay::ui::EventsQuestion &rows);
    void retryRequested(const QString &delivery);
    /// `kind`: its name, as of the runbook's file.
    void runbookEditRequested(const QString &kind);
    /// https only; somebody opens it in a browser.
    void linkChosen(const QUrl &url);
    /// Ends a pause, and quiet hours until they begin anew.
    void resumeRequested();
    void digestDismissed();
    void settingsRequested();
    void settingsChosen(const outlay::ui::AlertingSettings &settings);
    void webhookTestRequested(const outlay::ui::WebhookSettings &webhook);
    /// How many alerts need a decision; for the sidebar.
    void decisionsChanged(std::int64_t count);

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    enum class Action
    {
        Acknowledge,
        Snooze,
        Expected,
        Undo,
    };
    QLayout *makeHeader();
    QWidget *makeBanner(const char *name, QLabel *text, QPushButton *button);
    QWidget *makeListCard();
    void makeSnoozeMenu();
    void connectParts();
    void filter();
    void updateWords();
    void updateBanners();
    void updateView();
    void showCurrent();
    void updateBar();
    /// The selection if several are, else the one looked at; of these, where it makes sense.
    [[nodiscard]] QStringList idsFor(Action action) const;
    void acknowledge();
    void askSnooze();
    void snooze(std::int64_t seconds);
    void snoozeUntilTomorrow();
    void askUntil(bool isSnooze);
    void undo();
    void askAmountReceipt();
    void openDetail();
    void closeDetail();
    void arrange();

    AlertsSnapshotPtr m_named; ///< as it was told; what is shown may have no names
    AlertsSnapshotPtr m_snapshot;
    std::optional<std::pair<QString, AlertDetail>> m_namedDetail;
    ElidedLabel *m_subtitle;
    QLabel *m_problem, *m_notice, *m_digest, *m_quiet, *m_noise;
    QWidget *m_digestBanner = nullptr, *m_quietBanner = nullptr, *m_noiseBanner = nullptr;
    QPushButton *m_resume, *m_settingsButton;
    QComboBox *m_states, *m_kinds;
    QLineEdit *m_text;
    QBoxLayout *m_firstRow = nullptr, *m_secondRow = nullptr;
    AlertStrip *m_strip;
    QFrame *m_stripCard = nullptr;
    AlertList *m_list;
    QWidget *m_listCard = nullptr;
    WrappedLabel *m_calm = nullptr;
    QWidget *m_bar = nullptr;
    QLabel *m_barText = nullptr;
    AlertDetailView *m_detail;
    QStackedWidget *m_views;
    TripwiresState *m_empty;
    QMenu *m_snoozeMenu;
    QPointer<AlertingDialog> m_settings;
    QPointer<ReceiptPopover> m_receipt;
    QString m_receiptTitle, m_asked;
    QPoint m_receiptPosition;
    std::uint64_t m_receiptNumber = 0;
    std::int64_t m_decisions = -1;
    bool m_isWide = true, m_isRoomy = true, m_isDetailOpen = false, m_isBusy = false;
};

} // namespace outlay::ui
