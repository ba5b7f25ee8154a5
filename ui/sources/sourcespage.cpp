// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sources/sourcespage.h"

#include "ui/overview/emptystate.h"
#include "ui/receipt/receiptdesk.h"
#include "ui/sources/coveragestrip.h"
#include "ui/sources/quotapanel.h"
#include "ui/sources/sourcecard.h"
#include "ui/sources/sourceform.h"
#include "ui/sources/sourcespanel.h"
#include "ui/sources/sourcewords.h"
#include "ui/sources/unlockprompt.h"
#include "ui/text/labels.h"
#include "ui/text/names.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"
#include "ui/widgets/nameguard.h"

#include <QApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QHBoxLayout>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>
#include <utility>

namespace outlay::ui {
namespace {

qint64 monotonicMicros()
{
    return QDeadlineTimer::current(Qt::PreciseTimer).deadlineNSecs() / 1000;
}

QString homely(const QString &path)
{
    const QString home = QDir::homePath();
    return path.startsWith(home + QLatin1Char('/')) ? QStringLiteral("~") + path.mid(home.size())
                                                    : path;
}

QLabel *makeTitle(const QString &text, QWidget *parent)
{
    return makeLabel(text, uiFont(15, QFont::DemiBold), parent);
}

} // namespace

SourcesPage::SourcesPage(QWidget *parent)
    : QWidget(parent)
    , m_subtitle(new ElidedLabel(uiFont(12), this))
    , m_notice(makeLabel({}, uiFont(12), this, "warning"))
    , m_offersTitle(makeTitle(tr("Found on this machine"), this))
    , m_add(makePrimary(tr("Add a source…"), this))
    , m_cards(new QVBoxLayout)
    , m_offers(new QVBoxLayout)
    , m_empty(new EmptyState(this))
    , m_legend(new CoverageLegend(this))
    , m_quotas(new QuotaPanel(this))
    , m_panel(new SourcesPanel(this))
    , m_receipts(new ReceiptDesk(this))
{
    setObjectName(QStringLiteral("page"));
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(22, 12, 22, 14);
    box->setSpacing(10);
    box->addLayout(makeHeader());
    m_notice->setObjectName(QStringLiteral("sourcesNotice"));
    m_notice->setContentsMargins(12, 6, 12, 6);
    m_notice->setWordWrap(true);
    m_notice->hide();
    box->addWidget(m_notice);
    box->addWidget(makeContent(), 1);
    connect(m_panel, &SourcesPanel::countRequested, m_receipts, &ReceiptDesk::showCount);
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &SourcesPage::tick);
    updateCards();
    updateOffers();
}

QLayout *SourcesPage::makeHeader()
{
    auto *words = new QVBoxLayout;
    words->setSpacing(1);
    words->addWidget(makeLabel(tr("Sources"), displayFont(22), this));
    words->addWidget(m_subtitle);
    m_subtitle->setObjectName(QStringLiteral("sourcesSubtitle"));
    m_add->setObjectName(QStringLiteral("sourceAdd"));
    connect(m_add, &QPushButton::clicked, this, &SourcesPage::addSource);
    auto *header = new QHBoxLayout;
    header->addLayout(words, 1);
    header->addWidget(m_add, 0, Qt::AlignVCenter);
    return header;
}

QWidget *SourcesPage::makeContent()
{
    auto *content = new QWidget;
    m_empty->setObjectName(QStringLiteral("sourcesEmpty"));
    m_empty->setWords(tr("Nothing is watched yet"),
                      tr("Add a provider's API, a gateway, a log file or a receiver of telemetry, "
                         "and Outlay keeps itself up to date. It asks politely and reads only."),
                      tr("Add a source…"));
    m_empty->setMinimumHeight(250);
    connect(m_empty, &EmptyState::actionRequested, this, &SourcesPage::addSource);
    m_cards->setSpacing(12);
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        m_groups.at(i) = makeTitle({}, content);
        m_groups.at(i)->setObjectName(QStringLiteral("sourceGroup%1").arg(i));
    }
    m_offers->setSpacing(8);
    auto *legend = new QHBoxLayout;
    legend->addStretch();
    legend->addWidget(m_legend);
    auto *paid = ui::makeCard(content);
    m_paid = paid;
    paid->hide();
    auto *paidBox = new QVBoxLayout(paid);
    paidBox->setContentsMargins(18, 14, 18, 14);
    paidBox->setSpacing(8);
    paidBox->addWidget(makeTitle(tr("In the ledger, and how it is paid"), paid));
    paidBox->addWidget(m_panel);
    auto *rows = new QVBoxLayout(content);
    rows->setContentsMargins(0, 0, 12, 0);
    rows->setSpacing(12);
    rows->addWidget(m_empty);
    rows->addLayout(legend);
    rows->addLayout(m_cards);
    rows->addWidget(m_quotas);
    rows->addWidget(m_offersTitle);
    rows->addLayout(m_offers);
    rows->addWidget(paid);
    rows->addStretch(1);
    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("pageScroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    fill(*scroll, content);
    m_scroll = scroll;
    return scroll;
}

