// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sources/sourcecard.h"

#include "ui/sources/coveragestrip.h"
#include "ui/sources/sourcewords.h"
#include "ui/text/bidi.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QAction>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

namespace outlay::ui {
namespace {

constexpr int iconSize = 22;

const char *roleOf(Tint tint)
{
    switch (tint) {
    case Tint::Ok:
        return "ok";
    case Tint::Warning:
        return "warning";
    case Tint::Critical:
        return "critical";
    case Tint::Muted:
        return "muted";
    default:
        return nullptr;
    }
}

} // namespace

SourceCard::SourceCard(const SourceRow &row, QWidget *parent)
    : QFrame(parent)
    , m_row(row)
    , m_icon(new QLabel(this))
    , m_name(new ElidedLabel(uiFont(15, QFont::DemiBold), this, Qt::ElideMiddle))
    , m_state(makeLabel({}, uiFont(13, QFont::Medium), this))
    , m_kind(new ElidedLabel(uiFont(12), this, Qt::ElideMiddle))
    , m_reason(new WrappedLabel({}, uiFont(12), this))
    , m_warnings(new WrappedLabel({}, uiFont(12), this))
    , m_coverage(new CoverageStrip(this))
    , m_coverageText(makeLabel({}, uiFont(11), this, "muted"))
    , m_unlock(new QPushButton(tr("Unlock…"), this))
    , m_poll(new QPushButton(tr("Poll now"), this))
    , m_pause(new QPushButton(tr("Pause"), this))
    , m_more(new QToolButton(this))
    , m_menu(new QMenu(this))
{
    setProperty("card", true);
    setObjectName(QStringLiteral("sourceCard"));
    setRole(*m_name, nullptr);
    m_state->setObjectName(QStringLiteral("sourceState"));
    m_reason->setObjectName(QStringLiteral("sourceReason"));
    m_warnings->setObjectName(QStringLiteral("sourceWarnings"));
    setRole(*m_warnings, "warning");
    m_coverageText->setObjectName(QStringLiteral("sourceCoverage"));
    m_icon->setFixedSize(iconSize, iconSize);
    makeHead();
    makeMenu();

    auto *titles = new QVBoxLayout;
    titles->setSpacing(1);
    titles->addWidget(m_name);
    titles->addWidget(m_kind);
    auto *head = new QHBoxLayout;
    head->setSpacing(10);
    head->addWidget(m_icon, 0, Qt::AlignTop);
    head->addLayout(titles, 1);
    head->addWidget(m_state);
    head->addSpacing(6);
    head->addWidget(m_unlock);
    head->addWidget(m_poll);
    head->addWidget(m_pause);
    head->addWidget(m_more);
    auto *strip = new QHBoxLayout;
    strip->setSpacing(12);
    strip->addWidget(m_coverage, 1);
    strip->addWidget(m_coverageText);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(18, 14, 16, 14);
    box->setSpacing(9);
    box->addLayout(head);
    box->addWidget(m_reason);
    box->addWidget(m_warnings);
    box->addLayout(makeFacts());
    box->addLayout(strip);
}

void SourceCard::makeHead()
{
    const QString name = QString::fromStdString(m_row.name);
    m_unlock->setObjectName(QStringLiteral("sourceUnlock"));
    connect(m_unlock, &QPushButton::clicked, this, [this, name] { emit unlockRequested(name); });
    m_poll->setObjectName(QStringLiteral("sourcePoll"));
    m_pause->setObjectName(QStringLiteral("sourcePause"));
    m_more->setObjectName(QStringLiteral("sourceMore"));
    m_more->setToolTip(tr("More: breaker, settings, remove"));
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setMenu(m_menu);
    m_more->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; }"));
    connect(m_poll, &QPushButton::clicked, this, [this, name] { emit pollRequested(name); });
    connect(m_pause, &QPushButton::clicked, this,
            [this, name] { emit pauseRequested(name, m_row.state != SourceState::Paused); });
}

void SourceCard::makeMenu()
{
    const QString name = QString::fromStdString(m_row.name);
    const auto add = [&](const QString &text, const char *object,
                         void (SourceCard::*signal)(const QString &)) {
        QAction *action = m_menu->addAction(text);
        action->setObjectName(QLatin1String(object));
        connect(action, &QAction::triggered, this,
                [this, signal, name] { emit(this->*signal)(name); });
        return action;
    };
    m_trip = add(tr("&Trip the breaker"), "sourceTrip", &SourceCard::breakerTripRequested);
    m_trip->setToolTip(tr("Asks nothing any more until you reset it"));
    m_reset = add(tr("Re&set the breaker"), "sourceReset", &SourceCard::breakerResetRequested);
    m_menu->addSeparator();
    add(tr("&Settings…"), "sourceChange", &SourceCard::changeRequested);
    add(tr("&Remove…"), "sourceStop", &SourceCard::removalRequested);
}

QLayout *SourceCard::makeFacts()
{
    const std::array<QString, FactCount> headings{tr("Last success"),  tr("Data reaches to"),
                                                  tr("Rows taken in"), tr("Errors"),
                                                  tr("Next attempt"),  tr("Breaker")};
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(14);
    grid->setVerticalSpacing(1);
    for (int i = 0; i < FactCount; ++i) {
        const auto at = static_cast<std::size_t>(i);
        auto *heading = makeLabel(headings.at(at), uiFont(11), this, "muted");
        m_facts.at(at) = makeLabel({}, uiFont(13), this);
        m_facts.at(at)->setObjectName(QStringLiteral("sourceFact%1").arg(i));
        grid->addWidget(heading, 0, i);
        grid->addWidget(m_facts.at(at), 1, i);
        grid->setColumnStretch(i, 1);
    }
    return grid;
}

