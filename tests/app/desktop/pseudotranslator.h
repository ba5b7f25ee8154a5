// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTranslator>

#include <algorithm>

namespace outlay::test {

/// Every text of the program in brackets, with a letter in three doubled up at its end: what is not
/// translatable shows, and so does what has no room for a longer language. Bare patterns such as
/// "%1, %2" stay as long as they are.
class PseudoTranslator : public QTranslator
{
public:
    [[nodiscard]] bool isEmpty() const override { return false; }
    [[nodiscard]] QString translate(const char *, const char *source, const char *,
                                    int n) const override
    {
        QString text = QString::fromUtf8(source);
        if (n >= 0)
            text.replace(QLatin1String("(s)"), n == 1 ? QString() : QStringLiteral("s"));
        const auto letters =
            std::count_if(text.begin(), text.end(), [](QChar c) { return c.isLetter(); });
        if (letters == 0)
            return text;
        return u'‹' + text + QString(letters * 3 / 10, u'~') + u'›';
    }
};

} // namespace outlay::test
