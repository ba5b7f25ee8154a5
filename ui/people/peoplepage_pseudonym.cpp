// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// PeoplePage: a person's name taken out for good, asked about before it is done.
#include "ui/people/peoplemodels.h"
#include "ui/people/peoplepage.h"
#include "ui/people/peoplewords.h"
#include "ui/text/names.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/widgets/nameguard.h"

#include <QMessageBox>
#include <QPushButton>

namespace outlay::ui {

QString pseudonymSentence(const PseudonymEffect &effect, const QLocale &locale)
{
    QStringList sentences{
        PeoplePage::tr("%1 name(s), addresses and ids give way to one like “person-7f3a”.", nullptr,
                       pluralOf(effect.texts))
            .arg(count(effect.texts, locale)),
        PeoplePage::tr("Budgets and rules that name them apply as before, and every figure stays "
                       "what it is."),
        PeoplePage::tr("What names them in later imports counts for the pseudonym and is not "
                       "kept.")};
    if (!effect.months.empty()) {
        QStringList months;
        for (const std::string &month : effect.months)
            months << QString::fromStdString(month);
        sentences << PeoplePage::tr("Closed months that name them get another digest: %1. The one "
                                    "before is kept in the log of changes.")
                         .arg(months.join(QStringLiteral(", ")));
    }
    if (effect.around > 0)
        sentences << PeoplePage::tr("%1 text(s) that hold a name inside stay: branches, paths, "
                                    "descriptions.",
                                    nullptr, pluralOf(effect.around))
                         .arg(count(effect.around, locale));
    sentences << PeoplePage::tr("Logs, backups and what was exported or sent keep the name.")
              << PeoplePage::tr("This cannot be undone.");
    return sentences.join(u' ');
}

void PeoplePage::askForPseudonym()
{
    const Person *person = m_people->personAt(selectedRow(*m_peopleTable));
    if (!person || isRefusedWithoutNames(*this))
        return;
    m_pseudonymOf = QString::fromStdString(person->name);
    emit pseudonymPreviewRequested(m_pseudonymOf);
}

void PeoplePage::setPseudonymEffect(const QString &name, const PseudonymEffect &effect)
{
    if (name != m_pseudonymOf)
        return; // another one was asked about since
    auto *question = new QMessageBox(QMessageBox::Warning, tr("Pseudonymise a person"),
                                     tr("Take the name “%1” out of the ledger for good?").arg(name),
                                     QMessageBox::Cancel, this);
    question->setObjectName(QStringLiteral("pseudonymQuestion"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setTextFormat(Qt::PlainText);
    question->setInformativeText(pseudonymSentence(effect, locale()));
    QPushButton *accept = question->addButton(tr("Pseudonymise"), QMessageBox::DestructiveRole);
    accept->setObjectName(QStringLiteral("pseudonymConfirm"));
    question->setDefaultButton(QMessageBox::Cancel);
    connect(accept, &QPushButton::clicked, this, [this, name] { emit pseudonymConfirmed(name); });
    question->open();
}

void PeoplePage::setPseudonymFailure(const QString &name, const QString &sentence)
{
    if (name == m_pseudonymOf)
        setProblem(sentence);
}

} // namespace outlay::ui
