// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/filterbar.h"

#include "ui/text/labels.h"
#include "ui/text/names.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/parts.h"

#include <QCompleter>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QStringListModel>

#include <algorithm>

namespace outlay::ui {
namespace {

constexpr int greatestChip = 260;

QString chipText(const Filter &filter)
{
    QStringList values;
    for (const auto &value : filter.anyOf)
        values << valueLabel(filter.dimension, value);
    return FilterBar::tr("%1: %2", "dimension: values")
        .arg(dimensionLabel(filter.dimension), values.join(QStringLiteral(", ")));
}

} // namespace

Result<Filter> parseFilter(const QString &text)
{
    const qsizetype equals = text.indexOf(QLatin1Char('='));
    if (equals <= 0)
        return failure(
            Error::Kind::Usage,
            FilterBar::tr("Write dimension=value, for example model=gpt-5").toStdString());
    const QString name =
        text.left(equals).trimmed().toLower().replace(QLatin1Char(' '), QLatin1Char('_'));
    auto dimension = parseDimension(name.toStdString());
    if (!dimension)
        return tl::unexpected<Error>(std::move(dimension).error());
    const std::string value = nameBehind(*dimension, text.mid(equals + 1).trimmed().toStdString());
    Filter filter{*dimension, {}};
    filter.anyOf.push_back(value.empty() ? std::nullopt : std::optional(value));
    return filter;
}

FilterBar::FilterBar(QWidget *parent)
    : QWidget(parent)
    , m_chips(new QHBoxLayout)
    , m_line(new QLineEdit(this))
    , m_error(makeLabel({}, uiFont(12), this, "critical"))
    , m_suggestions(new QStringListModel(this))
{
    setObjectName(QStringLiteral("filterBar"));
    m_line->setObjectName(QStringLiteral("filterLine"));
    m_line->setAccessibleName(tr("Filter"));
    m_line->setToolTip(
        tr("Filter, for example model=gpt-5 or user=alice; without a value: unknown"));
    m_line->setPlaceholderText(tr("Filter  /"));
    m_line->setFont(uiFont(12));
    m_line->setMinimumWidth(96);
    m_line->setMaximumWidth(230);
    m_line->setClearButtonEnabled(true);
    auto *completer = new QCompleter(m_suggestions, this);
    completer->setFilterMode(Qt::MatchContains);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_line->setCompleter(completer);
    connect(m_line, &QLineEdit::returnPressed, this, &FilterBar::takeLine);
    connect(m_line, &QLineEdit::textEdited, this, [this] {
        m_error->clear();
        updateVisibility();
    });

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_chips->setSpacing(6);
    row->addLayout(m_chips);
    row->addWidget(m_error);
    row->addStretch();
    updateVisibility();
}

void FilterBar::updateVisibility()
{
    setVisible(!m_filters.empty() || !m_error->text().isEmpty());
}

void FilterBar::setSuggestions(const QStringList &suggestions)
{
    if (m_suggestions->stringList() != suggestions)
        m_suggestions->setStringList(suggestions);
}

void FilterBar::focusLine()
{
    m_line->setFocus(Qt::ShortcutFocusReason);
    m_line->selectAll();
}

void FilterBar::setFilters(const std::vector<Filter> &filters)
{
    if (filters == m_filters)
        return;
    m_filters = filters;
    rebuild();
}

void FilterBar::sayAgain()
{
    m_line->clear(); // it may hold a name
    m_error->clear();
    rebuild();
}

void FilterBar::rebuild()
{
    while (QLayoutItem *item = m_chips->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (std::size_t i = 0; i < m_filters.size(); ++i) {
        const QString text = chipText(m_filters[i]);
        auto *chip = new QPushButton(this);
        chip->setProperty("chip", true);
        chip->setObjectName(QStringLiteral("chip%1").arg(i));
        chip->setFont(uiFont(12, QFont::Medium));
        chip->setText(QFontMetrics(chip->font())
                          .elidedText(text, Qt::ElideMiddle, greatestChip)
                          .replace(QLatin1Char('&'), QLatin1String("&&")));
        chip->setIcon(symbolicIcon("close", *this, Tint::Muted));
        chip->setIconSize({11, 11});
        chip->setLayoutDirection(layoutDirection() == Qt::LeftToRight ? Qt::RightToLeft
                                                                      : Qt::LeftToRight);
        chip->setToolTip(tr("Remove the filter %1").arg(text));
        chip->setAccessibleName(chip->toolTip());
        connect(chip, &QPushButton::clicked, this, [this, i] { remove(i); });
        m_chips->addWidget(chip);
    }
    updateVisibility();
}

void FilterBar::addFilter(const Filter &filter)
{
    const auto same = std::find_if(m_filters.begin(), m_filters.end(), [&](const Filter &f) {
        return f.dimension == filter.dimension;
    });
    if (same != m_filters.end() && *same == filter)
        return;
    if (same != m_filters.end())
        *same = filter;
    else
        m_filters.push_back(filter);
    rebuild();
    emit filtersChanged(m_filters);
}

void FilterBar::remove(std::size_t index)
{
    if (index >= m_filters.size())
        return;
    m_filters.erase(m_filters.begin() + static_cast<std::ptrdiff_t>(index));
    rebuild();
    emit filtersChanged(m_filters);
}

void FilterBar::takeLine()
{
    if (m_line->text().trimmed().isEmpty())
        return;
    const auto filter = parseFilter(m_line->text());
    if (!filter) {
        m_error->setText(withoutNames(QString::fromStdString(filter.error().text)));
        updateVisibility();
        return;
    }
    m_line->clear();
    addFilter(*filter);
}

} // namespace outlay::ui
