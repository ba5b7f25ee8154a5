// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/sources/sourcerow.h"

#include <QFrame>
#include <QTimer>

class QGridLayout;

namespace outlay::ui {

/// "5 hours", "7 days", "90 min"; empty for 0.
[[nodiscard]] QString windowLength(std::int64_t minutes);
/// "12.5% used, resets Tue 10 Mar, 11:00", or that it was reset and nothing is known since.
[[nodiscard]] QString quotaSentence(const QuotaWindow &window, Instant now, const Zone &zone,
                                    const QLocale &locale);

/// How much of plans' allowances is used: a line each, with a bar that repeats the number.
class QuotaPanel : public QFrame
{
    Q_OBJECT

public:
    explicit QuotaPanel(QWidget *parent = nullptr);
    /// Hides itself if there is none. A window's percentage goes when its reset passes.
    void setWindows(const std::vector<QuotaWindow> &windows, Instant now, const Zone &zone);
    void setNow(Instant now);

private:
    void update(Instant now);

    std::vector<QuotaWindow> m_windows;
    Zone m_zone;
    QWidget *m_content = nullptr;
    QStringList m_shown; ///< what the lines say
};

} // namespace outlay::ui
