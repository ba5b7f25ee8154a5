// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/people/personeditor.h"

#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace outlay::ui {
namespace {

QLineEdit *makeLine(const std::string &text, const char *objectName, QWidget *parent)
{
    auto *line = new QLineEdit(QString::fromStdString(text), parent);
    line->setObjectName(QLatin1String(objectName));
    line->setMaxLength(200);
    return line;
}

std::string typed(const QLineEdit &line)
{
    return line.text().trimmed().toStdString();
}

} // namespace

PersonEditor::PersonEditor(const Person &person, QWidget *parent)
    : QDialog(parent)
    , m_name(makeLine(person.name, "personName", this))
    , m_email(makeLine(person.email, "personEmail", this))
    , m_team(makeLine(person.team, "personTeam", this))
    , m_costCenter(makeLine(person.costCenter, "personCostCenter", this))
    , m_identities(new QPlainTextEdit(this))
    , m_problem(makeLabel({}, uiFont(12), this, "warning"))
{
    setObjectName(QStringLiteral("personEditor"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(person.name.empty() ? tr("New person") : tr("Edit a person"));
    QStringList lines;
    for (const Identity &identity : person.identities)
        lines << QString::fromStdString(std::string(name(identity.kind)) + "=" + identity.value);
    m_identities->setPlainText(lines.join(QLatin1Char('\n')));
    m_identities->setObjectName(QStringLiteral("personIdentities"));
    m_identities->setTabChangesFocus(true);
    m_identities->setPlaceholderText(QStringLiteral("key=ada-laptop\nos_user=ada"));
    auto *form = new QFormLayout;
    form->addRow(tr("&Name"), m_name);
    form->addRow(tr("&E-mail"), m_email);
    form->addRow(tr("&Team"), m_team);
    form->addRow(tr("&Cost center"), m_costCenter);
    form->addRow(tr("Known &as"), m_identities);
    auto *hint =
        new WrappedLabel(tr("One a line: email, gateway_user, key, os_user or "
                            "provider_user, an equals sign, and what the source says. Team "
                            "and cost center hold where no log says otherwise."),
                         uiFont(12), this);
    m_problem->setObjectName(QStringLiteral("personProblem"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    connect(buttons, &QDialogButtonBox::accepted, this, &PersonEditor::tryToAccept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *box = new QVBoxLayout(this);
    box->addLayout(form);
    box->addWidget(hint);
    box->addWidget(m_problem);
    box->addWidget(buttons);
    resize(460, 380);
}

Result<Person> PersonEditor::person() const
{
    Person person;
    person.name = typed(*m_name);
    person.email = typed(*m_email);
    person.team = typed(*m_team);
    person.costCenter = typed(*m_costCenter);
    if (person.name.empty())
        return failure(Error::Kind::Usage, tr("Give the person a name.").toStdString());
    if (!person.email.empty() && person.email.find('@') == std::string::npos)
        return failure(Error::Kind::Usage, tr("That is no e-mail address.").toStdString());
    int number = 0;
    const QStringList lines = m_identities->toPlainText().split(QLatin1Char('\n'));
    for (const QString &line : lines) {
        ++number;
        const QString text = line.trimmed();
        if (text.isEmpty())
            continue;
        const auto sign = text.indexOf(QLatin1Char('='));
        const auto kind = identityKindNamed(text.left(sign).trimmed().toStdString());
        const QString value = text.mid(sign + 1).trimmed();
        if (sign < 0 || !kind || value.isEmpty())
            return failure(Error::Kind::Usage,
                           tr("Line %1 of “Known as”: write a kind, an equals sign and a value, "
                              "e.g. key=ada-laptop.")
                               .arg(number)
                               .toStdString());
        person.identities.push_back({*kind, value.toStdString()});
    }
    return person;
}

void PersonEditor::tryToAccept()
{
    const Result<Person> typedPerson = person();
    m_problem->setVisible(!typedPerson);
    if (!typedPerson) {
        m_problem->setText(QString::fromStdString(typedPerson.error().text));
        return;
    }
    emit personAccepted(*typedPerson);
    accept();
}

} // namespace outlay::ui
