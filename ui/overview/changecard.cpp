// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/changecard.h"

#include "ui/receipt/figurelabel.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"
#include "ui/theme/theme.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QResizeEvent>
#include <QScopeGuard>
#include <QVBoxLayout>

#include <algorithm>

namespace outlay::ui {

/// An amount left or right of a line in the middle, on the scale of the greatest of its card.
class DivergingBar : public QWidget
{
public:
    explicit DivergingBar(QWidget *parent) : QWidget(parent)
    {
        setFixedHeight(10);
        setMinimumWidth(36);
    }

    void setAmount(Money amount, Money greatest)
    {
        m_amount = amount;
        m_greatest = greatest;
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Theme &theme = Theme::of(*this);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const double middle = width() / 2.0;
        painter.setPen(QPen(theme.border, 1));
        painter.drawLine(QPointF(middle, 0), QPointF(middle, height()));
        if (m_greatest <= Money{} || m_amount == Money{})
            return;
        // For the eye only: the figure beside it is exact.
        const double share =
            static_cast<double>(m_amount.nanos) / static_cast<double>(m_greatest.nanos);
        const double length = share * (middle - 1) * (isRightToLeft() ? -1 : 1);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_amount > Money{} ? theme.warning : theme.ok);
        painter.drawRoundedRect(
            QRectF(QPointF(middle, 2), QPointF(middle + length, height() - 2)).normalized(), 2, 2);
    }

private:
    Money m_amount, m_greatest;
};

QString changeTermLabel(ChangeTerm term)
{
    switch (term) {
    case ChangeTerm::Volume:
        return ChangeCard::tr("Volume");
    case ChangeTerm::Mix:
        return ChangeCard::tr("Mix");
    case ChangeTerm::Efficiency:
        return ChangeCard::tr("Efficiency");
    case ChangeTerm::Price:
        return ChangeCard::tr("Price");
    case ChangeTerm::NotItemised:
        return ChangeCard::tr("Not itemised");
    case ChangeTerm::Unpriced:
        return ChangeCard::tr("Unpriced");
    }
    return {};
}

QString changeTermHint(ChangeTerm term)
{
    switch (term) {
    case ChangeTerm::Volume:
        return ChangeCard::tr("More or fewer requests, as they were before");
    case ChangeTerm::Mix:
        return ChangeCard::tr("Other models and tiers take a larger share of the requests");
    case ChangeTerm::Efficiency:
        return ChangeCard::tr("A request of the same model takes other tokens, or cheaper classes "
                              "of them, such as cache reads");
    case ChangeTerm::Price:
        return ChangeCard::tr("The same tokens cost something else than then");
    case ChangeTerm::NotItemised:
        return ChangeCard::tr("Fees of plans, and bills without requests");
    case ChangeTerm::Unpriced:
        return ChangeCard::tr("Models whose requests had no price in one of the two periods");
    }
    return {};
}

ChangeCard::ChangeCard(QWidget *parent)
    : QFrame(parent)
    , m_against(new ElidedLabel(uiFont(12), this))
    , m_whole(makeFigure(14))
    , m_none(new WrappedLabel({}, uiFont(12), this))
    , m_topTitle(new ElidedLabel(uiFont(12), this))
{
    setObjectName(QStringLiteral("changeCard"));
    setProperty("card", true);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(18, 13, 18, 10);
    box->setSpacing(3);
    auto *title = makeLabel(tr("What changed"), uiFont(15, QFont::DemiBold), this);
    title->setBuddy(m_whole);
    box->addWidget(title);
    auto *whole = new QHBoxLayout;
    whole->setSpacing(8);
    whole->addWidget(m_whole);
    whole->addWidget(m_against, 1);
    box->addLayout(whole);
    m_whole->setObjectName(QStringLiteral("changeWhole"));
    box->addWidget(m_none);
    m_none->setObjectName(QStringLiteral("changeNone"));
    auto *terms = new QGridLayout;
    terms->setHorizontalSpacing(8);
    terms->setVerticalSpacing(1);
    terms->setColumnStretch(1, 1);
    for (std::size_t i = 0; i < changeTermCount; ++i) {
        const auto term = static_cast<ChangeTerm>(i);
        Line &line = m_terms.at(i);
        line.name = makeLabel(changeTermLabel(term), uiFont(12), this);
        line.name->setToolTip(changeTermHint(term));
        line.bar = new DivergingBar(this);
        line.amount = makeFigure(12);
        line.name->setBuddy(line.amount);
        line.amount->setObjectName(QStringLiteral("changeTerm%1").arg(i));
        const int row = static_cast<int>(i);
        terms->addWidget(line.name, row, 0);
        terms->addWidget(line.bar, row, 1, Qt::AlignVCenter);
        terms->addWidget(line.amount, row, 2, Qt::AlignTrailing);
    }
    box->addLayout(terms);
    m_topTitle->setObjectName(QStringLiteral("changeTopTitle"));
    box->addWidget(m_topTitle);
    auto *top = new QGridLayout;
    top->setHorizontalSpacing(8);
    top->setVerticalSpacing(0);
    top->setColumnStretch(0, 1);
    for (std::size_t i = 0; i < m_top.size(); ++i) {
        Top &one = m_top.at(i);
        one.name = makeLink({}, this);
        one.name->setObjectName(QStringLiteral("changeTop%1").arg(i));
        auto *amount = new FigureLabel(uiFont(12, QFont::DemiBold), this);
        connect(amount, &FigureLabel::receiptRequested, this,
                [this, i](QPoint position) { askForTop(i, position); });
        amount->setObjectName(QStringLiteral("changeTopAmount%1").arg(i));
        one.amount = amount;
        top->addWidget(one.name, static_cast<int>(i), 0);
        top->addWidget(one.amount, static_cast<int>(i), 1, Qt::AlignTrailing);
        connect(one.name, &QPushButton::clicked, this, [this, i] {
            const ExplainedChange &explained = m_change->top.top.at(i);
            emit filterRequested({m_change->dimension, {explained.value.value}});
        });
    }
    box->addLayout(top);
    box->addStretch();
    // Beside the lists, which say how much room there is.
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Ignored);
    setMinimumHeight(100);
    setChange({}, Zone(), {});
}