SourceCard *SourcesPage::cardOf(const std::string &name) const
{
    const auto card = std::find_if(m_shown.begin(), m_shown.end(),
                                   [&](const SourceCard *c) { return c->row().name == name; });
    return card == m_shown.end() ? nullptr : *card;
}

SourceCard *SourcesPage::makeCard(const SourceRow &row)
{
    auto *card = new SourceCard(row, this);
    connect(card, &SourceCard::pollRequested, this, &SourcesPage::pollRequested);
    connect(card, &SourceCard::unlockRequested, this, &SourcesPage::unlock);
    connect(card, &SourceCard::pauseRequested, this, &SourcesPage::pauseRequested);
    connect(card, &SourceCard::breakerTripRequested, this, &SourcesPage::breakerTripRequested);
    connect(card, &SourceCard::breakerResetRequested, this, &SourcesPage::breakerResetRequested);
    connect(card, &SourceCard::changeRequested, this, &SourcesPage::draftRequested);
    connect(card, &SourceCard::removalRequested, this, &SourcesPage::askForRemoval);
    return card;
}

void SourcesPage::setSources(const SourcesSnapshot &sources)
{
    m_sources = sources;
    m_readAt = monotonicMicros();
    m_notice->setText(sources.notice);
    m_notice->setVisible(!sources.notice.isEmpty());
    m_quotas->setWindows(sources.quotas, sources.now, sources.zone);
    updateCards();
    updateOffers();
}

/// Trouble first, then by name. What is being tried again keeps its place until it is known how
/// that went, else cards would jump with every attempt.
void SourcesPage::sortRows()
{
    std::map<std::string, Trouble> troubles;
    for (const SourceRow &row : m_sources.rows) {
        const auto before = m_troubles.find(row.name);
        const bool isTried = row.state == SourceState::Polling && before != m_troubles.end();
        troubles[row.name] = isTried ? before->second : troubleOf(row);
    }
    m_troubles = std::move(troubles);
    std::stable_sort(m_sources.rows.begin(), m_sources.rows.end(),
                     [this](const SourceRow &one, const SourceRow &other) {
                         return std::pair(m_troubles.at(one.name), one.name) <
                                std::pair(m_troubles.at(other.name), other.name);
                     });
}

/// A card stays the same while its source is there, so that focus and menus do.
void SourcesPage::updateCards()
{
    sortRows();
    std::vector<SourceCard *> cards;
    for (const SourceRow &row : m_sources.rows) {
        SourceCard *card = cardOf(row.name);
        if (!card)
            card = makeCard(row);
        card->setRow(row, m_sources);
        cards.push_back(card);
    }
    for (SourceCard *card : m_shown) {
        if (std::find(cards.begin(), cards.end(), card) == cards.end()) {
            m_cards->removeWidget(card);
            card->hide();
            card->deleteLater();
        }
    }
    m_shown = std::move(cards);
    arrangeCards();
    m_empty->setVisible(m_shown.empty());
    m_legend->setVisible(!m_shown.empty());
    updateSubtitle();
    updateTimer();
}

