// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QString>

#include <cstdint>
#include <string>
#include <vector>

class QVBoxLayout;

namespace outlay::ui {

/// An alert told in the window because the desktop could not tell it. Plain text.
struct BannerText
{
    std::string id;
    QString title, body;
    bool isCritical = false;

    bool operator==(const BannerText &) const = default;
};

/// One line above the page: the newest of such alerts, critical ones in front of the others, and
/// how many more there are. Put away, an alert is still open on its page.
class NoticeBanners : public QFrame
{
    Q_OBJECT

public:
    explicit NoticeBanners(QWidget *parent = nullptr);
    /// In place of one with the same id.
    void show(const BannerText &banner);
    void withdraw(const std::string &id);
    /// The words anew, after names were hidden or shown.
    void sayAgain();
    [[nodiscard]] std::size_t count() const { return m_banners.size(); }

    using QFrame::show;

signals:
    void opened(const std::string &id);
    void acknowledged(const std::string &id);
    void snoozed(const std::string &id);
    /// Put away without a decision.
    void dismissed(const std::string &id);
    /// All of them are asked for.
    void moreRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void rebuild();
    [[nodiscard]] QFrame *makeBanner(const BannerText &banner, std::int64_t rest);
    void addActions(const BannerText &banner, QFrame &frame);

    std::vector<BannerText> m_banners; ///< in the order shown
    QVBoxLayout *m_rows;
    QFrame *m_frame = nullptr; ///< of the first of them
};

} // namespace outlay::ui
