// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QString>

#include <string>
#include <vector>

class QLabel;
class QPushButton;
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

/// The strip of such alerts above the page: the newest three, and how many more there are. Critical
/// ones stay in front of the others.
class NoticeBanners : public QFrame
{
    Q_OBJECT

public:
    static constexpr std::size_t most = 3;

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
    /// All of them are asked for.
    void moreRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void rebuild();
    [[nodiscard]] QFrame *makeBanner(const BannerText &banner);

    std::vector<BannerText> m_banners; ///< in the order shown
    QVBoxLayout *m_rows;
    QPushButton *m_more;
    std::vector<QFrame *> m_frames;
};

} // namespace outlay::ui
