// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alertspage.h"

#include "ui/alerts/alertdetailview.h"
#include "ui/alerts/alertdialogs.h"
#include "ui/alerts/alertingdialog.h"
#include "ui/alerts/alertlist.h"
#include "ui/alerts/alertnames.h"
#include "ui/alerts/alertstrip.h"
#include "ui/alerts/alertwords.h"
#include "ui/alerts/tripwiresstate.h"
#include "ui/receipt/receiptpopover.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"
#include "ui/widgets/nameguard.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>

#include <algorithm>

namespace outlay::ui {
namespace {

/// Below this the detail takes the place of the list.
constexpr int wideFrom = 800;
/// Below this the filters have a line of their own.
constexpr int roomyFrom = 1000;
constexpr std::int64_t hourSeconds = 3600;

enum View
{
    LoadingView,
    ContentView,
    EmptyView,
};

} // namespace

AlertsPage::AlertsPage(QWidget *parent)
    : QWidget(parent)
    , m_subtitle(new ElidedLabel(uiFont(12), this))
    , m_problem(makeLabel({}, uiFont(12), this, "warning"))
    , m_notice(makeLabel({}, uiFont(12), this, "warning"))
    , m_digest(new WrappedLabel({}, uiFont(13, QFont::Medium), this))
    , m_quiet(new WrappedLabel({}, uiFont(12), this))
    , m_noise(new WrappedLabel({}, uiFont(12), this))
    , m_resume(makeLink(tr("Resume"), this))
    , m_settingsButton(new QPushButton(tr("Settings…"), this))
    , m_states(new QComboBox(this))
    , m_kinds(new QComboBox(this))
    , m_text(new QLineEdit(this))
    , m_strip(new AlertStrip(this))
    , m_list(new AlertList(this))
    , m_detail(new AlertDetailView(this))
    , m_views(new QStackedWidget(this))
    , m_empty(new TripwiresState(this))
    , m_snoozeMenu(new QMenu(this))
{
    setObjectName(QStringLiteral("page"));
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(22, 12, 22, 14);
    box->setSpacing(10);
    box->addLayout(makeHeader());
    for (const auto &[label, name] :
         {std::pair{m_problem, "alertsProblem"}, std::pair{m_notice, "alertsNotice"}}) {
        label->setObjectName(QLatin1String(name));
        label->setWordWrap(true);
        label->hide();
        box->addWidget(label);
    }
    auto *dismiss = makeLink(tr("Dismiss"), this);
    dismiss->setObjectName(QStringLiteral("digestDismiss"));
    connect(dismiss, &QPushButton::clicked, this, &AlertsPage::digestDismissed);
    m_digestBanner = makeBanner("digest", m_digest, dismiss);
    setRole(*m_digest, nullptr);
    m_resume->setObjectName(QStringLiteral("quietResume"));
    m_resume->setAccessibleName(tr("Resume notifications"));
    connect(m_resume, &QPushButton::clicked, this, &AlertsPage::resumeRequested);
    m_quietBanner = makeBanner("quiet", m_quiet, m_resume);
    auto *fewer = makeLink(tr("Settings…"), this);
    fewer->setObjectName(QStringLiteral("noiseSettings"));
    connect(fewer, &QPushButton::clicked, this, &AlertsPage::settingsRequested);
    m_noiseBanner = makeBanner("noise", m_noise, fewer);
    setRole(*m_noise, "warning");
    for (QWidget *banner : {m_digestBanner, m_quietBanner, m_noiseBanner})
        box->addWidget(banner);
    m_stripCard = makeCard(this);
    auto *stripBox = new QVBoxLayout(m_stripCard);
    stripBox->setContentsMargins(14, 8, 10, 4);
    stripBox->addWidget(m_strip);
    box->addWidget(m_stripCard);
    m_listCard = makeListCard();
    auto *content = new QWidget(this);
    auto *columns = new QHBoxLayout(content);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(12);
    columns->addWidget(m_listCard, 6);
    columns->addWidget(m_detail, 5);
    auto *loading = makeLabel(tr("Reading the ledger…"), displayFont(20), this);
    loading->setAlignment(Qt::AlignCenter);
    m_views->addWidget(loading);
    m_views->addWidget(content);
    m_views->addWidget(m_empty);
    box->addWidget(m_views, 1);
    makeSnoozeMenu();
    connectParts();
    updateWords();
    updateView();
}

QLayout *AlertsPage::makeHeader()
{
    auto *words = new QVBoxLayout;
    words->setSpacing(1);
    words->addWidget(makeLabel(tr("Alerts"), displayFont(22), this));
    m_subtitle->setObjectName(QStringLiteral("alertsSubtitle"));
    words->addWidget(m_subtitle);
    m_states->setObjectName(QStringLiteral("alertStates"));
    m_states->setAccessibleName(tr("State"));
    for (const QString &text :
         {tr("All states"), tr("To be decided"), tr("Taken care of"), tr("History")})
        m_states->addItem(text);
    m_kinds->setObjectName(QStringLiteral("alertKinds"));
    m_kinds->setAccessibleName(tr("Kind"));
    m_kinds->addItem(tr("All kinds"), -1);
    for (const AlertKind kind : alertKinds)
        m_kinds->addItem(alertKindLabel(kind), static_cast<int>(kind));
    m_text->setObjectName(QStringLiteral("alertText"));
    m_text->setAccessibleName(tr("Filter by text"));
    m_text->setPlaceholderText(tr("Filter  /"));
    m_text->setClearButtonEnabled(true);
    m_settingsButton->setObjectName(QStringLiteral("alertSettings"));
    m_settingsButton->setToolTip(tr("Quiet hours, what you are told, webhooks"));
    m_firstRow = new QHBoxLayout;
    m_firstRow->setSpacing(10);
    m_firstRow->addLayout(words, 4);
    m_firstRow->addWidget(m_text, 1, Qt::AlignVCenter);
    m_firstRow->addWidget(m_states, 0, Qt::AlignVCenter);
    m_firstRow->addWidget(m_kinds, 0, Qt::AlignVCenter);
    m_firstRow->addWidget(m_settingsButton, 0, Qt::AlignVCenter);
    m_secondRow = new QHBoxLayout;
    m_secondRow->setSpacing(10);
    auto *header = new QVBoxLayout;
    header->setSpacing(8);
    header->addLayout(m_firstRow);
    header->addLayout(m_secondRow);
    return header;
}

QWidget *AlertsPage::makeBanner(const char *name, QLabel *text, QPushButton *button)
{
    auto *banner = new QFrame(this);
    banner->setProperty("strip", true);
    banner->setObjectName(QLatin1String(name) + QStringLiteral("Banner"));
    text->setObjectName(QLatin1String(name) + QStringLiteral("Text"));
    auto *row = new QHBoxLayout(banner);
    row->setContentsMargins(12, 6, 12, 6);
    row->addWidget(text, 1);
    row->addWidget(button, 0, Qt::AlignTop);
    banner->hide();
    return banner;
}

QWidget *AlertsPage::makeListCard()
{
    auto *card = makeCard(this);
    m_calm = new WrappedLabel({}, uiFont(13, QFont::Medium), card);
    m_calm->setObjectName(QStringLiteral("alertsCalm"));
    setRole(*m_calm, "ok");
    m_calm->hide();
    auto *calm = new QHBoxLayout;
    calm->setContentsMargins(14, 0, 14, 0);
    calm->addWidget(m_calm);
    m_bar = new QWidget(card);
    m_bar->setObjectName(QStringLiteral("selectionBar"));
    m_barText = makeLabel({}, uiFont(12, QFont::Medium), m_bar);
    m_barText->setObjectName(QStringLiteral("selectionText"));
    auto *acknowledgeAll = makePrimary(tr("Acknowledge"), m_bar);
    acknowledgeAll->setObjectName(QStringLiteral("selectionAcknowledge"));
    connect(acknowledgeAll, &QPushButton::clicked, this, &AlertsPage::acknowledge);
    auto *snoozeAll = new QPushButton(tr("Snooze"), m_bar);
    snoozeAll->setObjectName(QStringLiteral("selectionSnooze"));
    snoozeAll->setMenu(m_snoozeMenu);
    auto *row = new QHBoxLayout(m_bar);
    row->setContentsMargins(14, 4, 14, 2);
    row->addWidget(m_barText, 1);
    row->addWidget(acknowledgeAll);
    row->addWidget(snoozeAll);
    m_bar->hide();
    auto *box = new QVBoxLayout(card);
    box->setContentsMargins(1, 8, 3, 8);
    box->setSpacing(6);
    box->addLayout(calm);
    box->addWidget(m_list, 1);
    box->addWidget(m_bar);
    return card;
}

void AlertsPage::makeSnoozeMenu()
{
    m_snoozeMenu->setObjectName(QStringLiteral("snoozeMenu"));
    const auto add = [this](const QString &text, const char *name, auto &&act) {
        QAction *action = m_snoozeMenu->addAction(text);
        action->setObjectName(QLatin1String(name));
        connect(action, &QAction::triggered, this, act);
    };
    add(tr("&1 hour"), "snoozeHour", [this] { snooze(hourSeconds); });
    add(tr("&4 hours"), "snoozeHours", [this] { snooze(4 * hourSeconds); });
    add(tr("&Tomorrow 9:00"), "snoozeTomorrow", [this] { snoozeUntilTomorrow(); });
    add(tr("&Until…"), "snoozeUntil", [this] { askUntil(true); });
    m_detail->setSnoozeMenu(m_snoozeMenu);
}

void AlertsPage::connectParts()
{
    connect(m_settingsButton, &QPushButton::clicked, this, &AlertsPage::settingsRequested);
    connect(m_empty, &TripwiresState::settingsRequested, this, &AlertsPage::settingsRequested);
    connect(m_states, &QComboBox::currentIndexChanged, this, &AlertsPage::filter);
    connect(m_kinds, &QComboBox::currentIndexChanged, this, &AlertsPage::filter);
    connect(m_text, &QLineEdit::textChanged, this, &AlertsPage::filter);
    connect(m_text, &QLineEdit::returnPressed, this,
            [this] { m_list->setFocus(Qt::TabFocusReason); });
    connect(m_strip, &AlertStrip::chosen, this, &AlertsPage::choose);
    connect(m_list, &AlertList::currentAlertChanged, this, &AlertsPage::showCurrent);
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &AlertsPage::updateBar);
    connect(m_list, &AlertList::opened, this, &AlertsPage::openDetail);
    connect(m_list, &AlertList::receiptRequested, this, &AlertsPage::askAmountReceipt);
    connect(m_list, &AlertList::acknowledgeRequested, this, &AlertsPage::acknowledge);
    connect(m_list, &AlertList::snoozeRequested, this, &AlertsPage::askSnooze);
    connect(m_list, &AlertList::expectedRequested, this, [this] { askUntil(false); });
    connect(m_list, &AlertList::undoRequested, this, &AlertsPage::undo);
    connect(m_detail, &AlertDetailView::backRequested, this, &AlertsPage::closeDetail);
    connect(m_detail, &AlertDetailView::acknowledgeRequested, this, &AlertsPage::acknowledge);
    connect(m_detail, &AlertDetailView::undoRequested, this, &AlertsPage::undo);
    connect(m_detail, &AlertDetailView::expectedRequested, this, [this] { askUntil(false); });
    connect(m_detail, &AlertDetailView::amountReceiptRequested, this,
            &AlertsPage::askAmountReceipt);
    connect(m_detail, &AlertDetailView::evidenceReceiptRequested, this,
            [this](const AlertEvidence &evidence, QPoint position) {
                askReceipt(evidence.what, evidence.arguments, position);
            });
    connect(m_detail, &AlertDetailView::retryRequested, this, &AlertsPage::retryRequested);
    connect(m_detail, &AlertDetailView::runbookEditRequested, this,
            &AlertsPage::runbookEditRequested);
    connect(m_detail, &AlertDetailView::linkChosen, this, &AlertsPage::linkChosen);
}

