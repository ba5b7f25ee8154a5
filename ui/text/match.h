// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace outlay::ui {

/// How well what somebody types fits a text, by words in any order and whatever the case: greater
/// is better. A word at the start beats the start of a word, that beats the middle, that beats
/// one that is there without its dashes, dots and spaces ("gpt5" in "gpt-5").
/// nullopt: a word is not in it at all; letters that are only scattered over the text are not.
[[nodiscard]] std::optional<int> matchScore(const QString &typed, const QString &text);

} // namespace outlay::ui
