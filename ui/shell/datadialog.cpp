// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/datadialog.h"

#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QStandardPaths>
#include <QVBoxLayout>

#include <array>

namespace outlay::ui {
namespace {

struct Form
{
    const char *format, *ending;
};
constexpr std::array<Form, 3> forms{{{"csv", ".csv"}, {"jsonl", ".jsonl"}, {"focus", ".csv"}}};

} // namespace

DataDialog::DataDialog(const QString &scope, QWidget *parent)
    : QDialog(parent)
    , m_format(new QComboBox(this))
    , m_file(new QLineEdit(this))
    , m_words(new WrappedLabel({}, uiFont(12), this))
    , m_write(makePrimary(tr("&Export"), this))
{
    setObjectName(QStringLiteral("dataDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Export data"));
    m_format->setObjectName(QStringLiteral("dataFormat"));
    m_format->addItems(
        {tr("Requests, as CSV"), tr("Requests, as JSON lines"), tr("Charges, as FOCUS 1.2 (CSV)")});
    m_file->setObjectName(QStringLiteral("dataFile"));
    m_file->setText(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation) +
                    QStringLiteral("/outlay.csv"));
    m_write->setObjectName(QStringLiteral("dataExport"));
    m_write->setDefault(true);
    auto *browseButton = new QPushButton(tr("Choose…"), this);
    browseButton->setObjectName(QStringLiteral("dataBrowse"));
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(QStringLiteral("dataCancel"));
    for (QPushButton *button : {browseButton, cancel})
        button->setAutoDefault(false);
    auto *file = new QHBoxLayout;
    file->addWidget(m_file, 1);
    file->addWidget(browseButton);
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    const auto add = [&](const QString &text, QWidget *field) {
        auto *label = makeLabel(text, uiFont(13), this);
        label->setBuddy(field);
        field->setAccessibleName(QString(text).remove(u'&'));
        return label;
    };
    form->addRow(add(tr("F&orm"), m_format), m_format);
    form->addRow(add(tr("&File"), m_file), file);
    auto *row = new QHBoxLayout;
    row->addWidget(cancel);
    row->addStretch(1);
    row->addWidget(m_write);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 18);
    column->setSpacing(12);
    auto *shown = new WrappedLabel(scope, uiFont(13), this);
    shown->setObjectName(QStringLiteral("dataScope"));
    column->addWidget(shown);
    column->addLayout(form);
    column->addWidget(m_words);
    column->addLayout(row);
    setMinimumWidth(520);
    connect(m_format, &QComboBox::currentIndexChanged, this, &DataDialog::followFormat);
    connect(m_file, &QLineEdit::textChanged, this, &DataDialog::updateWords);
    connect(browseButton, &QPushButton::clicked, this, &DataDialog::browse);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_write, &QPushButton::clicked, this, [this] {
        const DataChoice wanted = choice();
        accept();
        emit chosen(wanted);
    });
    updateWords();
}

DataChoice DataDialog::choice() const
{
    DataChoice choice;
    choice.file = m_file->text();
    choice.format =
        QLatin1String(forms.at(static_cast<std::size_t>(m_format->currentIndex())).format);
    return choice;
}

void DataDialog::browse()
{
    const QString file = QFileDialog::getSaveFileName(this, tr("Export data"), m_file->text(),
                                                      tr("CSV (*.csv);;JSON lines (*.jsonl)"),
                                                      nullptr, QFileDialog::DontConfirmOverwrite);
    if (!file.isEmpty())
        m_file->setText(file);
}

/// The file's ending is that of its form, unless somebody chose another.
void DataDialog::followFormat()
{
    const QLatin1String ending(forms.at(static_cast<std::size_t>(m_format->currentIndex())).ending);
    QString file = m_file->text();
    for (const Form &form : forms) {
        const QLatin1String known(form.ending);
        if (file.endsWith(known)) {
            m_file->setText(file.chopped(known.size()) + ending);
            break;
        }
    }
    updateWords();
}

void DataDialog::updateWords()
{
    const bool isFocus = choice().format == QLatin1String("focus");
    const QString rows =
        isFocus ? tr("A row for each day, model, key and person, plans and bills included, in the "
                     "form FinOps tools read. Costs add up to those shown here.")
                : tr("A row for each request, with its tokens, cost and basis.");
    m_words->setText(rows + QLatin1Char(' ') +
                     tr("Names stand in the file as they are. Only you can read it."));
    m_write->setEnabled(!m_file->text().trimmed().isEmpty());
}

} // namespace outlay::ui
