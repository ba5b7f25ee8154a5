// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/notice.h"

#include <QCoreApplication>

namespace outlay::alerting {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Notice)
};

} // namespace

QString shownTitle(const Notice &notice)
{
    if (!notice.isPrivate)
        return notice.title;
    return notice.privateTitle.isEmpty() ? Words::tr("Outlay has an alert") : notice.privateTitle;
}

QString shownBody(const Notice &notice)
{
    return notice.isPrivate ? QString() : notice.body;
}

Urgency shownUrgency(const Notice &notice)
{
    return notice.breaksThrough ? Urgency::Critical : notice.urgency;
}

AnswerLabels answerLabels(const Notice &notice)
{
    if (notice.alerts > 1)
        return {Words::tr("Open"), Words::tr("Acknowledge all"), Words::tr("Snooze all")};
    return {Words::tr("Open"), Words::tr("Acknowledge"), Words::tr("Snooze")};
}

} // namespace outlay::alerting
