// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/alertingsettings.h"

#include <QDialog>
#include <QPointer>

#include <map>

class QCheckBox;
class QGridLayout;
class QLineEdit;
class QPushButton;
class QTableView;
class QTimeEdit;
class QVBoxLayout;

namespace outlay::ui {

class PlainTableModel;
class WebhookEditor;
class WrappedLabel;

/// Quiet hours, which kinds are told, webhooks and the Prometheus endpoint: settings in, settings
/// out. Deletes itself on closing.
class AlertingDialog : public QDialog
{
    Q_OBJECT

public:
    AlertingDialog(const AlertingSettings &settings, QWidget *parent);
    /// As they stand in the fields.
    [[nodiscard]] AlertingSettings settings() const;
    void setWebhookAnswer(bool isOk, const QString &sentence);

signals:
    void settingsAccepted(const outlay::ui::AlertingSettings &settings);
    void webhookTestRequested(const outlay::ui::WebhookSettings &webhook);

private:
    QWidget *makeQuiet();
    QWidget *makeKinds();
    QWidget *makeWebhooks();
    QWidget *makePrometheus();
    WrappedLabel *addProblem(QVBoxLayout &box, const QString &field);
    void showWebhooks();
    void updateFields();
    void editWebhook(int row);
    void testWebhook();
    void removeWebhook();
    void save();

    AlertingSettings m_settings;
    QCheckBox *m_quiet = nullptr, *m_burnRate = nullptr, *m_prometheus = nullptr;
    QTimeEdit *m_from = nullptr, *m_to = nullptr;
    std::array<QCheckBox *, 7> m_days{};
    QLineEdit *m_zone = nullptr, *m_port = nullptr, *m_token = nullptr;
    std::array<QCheckBox *, alertKinds.size()> m_kinds{};
    PlainTableModel *m_hooks = nullptr;
    QTableView *m_hookTable = nullptr;
    QPushButton *m_edit = nullptr, *m_test = nullptr, *m_remove = nullptr;
    WrappedLabel *m_answer = nullptr;
    QPointer<WebhookEditor> m_editor;
    std::map<QString, WrappedLabel *> m_problems;
};

} // namespace outlay::ui
