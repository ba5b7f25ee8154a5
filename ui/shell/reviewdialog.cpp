// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/reviewdialog.h"

#include "ui/text/today.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QComboBox>
#include <QDateEdit>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace outlay::ui {
namespace {

enum Period
{
    LastMonth,
    LastWeek,
    MonthOf,
    WeekOf,
};

} // namespace

ReviewDialog::ReviewDialog(Use use, bool isLetter, QWidget *parent)
    : QDialog(parent)
    , m_use(use)
    , m_period(new QComboBox(this))
    , m_paper(new QComboBox(this))
    , m_day(new QDateEdit(todayShown(), this))
    , m_file(new QLineEdit(this))
    , m_write(makePrimary(use == Use::Print ? tr("&Print…") : tr("&Export"), this))
{
    setObjectName(QStringLiteral("reviewDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(use == Use::Print ? tr("Print review") : tr("Export review"));
    m_period->setObjectName(QStringLiteral("reviewPeriod"));
    m_period->addItems({tr("The last month that is over"), tr("The last week that is over"),
                        tr("The month of a day"), tr("The week of a day")});
    m_day->setObjectName(QStringLiteral("reviewDay"));
    m_day->setCalendarPopup(true);
    m_paper->addItems({tr("A4"), tr("Letter", "paper")});
    m_paper->setCurrentIndex(isLetter ? 1 : 0);
    m_write->setObjectName(QStringLiteral("reviewExport"));
    m_write->setDefault(true);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(QStringLiteral("reviewCancel"));
    cancel->setAutoDefault(false);
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(labelOf(tr("&Period"), m_period), m_period);
    form->addRow(labelOf(tr("&Day of it"), m_day), m_day);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 18);
    column->setSpacing(12);
    column->addLayout(form);
    m_file->setVisible(use == Use::File);
    m_paper->setVisible(use == Use::File);
    if (use == Use::File) {
        addFile(*form);
        auto *hint = makeLabel(tr("As PDF or, if the name ends in .html, as a page for a browser. "
                                  "Only you can read the file. Money is in US dollars."),
                               uiFont(12), this, "muted");
        hint->setWordWrap(true);
        column->addWidget(hint);
    }
    auto *row = new QHBoxLayout;
    row->addWidget(cancel);
    row->addStretch(1);
    row->addWidget(m_write);
    column->addLayout(row);
    setMinimumWidth(520);
    connect(m_period, &QComboBox::currentIndexChanged, this, &ReviewDialog::updateWords);
    connect(m_file, &QLineEdit::textChanged, this, &ReviewDialog::updateWords);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_write, &QPushButton::clicked, this, [this] {
        const ReviewChoice wanted = choice();
        accept();
        emit chosen(wanted);
    });
    updateWords();
}

void ReviewDialog::addFile(QFormLayout &form)
{
    m_paper->setObjectName(QStringLiteral("reviewPaper"));
    m_file->setObjectName(QStringLiteral("reviewFile"));
    m_file->setText(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation) +
                    QStringLiteral("/review.pdf"));
    auto *browseButton = new QPushButton(tr("Choose…"), this);
    browseButton->setObjectName(QStringLiteral("reviewBrowse"));
    browseButton->setAutoDefault(false);
    connect(browseButton, &QPushButton::clicked, this, &ReviewDialog::browse);
    auto *file = new QHBoxLayout;
    file->addWidget(m_file, 1);
    file->addWidget(browseButton);
    form.addRow(labelOf(tr("&File"), m_file), file);
    form.addRow(labelOf(tr("P&aper"), m_paper), m_paper);
}

/// Names the field for those who do not see it, too.
QLabel *ReviewDialog::labelOf(const QString &text, QWidget *field)
{
    auto *label = makeLabel(text, uiFont(13), this);
    label->setBuddy(field);
    field->setAccessibleName(QString(text).remove(u'&'));
    return label;
}

ReviewChoice ReviewDialog::choice() const
{
    const int period = m_period->currentIndex();
    ReviewChoice choice;
    if (m_use == Use::File)
        choice.file = m_file->text();
    choice.period =
        period == LastWeek || period == WeekOf ? QStringLiteral("week") : QStringLiteral("month");
    if (period == MonthOf || period == WeekOf)
        choice.at = m_day->date().toString(Qt::ISODate);
    choice.isLetter = m_paper->currentIndex() == 1;
    return choice;
}

void ReviewDialog::browse()
{
    const QString file = QFileDialog::getSaveFileName(this, tr("Export review"), m_file->text(),
                                                      tr("PDF (*.pdf);;HTML (*.html *.htm)"),
                                                      nullptr, QFileDialog::DontConfirmOverwrite);
    if (!file.isEmpty())
        m_file->setText(file);
}

void ReviewDialog::updateWords()
{
    const int period = m_period->currentIndex();
    m_day->setEnabled(period == MonthOf || period == WeekOf);
    if (m_use == Use::Print)
        return;
    const QString file = m_file->text();
    m_write->setEnabled(file.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive) ||
                        file.endsWith(QLatin1String(".html"), Qt::CaseInsensitive) ||
                        file.endsWith(QLatin1String(".htm"), Qt::CaseInsensitive));
    m_paper->setEnabled(file.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive));
}

} // namespace outlay::ui
