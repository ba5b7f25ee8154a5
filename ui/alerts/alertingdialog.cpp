// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alertingdialog.h"

#include "ui/alerts/alertwords.h"
#include "ui/alerts/webhookeditor.h"
#include "ui/items/plaintablemodel.h"
#include "ui/text/week.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QTableView>
#include <QTimeEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace outlay::ui {
namespace {

QLabel *makeTitle(const QString &text, QWidget *parent)
{
    return makeLabel(text, uiFont(13, QFont::DemiBold), parent);
}

QString hookKind(WebhookSettings::Kind kind)
{
    switch (kind) {
    case WebhookSettings::Kind::Json:
        return AlertingDialog::tr("JSON");
    case WebhookSettings::Kind::Slack:
        return AlertingDialog::tr("Slack");
    case WebhookSettings::Kind::Teams:
        return AlertingDialog::tr("Teams");
    }
    return {};
}

QString hookState(const WebhookSettings &webhook)
{
    if (!webhook.isOn || webhook.state == WebhookSettings::State::Off)
        return AlertingDialog::tr("Off");
    switch (webhook.state) {
    case WebhookSettings::State::Working:
        return AlertingDialog::tr("Works");
    case WebhookSettings::State::Failing:
        return AlertingDialog::tr("Fails: %1").arg(webhook.stateReason);
    case WebhookSettings::State::Untried:
    case WebhookSettings::State::Off:
        break;
    }
    return AlertingDialog::tr("Not tried yet");
}

QTime timeOf(int minute)
{
    return QTime(minute / 60, minute % 60);
}

int minuteOf(QTime time)
{
    return time.hour() * 60 + time.minute();
}

} // namespace

