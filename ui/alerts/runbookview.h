// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTextBrowser>
#include <QUrl>

namespace outlay::ui {

/// Shows Markdown that may hold anything: no HTML, no image, nothing fetched, links to https only
/// and with their address in sight. As high as its text.
class RunbookView : public QTextBrowser
{
    Q_OBJECT

public:
    explicit RunbookView(QWidget *parent = nullptr);
    void setRunbook(const QString &markdown);
    /// Lines of code that are commands of Outlay, in order and once each.
    [[nodiscard]] QStringList commands() const { return m_commands; }

signals:
    void linkChosen(const QUrl &url);

protected:
    QVariant loadResource(int type, const QUrl &name) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void render();
    void calmHeadings();
    void disarm();
    void fit();

    QString m_markdown;
    QStringList m_commands;
};

} // namespace outlay::ui
