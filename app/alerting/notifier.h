// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/notice.h"

#include <QObject>

namespace outlay::alerting {

/// A way to tell a person. Every call returns at once; what comes of it is told by a signal, never
/// from within the call. One thread, the one it lives on.
class Notifier : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// A notice whose id is shown already takes its place.
    virtual void show(const outlay::alerting::Notice &notice) = 0;
    /// Nothing to tell any more. Unknown ids are fine.
    virtual void withdraw(const std::string &id) = 0;

signals:
    /// It is, or will be, before the person's eyes.
    void shown(const std::string &id);
    /// `activationToken` lets a window come to the front on Wayland; empty where there is none.
    void opened(const std::string &id, const QString &activationToken);
    void acknowledged(const std::string &id);
    void snoozed(const std::string &id);
    /// No longer on the screen: dismissed or expired, without an answer.
    void closed(const std::string &id);
    /// Nobody saw it this way. `why` is for logs.
    void failed(const std::string &id, const QString &why);
};

} // namespace outlay::alerting