/// Headings and cards in their order, in the layout and for Tab. The card somebody is at stays
/// under their eyes.
void SourcesPage::arrangeCards()
{
    std::array<std::vector<QWidget *>, 3> groups;
    SourceCard *focused = nullptr;
    for (SourceCard *card : m_shown) {
        const Trouble trouble = m_troubles.at(card->row().name);
        groups.at(needsAttention(trouble) ? 0 : trouble == Trouble::Gap ? 1 : 2).push_back(card);
        if (card->isAncestorOf(QApplication::focusWidget()))
            focused = card;
    }
    const std::array<QString, 3> words{tr("Needs attention (%1)"), tr("Time is missing (%1)"),
                                       tr("In order (%1)")};
    std::vector<QWidget *> sequence;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        m_groups.at(i)->setText(
            words.at(i).arg(count(static_cast<std::int64_t>(groups.at(i).size()), locale())));
        m_groups.at(i)->setVisible(!groups.at(i).empty());
        sequence.push_back(m_groups.at(i));
        sequence.insert(sequence.end(), groups.at(i).begin(), groups.at(i).end());
    }
    const int before = focused && m_scroll ? focused->mapTo(m_scroll->viewport(), QPoint()).y() : 0;
    bool isMoved = false;
    for (std::size_t i = 0; i < sequence.size(); ++i) {
        const int at = static_cast<int>(i);
        if (m_cards->indexOf(sequence.at(i)) == at)
            continue;
        m_cards->insertWidget(at, sequence.at(i));
        isMoved = true;
    }
    if (!isMoved)
        return;
    const SourceCard *last = nullptr;
    for (SourceCard *card : m_shown) {
        QWidget::setTabOrder(last ? last->lastControl() : m_add, card->firstControl());
        card->chainControls();
        last = card;
    }
    if (!focused || !m_scroll)
        return;
    // The scroll bar learns its new range when the layout has been asked for.
    QTimer::singleShot(0, focused, [this, focused, before] {
        QScrollBar *bar = m_scroll->verticalScrollBar();
        bar->setValue(bar->value() + focused->mapTo(m_scroll->viewport(), QPoint()).y() - before);
    });
}

void SourcesPage::updateSubtitle()
{
    const auto troubled = std::count_if(m_troubles.begin(), m_troubles.end(),
                                        [](const auto &one) { return needsAttention(one.second); });
    const int watched = pluralOf(static_cast<std::int64_t>(m_shown.size()));
    QString text = m_shown.empty() ? tr("What Outlay keeps up to date by itself")
                                   : tr("%n source(s) watched", nullptr, watched);
    if (troubled > 0)
        text = tr("%1 · %2", "sources watched, in trouble")
                   .arg(text, tr("%n of them in trouble", nullptr, pluralOf(troubled)));
    m_subtitle->setText(text);
}

void SourcesPage::setFound(const std::vector<FoundItem> &items)
{
    m_found = items;
    updateOffers();
}

bool SourcesPage::isWatched(const FoundItem &item) const
{
    return std::any_of(m_sources.rows.begin(), m_sources.rows.end(), [&](const SourceRow &row) {
        return std::find(row.paths.begin(), row.paths.end(), item.path) != row.paths.end();
    });
}

void SourcesPage::updateOffers()
{
    std::vector<FoundItem> offers;
    std::copy_if(m_found.begin(), m_found.end(), std::back_inserter(offers),
                 [this](const FoundItem &item) {
                     return !item.isForeign && item.files > 0 && !isWatched(item);
                 });
    const auto isSame = [](const FoundItem &one, const FoundItem &other) {
        return one.path == other.path && one.files == other.files && one.bytes == other.bytes;
    };
    m_offersTitle->setVisible(!offers.empty());
    if (std::equal(offers.begin(), offers.end(), m_offered.begin(), m_offered.end(), isSame))
        return; // a button that has the focus keeps it
    m_offered = std::move(offers);
    while (QLayoutItem *old = m_offers->takeAt(0)) {
        old->widget()->hide();
        old->widget()->deleteLater();
        delete old;
    }
    for (std::size_t i = 0; i < m_offered.size(); ++i)
        addOffer(m_offered[i], static_cast<int>(i));
}

void SourcesPage::addOffer(const FoundItem &item, int number)
{
    const QString path = QString::fromStdString(item.path);
    auto *card = ui::makeCard(this);
    auto *watch = new QPushButton(tr("Watch…"), card);
    watch->setObjectName(QStringLiteral("offerWatch%1").arg(number));
    watch->setAccessibleName(tr("Watch %1").arg(withoutNames(item.title)));
    auto *words = new QVBoxLayout;
    words->setSpacing(1);
    words->addWidget(makeLabel(withoutNames(item.title), uiFont(13, QFont::DemiBold), card));
    auto *where = new ElidedLabel(uiFont(12), card, Qt::ElideMiddle);
    where->setText(tr("%1 · %2", "folder, its files")
                       .arg(shownName(NameKind::Path, homely(path)),
                            tr("%1 file(s), %2", nullptr, pluralOf(item.files))
                                .arg(count(item.files, locale()), bytes(item.bytes, locale()))));
    words->addWidget(where);
    auto *row = new QHBoxLayout(card);
    row->setContentsMargins(16, 10, 14, 10);
    row->addLayout(words, 1);
    row->addWidget(watch);
    connect(watch, &QPushButton::clicked, this, [this, item, path] {
        SourceDraft draft;
        draft.name = item.format;
        draft.kind = SourceKind::Files;
        draft.paths = {path};
        draft.format = QString::fromStdString(item.format);
        openForm(draft, {});
    });
    m_offers->addWidget(card);
}