void AlertsPage::setSnapshot(const AlertsSnapshotPtr &snapshot)
{
    m_named = snapshot;
    m_snapshot = withoutNames(snapshot);
    setProblem({});
    m_strip->setSnapshot(m_snapshot);
    m_list->setSnapshot(m_snapshot);
    m_empty->setTripwires(snapshot->tripwires);
    updateWords();
    updateBanners();
    updateView();
    const std::int64_t decisions = decisionsIn(*snapshot);
    if (decisions != m_decisions) {
        m_decisions = decisions;
        emit decisionsChanged(decisions);
    }
}

void AlertsPage::sayAgain()
{
    if (m_named)
        setSnapshot(m_named);
    showCurrent();
    if (m_namedDetail)
        m_detail->setDetail(m_namedDetail->first, withoutNames(m_namedDetail->second));
}

void AlertsPage::filter()
{
    AlertFilter filter;
    filter.states = static_cast<AlertFilter::States>(m_states->currentIndex());
    const int kind = m_kinds->currentData().toInt();
    if (kind >= 0)
        filter.kind = static_cast<AlertKind>(kind);
    filter.text = m_text->text().trimmed();
    m_list->setFilter(filter);
    updateWords();
}

void AlertsPage::updateWords()
{
    if (!m_snapshot) {
        m_subtitle->setText(tr("Reading the ledger…"));
        return;
    }
    const QLocale l = locale();
    const std::int64_t decisions = decisionsIn(*m_snapshot);
    m_subtitle->setText(tr("%1 · %2", "what is to be decided, how much one is told")
                            .arg(tr("%1 alert(s) to be decided", nullptr, pluralOf(decisions))
                                     .arg(count(decisions, l)),
                                 noiseLine(m_snapshot->noise, l)));
    std::optional<Instant> quietSince;
    bool isQuiet = true;
    for (const AlertRow &alert : m_snapshot->rows) {
        isQuiet = isQuiet && (isOver(alert) || !alert.inhibitedBy.isEmpty());
        const Instant end = alert.resolvedAt.value_or(alert.happenedAt);
        quietSince = std::max(quietSince.value_or(end), end);
    }
    const bool isFiltered = m_list->alerts().filter() != AlertFilter{};
    if (isFiltered && m_list->alerts().alertCount() == 0)
        m_calm->setText(tr("No alert passes the filter."));
    else if (isQuiet && quietSince)
        m_calm->setText(tr("All quiet since %1.")
                            .arg(momentLabel(*quietSince, m_snapshot->now, m_snapshot->zone, l)));
    setRole(*m_calm, isFiltered && m_list->alerts().alertCount() == 0 ? "muted" : "ok");
    m_calm->setVisible((isFiltered && m_list->alerts().alertCount() == 0) ||
                       (isQuiet && quietSince && !isFiltered));
}

