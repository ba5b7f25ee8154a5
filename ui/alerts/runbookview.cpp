// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/runbookview.h"

#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QRegularExpression>
#include <QTextBlock>
#include <QTextDocument>

#include <cmath>
#include <utility>
#include <vector>

namespace outlay::ui {
namespace {

QStringList commandsIn(const QString &markdown)
{
    QStringList found;
    bool isCode = false;
    static const QRegularExpression span(QStringLiteral("`(outlay(?:-cli)? [^`\n]+)`"));
    for (const QString &line : markdown.split(u'\n')) {
        const QString text = line.trimmed();
        if (text.startsWith(QLatin1String("```"))) {
            isCode = !isCode;
            continue;
        }
        if (isCode || line.startsWith(QLatin1String("    "))) {
            if (text.startsWith(QLatin1String("outlay-cli ")) ||
                text.startsWith(QLatin1String("outlay ")))
                found << text;
            continue;
        }
        for (auto it = span.globalMatch(line); it.hasNext();)
            found << it.next().captured(1).trimmed();
    }
    found.removeDuplicates();
    return found;
}

bool isHarmless(const QUrl &url)
{
    return url.isValid() && url.scheme() == QLatin1String("https") && !url.host().isEmpty() &&
           url.userInfo().isEmpty();
}

} // namespace

RunbookView::RunbookView(QWidget *parent) : QTextBrowser(parent)
{
    setObjectName(QStringLiteral("runbook"));
    setAccessibleName(tr("Runbook"));
    setOpenLinks(false);
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    viewport()->setAutoFillBackground(false);
    document()->setDocumentMargin(0);
    setFont(uiFont(13));
    connect(this, &QTextBrowser::anchorClicked, this, [this](const QUrl &url) {
        if (isHarmless(url))
            emit linkChosen(url);
    });
}

void RunbookView::setRunbook(const QString &markdown)
{
    if (markdown == m_markdown)
        return;
    m_markdown = markdown;
    m_commands = commandsIn(markdown);
    render();
}

void RunbookView::render()
{
    document()->setDefaultFont(font());
    document()->setMarkdown(m_markdown, QTextDocument::MarkdownNoHTML);
    calmHeadings();
    disarm();
    fit();
}

/// Qt draws a page's headings for a page of their own; here they stand in a column of small text.
void RunbookView::calmHeadings()
{
    constexpr int firstSize = 16, otherSize = 13;
    constexpr qreal above = 12, below = 4;
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        const int level = block.blockFormat().headingLevel();
        if (level == 0)
            continue;
        QTextCursor cursor(block);
        cursor.select(QTextCursor::BlockUnderCursor);
        QTextCharFormat text;
        text.setProperty(QTextFormat::FontSizeAdjustment, 0);
        text.setProperty(QTextFormat::FontPixelSize, level == 1 ? firstSize : otherSize);
        text.setFontWeight(QFont::DemiBold);
        cursor.mergeCharFormat(text);
        QTextBlockFormat place;
        place.setTopMargin(block == document()->begin() ? 0 : above);
        place.setBottomMargin(below);
        cursor.mergeBlockFormat(place);
    }
}

/// Takes away every image and every link that is not to https, and says where the others lead.
void RunbookView::disarm()
{
    const Theme &theme = Theme::of(*this);
    struct Piece
    {
        int from = 0;
        int length = 0;
        QTextCharFormat format;
    };
    std::vector<Piece> pieces;
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        for (auto it = block.begin(); !it.atEnd(); ++it) {
            const QTextFragment fragment = it.fragment();
            if (fragment.isValid())
                pieces.push_back({fragment.position(), fragment.length(), fragment.charFormat()});
        }
    }
    // From the end, so that positions before it hold.
    for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
        QTextCursor cursor(document());
        cursor.setPosition(piece->from);
        cursor.setPosition(piece->from + piece->length, QTextCursor::KeepAnchor);
        if (piece->format.isImageFormat()) {
            cursor.insertText(tr("(image left out)"), QTextCharFormat());
            continue;
        }
        QTextCharFormat format = piece->format;
        if (format.isAnchor()) {
            const QUrl url(format.anchorHref());
            const QString text = cursor.selectedText();
            if (!isHarmless(url)) {
                format.setAnchor(false);
                format.setAnchorHref(QString());
                format.setFontUnderline(false);
                format.clearForeground();
                cursor.setCharFormat(format);
                continue;
            }
            format.setForeground(theme.accent);
            format.setToolTip(url.toDisplayString());
            cursor.setCharFormat(format);
            if (!text.contains(url.host())) {
                cursor.setPosition(piece->from + piece->length);
                QTextCharFormat plain;
                plain.setForeground(theme.muted);
                cursor.insertText(QStringLiteral(" (%1)").arg(url.host()), plain);
            }
        } else if (format.fontFixedPitch()) {
            format.setBackground(theme.hover);
            cursor.setCharFormat(format);
        }
    }
}

QVariant RunbookView::loadResource(int, const QUrl &)
{
    return QByteArray(); // never a file, never the network
}

void RunbookView::fit()
{
    document()->setTextWidth(viewport()->width());
    setFixedHeight(static_cast<int>(std::ceil(document()->size().height())) + 2);
}

void RunbookView::resizeEvent(QResizeEvent *event)
{
    QTextBrowser::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        fit();
}

void RunbookView::changeEvent(QEvent *event)
{
    QTextBrowser::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_markdown.isEmpty())
        render();
}

} // namespace outlay::ui
