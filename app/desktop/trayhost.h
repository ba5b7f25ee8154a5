// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace outlay {

/// Whether a panel takes icons. Asks the session bus and never Qt's tray.
class TrayHost : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    virtual void start() {}
    [[nodiscard]] bool isThere() const { return m_isThere; }

signals:
    void appeared();
    void vanished();

protected:
    void set(bool isThere)
    {
        if (m_isThere == isThere)
            return;
        m_isThere = isThere;
        if (isThere)
            emit appeared();
        else
            emit vanished();
    }

private:
    bool m_isThere = false;
};

} // namespace outlay
