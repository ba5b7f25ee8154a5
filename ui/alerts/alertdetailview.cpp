// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alertdetailview.h"

#include "ui/alerts/alertwords.h"
#include "ui/alerts/evidencetablemodel.h"
#include "ui/alerts/runbookview.h"
#include "ui/text/bidi.h"
#include "ui/text/names.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/text/shellline.h"
#include "ui/text/usedshare.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QScrollArea>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>
#include <vector>

namespace outlay::ui {
namespace {

constexpr int evidenceShown = 8;

void clear(QLayout &layout)
{
    while (QLayoutItem *item = layout.takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
}

} // namespace

AlertDetailView::AlertDetailView(QWidget *parent)
    : QFrame(parent)
    , m_evidence(new EvidenceTableModel(this))
    , m_scroll(new QScrollArea(this))
    , m_content(new QWidget)
    , m_mark(new QLabel(m_content))
    , m_badge(makeLabel({}, uiFont(12, QFont::Medium), m_content))
    , m_choose(makeLabel(tr("Choose an alert to see what it rests on and what to do."), uiFont(13),
                         this, "muted"))
    , m_title(new WrappedLabel({}, uiFont(16, QFont::DemiBold), m_content))
    , m_why(new WrappedLabel({}, uiFont(13), m_content))
    , m_back(makeLink(tr("Back to the list"), this))
    , m_acknowledge(makePrimary(tr("Acknowledge"), m_content))
    , m_snooze(new QPushButton(tr("Snooze"), m_content))
    , m_expected(new QPushButton(tr("Expected…"), m_content))
    , m_undo(new QPushButton(tr("Undo"), m_content))
    , m_amount(makeLink({}, m_content))
    , m_facts(new QGridLayout)
    , m_table(new QTableView(m_content))
    , m_steps(new QVBoxLayout)
    , m_runbook(new RunbookView(m_content))
    , m_commands(new QVBoxLayout)
    , m_editRunbook(makeLink(tr("Edit a copy…"), m_content))
    , m_problem(new WrappedLabel({}, uiFont(12), m_content))
{
    setObjectName(QStringLiteral("alertDetail"));
    setProperty("card", true);
    setAccessibleName(tr("The alert"));
    auto *box = new QVBoxLayout(m_content);
    box->setContentsMargins(17, 4, 10, 14);
    box->setSpacing(8);
    makeHead(*box);
    makeActions(*box);
    m_facts->setHorizontalSpacing(16);
    m_facts->setVerticalSpacing(4);
    m_facts->setColumnStretch(1, 1);
    box->addLayout(m_facts);
    makeEvidence(*box);
    m_stepsTitle = addTitle(*box, tr("What became of it"));
    m_steps->setSpacing(4);
    box->addLayout(m_steps);
    makeRunbook(*box);
    box->addStretch(1);
    m_scroll->setObjectName(QStringLiteral("alertDetailScroll"));
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_content->setAutoFillBackground(false);
    fill(*m_scroll, m_content);
    m_back->setObjectName(QStringLiteral("alertBack"));
    m_back->setToolTip(tr("Back to the list  Backspace"));
    m_back->hide();
    connect(m_back, &QPushButton::clicked, this, &AlertDetailView::backRequested);
    m_choose->setAlignment(Qt::AlignCenter);
    m_choose->setWordWrap(true);
    m_choose->setObjectName(QStringLiteral("alertChoose"));
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(1, 10, 4, 6);
    outer->setSpacing(4);
    auto *back = new QHBoxLayout;
    back->setContentsMargins(14, 0, 0, 0);
    back->addWidget(m_back);
    back->addStretch();
    outer->addLayout(back);
    outer->addWidget(m_scroll, 1);
    outer->addWidget(m_choose, 1);
    setAlert(nullptr, {});
}

void AlertDetailView::makeHead(QVBoxLayout &box)
{
    m_badge->setObjectName(QStringLiteral("alertBadge"));
    m_title->setObjectName(QStringLiteral("alertTitle"));
    setRole(*m_title, nullptr);
    m_why->setObjectName(QStringLiteral("alertWhy"));
    m_amount->setObjectName(QStringLiteral("alertAmount"));
    m_amount->setFont(uiFont(15, QFont::DemiBold));
    connect(m_amount, &QPushButton::clicked, this, &AlertDetailView::amountReceiptRequested);
    auto *top = new QHBoxLayout;
    top->setSpacing(8);
    top->addWidget(m_mark);
    top->addWidget(m_badge);
    top->addStretch();
    top->addWidget(m_amount);
    box.addLayout(top);
    box.addWidget(m_title);
    box.addWidget(m_why);
}

void AlertDetailView::makeActions(QVBoxLayout &box)
{
    const std::vector<std::pair<QPushButton *, const char *>> names{
        {m_acknowledge, "alertAcknowledge"},
        {m_snooze, "alertSnooze"},
        {m_expected, "alertExpected"},
        {m_undo, "alertUndo"}};
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    for (const auto &[button, name] : names) {
        button->setObjectName(QLatin1String(name));
        row->addWidget(button);
    }
    row->addStretch();
    m_acknowledge->setToolTip(tr("You have seen it and take care of it  A"));
    m_snooze->setToolTip(tr("Ask again later  S"));
    m_expected->setToolTip(tr("It is meant to be: more of it is listed and not told  E"));
    m_undo->setToolTip(tr("Opens it again  U"));
    connect(m_acknowledge, &QPushButton::clicked, this, &AlertDetailView::acknowledgeRequested);
    connect(m_expected, &QPushButton::clicked, this, &AlertDetailView::expectedRequested);
    connect(m_undo, &QPushButton::clicked, this, &AlertDetailView::undoRequested);
    box.addLayout(row);
}

QLabel *AlertDetailView::addTitle(QVBoxLayout &box, const QString &text)
{
    auto *label = makeLabel(text, uiFont(13, QFont::DemiBold), m_content);
    label->setContentsMargins(0, 8, 0, 0);
    box.addWidget(label);
    return label;
}

void AlertDetailView::makeEvidence(QVBoxLayout &box)
{
    m_evidenceTitle = addTitle(box, tr("What it rests on"));
    m_table->setObjectName(QStringLiteral("evidenceTable"));
    m_table->setAccessibleName(tr("What the alert rests on"));
    m_table->setToolTip(tr("Space: receipt. Ctrl+C: the command that shows it."));
    m_table->setModel(m_evidence);
    dressTable(*m_table);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->verticalHeader()->setDefaultSectionSize(28);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(EvidenceTableModel::What,
                                                      QHeaderView::Stretch);
    m_table->installEventFilter(this);
    connect(m_table, &QTableView::doubleClicked, this,
            [this](const QModelIndex &index) { askForReceipt(index.row()); });
    box.addWidget(m_table);
}

void AlertDetailView::makeRunbook(QVBoxLayout &box)
{
    auto *head = new QHBoxLayout;
    m_runbookTitle = makeLabel(tr("What to do"), uiFont(13, QFont::DemiBold), m_content);
    m_runbookTitle->setContentsMargins(0, 8, 0, 0);
    m_editRunbook->setObjectName(QStringLiteral("runbookEdit"));
    m_editRunbook->setToolTip(tr("A copy of this runbook for you to change; Outlay shows it then"));
    connect(m_editRunbook, &QPushButton::clicked, this, [this] {
        if (m_alert)
            emit runbookEditRequested(alertKindName(m_alert->kind));
    });
    connect(m_runbook, &RunbookView::linkChosen, this, &AlertDetailView::linkChosen);
    head->addWidget(m_runbookTitle, 1);
    head->addWidget(m_editRunbook);
    box.addLayout(head);
    m_problem->setObjectName(QStringLiteral("alertDetailProblem"));
    box.addWidget(m_problem);
    box.addWidget(m_runbook);
    m_commands->setSpacing(4);
    box.addLayout(m_commands);
}

void AlertDetailView::setBackVisible(bool isVisible)
{
    m_back->setVisible(isVisible);
}

void AlertDetailView::setSnoozeMenu(QMenu *menu)
{
    m_snooze->setMenu(menu);
}

void AlertDetailView::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    updateButtons();
}

void AlertDetailView::focusFirst()
{
    for (QPushButton *button : {m_acknowledge, m_undo, m_expected}) {
        if (button->isVisible() && button->isEnabled())
            return button->setFocus(Qt::TabFocusReason);
    }
}

void AlertDetailView::setAlert(const AlertRow *alert, const AlertsSnapshot &snapshot)
{
    const bool isSame = alert && m_alert && *alert == *m_alert;
    const bool isOther = !alert || !m_alert || alert->id != m_alert->id;
    // A day later the times read differently.
    const bool isStale = snapshot.zone.dayOf(m_now) != snapshot.zone.dayOf(snapshot.now) ||
                         snapshot.zone.name() != m_zone.name() ||
                         (alert && isSnoozeDue(*alert, m_now) != isSnoozeDue(*alert, snapshot.now));
    m_now = snapshot.now;
    m_zone = snapshot.zone;
    m_scroll->setVisible(alert != nullptr);
    m_choose->setVisible(alert == nullptr);
    if (isSame && !isStale)
        return;
    m_alert = alert ? std::optional(*alert) : std::nullopt;
    if (isOther) {
        m_detail = {};
        m_detailOf.clear();
        m_failure.clear();
        m_scroll->verticalScrollBar()->setValue(0);
    }
    if (alert) {
        showRow();
        showDetail();
    }
}

void AlertDetailView::setDetail(const QString &id, const AlertDetail &detail)
{
    if (id != alertId() || (id == m_detailOf && detail == m_detail))
        return;
    m_detail = detail;
    m_detailOf = id;
    m_failure.clear();
    showDetail();
}

void AlertDetailView::setDetailFailure(const QString &id, const QString &sentence)
{
    if (id != alertId())
        return;
    m_failure = sentence;
    showDetail();
}

void AlertDetailView::showRow()
{
    const UrgencyMark mark = urgencyMark(m_alert->urgency);
    m_mark->setPixmap(symbolicPixmap(mark.icon, *this, 18, mark.tint));
    m_badge->setText(tr("%1 · %2 · %3", "urgency, state, kind")
                         .arg(alertUrgencyLabel(m_alert->urgency), alertStateLabel(*m_alert, m_now),
                              alertKindLabel(m_alert->kind)));
    setRole(*m_badge, m_alert->urgency == Urgency::Critical ? "critical"
                      : m_alert->urgency == Urgency::Normal ? "warning"
                                                            : "muted");
    m_title->setText(m_alert->title);
    m_why->setText(m_alert->why);
    const QString stake = stakeLabel(*m_alert, locale());
    m_amount->setVisible(!stake.isEmpty());
    m_amount->setEnabled(!m_alert->arguments.isEmpty()); // else it leads nowhere
    m_amount->setText(stake);
    m_amount->setAccessibleName(tr("%1 at stake, receipt").arg(stake));
    const QString exact =
        m_alert->atStake ? moneyExact(*m_alert->atStake, locale()) : stakeLabel(*m_alert, locale());
    m_amount->setToolTip(m_alert->unpriced > 0
                             ? tr("%1 at stake, and %n request(s) without a price. Receipt  Space",
                                  nullptr, pluralOf(m_alert->unpriced))
                                   .arg(exact)
                             : tr("%1 at stake. Receipt  Space").arg(exact));
    setAccessibleDescription(m_badge->text() + QStringLiteral(": ") + m_alert->title);
    showFacts();
    updateButtons();
}

void AlertDetailView::showFacts()
{
    clear(*m_facts);
    const AlertRow &a = *m_alert;
    const QLocale l = locale();
    std::vector<std::pair<QString, QString>> facts{{tr("Scope"), scopeLabel(a)}};
    const auto add = [&](const QString &name, const QString &value) {
        if (!value.isEmpty())
            facts.emplace_back(name, value);
    };
    const auto addTime = [&](const QString &name, const std::optional<Instant> &at) {
        if (at)
            add(name, exactMoment(*at, m_zone, l));
    };
    add(tr("Budget"), a.budget);
    add(tr("Owner"), a.owner);
    const std::optional<AlertAmount> &used = a.present ? a.present : a.consumed;
    if (a.limit && used)
        add(a.present ? tr("Used now") : tr("Used"),
            tr("%1 of %2", "consumed, limit").arg(amountLabel(*used, l), amountLabel(*a.limit, l)));
    else if (a.limit || a.consumed)
        add(a.limit ? tr("Limit") : tr("Used"), amountLabel(a.limit ? *a.limit : *a.consumed, l));
    if (a.present && a.consumed && a.peakAt)
        add(tr("Reached"),
            tr("%1 at %2", "amount, time")
                .arg(amountLabel(*a.consumed, l), exactMoment(*a.peakAt, m_zone, l)));
    if (a.limit && used && a.limit->value > 0) {
        const QString share = usedShare(used->value, a.limit->value, l);
        const bool isPast =
            a.threshold && Int128{used->value} * 100 >= Int128{a.limit->value} * *a.threshold;
        add(tr("Utilization"), isPast ? tr("%1, past the threshold of %2%", "percentage")
                                            .arg(share, l.toString(*a.threshold))
                                      : share);
    } else if (a.threshold) {
        add(tr("Threshold"), tr("%1%").arg(l.toString(*a.threshold)));
    }
    if (a.count > 1)
        add(tr("Stands for"), l.toString(a.count));
    addTime(tr("Happened"), a.happenedAt);
    const std::int64_t late = (a.knownAt.micros - a.happenedAt.micros) / microsPerSecond;
    add(tr("Known"), late > 0 ? tr("%1 (%2 later)", "time, span")
                                    .arg(exactMoment(a.knownAt, m_zone, l), spanLabel(late))
                              : exactMoment(a.knownAt, m_zone, l));
    if (a.sourceLagSeconds)
        add(tr("Source’s lag"), spanLabel(*a.sourceLagSeconds));
    addTime(tr("Over"), a.resolvedAt);
    if (a.state == AlertState::Snoozed)
        addTime(tr("Snoozed until"), a.snoozedUntil);
    if (a.acknowledgedAt)
        add(tr("Acknowledged"),
            a.acknowledgedBy.isEmpty()
                ? exactMoment(*a.acknowledgedAt, m_zone, l)
                : tr("%1, %2", "person, time")
                      .arg(a.acknowledgedBy, exactMoment(*a.acknowledgedAt, m_zone, l)));
    addTime(tr("Expected until"), a.expectedUntil);
    add(tr("Note"), a.note);
    int row = 0;
    for (const auto &[name, value] : facts) {
        m_facts->addWidget(makeLabel(name, uiFont(12), m_content, "muted"), row, 0,
                           Qt::AlignTop | Qt::AlignLeading);
        auto *text = new WrappedLabel(isolated(value), uiFont(12), m_content);
        setRole(*text, nullptr);
        text->setObjectName(QStringLiteral("alertFact%1").arg(row));
        m_facts->addWidget(text, row++, 1);
    }
}

void AlertDetailView::updateButtons()
{
    if (!m_alert)
        return;
    const bool isLive = !isOver(*m_alert);
    const bool isAcknowledged = m_alert->state == AlertState::Acknowledged;
    m_acknowledge->setVisible(isLive && !isAcknowledged);
    m_snooze->setVisible(isLive);
    m_undo->setVisible(isAcknowledged || m_alert->state == AlertState::Snoozed);
    for (QPushButton *button : {m_acknowledge, m_snooze, m_expected, m_undo})
        button->setEnabled(!m_isBusy);
}

void AlertDetailView::showDetail()
{
    const bool isKnown = m_alert && m_detailOf == m_alert->id;
    m_problem->setVisible(!isKnown || !m_failure.isEmpty());
    m_problem->setText(m_failure.isEmpty() ? tr("Reading the rest…") : m_failure);
    m_evidence->setEvidence(m_detail.evidence, m_now, m_zone);
    const auto &evidence = m_detail.evidence;
    // A column of dashes says nothing.
    m_table->setColumnHidden(
        EvidenceTableModel::Time,
        std::none_of(evidence.begin(), evidence.end(),
                     [](const AlertEvidence &one) { return one.at.has_value(); }));
    m_table->setColumnHidden(
        EvidenceTableModel::Amount,
        std::none_of(evidence.begin(), evidence.end(),
                     [](const AlertEvidence &one) { return one.amount.has_value(); }));
    const int lines = m_evidence->rowCount();
    for (QWidget *widget :
         {static_cast<QWidget *>(m_evidenceTitle), static_cast<QWidget *>(m_table)})
        widget->setVisible(lines > 0);
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() +
                            28 * std::min(lines, evidenceShown) + 4);
    showSteps();
    const bool hasRunbook = !m_detail.runbook.isEmpty();
    for (QWidget *widget :
         {static_cast<QWidget *>(m_runbookTitle), static_cast<QWidget *>(m_runbook),
          static_cast<QWidget *>(m_editRunbook)})
        widget->setVisible(hasRunbook);
    m_editRunbook->setText(m_detail.isOwnRunbook ? tr("Edit your copy…") : tr("Edit a copy…"));
    m_runbook->setRunbook(m_detail.runbook);
    showCommands();
}

