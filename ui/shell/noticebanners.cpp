// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/noticebanners.h"

#include "ui/text/names.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/parts.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>

namespace outlay::ui {

NoticeBanners::NoticeBanners(QWidget *parent) : QFrame(parent), m_rows(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("noticeBanners"));
    setAccessibleName(tr("Alerts"));
    m_rows->setContentsMargins(22, 8, 22, 0);
    hide();
}

void NoticeBanners::show(const BannerText &banner)
{
    const auto same = [&](const BannerText &one) { return one.id == banner.id; };
    const auto known = std::find_if(m_banners.begin(), m_banners.end(), same);
    if (known != m_banners.end() && *known == banner)
        return;
    if (known != m_banners.end() && known->isCritical == banner.isCritical) {
        *known = banner; // stays where the eye has it
    } else {
        std::erase_if(m_banners, same);
        const auto place =
            banner.isCritical ? m_banners.begin()
                              : std::find_if(m_banners.begin(), m_banners.end(),
                                             [](const BannerText &one) { return !one.isCritical; });
        m_banners.insert(place, banner);
    }
    rebuild();
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void NoticeBanners::withdraw(const std::string &id)
{
    if (std::erase_if(m_banners, [&](const BannerText &one) { return one.id == id; }) > 0)
        rebuild();
}

void NoticeBanners::rebuild()
{
    if (m_frame) {
        m_frame->hide();
        m_frame->deleteLater(); // one of its buttons may be what calls us
        m_frame = nullptr;
    }
    setVisible(!m_banners.empty());
    setAccessibleDescription(m_banners.empty() ? QString() : withoutNames(m_banners.front().title));
    if (m_banners.empty())
        return;
    m_frame = makeBanner(m_banners.front(), static_cast<std::int64_t>(m_banners.size()) - 1);
    m_rows->addWidget(m_frame);
}

void NoticeBanners::sayAgain()
{
    if (!m_banners.empty())
        rebuild();
}

QFrame *NoticeBanners::makeBanner(const BannerText &told, std::int64_t rest)
{
    const BannerText banner{told.id, withoutNames(told.title), withoutNames(told.body),
                            told.isCritical};
    auto *frame = new QFrame(this);
    frame->setObjectName(QStringLiteral("noticeBanner"));
    frame->setProperty("critical", banner.isCritical);
    frame->setAccessibleName(banner.title);
    frame->setAccessibleDescription(banner.body);
    frame->setToolTip(banner.body);
    auto *mark = new QLabel(frame);
    mark->setPixmap(symbolicPixmap(banner.isCritical ? "warning" : "info", *this, 16,
                                   banner.isCritical ? Tint::Critical : Tint::Accent));
    mark->setAccessibleName(banner.isCritical ? tr("Critical") : tr("Note"));
    auto *title = new ElidedLabel(uiFont(13, QFont::DemiBold), frame);
    title->setObjectName(QStringLiteral("noticeTitle"));
    setRole(*title, nullptr);
    title->setText(banner.title);
    auto *row = new QHBoxLayout(frame);
    row->setContentsMargins(12, 3, 4, 3);
    row->setSpacing(8);
    row->addWidget(mark);
    row->addWidget(title, 1);
    if (rest > 0) {
        auto *more = makeLink(tr("and %n more", nullptr, pluralOf(rest)), frame);
        more->setObjectName(QStringLiteral("noticeMore"));
        connect(more, &QPushButton::clicked, this, &NoticeBanners::moreRequested);
        row->addWidget(more);
    }
    addActions(banner, *frame);
    return frame;
}

void NoticeBanners::addActions(const BannerText &banner, QFrame &frame)
{
    const auto add = [&](QAbstractButton *button, const QString &words, const char *name,
                         auto signal) {
        button->setObjectName(QLatin1String(name));
        button->setAccessibleName(tr("%1: %2", "button: alert").arg(words, banner.title));
        connect(button, &QAbstractButton::clicked, this, [this, id = banner.id, signal] {
            withdraw(id);
            emit(this->*signal)(id);
        });
        frame.layout()->addWidget(button);
    };
    const auto addLink = [&](const QString &text, const char *name, auto signal) {
        add(makeLink(text, &frame), text, name, signal);
    };
    addLink(tr("Open"), "noticeOpen", &NoticeBanners::opened);
    addLink(tr("Acknowledge"), "noticeAcknowledge", &NoticeBanners::acknowledged);
    addLink(tr("Snooze"), "noticeSnooze", &NoticeBanners::snoozed);
    auto *close = new QToolButton(&frame);
    close->setIcon(symbolicIcon("close", *this, Tint::Muted));
    close->setToolTip(tr("Put away; the alert stays open on the Alerts page"));
    close->setFocusPolicy(Qt::StrongFocus);
    add(close, tr("Put away"), "noticeDismiss", &NoticeBanners::dismissed);
}

void NoticeBanners::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_banners.empty())
        rebuild(); // the marks have the theme's colours
}

} // namespace outlay::ui
