// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/ingest.h"
#include "models/ledger/ledgerreader.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace outlay::ui {

/// The question how a source or a key is paid, with the answer there is.
class PlanEditor : public QWidget
{
    Q_OBJECT

public:
    explicit PlanEditor(QWidget *parent = nullptr);
    /// Of one of them. Starts the answer anew.
    void setSubject(const std::string &source, const std::string &key,
                    const std::optional<PlanInfo> &plan);
    void setBusy(bool isBusy);

signals:
    void planChosen(const outlay::Ingest::Plan &plan);

private:
    void fillKinds();
    void updateFields();
    void take();
    [[nodiscard]] Ingest::Plan::Kind kind() const;

    std::string m_source, m_key;
    QComboBox *m_kind;
    QLineEdit *m_name, *m_fee, *m_since;
    QLabel *m_nameLabel, *m_feeLabel, *m_error;
    QPushButton *m_set;
    bool m_isBusy = false;
};

} // namespace outlay::ui