void AlertDetailView::showSteps()
{
    clear(*m_steps);
    struct Line
    {
        std::optional<Instant> at;
        QString text, more;
        QString retry; ///< delivery to try again
        bool isBad = false;
    };
    std::vector<Line> lines;
    for (const AlertStep &step : m_detail.steps)
        lines.push_back({step.at, stepLabel(step), step.text, {}, false});
    for (const AlertDelivery &delivery : m_detail.deliveries) {
        const bool isDead = delivery.state == AlertDelivery::State::Dead;
        lines.push_back({delivery.at, deliveryLabel(delivery, m_now, m_zone, locale()),
                         delivery.reason, isDead ? delivery.id : QString(), isDead});
    }
    std::stable_sort(lines.begin(), lines.end(), [](const Line &a, const Line &b) {
        // What has no time yet is still to come.
        return a.at && b.at ? *a.at < *b.at : a.at.has_value() && !b.at;
    });
    m_stepsTitle->setVisible(!lines.empty());
    for (const Line &line : lines) {
        auto *row = new QWidget(m_content);
        auto *grid = new QGridLayout(row);
        grid->setContentsMargins(0, 0, 0, 0);
        grid->setHorizontalSpacing(10);
        grid->setVerticalSpacing(0);
        grid->setColumnStretch(1, 1);
        auto *when = makeLabel(line.at ? momentLabel(*line.at, m_now, m_zone, locale()) : dash(),
                               uiFont(12), row, "muted");
        when->setMinimumWidth(96);
        if (line.at)
            when->setToolTip(exactMoment(*line.at, m_zone, locale()));
        grid->addWidget(when, 0, 0, Qt::AlignTop);
        auto *text = new WrappedLabel(line.text, uiFont(12), row);
        setRole(*text, line.isBad ? "warning" : nullptr);
        grid->addWidget(text, 0, 1);
        if (!line.more.isEmpty())
            grid->addWidget(new WrappedLabel(line.more, uiFont(12), row), 1, 1);
        if (!line.retry.isEmpty()) {
            auto *retry = makeLink(tr("Try again"), row);
            retry->setObjectName(QStringLiteral("alertRetry"));
            retry->setAccessibleName(tr("Try again: %1").arg(line.text));
            connect(retry, &QPushButton::clicked, this,
                    [this, id = line.retry] { emit retryRequested(id); });
            grid->addWidget(retry, 0, 2, Qt::AlignTop);
        }
        m_steps->addWidget(row);
    }
}

