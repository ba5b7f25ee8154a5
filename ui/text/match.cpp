// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/match.h"

#include <QStringList>

namespace outlay::ui {
namespace {

constexpr int wholeText = 120, atStart = 100, atWord = 70, inside = 40, joined = 10;

bool startsWord(const QString &text, qsizetype at)
{
    return at == 0 || !text.at(at - 1).isLetterOrNumber();
}

QString withoutSeparators(QString text)
{
    return text.removeIf([](QChar c) { return !c.isLetterOrNumber(); });
}

/// What is typed without the dashes and dots of a name, or with others. From two letters on.
bool holdsJoined(const QString &word, const QString &text)
{
    const QString letters = withoutSeparators(word);
    return letters.size() > 1 && withoutSeparators(text).contains(letters);
}

std::optional<int> scoreOf(const QString &word, const QString &text)
{
    if (text == word)
        return wholeText;
    bool isInside = false;
    for (qsizetype at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
        if (at == 0)
            return atStart;
        if (startsWord(text, at))
            return atWord;
        isInside = true;
    }
    if (isInside)
        return inside;
    return holdsJoined(word, text) ? std::optional(joined) : std::nullopt;
}

} // namespace

std::optional<int> matchScore(const QString &typed, const QString &text)
{
    const QString folded = text.toCaseFolded();
    int sum = 0;
    for (const QString &word : typed.toCaseFolded().split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const auto score = scoreOf(word, folded);
        if (!score)
            return std::nullopt;
        sum += *score;
    }
    return sum;
}

} // namespace outlay::ui