/// One of the change as a whole.
QLabel *ChangeCard::makeFigure(int size)
{
    auto *figure = new FigureLabel(uiFont(size, QFont::DemiBold), this);
    connect(figure, &FigureLabel::receiptRequested, this, &ChangeCard::askForWhole);
    return figure;
}

void ChangeCard::askForWhole(QPoint position)
{
    if (!m_change)
        return;
    using Kind = ReceiptLine::Kind;
    const ChangeSplit &split = m_change->split;
    const QLocale words = locale();
    std::vector<ReceiptLine> lines{
        {Kind::Part, rangeLabel(m_change->seen, m_zone, words, false),
         moneyExact(split.now, words)},
        {Kind::Part, rangeLabel(m_change->prior, m_zone, words, false),
         moneyExact({-split.prior.nanos}, words)},
        {Kind::Sum, tr("Change"), moneyExact(split.change(), words)},
        {Kind::Heading, tr("Why"), {}},
    };
    for (std::size_t i = 0; i < changeTermCount; ++i) {
        const auto term = static_cast<ChangeTerm>(i);
        lines.push_back({Kind::Part, changeTermLabel(term), moneyExact(split.terms[term], words)});
        lines.push_back({Kind::Note, changeTermHint(term), {}});
    }
    lines.push_back({Kind::Sum, tr("Change"), moneyExact(split.terms.sum(), words)});
    emit sumRequested(tr("What changed"), split.change(), lines, position);
}

void ChangeCard::askForTop(std::size_t place, QPoint position)
{
    using Kind = ReceiptLine::Kind;
    const ExplainedChange &explained = m_change->top.top.at(place);
    const QLocale words = locale();
    emit sumRequested(m_top.at(place).name->accessibleName(), explained.delta,
                      {{Kind::Part, rangeLabel(m_change->seen, m_zone, words, false),
                        moneyExact(explained.value.now, words)},
                       {Kind::Part, rangeLabel(m_change->prior, m_zone, words, false),
                        moneyExact({-explained.value.prior.nanos}, words)},
                       {Kind::Sum, tr("Change"), moneyExact(explained.delta, words)}},
                      position);
}

void ChangeCard::setChange(const ChangeSnapshotPtr &change, const Zone &zone, const QString &reason)
{
    m_change = change;
    m_zone = zone;
    const bool isShown = change && change->hasPrior && change->hasNow;
    m_none->setVisible(!isShown);
    m_none->setText(
        !change ? reason
        : change->hasNow
            ? tr("Nothing on record for %1.").arg(rangeLabel(change->prior, zone, locale(), false))
            : tr("Nothing on record for this time."));
    m_against->setText(change ? tr("vs %1").arg(rangeLabel(change->prior, zone, locale(), false))
                              : QString());
    m_whole->setVisible(isShown);
    m_topTitle->setVisible(isShown && !change->top.top.empty());
    if (isShown)
        setWhole();
    setTerms();
    setTop();
    fit();
}

void ChangeCard::setRoom(Room room)
{
    const bool isAmple = room == Room::Ample;
    layout()->setContentsMargins(18, isAmple ? 13 : 8, 18, isAmple ? 10 : 5);
    layout()->setSpacing(isAmple ? 3 : 1);
    m_topTitle->setVisible(room < Room::NoTitle && !m_change->top.top.empty());
    if (room == Room::NoValues) {
        for (const Top &one : m_top) {
            one.name->hide();
            one.amount->hide();
        }
    }
    layout()->activate();
}

