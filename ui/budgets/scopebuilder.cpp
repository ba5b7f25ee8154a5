// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/budgets/scopebuilder.h"

#include "ui/budgets/budgetwords.h"
#include "ui/text/labels.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/parts.h"

#include <QComboBox>
#include <QCompleter>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace outlay::ui {
namespace {

QString dimensionWord(Dimension dimension)
{
    return dimension == Dimension::Tag ? ScopeBuilder::tr("Tag…", "dimension")
                                       : dimensionLabel({dimension, {}});
}

} // namespace

ScopeBuilder::ScopeBuilder(QWidget *parent)
    : QWidget(parent)
    , m_dimension(new QComboBox(this))
    , m_each(new QComboBox(this))
    , m_value(new QLineEdit(this))
    , m_tagKey(new QLineEdit(this))
    , m_add(new QPushButton(tr("Add"), this))
    , m_addOverride(new QPushButton(tr("Add a member"), this))
    , m_removeOverride(new QPushButton(tr("Remove"), this))
    , m_chips(new QVBoxLayout)
    , m_words(makeLabel({}, uiFont(12), this, "muted"))
    , m_overrides(new QTableWidget(0, 2, this))
    , m_overridePart(new QWidget(this))
{
    m_each->addItem(tr("One budget for all of it"), -1);
    for (const Dimension dimension : budgetDimensions()) {
        m_dimension->addItem(dimensionWord(dimension), static_cast<int>(dimension));
        if (dimension != Dimension::Tag)
            m_each->addItem(
                tr("One for each %1", "dimension").arg(dimensionLabel({dimension, {}}).toLower()),
                static_cast<int>(dimension));
    }
    m_each->addItem(tr("One for each value of a tag"), static_cast<int>(Dimension::Tag));
    m_dimension->setObjectName(QStringLiteral("scopeDimension"));
    m_dimension->setAccessibleName(tr("Dimension"));
    m_value->setObjectName(QStringLiteral("scopeValue"));
    m_value->setAccessibleName(tr("Value"));
    m_value->setPlaceholderText(tr("value; a tag as key=value"));
    m_add->setObjectName(QStringLiteral("scopeAdd"));
    m_each->setObjectName(QStringLiteral("scopeEach"));
    m_each->setAccessibleName(tr("One budget, or one for each member"));
    m_tagKey->setObjectName(QStringLiteral("scopeTagKey"));
    m_tagKey->setAccessibleName(tr("Key of the tag"));
    m_tagKey->setPlaceholderText(tr("key of the tag"));
    m_words->setWordWrap(true);
    m_words->setObjectName(QStringLiteral("scopeWords"));
    m_chips->setSpacing(4);
    m_overrides->setObjectName(QStringLiteral("scopeOverrides"));
    m_overrides->setAccessibleName(tr("Limits of single members"));
    m_overrides->setHorizontalHeaderLabels({tr("Member"), tr("Its limit")});
    dressTable(*m_overrides);
    m_overrides->setEditTriggers(QAbstractItemView::DoubleClicked |
                                 QAbstractItemView::AnyKeyPressed |
                                 QAbstractItemView::EditKeyPressed);
    m_overrides->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_overrides->setFixedHeight(120);
    m_addOverride->setObjectName(QStringLiteral("overrideAdd"));
    m_removeOverride->setObjectName(QStringLiteral("overrideRemove"));
    auto *line = new QHBoxLayout;
    line->addWidget(m_dimension);
    line->addWidget(m_value, 1);
    line->addWidget(m_add);
    auto *each = new QHBoxLayout;
    each->addWidget(m_each, 1);
    each->addWidget(m_tagKey, 1);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_addOverride);
    buttons->addWidget(m_removeOverride);
    buttons->addStretch();
    auto *part = new QVBoxLayout(m_overridePart);
    part->setContentsMargins(0, 0, 0, 0);
    part->addWidget(m_overrides);
    part->addLayout(buttons);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(6);
    box->addWidget(m_words);
    box->addLayout(m_chips);
    box->addLayout(line);
    box->addLayout(each);
    box->addWidget(m_overridePart);
    connect(m_add, &QPushButton::clicked, this, &ScopeBuilder::takeTyped);
    connect(m_value, &QLineEdit::returnPressed, this, &ScopeBuilder::takeTyped);
    connect(m_dimension, &QComboBox::currentIndexChanged, this, &ScopeBuilder::suggest);
    connect(m_each, &QComboBox::currentIndexChanged, this, &ScopeBuilder::updateEach);
    connect(m_tagKey, &QLineEdit::textEdited, this, &ScopeBuilder::changed);
    connect(m_overrides, &QTableWidget::cellChanged, this, &ScopeBuilder::changed);
    connect(m_addOverride, &QPushButton::clicked, this, [this] {
        addOverride({}, {});
        m_overrides->setCurrentCell(m_overrides->rowCount() - 1, 0);
        m_overrides->edit(m_overrides->currentIndex());
    });
    connect(m_removeOverride, &QPushButton::clicked, this, [this] {
        if (m_overrides->currentRow() >= 0)
            m_overrides->removeRow(m_overrides->currentRow());
        emit changed();
    });
    rebuildChips();
    updateEach();
}

void ScopeBuilder::setKnown(std::vector<std::pair<DimensionRef, std::vector<std::string>>> known)
{
    m_known = std::move(known);
    suggest();
}

