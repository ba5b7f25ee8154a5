// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/welcome/founditemrow.h"

#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QGridLayout>
#include <QLineEdit>

namespace outlay::ui {
namespace {

using Kind = Ingest::Plan::Kind;

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
    , m_read(new QCheckBox(m_item.title, this))
    , m_plan(new QComboBox(this))
    , m_fee(new QLineEdit(this))
{
    setProperty("card", true);
    const QString suffix = QString::number(number);
    m_read->setObjectName(QStringLiteral("foundRead") + suffix);
    m_read->setFont(uiFont(14, QFont::DemiBold));
    m_read->setEnabled(!m_item.isForeign && m_item.files > 0);
    m_read->setChecked(m_read->isEnabled());
    m_read->setAccessibleDescription(description());
    m_plan->setObjectName(QStringLiteral("foundPlan") + suffix);
    m_plan->setAccessibleName(tr("Plan of %1").arg(m_item.title));
    m_fee->setObjectName(QStringLiteral("foundFee") + suffix);
    m_fee->setAccessibleName(tr("Monthly fee in US dollars"));
    m_fee->setPlaceholderText(tr("$ a month"));
    m_fee->setFixedWidth(110);
    fillPlans();

    auto *where = makeLabel(homely(m_item.path), uiFont(12), this, "muted");
    where->setToolTip(QString::fromStdString(m_item.path));
    auto *what = makeLabel(description(), uiFont(12), this, "muted");
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(16, 12, 16, 12);
    grid->setColumnStretch(0, 1);
    grid->setVerticalSpacing(3);
    grid->addWidget(m_read, 0, 0);
    grid->addWidget(where, 1, 0);
    grid->addWidget(what, 2, 0);
    grid->addWidget(m_plan, 0, 1, 2, 1);
    grid->addWidget(m_fee, 0, 2, 2, 1);
    connect(m_read, &QCheckBox::toggled, this, [this] {
        updateFee();
        emit changed();
    });
    connect(m_plan, &QComboBox::activated, this, &FoundItemRow::updateFee);
    updateFee();
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

void FoundItemRow::updateFee()
{
    const bool asks = static_cast<Kind>(m_plan->currentData().toInt()) == Kind::Subscription;
    m_plan->setVisible(m_read->isEnabled());
    m_plan->setEnabled(m_read->isChecked());
    m_fee->setVisible(asks);
    m_fee->setEnabled(m_read->isChecked());
}

QString FoundItemRow::description() const
{
    if (m_item.isForeign)
        return tr("Belongs to another user: it is not read.");
    QString text = tr("%1 file(s), %2", nullptr, pluralOf(m_item.files))
                       .arg(count(m_item.files, locale()), bytes(m_item.bytes, locale()));
    if (m_item.changed) {
        const auto zone = Zone::named("local").value_or(Zone{});
        text += QStringLiteral(", ") + rangeLabel(*m_item.changed, zone, locale(), true);
    }
    return text;
}

bool FoundItemRow::isChosen() const
{
    return m_read->isChecked();
}

FoundChoice FoundItemRow::choice() const
{
    FoundChoice choice{m_item, static_cast<Kind>(m_plan->currentData().toInt()), {}};
    if (choice.plan == Kind::Subscription)
        choice.fee = typedMoney(m_fee->text(), locale()).value_or(Money{});
    return choice;
}

} // namespace outlay::ui