AlertingDialog::AlertingDialog(const AlertingSettings &settings, QWidget *parent)
    : QDialog(parent)
    , m_settings(settings)
{
    setObjectName(QStringLiteral("alertingDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("What you are told, and how"));
    auto *content = new QWidget;
    auto *parts = new QVBoxLayout(content);
    parts->setContentsMargins(22, 0, 22, 8);
    parts->setSpacing(18);
    parts->addWidget(makeQuiet());
    parts->addWidget(makeKinds());
    parts->addWidget(makeWebhooks());
    parts->addWidget(makePrometheus());
    parts->addStretch(1);
    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("alertingScroll"));
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    scroll->setWidget(content);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    auto *saving = makePrimary(tr("Save"), this);
    saving->setObjectName(QStringLiteral("alertingSave"));
    saving->setDefault(true);
    buttons->addButton(saving, QDialogButtonBox::AcceptRole);
    connect(buttons, &QDialogButtonBox::accepted, this, &AlertingDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 18, 4, 14);
    box->setSpacing(12);
    auto *title = makeLabel(windowTitle(), uiFont(16, QFont::DemiBold), this);
    title->setContentsMargins(22, 0, 22, 0);
    box->addWidget(title);
    box->addWidget(scroll, 1);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(22, 0, 18, 0);
    foot->addWidget(buttons);
    box->addLayout(foot);
    scroll->setMinimumWidth(content->minimumSizeHint().width() + 24);
    const int room = parent ? parent->window()->height() - 40 : 700;
    resize(std::max(640, scroll->minimumWidth() + 8),
           std::clamp(content->sizeHint().height() + 130, 320, std::max(room, 320)));
    showWebhooks();
    updateFields();
}

WrappedLabel *AlertingDialog::addProblem(QVBoxLayout &box, const QString &field)
{
    auto *label = new WrappedLabel({}, uiFont(12), this);
    setRole(*label, "critical");
    label->setObjectName(field + QStringLiteral("Problem"));
    label->hide();
    box.addWidget(label);
    m_problems[field] = label;
    return label;
}

QWidget *AlertingDialog::makeQuiet()
{
    auto *part = new QWidget(this);
    auto *box = new QVBoxLayout(part);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(7);
    m_quiet = new QCheckBox(tr("&Quiet hours"), part);
    m_quiet->setObjectName(QStringLiteral("quietOn"));
    m_quiet->setChecked(m_settings.hasQuietHours);
    m_quiet->setFont(uiFont(13, QFont::DemiBold));
    box->addWidget(m_quiet);
    box->addWidget(new WrappedLabel(
        tr("Alerts are listed and told when the hours are over. An exhausted budget and a storm "
           "are told at once all the same."),
        uiFont(12), part));
    m_from = new QTimeEdit(timeOf(m_settings.quietFromMinute), part);
    m_to = new QTimeEdit(timeOf(m_settings.quietToMinute), part);
    m_zone = new QLineEdit(m_settings.quietZone, part);
    for (const auto &[field, name, words] :
         {std::tuple{static_cast<QWidget *>(m_from), "quietFrom", tr("Quiet from")},
          std::tuple{static_cast<QWidget *>(m_to), "quietTo", tr("Quiet to")},
          std::tuple{static_cast<QWidget *>(m_zone), "quietZone", tr("Time zone")}}) {
        field->setObjectName(QLatin1String(name));
        field->setAccessibleName(words);
    }
    for (QTimeEdit *edit : {m_from, m_to}) {
        edit->setDisplayFormat(clockFormat(edit->locale()));
        edit->setButtonSymbols(QAbstractSpinBox::NoButtons);
    }
    m_zone->setToolTip(tr("Such as Europe/Berlin; “local” is this machine's"));
    auto *times = new QHBoxLayout;
    times->setSpacing(8);
    times->addWidget(makeLabel(tr("From"), uiFont(13), part));
    times->addWidget(m_from);
    times->addWidget(makeLabel(tr("to"), uiFont(13), part));
    times->addWidget(m_to);
    times->addSpacing(8);
    times->addWidget(makeLabel(tr("Zone"), uiFont(13), part));
    times->addWidget(m_zone, 1);
    box->addLayout(times);
    auto *days = new QHBoxLayout;
    days->setSpacing(12);
    const QLocale l;
    for (std::size_t day = 0; day < m_days.size(); ++day) {
        const int number = static_cast<int>(day) + 1;
        m_days.at(day) = new QCheckBox(l.standaloneDayName(number, QLocale::ShortFormat), part);
        m_days.at(day)->setAccessibleName(
            tr("Quiet on %1").arg(l.standaloneDayName(number, QLocale::LongFormat)));
        m_days.at(day)->setObjectName(QStringLiteral("quietDay%1").arg(day));
        m_days.at(day)->setChecked(m_settings.quietDays.at(day));
        days->addWidget(m_days.at(day));
    }
    days->addStretch();
    box->addLayout(days);
    for (const char *field : {"quietTo", "quietDay0", "quietZone"})
        addProblem(*box, QLatin1String(field));
    connect(m_quiet, &QCheckBox::toggled, this, &AlertingDialog::updateFields);
    return part;
}

QWidget *AlertingDialog::makeKinds()
{
    auto *part = new QWidget(this);
    auto *box = new QVBoxLayout(part);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(7);
    box->addWidget(makeTitle(tr("What you are told"), part));
    box->addWidget(new WrappedLabel(tr("Everything is listed on the page; what is ticked is told."),
                                    uiFont(12), part));
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(18);
    grid->setVerticalSpacing(5);
    constexpr int columns = 2;
    constexpr int rows = (static_cast<int>(alertKinds.size()) + columns - 1) / columns;
    for (std::size_t i = 0; i < alertKinds.size(); ++i) {
        const AlertKind kind = alertKinds.at(i);
        auto *check = new QCheckBox(alertKindLabel(kind), part);
        check->setObjectName(QStringLiteral("notify_") + alertKindName(kind));
        check->setChecked(m_settings.notifies.at(static_cast<std::size_t>(kind)));
        m_kinds.at(static_cast<std::size_t>(kind)) = check;
        grid->addWidget(check, static_cast<int>(i) % rows, static_cast<int>(i) / rows);
    }
    for (int column = 0; column < columns; ++column)
        grid->setColumnStretch(column, 1);
    box->addLayout(grid);
    m_burnRate = new QCheckBox(tr("Watch the &burn rate of budgets"), part);
    m_burnRate->setObjectName(QStringLiteral("burnRateOn"));
    m_burnRate->setChecked(m_settings.watchesBurnRate);
    connect(m_burnRate, &QCheckBox::toggled, this, &AlertingDialog::updateFields);
    box->addSpacing(2);
    box->addWidget(m_burnRate);
    return part;
}

QWidget *AlertingDialog::makeWebhooks()
{
    auto *part = new QWidget(this);
    auto *box = new QVBoxLayout(part);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(7);
    box->addWidget(makeTitle(tr("Webhooks"), part));
    m_hooks = new PlainTableModel({tr("Name"), tr("Kind"), tr("Only for"), tr("State")}, {}, this);
    m_hookTable = new QTableView(part);
    m_hookTable->setObjectName(QStringLiteral("webhookTable"));
    m_hookTable->setAccessibleName(tr("Webhooks"));
    m_hookTable->setModel(m_hooks);
    dressTable(*m_hookTable);
    m_hookTable->setFixedHeight(132);
    m_hookTable->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_hookTable->horizontalHeader()->setSectionResizeMode(3, QHeaderView::Stretch);
    box->addWidget(m_hookTable);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    const auto addButton = [&](const QString &text, const char *name, auto &&act) {
        auto *button = new QPushButton(text, part);
        button->setObjectName(QLatin1String(name));
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, act);
        buttons->addWidget(button);
        return button;
    };
    addButton(tr("Add…"), "hookAdd", [this] { editWebhook(-1); });
    m_edit = addButton(tr("Edit…"), "hookEdit",
                       [this] { editWebhook(m_hookTable->currentIndex().row()); });
    m_test = addButton(tr("Send a test"), "hookTest", [this] { testWebhook(); });
    m_remove = addButton(tr("Remove"), "hookRemove", [this] { removeWebhook(); });
    buttons->addStretch();
    box->addLayout(buttons);
    m_answer = new WrappedLabel({}, uiFont(12), part);
    m_answer->setObjectName(QStringLiteral("hookAnswer"));
    m_answer->hide();
    box->addWidget(m_answer);
    connect(m_hookTable->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &AlertingDialog::updateFields);
    connect(m_hookTable, &QTableView::activated, this,
            [this](const QModelIndex &index) { editWebhook(index.row()); });
    return part;
}

