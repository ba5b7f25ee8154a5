// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sources/quotapanel.h"

#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"
#include "ui/theme/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QTime>
#include <QVBoxLayout>

#include <algorithm>

namespace outlay::ui {
namespace {

constexpr std::int64_t whole = 10'000; // hundredths of a percent
constexpr int barWidth = 120;
constexpr int barHeight = 8;

/// The part that is used; the words beside it say the same.
class UsedBar final : public QWidget
{
public:
    UsedBar(std::int64_t used, QWidget *parent) : QWidget(parent), m_used(std::min(used, whole))
    {
        setFixedSize(barWidth, barHeight);
    }

protected:
    void paintEvent(QPaintEvent * /*event*/) override
    {
        const Theme &theme = Theme::of(palette());
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
        QRectF filled = frame;
        filled.setWidth(frame.width() * static_cast<double>(m_used) / static_cast<double>(whole));
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.muted);
        painter.drawRect(filled);
        painter.setPen(theme.muted);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(frame);
    }

private:
    std::int64_t m_used;
};

QString timeLabel(Instant at, const Zone &zone, const QLocale &locale)
{
    const QTime time = QTime::fromMSecsSinceStartOfDay(static_cast<int>(
        (at.micros - zone.startOfDay(zone.dayOf(at)).micros) / 1000 % (microsPerDay / 1000)));
    return QuotaPanel::tr("%1, %2", "day, time of day")
        .arg(dayLabel(at, zone, locale), locale.toString(time, QLocale::ShortFormat));
}

QString titleOf(const QuotaWindow &window)
{
    QStringList parts{sourceLabel(window.source)};
    for (const std::string &part : {window.plan, window.limit}) {
        if (!part.empty())
            parts << QString::fromStdString(part);
    }
    parts << (window.minutes == 0 ? QString::fromStdString(window.window)
                                  : windowLength(window.minutes));
    return parts.join(QStringLiteral(" · "));
}

} // namespace

QString windowLength(std::int64_t minutes)
{
    constexpr std::int64_t perHour = 60;
    constexpr std::int64_t perDay = 24 * perHour;
    if (minutes == 0)
        return {};
    if (minutes % perDay == 0)
        return QuotaPanel::tr("%n day(s)", nullptr, pluralOf(minutes / perDay));
    if (minutes % perHour == 0)
        return QuotaPanel::tr("%n hour(s)", nullptr, pluralOf(minutes / perHour));
    return QuotaPanel::tr("%n minute(s)", nullptr, pluralOf(minutes));
}

QString quotaSentence(const QuotaWindow &window, Instant now, const Zone &zone,
                      const QLocale &locale)
{
    const Instant end = window.holdsUntil();
    if (now >= end)
        return QuotaPanel::tr("reset; unknown since %1").arg(timeLabel(end, zone, locale));
    const QString used = share(window.used, whole, locale);
    return window.resetsAt
               ? QuotaPanel::tr("%1 used, resets %2").arg(used, timeLabel(end, zone, locale))
               : QuotaPanel::tr("%1 used, as of %2").arg(used, timeLabel(window.at, zone, locale));
}

QuotaPanel::QuotaPanel(QWidget *parent) : QFrame(parent)
{
    setProperty("card", true);
    setObjectName(QStringLiteral("quotaPanel"));
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(18, 14, 18, 14);
    box->setSpacing(8);
    box->addWidget(makeLabel(tr("Plan allowances"), uiFont(15, QFont::DemiBold), this));
    hide();
}

void QuotaPanel::setWindows(const std::vector<QuotaWindow> &windows, Instant now, const Zone &zone)
{
    m_windows = windows;
    m_zone = zone;
    setVisible(!m_windows.empty());
    update(now);
}

void QuotaPanel::setNow(Instant now)
{
    update(now);
}

void QuotaPanel::update(Instant now)
{
    QStringList lines;
    for (const QuotaWindow &window : m_windows)
        lines << titleOf(window) << quotaSentence(window, now, m_zone, locale());
    if (lines == m_shown)
        return;
    m_shown = lines;
    delete m_content;
    m_content = new QWidget(this);
    auto *grid = new QGridLayout(m_content);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(14);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(0, 1);
    for (std::size_t i = 0; i < m_windows.size(); ++i) {
        const int row = static_cast<int>(i);
        auto *title = new ElidedLabel(uiFont(13), m_content, Qt::ElideMiddle);
        setRole(*title, nullptr);
        title->setText(lines[row * 2]);
        auto *words = makeLabel(lines[row * 2 + 1], uiFont(13), m_content);
        words->setObjectName(QStringLiteral("quota%1").arg(row));
        grid->addWidget(title, row, 0);
        if (now < m_windows[i].holdsUntil())
            grid->addWidget(new UsedBar(m_windows[i].used, m_content), row, 1);
        grid->addWidget(words, row, 2);
    }
    layout()->addWidget(m_content);
}

} // namespace outlay::ui
