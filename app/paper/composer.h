// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/paper/sheet.h"

#include <QStringList>

#include <vector>

namespace outlay::paper {

enum class TextStyle
{
    Title,
    Subtitle,
    Heading,
    Subheading,
    Body,
    Small,
};

/// Sums and rules of a table of text; figures stand to the right, words to the left.
struct TableText
{
    QStringList headings;
    std::vector<QStringList> rows;
    QStringList total; ///< empty: none
    bool isSmall = false;
};

struct TileText
{
    QString label, value, note;
};

/// Fills sheets from the top: no line and no row is cut, a heading stays with what it heads, and a
/// table that goes on repeats its headings. The same text gives the same sheets.
class Composer
{
public:
    explicit Composer(PaperSize size);

    /// `marks` follow the text, raised.
    void addText(TextStyle style, const QString &text, const QString &marks = {});
    void addTiles(const std::vector<TileText> &tiles);
    void addTable(const TableText &table);
    void startSheet();
    /// Numbers the sheets and ends.
    [[nodiscard]] Book finish(const QString &title, const QString &footer);

private:
    struct Column
    {
        double natural = 0, least = 0, width = 0, left = 0;
        bool isFigure = false;
    };
    struct Part ///< what is put down whole
    {
        double height = 0;
        std::vector<Words> words;
        std::vector<Block> blocks;
    };
    [[nodiscard]] double left() const;
    [[nodiscard]] double width() const;
    [[nodiscard]] double bottom() const;
    [[nodiscard]] Part linesOf(const QString &text, const QString &marks, const QFont &font,
                               const QColor &color, double room) const;
    [[nodiscard]] std::vector<Column> columnsOf(const TableText &table) const;
    [[nodiscard]] Part rowOf(const std::vector<Column> &columns, const QStringList &cells,
                             const QFont &font, const QColor &color, const QColor &rule) const;
    /// The same on the next sheet if it does not fit, with what `before` holds above it there.
    void put(const Part &part, double more = 0);
    void draw(const Part &part);
    void breakSheet();

    PaperSize m_size;
    std::vector<Sheet> m_sheets;
    double m_y = 0;
    std::vector<Part> m_held;         ///< headings that wait for what they head
    const Part *m_repeated = nullptr; ///< above what goes on, on a new sheet
};

} // namespace outlay::paper
