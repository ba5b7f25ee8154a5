// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/alertscard.h"

#include "ui/alerts/alertnames.h"
#include "ui/alerts/alertwords.h"
#include "ui/receipt/figurelabel.h"
#include "ui/text/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/parts.h"

#include <QEvent>
#include <QGridLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <tuple>

namespace outlay::ui {
namespace {

constexpr std::size_t alertsShown = 3;
/// Below this the alerts stand below each other; up to the second two have room beside each other.
constexpr int besideFrom = 640, allBesideFrom = 820;

std::size_t roomFor(int width)
{
    return width >= besideFrom && width < allBesideFrom ? 2 : alertsShown;
}

} // namespace

AlertsCard::AlertsCard(QWidget *parent)
    : QFrame(parent)
    , m_list(new QBoxLayout(QBoxLayout::LeftToRight))
    , m_moreButton(makeLink({}, this))
{
    setObjectName(QStringLiteral("alertsCard"));
    setProperty("card", true);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(18, 10, 18, 10);
    box->setSpacing(5);
    auto *head = new QHBoxLayout;
    head->addWidget(makeLabel(tr("Needs a decision"), uiFont(15, QFont::DemiBold), this), 1);
    m_moreButton->setObjectName(QStringLiteral("alertsCardMore"));
    connect(m_moreButton, &QPushButton::clicked, this, [this] { emit openRequested({}); });
    head->addWidget(m_moreButton);
    auto *all = makeLink(tr("All alerts"), this);
    all->setObjectName(QStringLiteral("alertsCardAll"));
    connect(all, &QPushButton::clicked, this, [this] { emit openRequested({}); });
    head->addWidget(all);
    box->addLayout(head);
    m_list->setSpacing(10);
    box->addLayout(m_list);
    hide();
}

void AlertsCard::setSnapshot(const OverviewSnapshotPtr &snapshot)
{
    m_alerts = withoutNames(snapshot->alerts);
    std::vector<AlertRow> open;
    if (m_alerts)
        std::copy_if(m_alerts->rows.begin(), m_alerts->rows.end(), std::back_inserter(open),
                     [this](const AlertRow &alert) { return needsDecision(alert, m_alerts->now); });
    const auto key = [](const AlertRow &alert) {
        return std::tuple(-static_cast<int>(alert.urgency), -alert.atStake.value_or(Money{}).nanos,
                          -alert.happenedAt.micros);
    };
    std::sort(open.begin(), open.end(),
              [&](const AlertRow &a, const AlertRow &b) { return key(a) < key(b); });
    const std::size_t all = open.size();
    open.resize(std::min(open.size(), alertsShown));
    setVisible(!open.empty());
    if (open == m_first && all == m_all)
        return; // a button a person is about to press stays where it is
    m_first = std::move(open);
    m_all = all;
    rebuild();
}

void AlertsCard::rebuild()
{
    while (QLayoutItem *item = m_list->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    m_shown = std::min(m_first.size(), roomFor(width()));
    for (std::size_t i = 0; i < m_shown; ++i)
        m_list->addWidget(makeRow(m_first.at(i), static_cast<int>(i)), 1);
    m_moreButton->setText(tr("and %n more", nullptr, static_cast<int>(m_all - m_shown)));
    m_moreButton->setVisible(m_all > m_shown);
}

QWidget *AlertsCard::makeRow(const AlertRow &alert, int number)
{
    auto *row = new QWidget(this);
    row->setToolTip(alert.why.toHtmlEscaped());
    const UrgencyMark mark = urgencyMark(alert.urgency);
    auto *icon = new QLabel(row);
    icon->setPixmap(symbolicPixmap(mark.icon, *this, 16, mark.tint));
    icon->setToolTip(alertUrgencyLabel(alert.urgency));
    auto *title = new ElidedLabel(uiFont(13, QFont::Medium), row);
    title->setText(alert.title);
    setRole(*title, nullptr);
    title->setObjectName(QStringLiteral("alertsCardTitle%1").arg(number));
    QLabel *amount = makeAmount(alert, number, row);
    auto *age = new ElidedLabel(uiFont(12), row);
    age->setText(tr("%1 · %2", "urgency, time")
                     .arg(alertUrgencyLabel(alert.urgency),
                          momentLabel(alert.happenedAt, m_alerts->now, m_alerts->zone, locale())));
    auto *acknowledge = makeLink(tr("Acknowledge"), row);
    acknowledge->setObjectName(QStringLiteral("alertsCardAcknowledge%1").arg(number));
    acknowledge->setAccessibleName(tr("Acknowledge: %1").arg(alert.title));
    connect(acknowledge, &QPushButton::clicked, this,
            [this, id = alert.id] { emit acknowledgeRequested({id}); });
    auto *open = makeLink(tr("Open"), row);
    open->setObjectName(QStringLiteral("alertsCardOpen%1").arg(number));
    open->setAccessibleName(tr("Open: %1").arg(alert.title));
    connect(open, &QPushButton::clicked, this, [this, id = alert.id] { emit openRequested(id); });
    auto *grid = new QGridLayout(row);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(7);
    grid->setVerticalSpacing(1);
    grid->setColumnStretch(1, 1);
    grid->addWidget(icon, 0, 0);
    grid->addWidget(title, 0, 1, 1, 2);
    grid->addWidget(amount, 0, 3, Qt::AlignTrailing);
    grid->addWidget(age, 1, 1);
    grid->addWidget(acknowledge, 1, 2);
    grid->addWidget(open, 1, 3, Qt::AlignTrailing);
    return row;
}

QLabel *AlertsCard::makeAmount(const AlertRow &alert, int number, QWidget *row)
{
    const QFont font = uiFont(13, QFont::DemiBold);
    const QString text = stakeLabel(alert, locale());
    if (!alert.atStake || alert.arguments.isEmpty())
        return makeLabel(text, font, row);
    auto *amount = new FigureLabel(font, row);
    amount->setText(text);
    amount->setObjectName(QStringLiteral("alertsCardAmount%1").arg(number));
    amount->setAccessibleName(tr("%1 at stake, receipt").arg(text));
    amount->setToolTip(tr("%1 at stake. Receipt  Space").arg(moneyExact(*alert.atStake, locale())));
    connect(amount, &FigureLabel::receiptRequested, this,
            [this, title = alert.title, arguments = alert.arguments](QPoint position) {
                emit receiptRequested(title, arguments, position);
            });
    return amount;
}

void AlertsCard::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    m_list->setDirection(width() < besideFrom ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_list->setSpacing(width() < besideFrom ? 8 : 28);
    if (m_shown != std::min(m_first.size(), roomFor(width())))
        rebuild();
}

void AlertsCard::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_alerts)
        rebuild();
}

} // namespace outlay::ui
