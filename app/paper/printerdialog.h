// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

class QPrinter;
class QWidget;

namespace outlay::paper {

/// Asks for printer, paper, pages and copies, over `parent`; `chosen` is called if somebody chose.
void askForPrinter(QWidget *parent,
                   const std::function<void(const std::shared_ptr<QPrinter> &)> &chosen);

} // namespace outlay::paper
