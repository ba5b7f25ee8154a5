// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/alertingsettings.h"

#include <QDialog>

#include <map>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;
class QPushButton;

namespace outlay::ui {

class WrappedLabel;

/// A webhook: what it is called, what it understands, where its address and secret lie, which
/// alerts go there. Deletes itself on closing.
class WebhookEditor : public QDialog
{
    Q_OBJECT

public:
    /// `taken`: the names of the others.
    WebhookEditor(const WebhookSettings &webhook, QStringList taken, QWidget *parent);
    [[nodiscard]] WebhookSettings webhook() const;
    void setAnswer(bool isOk, const QString &sentence);

signals:
    void webhookAccepted(const outlay::ui::WebhookSettings &webhook);
    void testRequested(const outlay::ui::WebhookSettings &webhook);

private:
    void addField(QFormLayout &form, const QString &label, QWidget *field, const char *name);
    [[nodiscard]] bool check();
    void test();
    void save();

    WebhookSettings m_webhook;
    QStringList m_taken;
    QLineEdit *m_name, *m_address, *m_secret, *m_routes;
    QComboBox *m_kind;
    QCheckBox *m_on;
    QPushButton *m_test;
    WrappedLabel *m_answer;
    std::map<QString, WrappedLabel *> m_problems;
};

} // namespace outlay::ui
