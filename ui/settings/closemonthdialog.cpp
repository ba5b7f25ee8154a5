// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/closemonthdialog.h"

#include "ui/settings/closingwords.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace outlay::ui {

CloseMonthDialog::CloseMonthDialog(const std::vector<std::string> &months, QWidget *parent)
    : QDialog(parent)
    , m_month(new QComboBox(this))
    , m_words(new WrappedLabel({}, uiFont(13), this))
    , m_obstacles(new WrappedLabel({}, uiFont(13), this))
    , m_anyway(new QCheckBox(tr("Close it &although figures may still change"), this))
    , m_note(new QLineEdit(this))
    , m_close(makePrimary(tr("Close &month"), this))
{
    setObjectName(QStringLiteral("closeMonthDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Close a month"));
    m_month->setObjectName(QStringLiteral("closeMonth"));
    m_month->setAccessibleName(tr("Month"));
    for (const std::string &month : months)
        m_month->addItem(monthLabel(month, locale()), QString::fromStdString(month));
    setRole(*m_words, nullptr);
    m_words->setObjectName(QStringLiteral("closeWords"));
    setRole(*m_obstacles, "warning");
    m_obstacles->setObjectName(QStringLiteral("closeObstacles"));
    m_anyway->setObjectName(QStringLiteral("closeAnyway"));
    m_note->setObjectName(QStringLiteral("closeNote"));
    m_note->setAccessibleName(tr("Note"));
    m_note->setPlaceholderText(tr("kept with the closing"));
    m_close->setObjectName(QStringLiteral("closeConfirm"));
    m_close->setDefault(true);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    auto *month = makeLabel(tr("M&onth"), uiFont(13), this);
    month->setBuddy(m_month);
    auto *note = makeLabel(tr("&Note"), uiFont(13), this);
    note->setBuddy(m_note);
    form->addRow(month, m_month);
    form->addRow(note, m_note);
    auto *row = new QHBoxLayout;
    row->addWidget(cancel);
    row->addStretch(1);
    row->addWidget(m_close);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(24, 20, 24, 18);
    box->setSpacing(12);
    box->addLayout(form);
    box->addWidget(m_words);
    box->addWidget(m_obstacles);
    box->addWidget(m_anyway);
    box->addStretch(1);
    box->addLayout(row);
    resize(560, 360);
    connect(m_month, &QComboBox::currentIndexChanged, this, &CloseMonthDialog::ask);
    connect(m_anyway, &QCheckBox::toggled, this, &CloseMonthDialog::updateButton);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_close, &QPushButton::clicked, this, [this] {
        const std::string chosen = m_month->currentData().toString().toStdString();
        const QString typed = m_note->text().trimmed();
        accept();
        emit confirmed(chosen, typed);
    });
    updateButton();
}

void CloseMonthDialog::ask()
{
    m_preview.reset();
    m_anyway->setChecked(false);
    m_words->setText(tr("Adding up what would be frozen…"));
    m_obstacles->setText({});
    updateButton();
    emit previewRequested(++m_number, m_month->currentData().toString().toStdString());
}

void CloseMonthDialog::setPreview(std::uint64_t number, const ClosingPreview &preview)
{
    if (number != m_number)
        return;
    m_preview = preview;
    m_words->setText(closingSentence(preview.period, locale()));
    m_obstacles->setText(obstacleSentences(preview.obstacles, locale()).join(QLatin1Char(' ')));
    updateButton();
}

void CloseMonthDialog::setPreviewFailure(std::uint64_t number, const QString &sentence)
{
    if (number == m_number)
        m_words->setText(sentence);
}

void CloseMonthDialog::updateButton()
{
    const bool hasObstacles = m_preview && m_preview->obstacles.any();
    m_obstacles->setVisible(hasObstacles);
    m_anyway->setVisible(hasObstacles);
    m_close->setEnabled(m_preview && (!hasObstacles || m_anyway->isChecked()));
}

} // namespace outlay::ui
