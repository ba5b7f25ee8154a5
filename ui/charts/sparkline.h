// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <vector>

namespace outlay::ui {

/// A small line without axes; decoration beside a figure, so it takes no focus and no clicks.
class Sparkline : public QWidget
{
    Q_OBJECT

public:
    explicit Sparkline(QWidget *parent = nullptr);
    void setValues(std::vector<double> values);
    [[nodiscard]] QSize sizeHint() const override { return {96, 34}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::vector<double> m_values;
};

} // namespace outlay::ui