void AlertsPage::updateBanners()
{
    const AlertsSnapshot &s = *m_snapshot;
    const QLocale l = locale();
    m_notice->setText(s.notice);
    m_notice->setVisible(!s.notice.isEmpty());
    m_digestBanner->setVisible(s.digest.has_value());
    if (s.digest) {
        static_cast<WrappedLabel *>(m_digest)->setText(digestLine(*s.digest, s.now, s.zone, l));
        m_digestBanner->setAccessibleName(m_digest->text());
    }
    m_quietBanner->setVisible(s.quietUntil || s.pausedFrom);
    if (s.pausedFrom)
        static_cast<WrappedLabel *>(m_quiet)->setText(
            tr("Notifications are paused since %1. Alerts are listed here all the same.")
                .arg(momentLabel(*s.pausedFrom, s.now, s.zone, l)));
    else if (s.quietUntil)
        static_cast<WrappedLabel *>(m_quiet)->setText(
            tr("Quiet hours until %1. Only an exhausted budget or a storm is told.")
                .arg(momentLabel(*s.quietUntil, s.now, s.zone, l)));
    const bool isNoisy = isTooNoisy(s.noise);
    m_noiseBanner->setVisible(isNoisy);
    if (isNoisy)
        static_cast<WrappedLabel *>(m_noise)->setText(
            tr("More than 10 notifications a day are too many to be read. Switch off kinds nobody "
               "acts on, raise their thresholds, or mark what is meant to be as expected."));
}

