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

#include <algorithm>

namespace outlay::ui {

NoticeBanners::NoticeBanners(QWidget *parent)
    : QFrame(parent)
    , m_rows(new QVBoxLayout(this))
    , m_more(makeLink({}, this))
{
    setObjectName(QStringLiteral("noticeBanners"));
    setAccessibleName(tr("Alerts"));
    m_more->setObjectName(QStringLiteral("noticeMore"));
    connect(m_more, &QPushButton::clicked, this, &NoticeBanners::moreRequested);
    m_rows->setContentsMargins(22, 10, 22, 2);
    m_rows->setSpacing(6);
    m_rows->addWidget(m_more, 0, Qt::AlignLeft);
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
    for (QFrame *frame : m_frames) {
        frame->hide();
        frame->deleteLater(); // one of its buttons may be what calls us
    }
    m_frames.clear();
    const std::size_t shown = std::min(m_banners.size(), most);
    for (std::size_t i = 0; i < shown; ++i) {
        m_frames.push_back(makeBanner(m_banners[i]));
        m_rows->insertWidget(m_rows->count() - 1, m_frames.back());
    }
    const auto rest = static_cast<std::int64_t>(m_banners.size() - shown);
    m_more->setVisible(rest > 0);
    m_more->setText(tr("and %n more", nullptr, pluralOf(rest)));
    setAccessibleDescription(m_banners.empty() ? QString() : withoutNames(m_banners.front().title));
    setVisible(!m_banners.empty());
}

void NoticeBanners::sayAgain()
{
    if (!m_banners.empty())
        rebuild();
}

QFrame *NoticeBanners::makeBanner(const BannerText &told)
{
    const BannerText banner{told.id, withoutNames(told.title), withoutNames(told.body),
                            told.isCritical};
    auto *frame = new QFrame(this);
    frame->setObjectName(QStringLiteral("noticeBanner"));
    frame->setProperty("critical", banner.isCritical);
    frame->setAccessibleName(banner.title);
    auto *mark = new QLabel(frame);
    mark->setPixmap(symbolicPixmap(banner.isCritical ? "warning" : "info", *this, 18,
                                   banner.isCritical ? Tint::Critical : Tint::Accent));
    mark->setAccessibleName(banner.isCritical ? tr("Critical") : tr("Note"));
    auto *title = makeLabel(banner.title, uiFont(13, QFont::DemiBold), frame);
    title->setObjectName(QStringLiteral("noticeTitle"));
    title->setWordWrap(true);
    auto *words = new QVBoxLayout;
    words->setSpacing(1);
    words->addWidget(title);
    if (!banner.body.isEmpty()) {
        auto *body = makeLabel(banner.body, uiFont(12), frame, "muted");
        body->setWordWrap(true);
        words->addWidget(body);
    }
    auto *row = new QHBoxLayout(frame);
    row->setContentsMargins(14, 8, 10, 8);
    row->setSpacing(10);
    row->addWidget(mark);
    row->addLayout(words, 1);
    const auto add = [&](const QString &text, const char *name, auto signal) {
        auto *button = new QPushButton(text, frame);
        button->setObjectName(QLatin1String(name));
        button->setAccessibleName(tr("%1: %2", "button: alert").arg(text, banner.title));
        connect(button, &QPushButton::clicked, this, [this, id = banner.id, signal] {
            withdraw(id);
            emit(this->*signal)(id);
        });
        row->addWidget(button);
    };
    add(tr("Open"), "noticeOpen", &NoticeBanners::opened);
    add(tr("Acknowledge"), "noticeAcknowledge", &NoticeBanners::acknowledged);
    add(tr("Snooze"), "noticeSnooze", &NoticeBanners::snoozed);
    return frame;
}

void NoticeBanners::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_banners.empty())
        rebuild(); // the marks have the theme's colours
}

} // namespace outlay::ui