void SourcesPage::setSnapshot(const OverviewSnapshotPtr &snapshot)
{
    m_panel->setSnapshot(snapshot);
    m_paid->setVisible(!snapshot->sources.empty() || !snapshot->plans.empty());
}

void SourcesPage::setBusy(bool isBusy)
{
    m_panel->setBusy(isBusy);
}

void SourcesPage::sayAgain()
{
    m_offered.clear();
    updateOffers();
    m_panel->sayAgain();
}

void SourcesPage::setNow(Instant now)
{
    m_sources.now = now;
    m_readAt = monotonicMicros();
    for (SourceCard *card : m_shown)
        card->setNow(now);
    m_quotas->setNow(now);
}

void SourcesPage::tick()
{
    const Instant now{m_sources.now.micros + monotonicMicros() - m_readAt};
    for (SourceCard *card : m_shown)
        card->setNow(now);
}

/// Nothing wakes up for a page nobody sees.
void SourcesPage::updateTimer()
{
    const bool isNeeded =
        isVisible() && std::any_of(m_shown.begin(), m_shown.end(),
                                   [](const SourceCard *card) { return card->isCountingDown(); });
    if (isNeeded && !m_second.isActive())
        m_second.start();
    else if (!isNeeded)
        m_second.stop();
}

void SourcesPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    updateTimer();
    if (!m_hasLooked) {
        m_hasLooked = true;
        emit discoveryRequested();
    }
}

void SourcesPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    updateTimer();
}

SourceForm *SourcesPage::form() const
{
    return m_form;
}

void SourcesPage::addSource()
{
    openForm({}, {});
}

void SourcesPage::changeSource(const SourceDraft &draft)
{
    openForm(draft, QString::fromStdString(draft.name));
}

void SourcesPage::openForm(const SourceDraft &draft, const QString &former)
{
    if (isRefusedWithoutNames(*this))
        return;
    delete m_form; // one at a time
    m_form = new SourceForm(draft, former, this);
    connect(m_form, &SourceForm::testRequested, this, &SourcesPage::testRequested);
    connect(m_form, &SourceForm::saveRequested, this, &SourcesPage::saveRequested);
    m_form->open();
}

void SourcesPage::setFindings(const std::vector<SourceFinding> &findings)
{
    if (m_form)
        m_form->setFindings(findings);
}

void SourcesPage::setSaved()
{
    if (m_form)
        m_form->accept();
}

void SourcesPage::setSaveFailure(const QString &sentence)
{
    if (m_form)
        m_form->setFailure(sentence);
}

/// The keychain asks by itself once it is read again.
void SourcesPage::unlock(const QString &name)
{
    const SourceCard *card = cardOf(name.toStdString());
    if (!card || !card->row().opensByPassphrase) {
        emit pollRequested(name);
        return;
    }
    delete m_prompt;
    m_prompt = new UnlockPrompt(name, this);
    connect(m_prompt, &UnlockPrompt::entered, this, &SourcesPage::passphraseEntered);
    m_prompt->open();
}

void SourcesPage::setUnlockAnswer(const QString &problem)
{
    if (m_prompt)
        m_prompt->setAnswer(problem);
}

void SourcesPage::askForRemoval(const QString &name)
{
    auto *question = new QMessageBox(QMessageBox::Question, tr("Remove a source"),
                                     tr("Stop watching %1?").arg(sourceLabel(name.toStdString())),
                                     QMessageBox::Cancel, this);
    question->setObjectName(QStringLiteral("stopQuestion"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setInformativeText(
        tr("Its settings go in any case. What it said may stay in the ledger, or be taken out as "
           "if it had never been there."));
    QPushButton *keep = question->addButton(tr("Keep its data"), QMessageBox::AcceptRole);
    keep->setObjectName(QStringLiteral("stopKeep"));
    QPushButton *drop = question->addButton(tr("Delete its data"), QMessageBox::DestructiveRole);
    drop->setObjectName(QStringLiteral("stopDelete"));
    question->setDefaultButton(QMessageBox::Cancel);
    connect(keep, &QPushButton::clicked, this,
            [this, name] { emit removalConfirmed(name, false); });
    connect(drop, &QPushButton::clicked, this, [this, name] { emit removalConfirmed(name, true); });
    question->open();
}

} // namespace outlay::ui
