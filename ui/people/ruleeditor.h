// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/ingest.h"

#include <QDialog>
#include <QTimer>

#include <vector>

class QCheckBox;
class QComboBox;
class QDateEdit;
class QLineEdit;
class QVBoxLayout;

namespace outlay::ui {

class WrappedLabel;

/// One attribution rule: what it matches, what it sets, when; says what it would move while it is
/// being written.
class RuleEditor : public QDialog
{
    Q_OBJECT

public:
    RuleEditor(const Ingest::AttributionRule &rule, bool isNew, QWidget *parent);
    /// Rules with more lines than there are here, or with commas in their values, are for the
    /// command line.
    [[nodiscard]] static bool canHold(const Ingest::AttributionRule &rule);
    [[nodiscard]] Result<Ingest::AttributionRule> rule() const;

public slots:
    /// Of the rule asked about last.
    void setEffect(const QString &text);

signals:
    /// The rule has changed and can be read.
    void previewRequested(const outlay::Ingest::AttributionRule &rule);
    void ruleAccepted(const outlay::Ingest::AttributionRule &rule);

private:
    struct Line
    {
        QComboBox *dimension;
        QLineEdit *value;
    };
    void addLine(std::vector<Line> &lines, QVBoxLayout &box, const QList<QString> &dimensions,
                 const char *objectName);
    void changed();
    void ask();
    void tryToAccept();

    std::vector<Line> m_match, m_set;
    QCheckBox *m_hasFrom, *m_hasTo;
    QDateEdit *m_from, *m_to;
    WrappedLabel *m_effect;
    QTimer m_pause; ///< nobody wants a preview of every letter
};

} // namespace outlay::ui