QWidget *AlertingDialog::makePrometheus()
{
    auto *part = new QWidget(this);
    auto *box = new QVBoxLayout(part);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(7);
    m_prometheus = new QCheckBox(tr("&Prometheus endpoint"), part);
    m_prometheus->setObjectName(QStringLiteral("prometheusOn"));
    m_prometheus->setFont(uiFont(13, QFont::DemiBold));
    m_prometheus->setChecked(m_settings.hasPrometheus);
    box->addWidget(m_prometheus);
    box->addWidget(new WrappedLabel(
        tr("Spend, utilization, alerts and the age of sources, on this machine only."), uiFont(12),
        part));
    m_port = new QLineEdit(QString::number(m_settings.prometheusPort), part);
    m_port->setObjectName(QStringLiteral("prometheusPort"));
    m_port->setAccessibleName(tr("Port"));
    m_port->setMaximumWidth(90);
    m_token = new QLineEdit(m_settings.prometheusToken, part);
    m_token->setObjectName(QStringLiteral("prometheusToken"));
    m_token->setAccessibleName(tr("Token, a reference"));
    m_token->setPlaceholderText(QStringLiteral("keychain:outlay-metrics"));
    m_token->setToolTip(tr("Where the token lies that a reader has to show; empty: none"));
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(makeLabel(tr("Port"), uiFont(13), part));
    row->addWidget(m_port);
    row->addSpacing(8);
    row->addWidget(makeLabel(tr("Token"), uiFont(13), part));
    row->addWidget(m_token, 1);
    box->addLayout(row);
    for (const char *field : {"prometheusPort", "prometheusToken"})
        addProblem(*box, QLatin1String(field));
    connect(m_prometheus, &QCheckBox::toggled, this, &AlertingDialog::updateFields);
    return part;
}

void AlertingDialog::showWebhooks()
{
    std::vector<QStringList> rows;
    for (const WebhookSettings &webhook : m_settings.webhooks)
        rows.push_back({webhook.name, hookKind(webhook.kind),
                        webhook.routes.isEmpty() ? tr("everything")
                                                 : webhook.routes.join(QStringLiteral("; ")),
                        hookState(webhook)});
    m_hooks->setRows(std::move(rows));
    updateFields();
}

