// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <QString>

#include <vector>

namespace outlay::paper {

/// Lengths on paper are twentieths of a point, 1440 to an inch; so are the fonts' pixels.
inline constexpr int unitsPerPoint = 20;
inline constexpr int unitsPerInch = 72 * unitsPerPoint;

enum class PaperSize
{
    A4,
    Letter,
};

[[nodiscard]] QSizeF sizeOf(PaperSize size);
/// Letter where inches are used, A4 elsewhere.
[[nodiscard]] PaperSize usualPaper();

/// Text of one line; `at` is where its baseline begins.
struct Words
{
    QPointF at;
    QString text;
    QFont font;
    QColor color;
};

struct Block
{
    QRectF area;
    QColor color;
};

/// One page as it will be printed.
struct Sheet
{
    std::vector<Block> blocks; ///< beneath the words
    std::vector<Words> words;
};

struct Book
{
    QString title;
    PaperSize size = PaperSize::A4;
    std::vector<Sheet> sheets;
};

} // namespace outlay::paper
