// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chartexport.h"

#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QAction>
#include <QApplication>
#include <QBuffer>
#include <QClipboard>
#include <QFileDialog>
#include <QPainter>
#include <QSvgGenerator>
#include <QWidget>

#include <algorithm>
#include <utility>

namespace outlay::ui {
namespace {

constexpr int margin = 20, titleHeight = 24, rangeHeight = 20, gap = 8;

} // namespace

QString csvLine(const QStringList &fields)
{
    QStringList quoted;
    for (QString field : fields) {
        bool isNumber = false;
        (void)field.toDouble(&isNumber);
        // As outlay-cli does: no spreadsheet is to run a name as a formula.
        if (!isNumber && !field.isEmpty() && QStringLiteral("=+-@\t\r").contains(field.at(0)))
            field.prepend(u'\'');
        const bool isPlain = !field.contains(u',') && !field.contains(u'"') &&
                             !field.contains(u'\n') && !field.contains(u'\r');
        if (!isPlain)
            field = u'"' + field.replace(u'"', QStringLiteral("\"\"")) + u'"';
        quoted << field;
    }
    return quoted.join(u',') + u'\n';
}

ChartExport::ChartExport(QWidget &chart, std::function<ChartWords()> words)
    : QObject(&chart)
    , m_chart(chart)
    , m_words(std::move(words))
{
    addAction(tr("Copy &image"), "chartCopyImage", QKeySequence::Copy, &ChartExport::copyImage);
    addAction(tr("Copy as &CSV"), "chartCopyCsv", {}, &ChartExport::copyCsv);
    addAction(tr("Save as &PNG…"), "chartSavePng", QKeySequence::Save, &ChartExport::savePng);
    addAction(tr("Save as &SVG…"), "chartSaveSvg", {}, &ChartExport::saveSvg);
    // The Menu key opens it as well.
    chart.setContextMenuPolicy(Qt::ActionsContextMenu);
}

void ChartExport::addAction(const QString &text, const char *name, const QKeySequence &key,
                            void (ChartExport::*slot)())
{
    auto *action = new QAction(text, this);
    action->setObjectName(QLatin1String(name));
    action->setShortcut(key);
    action->setShortcutContext(Qt::WidgetShortcut);
    connect(action, &QAction::triggered, this, slot);
    m_chart.addAction(action);
}

QSize ChartExport::sizeOf(const ChartWords &words) const
{
    const bool hasLegend = words.legend && words.legend->isVisibleTo(words.legend->window());
    const int legend = hasLegend ? words.legend->height() + gap : 0;
    return {m_chart.width() + 2 * margin,
            m_chart.height() + 2 * margin + titleHeight + rangeHeight + gap + legend};
}

void ChartExport::paint(QPainter &painter, const ChartWords &words) const
{
    const Theme &theme = Theme::of(m_chart);
    const QSize size = sizeOf(words);
    painter.fillRect(QRect({}, size), theme.card);
    const int width = size.width() - 2 * margin;
    const auto write = [&](const QString &text, const QFont &font, const QColor &color, int y,
                           int height) {
        painter.setFont(font);
        painter.setPen(color);
        const QRect area(margin, y, width, height);
        painter.drawText(area, Qt::AlignLeading | Qt::AlignTop | Qt::TextSingleLine,
                         QFontMetrics(font).elidedText(text, Qt::ElideRight, width));
    };
    int y = margin;
    write(words.title, uiFont(15, QFont::DemiBold), theme.text, y, titleHeight);
    y += titleHeight;
    write(words.range, uiFont(12), theme.muted, y, rangeHeight);
    y += rangeHeight + gap;
    const auto draw = [&](QWidget &widget) {
        painter.save();
        painter.translate(margin, y);
        widget.render(&painter, {}, {}, QWidget::DrawChildren);
        painter.restore();
        y += widget.height() + gap;
    };
    if (words.legend && words.legend->isVisibleTo(words.legend->window()))
        draw(*words.legend);
    draw(m_chart);
}

QImage ChartExport::image() const
{
    constexpr int finer = 2;
    const ChartWords words = m_words();
    QImage image(sizeOf(words) * finer, QImage::Format_RGB32);
    image.setDevicePixelRatio(finer);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    paint(painter, words);
    return image;
}

QByteArray ChartExport::png() const
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    image().save(&buffer, "png");
    return bytes;
}

QByteArray ChartExport::svg() const
{
    const ChartWords words = m_words();
    const QSize size = sizeOf(words);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(size);
    generator.setViewBox(QRect({}, size));
    generator.setTitle(words.title);
    generator.setDescription(words.range);
    QPainter painter(&generator);
    painter.setRenderHint(QPainter::Antialiasing);
    paint(painter, words);
    painter.end();
    return bytes;
}

void ChartExport::copyImage()
{
    QApplication::clipboard()->setImage(image());
}

void ChartExport::copyCsv()
{
    QApplication::clipboard()->setText(csv());
}

void ChartExport::savePng()
{
    choose(QStringLiteral(".png"), tr("PNG images (*.png)"));
}

void ChartExport::saveSvg()
{
    choose(QStringLiteral(".svg"), tr("SVG images (*.svg)"));
}

void ChartExport::choose(const QString &ending, const QString &filter)
{
    QString file = QFileDialog::getSaveFileName(m_chart.window(), tr("Save the chart"),
                                                tr("chart", "name of a file") + ending, filter);
    if (file.isEmpty())
        return;
    if (!file.endsWith(ending, Qt::CaseInsensitive))
        file += ending;
    save(file);
}

void ChartExport::save(const QString &file)
{
    const bool isSvg = file.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive);
    emit saveRequested(file, isSvg ? svg() : png());
}

} // namespace outlay::ui