/// Closer together where there is little room, then without the line above the values; the terms
/// before the values that explain them, where there is none for both.
void ChangeCard::fit()
{
    if (m_isFitting || !m_change || !m_change->hasPrior || !m_change->hasNow)
        return;
    // What is shown and hidden may move the card, which is no reason to begin anew.
    m_isFitting = true;
    const auto done = qScopeGuard([this] { m_isFitting = false; });
    setTop();
    for (const Room room : {Room::Ample, Room::Close, Room::NoTitle, Room::NoValues}) {
        setRoom(room);
        if (height() < minimumHeight() || layout()->totalMinimumSize().height() <= height())
            return;
    }
}

void ChangeCard::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    if (event->size().height() != event->oldSize().height())
        fit();
}

void ChangeCard::setWhole()
{
    const ChangeSplit &split = m_change->split;
    const Money change = split.change();
    const QString size = money({change.nanos < 0 ? -change.nanos : change.nanos}, locale());
    m_whole->setText(change == Money{}  ? tr("Just as much as then")
                     : change > Money{} ? tr("%1 more").arg(size)
                                        : tr("%1 less").arg(size));
    QString hint = tr("%1 in %2, %3 in %4", "amount, dates, amount, dates")
                       .arg(moneyExact(split.now, locale()),
                            rangeLabel(m_change->seen, m_zone, locale(), false),
                            moneyExact(split.prior, locale()),
                            rangeLabel(m_change->prior, m_zone, locale(), false));
    if (m_change->unknownRequests > 0)
        hint +=
            u'\n' + tr("Of %1 request(s) the price then cannot be told; they count as if it had "
                       "been the same.",
                       nullptr, pluralOf(m_change->unknownRequests))
                        .arg(count(m_change->unknownRequests, locale()));
    m_whole->setToolTip(hint);
}

void ChangeCard::setTerms()
{
    const bool isShown = m_change && m_change->hasPrior && m_change->hasNow;
    Money greatest;
    for (std::size_t i = 0; isShown && i < changeTermCount; ++i) {
        const Money amount = m_change->split.terms[static_cast<ChangeTerm>(i)];
        greatest = std::max(greatest, Money{amount.nanos < 0 ? -amount.nanos : amount.nanos});
    }
    for (std::size_t i = 0; i < changeTermCount; ++i) {
        const Line &line = m_terms.at(i);
        const Money amount = isShown ? m_change->split.terms[static_cast<ChangeTerm>(i)] : Money{};
        // A term of nothing is not worth a line; that of volume tells that it was looked at.
        const bool isWorth = isShown && (amount != Money{} || i == 0);
        for (QWidget *part : {static_cast<QWidget *>(line.name), static_cast<QWidget *>(line.bar),
                              static_cast<QWidget *>(line.amount)})
            part->setVisible(isWorth);
        line.bar->setAmount(amount, greatest);
        line.amount->setText(signedMoney(amount, locale()));
        line.amount->setToolTip(moneyExact(amount, locale()));
    }
}

void ChangeCard::setTop()
{
    const bool isShown = m_change && m_change->hasPrior && m_change->hasNow;
    const std::size_t size = isShown ? m_change->top.top.size() : 0;
    if (isShown)
        m_topTitle->setText(tr("Most of it, by %1", "dimension")
                                .arg(dimensionLabel(m_change->dimension).toLower()));
    for (std::size_t i = 0; i < m_top.size(); ++i) {
        const Top &one = m_top.at(i);
        const bool isThere = i < size;
        one.name->setVisible(isThere);
        one.amount->setVisible(isThere);
        if (!isThere)
            continue;
        const ExplainedChange &explained = m_change->top.top[i];
        const QString label = rowLabel(m_change->dimension, explained.value.value, false,
                                       explained.value.isNotItemised);
        one.name->setEnabled(!explained.value.isNotItemised);
        one.name->setText(QFontMetrics(one.name->font())
                              .elidedText(label, Qt::ElideMiddle, 170)
                              .replace(u'&', QStringLiteral("&&")));
        one.name->setAccessibleName(label);
        one.name->setToolTip(tr("%1: %2 now, %3 then")
                                 .arg(label, moneyExact(explained.value.now, locale()),
                                      moneyExact(explained.value.prior, locale())));
        one.amount->setText(signedMoney(explained.delta, locale()));
        one.amount->setAccessibleName(
            tr("%1: %2", "whom a change is of, amount").arg(label, one.amount->text()));
    }
}

} // namespace outlay::ui
