// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/budgets/limitsladderdialog.h"

#include "ui/budgets/budgetwords.h"
#include "ui/items/plaintablemodel.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace outlay::ui {
namespace {

QString levelLabel(LadderLimit::Level level)
{
    switch (level) {
    case LadderLimit::Level::System:
        return LimitsLadderDialog::tr("System");
    case LadderLimit::Level::Endpoint:
        return LimitsLadderDialog::tr("Endpoint");
    case LadderLimit::Level::Team:
        return LimitsLadderDialog::tr("Team");
    case LadderLimit::Level::User:
        return LimitsLadderDialog::tr("User");
    }
    return {};
}

/// Of a limit and of a part.
template <typename Limit> QString windowText(const Limit &limit)
{
    constexpr int hour = 60, day = 24 * hour;
    if (limit.minutes > 0 && limit.minutes % day == 0)
        return LimitsLadderDialog::tr("%n day(s)", nullptr, limit.minutes / day);
    if (limit.minutes > 0 && limit.minutes % hour == 0)
        return LimitsLadderDialog::tr("%n hour(s)", nullptr, limit.minutes / hour);
    if (limit.minutes > 0)
        return LimitsLadderDialog::tr("%n minute(s)", nullptr, limit.minutes);
    return periodKindLabel(limit.per);
}

std::int64_t leftOf(const LadderLimit &limit)
{
    return std::max<std::int64_t>(0, limit.limit - limit.used.value_or(0));
}

/// That nobody is called so, and who may be meant; of a user that is known nothing.
QString strangerWords(const LimitsLadder &ladder)
{
    if (ladder.isKnown)
        return {};
    return ladder.likeUser.empty()
               ? LimitsLadderDialog::tr("No request names this user.")
               : LimitsLadderDialog::tr("No request names this user; is %1 meant?")
                     .arg(QString::fromStdString(ladder.likeUser));
}

QComboBox *makeBox(const char *objectName, const QString &name, QWidget *parent)
{
    auto *box = new QComboBox(parent);
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    box->setObjectName(QLatin1String(objectName));
    box->setAccessibleName(name);
    // As wide as the longest name it offers, within reason: the style adds its arrow and margins.
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    box->setMinimumContentsLength(24);
    return box;
}

} // namespace

LimitsLadderDialog::LimitsLadderDialog(const BudgetsSnapshot &snapshot, QWidget *parent)
    : QDialog(parent)
    , m_user(makeBox("ladderUser", tr("User"), this))
    , m_endpoint(makeBox("ladderEndpoint", tr("Endpoint"), this))
    , m_words(new WrappedLabel({}, uiFont(13), this))
    , m_model(new PlainTableModel({tr("Level"), tr("Limit of"), tr("Per"), tr("Limit"), tr("Used"),
                                   tr("Left"), tr("State")},
                                  {3, 4, 5}, this))
    , m_table(new QTableView(this))
    , m_parts(new WrappedLabel({}, uiFont(12), this))
    , m_zone(snapshot.zone)
{
    setObjectName(QStringLiteral("limitsLadder"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Limits of a user"));
    for (const std::string &user : snapshot.users)
        m_user->addItem(QString::fromStdString(user));
    m_endpoint->addItem(tr("Any endpoint"), QString());
    for (const auto &[dimension, values] : snapshot.known) {
        if (dimension.dimension == Dimension::Endpoint) {
            for (const std::string &value : values)
                m_endpoint->addItem(QString::fromStdString(value), QString::fromStdString(value));
        }
    }
    m_words->setObjectName(QStringLiteral("ladderWords"));
    m_parts->setObjectName(QStringLiteral("ladderParts"));
    m_parts->hide();
    m_table->setObjectName(QStringLiteral("ladderTable"));
    m_table->setAccessibleName(tr("Limits, the widest first"));
    m_table->setModel(m_model);
    dressTable(*m_table);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setStretchLastSection(true);
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    form->addRow(tr("&User"), m_user);
    form->addRow(tr("&Endpoint"), m_endpoint);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    for (QAbstractButton *button :
         buttons->buttons()) { // Return in a field asks, and closes nothing
        static_cast<QPushButton *>(button)->setAutoDefault(false);
        static_cast<QPushButton *>(button)->setDefault(false);
    }
    auto *box = new QVBoxLayout(this);
    box->setSpacing(10);
    box->addLayout(form);
    box->addWidget(m_words);
    box->addWidget(m_table, 1);
    box->addWidget(m_parts);
    box->addWidget(buttons);
    resize(860, 460);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_user, &QComboBox::currentTextChanged, this, &LimitsLadderDialog::ask);
    connect(m_endpoint, &QComboBox::currentTextChanged, this, &LimitsLadderDialog::ask);
}

void LimitsLadderDialog::ask()
{
    if (m_user->currentText().trimmed().isEmpty())
        return m_words->setText(tr("Choose a user."));
    const bool isAny = m_endpoint->currentText() == m_endpoint->itemText(0);
    emit ladderRequested(m_user->currentText().trimmed().toStdString(),
                         isAny ? std::string() : m_endpoint->currentText().trimmed().toStdString());
}

void LimitsLadderDialog::setLadder(const LimitsLadder &ladder)
{
    if (ladder.user != m_user->currentText().trimmed().toStdString())
        return; // of a choice before
    std::vector<QStringList> rows;
    QString binding;
    for (const LadderLimit &limit : ladder.limits) {
        const auto text = [&](std::int64_t amount) {
            return amountText(amount, limit.unit, locale());
        };
        QStringList state;
        if (limit.isBinding)
            state << tr("binds now");
        state << (limit.isEnforced ? tr("enforced") : tr("warns only"));
        if (limit.readAt)
            state << tr("read %1", "time").arg(momentWords(*limit.readAt, m_zone, locale()));
        rows.push_back({levelLabel(limit.level), limit.name, windowText(limit), text(limit.limit),
                        !limit.used       ? dash()
                        : limit.isAtLeast ? atLeast(text(*limit.used))
                                          : text(*limit.used),
                        !limit.used       ? dash()
                        : limit.isAtLeast ? tr("≤ %1", "left").arg(text(leftOf(limit)))
                                          : text(leftOf(limit)),
                        state.join(QStringLiteral(" · "))});
        if (limit.isBinding && binding.isEmpty())
            binding = tr("“%1” binds now: %2 left of %3.", "limit, headroom, limit")
                          .arg(limit.name, rows.back().at(5), rows.back().at(3));
    }
    m_model->setRows(std::move(rows));
    QStringList parts;
    for (const LadderPart &part : ladder.parts)
        parts << tr("“%1”: %2, %3, %4", "budget, limit, period, scope")
                     .arg(part.name, amountText(part.limit, part.unit, locale()), windowText(part),
                          part.scope);
    m_parts->setVisible(!parts.isEmpty());
    m_parts->setText(tr("Also applies to part of this: %1").arg(parts.join(QStringLiteral("; "))));
    const auto count = pluralOf(static_cast<std::int64_t>(ladder.limits.size()));
    const QString words =
        ladder.limits.empty() && ladder.parts.empty() ? tr("No limit applies to this user.")
        : ladder.limits.empty() ? tr("No limit applies to this user as a whole.")
        : binding.isEmpty() ? tr("%n limit(s) apply; none is known to bind now.", nullptr, count)
                            : binding;
    m_words->setText(QStringList{strangerWords(ladder), words}.join(QLatin1Char(' ')).trimmed());
}

} // namespace outlay::ui
