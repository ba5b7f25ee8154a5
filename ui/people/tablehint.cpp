// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/people/tablehint.h"

#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QTableView>

namespace outlay::ui {
namespace {

/// Three lines of a sentence; a table as low still shows a row.
constexpr int leastHeight = 66;

} // namespace

TableHint::TableHint(QTableView *table, QWidget *parent)
    : QStackedWidget(parent)
    , m_hint(makeLabel({}, uiFont(13), this, "muted"))
{
    m_hint->setObjectName(table->objectName() + QStringLiteral("Hint"));
    m_hint->setWordWrap(true);
    m_hint->setAlignment(Qt::AlignLeading | Qt::AlignTop);
    m_hint->setContentsMargins(0, 6, 0, 0);
    m_hint->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
    addWidget(table);
    addWidget(m_hint);
}

void TableHint::setHint(const QString &sentence)
{
    m_hint->setText(sentence);
    setCurrentIndex(sentence.isEmpty() ? 0 : 1);
    updateGeometry();
}

QSize TableHint::sizeHint() const
{
    return {0, currentIndex() == 0 ? QStackedWidget::sizeHint().height() : leastHeight};
}

QSize TableHint::minimumSizeHint() const
{
    return {0, leastHeight};
}

} // namespace outlay::ui
