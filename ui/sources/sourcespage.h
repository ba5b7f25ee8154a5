// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/ingest.h"
#include "ui/overview/overviewsnapshot.h"
#include "ui/sources/sourcerow.h"
#include "ui/sources/sourcewords.h"

#include <QPointer>
#include <QStringList>
#include <QTimer>
#include <QWidget>

#include <array>
#include <map>

class QLabel;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace outlay::ui {

class CoverageLegend;
class EmptyState;
class SourceCard;
class QuotaPanel;
class SourceForm;
class ReceiptDesk;
class SourcesPanel;
class UnlockPrompt;

/// Where the figures come from: what is watched and how it fares, what could be watched, and how
/// everything is paid. Says by signals what a person wants done.
class SourcesPage : public QWidget
{
    Q_OBJECT

public:
    explicit SourcesPage(QWidget *parent = nullptr);

    [[nodiscard]] SourcesPanel &panel() { return *m_panel; }
    /// The form that is open, if one is.
    [[nodiscard]] SourceForm *form() const;

public slots:
    void setSources(const outlay::ui::SourcesSnapshot &sources);
    void setFound(const std::vector<outlay::ui::FoundItem> &items);
    /// What the ledger holds of each source, and plans.
    void setSnapshot(const outlay::ui::OverviewSnapshotPtr &snapshot);
    void setBusy(bool isBusy);
    /// Everything shown anew, after names were hidden or shown.
    void sayAgain();
    /// Countdowns go on.
    void setNow(outlay::Instant now);
    /// Of the test asked for last; the form shows it.
    void setFindings(const std::vector<outlay::ui::SourceFinding> &findings);
    /// It was stored: the form closes.
    void setSaved();
    /// Of the passphrase given last; empty: it was right, and the prompt closes.
    void setUnlockAnswer(const QString &problem);
    void setSaveFailure(const QString &sentence);
    void addSource();
    /// The form over a source there is.
    void changeSource(const outlay::ui::SourceDraft &draft);

signals:
    void testRequested(const outlay::ui::SourceDraft &draft);
    /// `former`: the source it replaces; empty: a new one.
    void saveRequested(const outlay::ui::SourceDraft &draft, const QString &former);
    void draftRequested(const QString &name);
    void pollRequested(const QString &name);
    /// A secret: not to be kept or logged.
    void passphraseEntered(const QString &passphrase);
    void pauseRequested(const QString &name, bool isPaused);
    void breakerTripRequested(const QString &name);
    void breakerResetRequested(const QString &name);
    void removalConfirmed(const QString &name, bool withData);
    /// Looking at this machine is worth it: the page is on the screen.
    void discoveryRequested();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QLayout *makeHeader();
    QWidget *makeContent();
    SourceCard *cardOf(const std::string &name) const;
    SourceCard *makeCard(const SourceRow &row);
    void updateCards();
    void sortRows();
    void arrangeCards();
    void updateSubtitle();
    void updateOffers();
    void addOffer(const FoundItem &item, int number);
    [[nodiscard]] bool isWatched(const FoundItem &item) const;
    void updateTimer();
    void tick();
    void openForm(const SourceDraft &draft, const QString &former);
    void unlock(const QString &name);
    void askForRemoval(const QString &name);

    SourcesSnapshot m_sources;
    std::vector<FoundItem> m_found, m_offered;
    qint64 m_readAt = 0; ///< of the monotonic clock, when `m_sources.now` was now
    QLabel *m_subtitle, *m_notice, *m_offersTitle;
    QPushButton *m_add;
    QVBoxLayout *m_cards, *m_offers;
    std::vector<SourceCard *> m_shown;
    std::map<std::string, Trouble> m_troubles; ///< by source, as the cards are sorted
    std::array<QLabel *, 3> m_groups{};        ///< headings of the cards
    QScrollArea *m_scroll = nullptr;
    EmptyState *m_empty;
    CoverageLegend *m_legend;
    QuotaPanel *m_quotas;
    SourcesPanel *m_panel;
    ReceiptDesk *m_receipts;
    QWidget *m_paid = nullptr; ///< the card around the panel
    QPointer<SourceForm> m_form;
    QPointer<UnlockPrompt> m_prompt;
    QTimer m_second;
    bool m_hasLooked = false;
};

} // namespace outlay::ui
