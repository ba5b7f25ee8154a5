// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/sources/sourcerow.h"

#include <QDialog>

#include <optional>

class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QVBoxLayout;

namespace outlay::ui {

class WrappedLabel;

/// Adds a source, or changes one: what it is, where, with which key; a test says what it can and
/// cannot see before it is saved. Deletes itself on closing and forgets a key that was typed.
class SourceForm : public QDialog
{
    Q_OBJECT

public:
    /// `former`: the source that is changed; empty: a new one, whose name may be proposed.
    SourceForm(const SourceDraft &draft, QString former, QWidget *parent);
    ~SourceForm() override;

    void setFindings(const std::vector<SourceFinding> &findings);
    void setFailure(const QString &sentence);

signals:
    void testRequested(const outlay::ui::SourceDraft &draft);
    void saveRequested(const outlay::ui::SourceDraft &draft, const QString &former);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void makeFields();
    void makeAdvanced();
    QLayout *makeButtons();
    QWidget *addField(QGridLayout &grid, const QString &label, QWidget *field);
    void setRowVisible(QWidget *field, bool isVisible);
    void fill(const SourceDraft &draft);
    [[nodiscard]] SourceDraft draft() const;
    [[nodiscard]] SourceKind kind() const;
    [[nodiscard]] SourceDraft::KeyPlace keyPlace() const;
    [[nodiscard]] std::optional<SourceDraft::KeyPlace> pushKeyPlace() const;
    void makePushKey();
    void updatePushKey();
    [[nodiscard]] QString missingPushKey(const SourceDraft &now) const;
    void updateFields();
    void fitHeight();
    void updateButtons();
    /// Saving stays possible, but is not what Enter does.
    void discourageSaving();
    void proposeName();
    void choosePath();
    void forgetFindings();
    void addFinding(const SourceFinding &finding);
    [[nodiscard]] QString missing() const;
    void test();
    void save();

    QString m_former;
    QGridLayout *m_grid, *m_advancedGrid;
    QWidget *m_advanced;
    QComboBox *m_kind, *m_keyPlace, *m_pushKeyPlace, *m_format;
    QLineEdit *m_name, *m_address, *m_key, *m_pushKey, *m_paths, *m_port;
    QLineEdit *m_proxy, *m_ca, *m_certificate, *m_certificateKey;
    QPlainTextEdit *m_headers;
    QPushButton *m_choose, *m_more, *m_test, *m_cancel, *m_save;
    WrappedLabel *m_pushHint, *m_hint, *m_error;
    QWidget *m_results;
    QVBoxLayout *m_resultRows;
    bool m_hadPushKey = false;
    bool m_isTesting = false, m_isSaving = false, m_isTested = false, m_isOwnName = false;
};

} // namespace outlay::ui
