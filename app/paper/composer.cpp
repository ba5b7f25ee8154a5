// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/composer.h"

#include "ui/theme/fonts.h"

#include <QFontMetricsF>
#include <QLocale>
#include <QTextLayout>

#include <algorithm>
#include <array>

namespace outlay::paper {

namespace {

constexpr double pt = unitsPerPoint;
constexpr double sideMargin = 50 * pt, topMargin = 50 * pt, bottomMargin = 62 * pt;
constexpr double footerAt = 36 * pt; ///< above the lower edge
const QColor ink(0x1c, 0x21, 0x28), faint(0x57, 0x60, 0x6a), rule(0xd8, 0xde, 0xe4),
    strong(0x8c, 0x95, 0x9f), accent(0x0a, 0x5f, 0xb4), wash(0xf4, 0xf6, 0xf8);

struct Look
{
    double points;
    QFont::Weight weight;
    QColor color;
    double above, below; ///< points
};

Look lookOf(TextStyle style)
{
    switch (style) {
    case TextStyle::Title:
        return {21, QFont::DemiBold, ink, 0, 3};
    case TextStyle::Subtitle:
        return {9.5, QFont::Normal, faint, 0, 8};
    case TextStyle::Heading:
        return {13, QFont::DemiBold, ink, 18, 5};
    case TextStyle::Subheading:
        return {8.5, QFont::DemiBold, ink, 9, 2};
    case TextStyle::Body:
        return {9.5, QFont::Normal, ink, 0, 4};
    case TextStyle::Small:
        return {7, QFont::Normal, faint, 2, 3};
    }
    return {};
}

/// A file's text is copied and searched, and the glyphs a font sets in place of others (a raised
/// minus beside digits) have no character there: amounts would lose their sign.
QFont printed(QFont font)
{
    font.setStyleStrategy(QFont::PreferNoShaping);
    return font;
}

QFont fontOf(double points, QFont::Weight weight = QFont::Normal)
{
    return printed(ui::uiFont(qRound(points * pt), weight));
}

/// What a column holds that is read from the right: amounts, counts, percentages, "none".
bool isFigure(const QString &cell)
{
    static const QString signs = QStringLiteral("$+-<\u2212");
    const QChar first = cell.isEmpty() ? QLatin1Char(' ') : cell.at(0);
    return first.isDigit() || signs.contains(first) || cell == QLatin1String("none") ||
           cell == QLatin1String("no limit") || cell == QLatin1String("unknown");
}

void shift(Words &words, double x, double y)
{
    words.at += QPointF(x, y);
}

/// More lines than that say no more: a name may be as long as somebody liked.
constexpr int mostLines = 8;
constexpr double cellAbove = 2.6 * pt, cellBelow = 2.9 * pt, cellGap = 10 * pt;

} // namespace

QSizeF sizeOf(PaperSize size)
{
    return size == PaperSize::Letter ? QSizeF(612 * pt, 792 * pt) : QSizeF(595 * pt, 842 * pt);
}

PaperSize usualPaper()
{
    const QLocale locale = QLocale::system();
    const bool isKnown = locale.language() != QLocale::C;
    return isKnown && locale.measurementSystem() == QLocale::ImperialUSSystem ? PaperSize::Letter
                                                                              : PaperSize::A4;
}

Composer::Composer(PaperSize size) : m_size(size)
{
    startSheet();
}

double Composer::left() const
{
    return sideMargin;
}

double Composer::width() const
{
    return sizeOf(m_size).width() - 2 * sideMargin;
}

double Composer::bottom() const
{
    return sizeOf(m_size).height() - bottomMargin;
}

void Composer::startSheet()
{
    m_sheets.emplace_back();
    m_y = topMargin;
}

Composer::Part Composer::linesOf(const QString &text, const QString &marks, const QFont &font,
                                 const QColor &color, double room) const
{
    QFont raised = font;
    raised.setPixelSize(qRound(font.pixelSize() * 0.72));
    const QString whole = marks.isEmpty() ? text : text + QStringLiteral("\u2009") + marks;
    QTextLayout layout(whole, font);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    QTextLayout::FormatRange range;
    range.start = static_cast<int>(text.size());
    range.length = static_cast<int>(whole.size() - text.size());
    range.format.setFont(raised);
    if (range.length > 0)
        layout.setFormats({range});
    const QFontMetricsF metrics(font);
    const double leading = metrics.height() * 1.12;
    Part part;
    layout.beginLayout();
    for (int n = 0; n < mostLines * 4; ++n) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(room);
        const int from = line.textStart(), to = from + line.textLength();
        const int split = std::clamp(range.start, from, to);
        const double baseline = part.height + (leading + metrics.ascent() - metrics.descent()) / 2;
        const auto add = [&](int begin, int end, const QFont &as, const QColor &tint, double up) {
            const QString piece = whole.mid(begin, end - begin);
            if (!piece.trimmed().isEmpty())
                part.words.push_back(
                    {{line.cursorToX(begin), baseline - up}, piece.trimmed(), as, tint});
        };
        add(from, split, font, color, 0);
        add(split, to, raised, accent, metrics.xHeight() * 0.55);
        part.height += leading;
    }
    layout.endLayout();
    return part;
}

