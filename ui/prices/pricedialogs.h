// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/prices/pricessnapshot.h"

#include <QDialog>

class QCheckBox;
class QDialogButtonBox;
class QLabel;
class QTableView;
class QVBoxLayout;

namespace outlay::ui {

class PlainTableModel;
class WrappedLabel;

/// Asks before prices change: what it is, what it does to the last 30 days, yes or no.
class PriceQuestion : public QDialog
{
    Q_OBJECT

public:
    PriceQuestion(const QString &title, const QString &sentence, const QString &accept,
                  QWidget *parent);

public slots:
    /// What it would do; from then on it can be accepted.
    void setEffect(const QString &text);
    void setRefusal(const QString &text);

protected:
    /// Above the effect.
    [[nodiscard]] QVBoxLayout &content() { return *m_content; }
    void setSentence(const QString &sentence);

private:
    WrappedLabel *m_sentence, *m_effect;
    QVBoxLayout *m_content;
    QDialogButtonBox *m_buttons;
};

/// A price list to be taken in: what it adds, changes and holds, entry by entry.
class PriceFileDialog : public PriceQuestion
{
    Q_OBJECT

public:
    PriceFileDialog(const QString &path, QWidget *parent);

public slots:
    void setPreview(const outlay::ui::PriceFilePreviewPtr &preview);

private:
    PlainTableModel *m_model;
    QTableView *m_table;
};

/// A draft of prices against those there are: a month of the past by model, and this month's end.
class PriceShockDialog : public QDialog
{
    Q_OBJECT

public:
    PriceShockDialog(const QString &path, QWidget *parent);

public slots:
    void setPreview(const outlay::ui::PriceShockPreviewPtr &preview);
    void setFailure(const QString &sentence);

signals:
    void shockRequested(const QString &path, bool othersFollow);

private:
    void ask();
    void showModels(const PriceShock &shock);
    void showForecast(const PriceShock &shock);

    QString m_path;
    WrappedLabel *m_summary, *m_notes;
    QCheckBox *m_follow;
    PlainTableModel *m_models, *m_forecast;
    QTableView *m_modelsTable, *m_forecastTable;
    QLabel *m_forecastTitle;
};

} // namespace outlay::ui
