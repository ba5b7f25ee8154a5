// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/welcome/founditemrow.h"

#include "ui/text/labels.h"
#include "ui/text/names.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/text/shown.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QComboBox>
#include <QDir>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace outlay::ui {
namespace {

using Kind = Ingest::Plan::Kind;

enum Use
{
    Watch,
    Import,
    LeaveOut,
};

QString homely(const std::string &path)
{
    const QString text = QString::fromStdString(path);
    const QString home = QDir::homePath();
    return text.startsWith(home + QLatin1Char('/')) ? QStringLiteral("~") + text.mid(home.size())
                                                    : text;
}

} // namespace

FoundItemRow::FoundItemRow(FoundItem item, int number, QWidget *parent)
    : QFrame(parent)
    , m_item(std::move(item))
    , m_what(makeLabel({}, uiFont(12), this, "muted"))
    , m_use(new QComboBox(this))
    , m_plan(new QComboBox(this))
    , m_fee(new QLineEdit(this))
{
    setProperty("card", true);
    const QString suffix = QString::number(number);
    m_what->setObjectName(QStringLiteral("foundWhat") + suffix);
    m_use->setObjectName(QStringLiteral("foundUse") + suffix);
    m_use->setAccessibleName(tr("What to do with %1").arg(m_item.title));
    m_use->setAccessibleDescription(description());
    m_plan->setObjectName(QStringLiteral("foundPlan") + suffix);
    m_plan->setAccessibleName(tr("Plan of %1").arg(m_item.title));
    m_fee->setObjectName(QStringLiteral("foundFee") + suffix);
    m_fee->setAccessibleName(tr("Monthly fee in US dollars"));
    m_fee->setPlaceholderText(tr("$ a month"));
    m_fee->setFixedWidth(110);
    fillUses();
    fillPlans();

    auto *where = new ElidedLabel(uiFont(12), this, Qt::ElideMiddle);
    where->setText(shownName(NameKind::Path, homely(m_item.path)));
    where->setToolTip(shownName(NameKind::Path, QString::fromStdString(m_item.path)));
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(16, 12, 16, 12);
    grid->setColumnStretch(0, 1);
    grid->setVerticalSpacing(3);
    grid->addWidget(makeLabel(m_item.title, uiFont(14, QFont::DemiBold), this), 0, 0);
    grid->addWidget(where, 1, 0);
    grid->addWidget(m_what, 2, 0);
    auto *answers = new QVBoxLayout;
    answers->setSpacing(6);
    answers->addWidget(m_use);
    auto *paid = new QHBoxLayout;
    paid->addWidget(m_plan, 1);
    paid->addWidget(m_fee);
    answers->addLayout(paid);
    grid->addLayout(answers, 0, 1, 3, 1, Qt::AlignVCenter);
    connect(m_use, &QComboBox::currentIndexChanged, this, [this] {
        updateFields();
        emit changed();
    });
    connect(m_plan, &QComboBox::activated, this, &FoundItemRow::updateFields);
    updateFields();
}

void FoundItemRow::fillUses()
{
    const bool isEmpty = m_item.files == 0;
    m_use->addItem(isEmpty ? tr("Watch it") : tr("Import and keep watching"), Watch);
    if (!isEmpty)
        m_use->addItem(tr("Import once"), Import);
    m_use->addItem(tr("Leave out"), LeaveOut);
    m_use->setToolTip(tr("What is watched is followed while this window or “outlay-cli watch” is "
                         "open. The Sources page pauses it, or ends it."));
}

void FoundItemRow::fillPlans()
{
    const auto add = [this](const QString &text, Kind kind) {
        m_plan->addItem(text, static_cast<int>(kind));
    };
    add(tr("Plan: not sure yet"), Kind::Unknown);
    add(tr("Paid by the token (metered)"), Kind::Metered);
    add(tr("Subscription with a fee"), Kind::Subscription);
    add(tr("Local model, no bill"), Kind::Local);
    m_plan->setToolTip(
        tr("Only metered use is spend. Under a subscription the fee is the spend and "
           "the tokens are shown apart. Not sure counts as metered, and says so."));
}

void FoundItemRow::setWatched(bool isWatched)
{
    m_isWatched = isWatched;
    updateFields();
}

void FoundItemRow::updateFields()
{
    const bool hasFee = static_cast<Kind>(m_plan->currentData().toInt()) == Kind::Subscription;
    m_use->setVisible(isAsked());
    m_plan->setVisible(isAsked());
    m_plan->setEnabled(isChosen());
    m_fee->setVisible(isAsked() && hasFee);
    m_fee->setEnabled(isChosen());
    m_what->setText(m_isWatched ? watchedText() : description());
}

QString FoundItemRow::watchedText() const
{
    return m_item.files == 0 ? tr("Watched; nothing there yet. What comes is picked up.")
                             : tr("Watched; what comes is picked up.");
}

QString FoundItemRow::description() const
{
    if (m_item.isForeign)
        return tr("Belongs to another user: it is not read.");
    if (m_item.files == 0)
        return tr("Nothing there yet; will be picked up when it comes.");
    QString text = tr("%1 file(s), %2", nullptr, pluralOf(m_item.files))
                       .arg(count(m_item.files, locale()), bytes(m_item.bytes, locale()));
    if (m_item.changed)
        text += QStringLiteral(", ") + rangeLabel(*m_item.changed, shownZone(), locale(), true);
    return text;
}

bool FoundItemRow::isChosen() const
{
    return isAsked() && m_use->currentData().toInt() != LeaveOut;
}

FoundChoice FoundItemRow::choice() const
{
    FoundChoice choice;
    choice.item = m_item;
    choice.use =
        m_use->currentData().toInt() == Import ? FoundChoice::Use::Import : FoundChoice::Use::Watch;
    choice.plan = static_cast<Kind>(m_plan->currentData().toInt());
    if (choice.plan == Kind::Subscription)
        choice.fee = typedMoney(m_fee->text(), locale()).value_or(Money{});
    return choice;
}

} // namespace outlay::ui
