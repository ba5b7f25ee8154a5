// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/tripwiresstate.h"

#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/parts.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace outlay::ui {

TripwiresState::TripwiresState(QWidget *parent) : QWidget(parent), m_lines(new QVBoxLayout)
{
    setObjectName(QStringLiteral("alertsEmpty"));
    auto *card = makeCard(this);
    card->setMaximumWidth(560);
    card->setMinimumWidth(420);
    auto *box = new QVBoxLayout(card);
    box->setContentsMargins(28, 24, 28, 24);
    box->setSpacing(10);
    box->addWidget(makeLabel(tr("No alert so far"), displayFont(20), card));
    box->addWidget(new WrappedLabel(
        tr("Nothing has to be set up: these tripwires watch from the first request on. A budget "
           "adds its thresholds, its pace and its forecast."),
        uiFont(13), card));
    m_lines->setSpacing(6);
    m_lines->setContentsMargins(0, 4, 0, 6);
    box->addLayout(m_lines);
    auto *settings = new QPushButton(tr("What you are told…"), card);
    settings->setObjectName(QStringLiteral("alertsEmptySettings"));
    connect(settings, &QPushButton::clicked, this, &TripwiresState::settingsRequested);
    box->addWidget(settings, 0, Qt::AlignLeading);
    auto *outer = new QVBoxLayout(this);
    outer->addStretch(2);
    outer->addWidget(card, 0, Qt::AlignHCenter);
    outer->addStretch(3);
}

void TripwiresState::setTripwires(const QStringList &tripwires)
{
    if (tripwires == m_tripwires)
        return;
    m_tripwires = tripwires;
    while (QLayoutItem *item = m_lines->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (const QString &tripwire : tripwires) {
        auto *row = new QWidget(this);
        auto *line = new QHBoxLayout(row);
        line->setContentsMargins(0, 0, 0, 0);
        line->setSpacing(9);
        auto *mark = new QLabel(row);
        mark->setPixmap(symbolicPixmap("ok", *this, 16, Tint::Ok));
        auto *text = new WrappedLabel(tripwire, uiFont(13), row);
        setRole(*text, nullptr);
        line->addWidget(mark, 0, Qt::AlignTop);
        line->addWidget(text, 1);
        m_lines->addWidget(row);
    }
}

} // namespace outlay::ui
