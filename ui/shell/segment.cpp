// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/segment.h"

#include "ui/theme/fonts.h"

#include <QButtonGroup>
#include <QFrame>
#include <QHBoxLayout>
#include <QPushButton>

namespace outlay::ui {

QWidget *makeSegment(const QStringList &texts, const QString &accessibleName, QButtonGroup &group,
                     QWidget *parent)
{
    auto *segment = new QFrame(parent);
    segment->setObjectName(QStringLiteral("segment"));
    segment->setAccessibleName(accessibleName);
    auto *row = new QHBoxLayout(segment);
    row->setContentsMargins(3, 3, 3, 3);
    row->setSpacing(2);
    for (int i = 0; i < texts.size(); ++i) {
        auto *button = new QPushButton(texts.at(i), segment);
        button->setCheckable(true);
        button->setFont(uiFont(12, QFont::Medium));
        button->setAccessibleName(accessibleName + QLatin1Char(' ') + texts.at(i));
        group.addButton(button, i);
        row->addWidget(button);
    }
    segment->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    return segment;
}

} // namespace outlay::ui