void ScopeBuilder::suggest()
{
    QStringList values;
    const auto dimension = static_cast<Dimension>(m_dimension->currentData().toInt());
    for (const auto &[ref, all] : m_known) {
        if (ref.dimension != dimension)
            continue;
        for (const std::string &value : all)
            values << (ref.tagKey.empty() ? QString() : QString::fromStdString(ref.tagKey) + u'=') +
                          QString::fromStdString(value);
    }
    auto *completer = new QCompleter(values, m_value);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    if (QCompleter *old = m_value->completer())
        old->deleteLater();
    m_value->setCompleter(completer);
}

void ScopeBuilder::setScope(const BudgetDraft &draft)
{
    m_where = draft.where;
    m_unit = draft.unit;
    if (draft.each) {
        m_each->setCurrentIndex(
            std::max(0, m_each->findData(static_cast<int>(draft.each->dimension))));
        m_tagKey->setText(QString::fromStdString(draft.each->tagKey));
    }
    for (const BudgetDraft::Override &one : draft.overrides)
        addOverride(QString::fromStdString(one.member), amountToType(one.limit, m_unit, locale()));
    rebuildChips();
    updateEach();
}

void ScopeBuilder::updateEach()
{
    const int dimension = m_each->currentData().toInt();
    m_tagKey->setVisible(dimension == static_cast<int>(Dimension::Tag));
    m_overridePart->setVisible(dimension >= 0);
    rebuildChips();
    emit changed();
}

std::optional<DimensionRef> ScopeBuilder::typedDimension(QString &value) const
{
    DimensionRef ref{static_cast<Dimension>(m_dimension->currentData().toInt()), {}};
    if (ref.dimension != Dimension::Tag)
        return ref;
    const auto sign = value.indexOf(QLatin1Char('='));
    if (sign < 1)
        return {};
    ref.tagKey = value.left(sign).trimmed().toStdString();
    value = value.mid(sign + 1).trimmed();
    return ref;
}

bool ScopeBuilder::takeTyped()
{
    QString value = m_value->text().trimmed();
    if (value.isEmpty())
        return true;
    const auto dimension = typedDimension(value);
    if (!dimension || value.isEmpty()) {
        m_words->setText(tr("Write a tag as key=value."));
        return false;
    }
    add(*dimension,
        value == QLatin1String("?") ? std::nullopt : std::optional(value.toStdString()));
    m_value->clear();
    return true;
}

void ScopeBuilder::add(const DimensionRef &dimension, const std::optional<std::string> &value)
{
    auto filter = std::find_if(m_where.begin(), m_where.end(),
                               [&](const Filter &one) { return one.dimension == dimension; });
    if (filter == m_where.end())
        filter = m_where.insert(m_where.end(), Filter{dimension, {}});
    if (std::find(filter->anyOf.begin(), filter->anyOf.end(), value) == filter->anyOf.end())
        filter->anyOf.push_back(value);
    rebuildChips();
    emit changed();
}

void ScopeBuilder::rebuildChips()
{
    while (QLayoutItem *old = m_chips->takeAt(0)) {
        old->widget()->hide();
        old->widget()->deleteLater();
        delete old;
    }
    int number = 0;
    for (const Filter &filter : m_where) {
        const QString text = scopeWords({filter}, {});
        auto *chip = new QPushButton(text, this);
        chip->setProperty("chip", true);
        chip->setObjectName(QStringLiteral("scopeChip%1").arg(number));
        chip->setIcon(symbolicIcon("close", *this, Tint::Muted));
        chip->setLayoutDirection(layoutDirection() == Qt::LeftToRight ? Qt::RightToLeft
                                                                      : Qt::LeftToRight);
        chip->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
        chip->setAccessibleName(tr("Remove %1").arg(text));
        const DimensionRef dimension = filter.dimension;
        connect(chip, &QPushButton::clicked, this, [this, dimension] {
            std::erase_if(m_where, [&](const Filter &one) { return one.dimension == dimension; });
            rebuildChips();
            emit changed();
        });
        m_chips->addWidget(chip);
        ++number;
    }
    BudgetDraft draft;
    (void)read(draft);
    m_words->setText(tr("Counts %1.", "scope in words").arg(scopeWords(draft.where, draft.each)));
}

void ScopeBuilder::addOverride(const QString &member, const QString &limit)
{
    const int row = m_overrides->rowCount();
    m_overrides->insertRow(row);
    m_overrides->setItem(row, 0, new QTableWidgetItem(member));
    m_overrides->setItem(row, 1, new QTableWidgetItem(limit));
}

QString ScopeBuilder::read(BudgetDraft &draft) const
{
    draft.where = m_where;
    draft.each.reset();
    draft.overrides.clear();
    const int each = m_each->currentData().toInt();
    if (each < 0)
        return {};
    draft.each = DimensionRef{static_cast<Dimension>(each), {}};
    if (draft.each->dimension == Dimension::Tag)
        draft.each->tagKey = m_tagKey->text().trimmed().toStdString();
    for (int row = 0; row < m_overrides->rowCount(); ++row) {
        const auto text = [&](int column) {
            const QTableWidgetItem *item = m_overrides->item(row, column);
            return item ? item->text().trimmed() : QString();
        };
        if (text(0).isEmpty() && text(1).isEmpty())
            continue;
        const auto limit = typedAmount(text(1), draft.unit, locale());
        if (text(0).isEmpty() || !limit || *limit == 0)
            return tr("Line %1 of the members: a name and an amount above zero are needed.")
                .arg(row + 1);
        draft.overrides.push_back({text(0).toStdString(), *limit});
    }
    return {};
}

} // namespace outlay::ui