void AlertingDialog::updateFields()
{
    for (QWidget *field : {static_cast<QWidget *>(m_from), static_cast<QWidget *>(m_to),
                           static_cast<QWidget *>(m_zone)})
        field->setEnabled(m_quiet->isChecked());
    for (QCheckBox *day : m_days)
        day->setEnabled(m_quiet->isChecked());
    m_port->setEnabled(m_prometheus->isChecked());
    m_token->setEnabled(m_prometheus->isChecked());
    for (const AlertKind kind : {AlertKind::BurnRateFast, AlertKind::BurnRateSlow})
        m_kinds.at(static_cast<std::size_t>(kind))->setEnabled(m_burnRate->isChecked());
    const bool hasHook = m_hookTable->selectionModel()->hasSelection();
    for (QPushButton *button : {m_edit, m_test, m_remove})
        button->setEnabled(hasHook);
}

AlertingSettings AlertingDialog::settings() const
{
    AlertingSettings s = m_settings;
    s.hasQuietHours = m_quiet->isChecked();
    s.quietFromMinute = minuteOf(m_from->time());
    s.quietToMinute = minuteOf(m_to->time());
    s.quietZone = m_zone->text().trimmed();
    for (std::size_t day = 0; day < m_days.size(); ++day)
        s.quietDays.at(day) = m_days.at(day)->isChecked();
    for (std::size_t kind = 0; kind < m_kinds.size(); ++kind)
        s.notifies.at(kind) = m_kinds.at(kind)->isChecked();
    s.watchesBurnRate = m_burnRate->isChecked();
    s.hasPrometheus = m_prometheus->isChecked();
    bool isNumber = false;
    const int port = m_port->text().trimmed().toInt(&isNumber);
    s.prometheusPort = isNumber ? port : -1;
    s.prometheusToken = m_token->text().trimmed();
    if (!s.hasPrometheus) { // what was typed and is off is not worth a complaint
        s.prometheusPort = m_settings.prometheusPort;
        s.prometheusToken = m_settings.prometheusToken;
    }
    return s;
}

void AlertingDialog::editWebhook(int row)
{
    const bool isNew = row < 0;
    QStringList taken;
    for (std::size_t i = 0; i < m_settings.webhooks.size(); ++i) {
        if (static_cast<int>(i) != row)
            taken << m_settings.webhooks[i].name;
    }
    delete m_editor;
    m_editor = new WebhookEditor(isNew ? WebhookSettings{}
                                       : m_settings.webhooks[static_cast<std::size_t>(row)],
                                 taken, this);
    connect(m_editor, &WebhookEditor::testRequested, this, &AlertingDialog::webhookTestRequested);
    connect(m_editor, &WebhookEditor::webhookAccepted, this,
            [this, row](const WebhookSettings &webhook) {
                if (row < 0)
                    m_settings.webhooks.push_back(webhook);
                else
                    m_settings.webhooks[static_cast<std::size_t>(row)] = webhook;
                showWebhooks();
            });
    m_editor->open();
}

void AlertingDialog::testWebhook()
{
    const int row = m_hookTable->currentIndex().row();
    if (row < 0)
        return;
    setRole(*m_answer, "muted");
    m_answer->setText(tr("Sending…"));
    m_answer->show();
    emit webhookTestRequested(m_settings.webhooks[static_cast<std::size_t>(row)]);
}

void AlertingDialog::setWebhookAnswer(bool isOk, const QString &sentence)
{
    if (m_editor)
        return m_editor->setAnswer(isOk, sentence);
    setRole(*m_answer, isOk ? "ok" : "critical");
    m_answer->setText(isOk ? tr("It arrived. %1", "more about it").arg(sentence).trimmed()
                           : tr("It did not arrive: %1").arg(sentence));
    m_answer->show();
}

void AlertingDialog::removeWebhook()
{
    const int row = m_hookTable->currentIndex().row();
    if (row < 0)
        return;
    m_settings.webhooks.erase(m_settings.webhooks.begin() + row);
    showWebhooks();
}

void AlertingDialog::save()
{
    for (const auto &[field, label] : m_problems)
        label->hide();
    const AlertingSettings typed = settings();
    const std::vector<FieldProblem> problems = problemsOf(typed);
    for (const FieldProblem &problem : problems) {
        m_problems.at(problem.field)->setText(problem.sentence);
        m_problems.at(problem.field)->show();
    }
    if (!problems.empty()) {
        findChild<QWidget *>(problems.front().field)->setFocus();
        return;
    }
    emit settingsAccepted(typed);
    accept();
}

} // namespace outlay::ui