void SourceCard::setFact(Fact fact, const QString &text, const char *role)
{
    QLabel *label = m_facts.at(static_cast<std::size_t>(fact));
    label->setText(text);
    setRole(*label, role);
}

void SourceCard::setRow(const SourceRow &row, const SourcesSnapshot &of)
{
    m_row = row;
    m_coverage->setCoverage(row, of.shown, of.zone);
    m_coverageText->setText(coverageSentence(row, of.shown, of.zone, locale()));
    setFact(Rows, count(row.rows, locale()));
    setFact(Errors, count(row.errors, locale()), row.errors > 0 ? "warning" : nullptr);
    QString warnings;
    for (const QString &warning : row.warnings)
        warnings += (warnings.isEmpty() ? QString() : QStringLiteral("\n")) + warning;
    m_warnings->setText(warnings);
    m_warnings->setVisible(!warnings.isEmpty());
    m_kind->setText(row.where.isEmpty() ? kindLabel(row.kind)
                                        : tr("%1 · %2", "kind of source, its address")
                                              .arg(kindLabel(row.kind), isolated(row.where)));
    setNow(of.now);
}

void SourceCard::setNow(Instant now)
{
    const auto age = [&](const std::optional<Instant> &at) {
        return at ? ageLabel(std::min(*at, now), now) : dash();
    };
    setFact(LastSuccess, m_row.lastSuccess ? age(m_row.lastSuccess) : tr("never"));
    setFact(DataAge, age(m_row.dataUntil));
    const bool isHeld = m_row.state == SourceState::Paused ||
                        (m_row.breaker == BreakerState::Open && !m_row.breakerOpenUntil);
    setFact(NextAttempt, isHeld ? dash() : countdownLabel(m_row.nextAttempt, now));
    setFact(Breaker, breakerLabel(m_row, now),
            m_row.breaker == BreakerState::Closed || m_row.state == SourceState::StoppedByHand
                ? nullptr
                : "critical");
    updateState();
}

bool SourceCard::isCountingDown() const
{
    return (m_row.nextAttempt && m_row.state != SourceState::Paused) || m_row.breakerOpenUntil;
}

QWidget *SourceCard::firstControl() const
{
    return m_unlock;
}

QWidget *SourceCard::lastControl() const
{
    return m_more;
}

void SourceCard::chainControls()
{
    setTabOrder(m_unlock, m_poll);
    setTabOrder(m_poll, m_pause);
    setTabOrder(m_pause, m_more);
}

void SourceCard::updateState()
{
    const StateMark mark = stateMark(m_row.state);
    m_icon->setPixmap(symbolicPixmap(mark.icon, *this, iconSize, mark.tint));
    m_state->setText(stateLabel(m_row.state));
    setRole(*m_state, roleOf(mark.tint));
    const QString sentence = stateSentence(m_row);
    m_reason->setText(sentence);
    m_reason->setVisible(!sentence.isEmpty());
    const bool isPaused = m_row.state == SourceState::Paused;
    const QString name = sourceLabel(m_row.name);
    m_pause->setText(isPaused ? tr("Resume") : tr("Pause"));
    m_pause->setAccessibleName(isPaused ? tr("Resume %1").arg(name) : tr("Pause %1").arg(name));
    const bool isLocked = m_row.state == SourceState::WaitingForUnlock;
    m_unlock->setVisible(isLocked);
    m_poll->setVisible(m_row.kind != SourceKind::Otlp && !isLocked); // telemetry is sent to it
    m_poll->setText(m_row.kind == SourceKind::Files ? tr("Read now") : tr("Poll now"));
    m_poll->setEnabled(!isPaused && m_row.state != SourceState::Polling);
    m_trip->setVisible(isPolled(m_row.kind));
    m_reset->setVisible(isPolled(m_row.kind));
    const bool isTripped = m_row.breaker != BreakerState::Closed;
    m_trip->setEnabled(m_row.breaker == BreakerState::Closed ||
                       (isTripped && m_row.breakerOpenUntil));
    m_reset->setEnabled(isTripped);
    describe();
}

void SourceCard::describe()
{
    const QString name = sourceLabel(m_row.name);
    m_name->setText(name);
    m_unlock->setAccessibleName(tr("Unlock the key of %1").arg(name));
    m_poll->setAccessibleName(tr("Poll %1 now").arg(name));
    m_more->setAccessibleName(tr("More about %1").arg(name));
    setAccessibleName(tr("%1, %2: %3", "name, kind, state")
                          .arg(name, kindLabel(m_row.kind), stateLabel(m_row.state)));
    setAccessibleDescription(m_reason->text());
}

void SourceCard::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    m_more->setIcon(symbolicIcon("more", *this, Tint::Muted));
    const StateMark mark = stateMark(m_row.state);
    m_icon->setPixmap(symbolicPixmap(mark.icon, *this, iconSize, mark.tint));
}

} // namespace outlay::ui