void Composer::breakSheet()
{
    startSheet();
    if (m_repeated)
        draw(*m_repeated);
}

void Composer::put(const Part &part, double more)
{
    double held = 0;
    for (const Part &heading : m_held)
        held += heading.height;
    const bool isFresh = m_y <= topMargin;
    if (!isFresh && m_y + held + part.height + more > bottom())
        breakSheet();
    for (const Part &heading : std::exchange(m_held, {}))
        draw(heading);
    draw(part);
}

void Composer::draw(const Part &part)
{
    Sheet &sheet = m_sheets.back();
    for (Words words : part.words) {
        shift(words, left(), m_y);
        sheet.words.push_back(std::move(words));
    }
    for (Block block : part.blocks) {
        block.area.translate(left(), m_y);
        sheet.blocks.push_back(block);
    }
    m_y += part.height;
}

void Composer::addText(TextStyle style, const QString &text, const QString &marks)
{
    const Look look = lookOf(style);
    const QFont font = style == TextStyle::Title
                           ? printed(ui::displayFont(qRound(look.points * pt)))
                           : fontOf(look.points, look.weight);
    Part part = linesOf(text, marks, font, look.color, width());
    const bool isFirst = m_y <= topMargin && m_held.empty();
    const double above = isFirst ? 0 : look.above * pt;
    for (Words &words : part.words)
        shift(words, 0, above);
    part.height += above + look.below * pt;
    if (style == TextStyle::Heading || style == TextStyle::Subheading)
        m_held.push_back(std::move(part));
    else
        put(part);
}

void Composer::addTiles(const std::vector<TileText> &tiles)
{
    if (tiles.empty())
        return;
    constexpr double gap = 8 * pt, inset = 9 * pt;
    const auto count = static_cast<double>(tiles.size());
    const double each = (width() - gap * (count - 1)) / count;
    Part part;
    double x = 0;
    for (const TileText &tile : tiles) {
        double y = inset;
        const auto add = [&](const QString &text, const QFont &font, const QColor &color) {
            Part lines = linesOf(text, {}, font, color, each - 2 * inset);
            for (Words &words : lines.words) {
                shift(words, x + inset, y);
                part.words.push_back(std::move(words));
            }
            y += lines.height;
        };
        add(tile.label, fontOf(7.5), faint);
        add(tile.value, fontOf(14, QFont::DemiBold), ink);
        add(tile.note, fontOf(7.5), faint);
        part.height = std::max(part.height, y + inset);
        x += each + gap;
    }
    x = 0;
    for (std::size_t i = 0; i < tiles.size(); ++i, x += each + gap)
        part.blocks.push_back({QRectF(x, 0, each, part.height), wash});
    part.height += 4 * pt;
    put(part);
}

