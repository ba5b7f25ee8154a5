// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/outlookline.h"

#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QLabel>
#include <QVBoxLayout>

namespace outlay::ui {

OutlookLine::OutlookLine(QWidget *parent)
    : QWidget(parent)
    , m_end(new ElidedLabel(uiFont(13, QFont::DemiBold), this))
    , m_pace(new ElidedLabel(uiFont(12), this))
{
    setObjectName(QStringLiteral("outlook"));
    setFocusPolicy(Qt::TabFocus); // for those who read by ear
    setAccessibleName(tr("Forecast"));
    m_end->setObjectName(QStringLiteral("outlookEnd"));
    m_pace->setObjectName(QStringLiteral("outlookPace"));
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(1);
    for (QLabel *label : {m_end, m_pace}) {
        label->setTextFormat(Qt::PlainText);
        label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        box->addWidget(label);
    }
    box->addStretch(1);
    hide();
}

void OutlookLine::setWords(const OutlookWords &words)
{
    const auto set = [](QLabel *label, const QString &text, const QString &exact) {
        label->setText(text);
        label->setVisible(!text.isEmpty());
        label->setToolTip(exact.isEmpty() ? text : exact);
    };
    set(m_end, words.end, words.endExact);
    set(m_pace, words.pace, words.paceExact);
    setAccessibleDescription(words.spoken());
    setVisible(!words.end.isEmpty() || !words.pace.isEmpty());
}

} // namespace outlay::ui
