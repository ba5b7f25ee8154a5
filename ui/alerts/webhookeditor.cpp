// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/webhookeditor.h"

#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

namespace outlay::ui {

WebhookEditor::WebhookEditor(const WebhookSettings &webhook, QStringList taken, QWidget *parent)
    : QDialog(parent)
    , m_webhook(webhook)
    , m_taken(std::move(taken))
    , m_name(new QLineEdit(webhook.name, this))
    , m_address(new QLineEdit(webhook.address, this))
    , m_secret(new QLineEdit(webhook.secret, this))
    , m_routes(new QLineEdit(webhook.routes.join(QStringLiteral("; ")), this))
    , m_kind(new QComboBox(this))
    , m_on(new QCheckBox(tr("&On"), this))
    , m_test(new QPushButton(tr("Send a test"), this))
    , m_answer(new WrappedLabel({}, uiFont(12), this))
{
    setObjectName(QStringLiteral("webhookEditor"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(webhook.name.isEmpty() ? tr("Add a webhook") : tr("Edit a webhook"));
    setMinimumWidth(520);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(22, 18, 22, 16);
    box->setSpacing(10);
    box->addWidget(makeLabel(windowTitle(), uiFont(16, QFont::DemiBold), this));
    m_kind->addItem(tr("JSON, signed"), static_cast<int>(WebhookSettings::Kind::Json));
    m_kind->addItem(tr("Slack and compatible"), static_cast<int>(WebhookSettings::Kind::Slack));
    m_kind->addItem(tr("Microsoft Teams and compatible"),
                    static_cast<int>(WebhookSettings::Kind::Teams));
    m_kind->setCurrentIndex(m_kind->findData(static_cast<int>(webhook.kind)));
    m_on->setChecked(webhook.isOn);
    m_address->setPlaceholderText(QStringLiteral("keychain:alerts-url"));
    m_secret->setPlaceholderText(QStringLiteral("keychain:alerts-hmac"));
    m_routes->setPlaceholderText(QStringLiteral("team=search; owner=ada,urgency=critical"));
    m_routes->setToolTip(
        tr("Empty: every alert. Semicolons stand between routes, commas between what must "
           "all match in one."));
    auto *form = new QFormLayout;
    form->setVerticalSpacing(4);
    form->setHorizontalSpacing(14);
    addField(*form, tr("&Name"), m_name, "webhookName");
    addField(*form, tr("&Kind"), m_kind, "webhookKind");
    addField(*form, tr("&Address"), m_address, "webhookAddress");
    addField(*form, tr("&Secret for signing"), m_secret, "webhookSecret");
    addField(*form, tr("Only &for"), m_routes, "webhookRoutes");
    m_on->setObjectName(QStringLiteral("webhookOn"));
    form->addRow(QString(), m_on);
    box->addLayout(form);
    box->addWidget(new WrappedLabel(
        tr("What a reference names (keychain:NAME, env:NAME) is read when an alert is sent, and "
           "not kept here. Addresses of chats are secrets themselves: write a reference."),
        uiFont(12), this));
    m_answer->setObjectName(QStringLiteral("webhookAnswer"));
    box->addWidget(m_answer);
    m_test->setObjectName(QStringLiteral("webhookTest"));
    connect(m_test, &QPushButton::clicked, this, &WebhookEditor::test);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    auto *saving = makePrimary(tr("Keep"), this);
    saving->setObjectName(QStringLiteral("webhookSave"));
    saving->setDefault(true);
    buttons->addButton(m_test, QDialogButtonBox::ActionRole);
    buttons->addButton(saving, QDialogButtonBox::AcceptRole);
    connect(buttons, &QDialogButtonBox::accepted, this, &WebhookEditor::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    box->addWidget(buttons);
    const auto updateSecret = [this] {
        m_secret->setEnabled(m_kind->currentData().toInt() ==
                             static_cast<int>(WebhookSettings::Kind::Json));
    };
    connect(m_kind, &QComboBox::currentIndexChanged, this, updateSecret);
    updateSecret();
}

/// The field, and below it the room for a complaint about it.
void WebhookEditor::addField(QFormLayout &form, const QString &label, QWidget *field,
                             const char *name)
{
    field->setObjectName(QLatin1String(name));
    form.addRow(label, field);
    auto *problem = new WrappedLabel({}, uiFont(12), this);
    setRole(*problem, "critical");
    problem->setObjectName(QLatin1String(name) + QStringLiteral("Problem"));
    problem->hide();
    form.addRow(QString(), problem);
    m_problems[QLatin1String(name)] = problem;
}

WebhookSettings WebhookEditor::webhook() const
{
    WebhookSettings w = m_webhook;
    w.name = m_name->text().trimmed();
    w.kind = static_cast<WebhookSettings::Kind>(m_kind->currentData().toInt());
    w.address = m_address->text().trimmed();
    w.secret = m_secret->isEnabled() ? m_secret->text().trimmed() : QString();
    w.isOn = m_on->isChecked();
    w.routes.clear();
    for (const QString &route : m_routes->text().split(u';', Qt::SkipEmptyParts)) {
        if (!route.trimmed().isEmpty())
            w.routes << route.trimmed();
    }
    return w;
}

bool WebhookEditor::check()
{
    for (const auto &[field, label] : m_problems)
        label->hide();
    const std::vector<FieldProblem> problems = problemsOf(webhook(), m_taken);
    for (const FieldProblem &problem : problems) {
        WrappedLabel *label = m_problems.at(problem.field);
        label->setText(problem.sentence);
        label->show();
    }
    if (!problems.empty())
        findChild<QWidget *>(problems.front().field)->setFocus();
    return problems.empty();
}

void WebhookEditor::test()
{
    if (!check())
        return;
    m_test->setEnabled(false);
    setRole(*m_answer, "muted");
    m_answer->setText(tr("Sending…"));
    emit testRequested(webhook());
}

void WebhookEditor::setAnswer(bool isOk, const QString &sentence)
{
    m_test->setEnabled(true);
    setRole(*m_answer, isOk ? "ok" : "critical");
    m_answer->setText(isOk ? tr("It arrived. %1", "more about it").arg(sentence).trimmed()
                           : tr("It did not arrive: %1").arg(sentence));
}

void WebhookEditor::save()
{
    if (!check())
        return;
    emit webhookAccepted(webhook());
    accept();
}

} // namespace outlay::ui