std::vector<Composer::Column> Composer::columnsOf(const TableText &table) const
{
    const double size = table.isSmall ? 7.5 : 8.5;
    const QFontMetricsF plain(fontOf(size)), bold(fontOf(size, QFont::DemiBold));
    std::vector<Column> columns(static_cast<std::size_t>(table.headings.size()));
    const auto measure = [&](const QStringList &cells, const QFontMetricsF &metrics) {
        for (qsizetype i = 0; i < cells.size(); ++i) {
            Column &column = columns[static_cast<std::size_t>(i)];
            column.natural = std::max(column.natural, metrics.horizontalAdvance(cells.at(i)) + pt);
            for (const QString &word : cells.at(i).split(QLatin1Char(' ')))
                column.least = std::max(column.least, metrics.horizontalAdvance(word) + pt);
        }
    };
    measure(table.headings, bold);
    for (const QStringList &row : table.rows)
        measure(row, plain);
    measure(table.total, bold);
    for (std::size_t i = 1; i < columns.size(); ++i) {
        const auto at = static_cast<qsizetype>(i);
        const bool isSaid =
            std::any_of(table.rows.begin(), table.rows.end(),
                        [&](const auto &row) { return !row.value(at).isEmpty(); }) ||
            !table.total.value(at).isEmpty();
        columns[i].isFigure =
            isSaid &&
            std::all_of(table.rows.begin(), table.rows.end(), [i](const QStringList &row) {
                const QString cell = row.value(static_cast<qsizetype>(i));
                return cell.isEmpty() || isFigure(cell);
            });
    }
    const double room = width() - cellGap * static_cast<double>(columns.size() - 1);
    double natural = 0, least = 0;
    for (Column &column : columns) {
        column.least = column.isFigure ? column.natural : std::min(column.least, room / 3);
        natural += column.natural;
        least += column.least;
    }
    double x = 0;
    for (Column &column : columns) {
        const double share =
            natural > least ? (column.natural - column.least) / (natural - least) : 0;
        column.width =
            natural <= room ? column.natural : column.least + std::max(0.0, room - least) * share;
        if (&column == &columns.front() && natural <= room)
            column.width += room - natural; // the first one takes what is left
        column.left = x;
        x += column.width + cellGap;
    }
    return columns;
}

Composer::Part Composer::rowOf(const std::vector<Column> &columns, const QStringList &cells,
                               const QFont &font, const QColor &color, const QColor &line) const
{
    Part part;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const Column &column = columns[i];
        const QString text = cells.value(static_cast<qsizetype>(i));
        Part cell = linesOf(text, {}, font, color, std::max(column.width, 20 * pt));
        for (Words &words : cell.words) {
            const double room = column.width - QFontMetricsF(font).horizontalAdvance(words.text);
            shift(words, column.left + (column.isFigure ? room : 0), cellAbove);
            part.words.push_back(std::move(words));
        }
        part.height = std::max(part.height, cell.height);
    }
    part.height += cellAbove + cellBelow;
    if (line.isValid())
        part.blocks.push_back({QRectF(0, part.height - 0.5 * pt, width(), 0.5 * pt), line});
    return part;
}

void Composer::addTable(const TableText &table)
{
    const std::vector<Column> columns = columnsOf(table);
    const double size = table.isSmall ? 7.5 : 8.5;
    const QFont plain = fontOf(size), bold = fontOf(size, QFont::DemiBold);
    const Part head = rowOf(columns, table.headings, fontOf(size, QFont::Medium), faint, strong);
    Part total;
    if (!table.total.isEmpty()) {
        total = rowOf(columns, table.total, bold, ink, {});
        total.blocks.push_back({QRectF(0, -0.75 * pt, width(), 0.75 * pt), strong});
    }
    const QColor line = table.isSmall ? QColor() : rule;
    m_held.push_back(head);
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const bool isLast = i + 1 == table.rows.size();
        put(rowOf(columns, table.rows[i], plain, ink, isLast && total.height > 0 ? QColor() : line),
            isLast ? total.height : 0);
        m_repeated = &head;
    }
    m_repeated = nullptr;
    if (total.height > 0)
        put(total);
    m_y += 7 * pt;
}

Book Composer::finish(const QString &title, const QString &footer)
{
    for (const Part &heading : std::exchange(m_held, {}))
        draw(heading);
    const QFont font = fontOf(7.5);
    const QFontMetricsF metrics(font);
    const double y = sizeOf(m_size).height() - footerAt;
    for (std::size_t i = 0; i < m_sheets.size(); ++i) {
        const QString number = QStringLiteral("Page %1 of %2").arg(i + 1).arg(m_sheets.size());
        const double room = width() - metrics.horizontalAdvance(number) - cellGap;
        const QString words = metrics.elidedText(footer, Qt::ElideRight, room);
        Sheet &sheet = m_sheets[i];
        sheet.blocks.push_back({QRectF(left(), y - 13 * pt, width(), 0.5 * pt), rule});
        sheet.words.push_back({{left(), y}, words, font, faint});
        sheet.words.push_back(
            {{left() + width() - metrics.horizontalAdvance(number), y}, number, font, faint});
    }
    return {title, m_size, std::move(m_sheets)};
}

} // namespace outlay::paper
