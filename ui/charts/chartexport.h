// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QImage>
#include <QObject>
#include <QString>
#include <QStringList>

#include <functional>

class QPainter;
class QWidget;

namespace outlay::ui {

/// What stands beside a chart in its picture, and its figures.
struct ChartWords
{
    QString title;
    QString range;             ///< dates, zone
    QWidget *legend = nullptr; ///< drawn if it is shown; null: the chart needs none
    QString csv;               ///< times in UTC, amounts as plain numbers
};

/// The context menu of a chart, also by the Menu key, and its keys while the chart has the focus:
/// copies it as an image (Ctrl+C) or its figures as CSV, saves it as PNG (Ctrl+S) or SVG. Colours
/// are those on the screen. `words` is asked when something is chosen.
class ChartExport : public QObject
{
    Q_OBJECT

public:
    ChartExport(QWidget &chart, std::function<ChartWords()> words);

    [[nodiscard]] QImage image() const; ///< twice as fine as the screen
    [[nodiscard]] QByteArray png() const;
    [[nodiscard]] QByteArray svg() const;
    [[nodiscard]] QString csv() const { return m_words().csv; }
    /// Without asking where to.
    void save(const QString &file);

signals:
    /// The bytes are made; whoever owns the window writes them.
    void saveRequested(const QString &file, const QByteArray &bytes);

private:
    void addAction(const QString &text, const char *name, const QKeySequence &key,
                   void (ChartExport::*slot)());
    void copyImage();
    void copyCsv();
    void savePng();
    void saveSvg();
    void choose(const QString &ending, const QString &filter);
    [[nodiscard]] QSize sizeOf(const ChartWords &words) const;
    void paint(QPainter &painter, const ChartWords &words) const;

    QWidget &m_chart;
    std::function<ChartWords()> m_words;
};

/// A line of CSV; a field with a comma, a quote or a line break is quoted, and one that
/// a spreadsheet would run as a formula gets an apostrophe in front.
[[nodiscard]] QString csvLine(const QStringList &fields);

} // namespace outlay::ui