void AlertsPage::updateView()
{
    const bool hasAny = m_snapshot && !m_snapshot->rows.empty();
    m_stripCard->setVisible(hasAny);
    for (QWidget *control : {static_cast<QWidget *>(m_states), static_cast<QWidget *>(m_kinds),
                             static_cast<QWidget *>(m_text)})
        control->setVisible(hasAny);
    m_views->setCurrentIndex(!m_snapshot ? LoadingView : hasAny ? ContentView : EmptyView);
    arrange();
}

void AlertsPage::showCurrent()
{
    if (!m_snapshot)
        return;
    const AlertRow *alert = m_list->currentAlert();
    m_detail->setAlert(alert, *m_snapshot);
    const QString id = alert ? alert->id : QString();
    m_strip->setCurrent(id);
    if (!alert)
        closeDetail();
    // Asked for anew with each snapshot, as its deliveries and steps change too.
    if (alert && (m_asked != id || isVisible()))
        emit detailRequested(id);
    m_asked = id;
    updateBar();
}

void AlertsPage::updateBar()
{
    const auto selected = m_list->selectedIds().size();
    m_bar->setVisible(selected > 1);
    m_bar->setEnabled(!m_isBusy);
    m_barText->setText(tr("%n alert(s) selected", nullptr, static_cast<int>(selected)));
}

void AlertsPage::setReceipt(std::uint64_t number, const QString &coverage,
                            const ReceiptQuestion &question, const FigureReceipt &receipt)
{
    if (number != m_receiptNumber)
        return;
    delete m_receipt; // one at a time
    m_receipt = new ReceiptPopover(m_receiptTitle, coverage, question.figure, {}, window());
    connect(m_receipt, &ReceiptPopover::closed, this, &AlertsPage::receiptClosed);
    connect(m_receipt, &ReceiptPopover::rowsRequested, this, &AlertsPage::rowsRequested);
    m_receipt->setQuestion(question);
    m_receipt->showAt(m_receiptPosition);
    m_receipt->setReceipt(receipt);
}