void AlertDetailView::showCommands()
{
    clear(*m_commands);
    for (const QString &command : m_runbook->commands()) {
        auto *row = new QWidget(m_content);
        auto *box = new QHBoxLayout(row);
        box->setContentsMargins(0, 0, 0, 0);
        box->setSpacing(8);
        auto *line = new QLineEdit(command, row);
        line->setReadOnly(true);
        line->setCursorPosition(0);
        line->setAccessibleName(tr("Command"));
        line->setObjectName(QStringLiteral("runbookCommand"));
        auto *copy = new QPushButton(tr("Copy"), row);
        copy->setObjectName(QStringLiteral("runbookCopy"));
        copy->setAccessibleName(tr("Copy %1").arg(command));
        connect(copy, &QPushButton::clicked, this,
                [command] { QGuiApplication::clipboard()->setText(command); });
        box->addWidget(line, 1);
        box->addWidget(copy);
        m_commands->addWidget(row);
    }
}

void AlertDetailView::askForReceipt(int row)
{
    const AlertEvidence *evidence = m_evidence->evidenceAt(row);
    if (!evidence || evidence->arguments.isEmpty())
        return;
    const QRect area = m_table->visualRect(m_evidence->index(row, EvidenceTableModel::What));
    emit evidenceReceiptRequested(*evidence, m_table->viewport()->mapToGlobal(area.bottomLeft()));
}

bool AlertDetailView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_table || event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    auto *key = static_cast<QKeyEvent *>(event);
    const int row = m_table->currentIndex().row();
    if (key->key() == Qt::Key_Space || key->key() == Qt::Key_Return) {
        askForReceipt(row);
        return true;
    }
    if (key->matches(QKeySequence::Copy)) {
        const AlertEvidence *evidence = m_evidence->evidenceAt(row);
        if (evidence && !evidence->arguments.isEmpty())
            QGuiApplication::clipboard()->setText(
                shellLine(QStringLiteral("outlay-cli explain"), withoutNames(evidence->arguments)));
        return true;
    }
    return QFrame::eventFilter(watched, event);
}

void AlertDetailView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Backspace || event->key() == Qt::Key_Escape)
        emit backRequested();
    else
        QFrame::keyPressEvent(event);
}

void AlertDetailView::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_alert)
        showRow();
}

} // namespace outlay::ui
