// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTranslator>

#include <cstdint>

namespace outlay::ui {

/// English plural forms for source texts written as "%1 request(s)": Qt leaves them as they lie
/// when no translation is loaded. Install below every other translator.
class EnglishPlurals : public QTranslator
{
    Q_OBJECT

public:
    using QTranslator::QTranslator;
    [[nodiscard]] bool isEmpty() const override;
    [[nodiscard]] QString translate(const char *context, const char *sourceText,
                                    const char *disambiguation, int n) const override;
};

/// The `n` of tr() for a count of any size.
[[nodiscard]] int pluralOf(std::int64_t count);

} // namespace outlay::ui