void AlertsPage::setReceiptFailure(std::uint64_t number, const QString &sentence)
{
    if (number != m_receiptNumber)
        return;
    if (isVisible())
        return setProblem(sentence);
    delete m_receipt; // asked for from another page, where it is said
    m_receipt = new ReceiptPopover(m_receiptTitle, {}, Measures{}, {}, window());
    m_receipt->showAt(m_receiptPosition);
    m_receipt->setFailure(sentence);
}

void AlertsPage::setDetail(const QString &id, const AlertDetail &detail)
{
    m_namedDetail = {id, detail};
    m_detail->setDetail(id, withoutNames(detail));
}

void AlertsPage::setDetailFailure(const QString &id, const QString &sentence)
{
    m_detail->setDetailFailure(id, sentence);
}

void AlertsPage::openSettings(const AlertingSettings &settings)
{
    if (isRefusedWithoutNames(*this))
        return;
    delete m_settings;
    m_settings = new AlertingDialog(settings, this);
    connect(m_settings, &AlertingDialog::settingsAccepted, this, &AlertsPage::settingsChosen);
    connect(m_settings, &AlertingDialog::webhookTestRequested, this,
            &AlertsPage::webhookTestRequested);
    m_settings->open();
}

void AlertsPage::setWebhookAnswer(bool isOk, const QString &sentence)
{
    if (m_settings)
        m_settings->setWebhookAnswer(isOk, sentence);
}

void AlertsPage::choose(const QString &id)
{
    if (m_list->alerts().rowOf(id) < 0 && m_snapshot) {
        // Folded below the alert that mutes it, or filtered out.
        for (const AlertRow &alert : m_snapshot->rows) {
            if (alert.id == id && !alert.inhibitedBy.isEmpty())
                m_list->alerts().setUnfolded(alert.inhibitedBy, true);
        }
        if (m_list->alerts().rowOf(id) < 0) {
            m_states->setCurrentIndex(0);
            m_kinds->setCurrentIndex(0);
            m_text->clear();
        }
    }
    m_list->choose(id);
}

void AlertsPage::openDetail()
{
    if (!m_list->currentAlert())
        return;
    m_isDetailOpen = true;
    arrange();
    m_detail->focusFirst();
}

void AlertsPage::closeDetail()
{
    if (m_isDetailOpen)
        m_list->setFocus(Qt::OtherFocusReason);
    m_isDetailOpen = false;
    arrange();
}

void AlertsPage::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    m_detail->setBusy(isBusy);
    updateBar();
}

void AlertsPage::setProblem(const QString &sentence)
{
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
}

void AlertsPage::setSettingsAvailable(bool isAvailable)
{
    m_settingsButton->setVisible(isAvailable);
}

void AlertsPage::focusFilter()
{
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
}

void AlertsPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    emit snapshotRequested();
}

void AlertsPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

/// The keys of the list also where the focus is elsewhere on the page and nobody else wants them.
void AlertsPage::keyPressEvent(QKeyEvent *event)
{
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier))
        return QWidget::keyPressEvent(event);
    switch (event->key()) {
    case Qt::Key_J:
        return m_list->step(1);
    case Qt::Key_K:
        return m_list->step(-1);
    case Qt::Key_A:
        return acknowledge();
    case Qt::Key_S:
        return askSnooze();
    case Qt::Key_E:
        return askUntil(false);
    case Qt::Key_U:
        return undo();
    default:
        QWidget::keyPressEvent(event);
    }
}

void AlertsPage::arrange()
{
    const bool wasRoomy = m_isRoomy;
    m_isWide = width() >= wideFrom;
    m_isRoomy = width() >= roomyFrom;
    if (wasRoomy != m_isRoomy) {
        if (m_isRoomy) {
            m_firstRow->insertWidget(1, m_text, 1, Qt::AlignVCenter);
            m_firstRow->insertWidget(2, m_states, 0, Qt::AlignVCenter);
            m_firstRow->insertWidget(3, m_kinds, 0, Qt::AlignVCenter);
        } else {
            m_secondRow->addWidget(m_text, 1);
            m_secondRow->addWidget(m_states);
            m_secondRow->addWidget(m_kinds);
        }
    }
    m_detail->setBackVisible(!m_isWide);
    m_detail->setVisible(m_isWide || m_isDetailOpen);
    m_listCard->setVisible(m_isWide || !m_isDetailOpen);
    // A small window has the strip or the alert, not both.
    const bool hasAny = m_snapshot && !m_snapshot->rows.empty();
    m_stripCard->setVisible(hasAny && (m_isWide || !m_isDetailOpen));
}

} // namespace outlay::ui
