// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <memory>
#include <optional>

namespace outlay {

/// Whether the desktop prefers dark, where Qt's palette does not say so. This one never knows;
/// makeSystemScheme() gives the one of the platform.
class SystemScheme : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Asks, without waiting, and follows every change from then on.
    virtual void start() {}
    /// nullopt: nobody has answered, or there is no preference.
    [[nodiscard]] std::optional<bool> prefersDark() const { return m_prefersDark; }

signals:
    void changed();

protected:
    void set(std::optional<bool> prefersDark);

private:
    std::optional<bool> m_prefersDark;
};

[[nodiscard]] std::unique_ptr<SystemScheme> makeSystemScheme();

} // namespace outlay
