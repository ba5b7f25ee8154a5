// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/budgets/pushpanel.h"

#include "ui/budgets/budgetwords.h"
#include "ui/items/plaintablemodel.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace outlay::ui {
namespace {

constexpr qsizetype mindShown = 4;

std::int64_t countOf(const CapPushPlan &plan, CapPushRow::Kind kind)
{
    return std::count_if(plan.rows.begin(), plan.rows.end(),
                         [kind](const CapPushRow &row) { return row.kind == kind; });
}

} // namespace

PushPanel::PushPanel(QWidget *parent)
    : QWidget(parent)
    , m_gateways(new QComboBox(this))
    , m_gatewayLabel(makeLabel(tr("&Gateway"), uiFont(12), this))
    , m_summary(makeLabel({}, uiFont(12), this, "muted"))
    , m_mind(new WrappedLabel({}, uiFont(12), this))
    , m_preview(new PlainTableModel(
          {tr("Cap"), tr("At the gateway"), tr("Holds now"), tr("Would be set"), tr("Mind")}, {},
          this))
    , m_outcome(new PlainTableModel({tr("Cap"), tr("At the gateway"), tr("Before"), tr("Wanted"),
                                     tr("Reads"), tr("What came of it")},
                                    {}, this))
    , m_table(new QTableView(this))
    , m_progress(new QProgressBar(this))
    , m_stop(new QPushButton(tr("Stop"), this))
    , m_takeBack(new QPushButton(tr("Take it back"), this))
{
    m_gateways->setObjectName(QStringLiteral("pushGateway"));
    m_gateways->setAccessibleName(tr("Gateway"));
    m_gatewayLabel->setBuddy(m_gateways);
    m_summary->setObjectName(QStringLiteral("pushSummary"));
    m_summary->setWordWrap(true);
    m_mind->setObjectName(QStringLiteral("pushMind"));
    m_mind->hide();
    m_table->setObjectName(QStringLiteral("pushTable"));
    m_table->setAccessibleName(tr("At the gateway"));
    m_table->setModel(m_preview);
    dressTable(*m_table);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setMaximumSectionSize(240); // tool tips have it all
    m_progress->setObjectName(QStringLiteral("pushProgress"));
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->setTextVisible(false);
    m_progress->hide();
    for (const auto &[button, objectName] :
         {std::pair(m_stop, "pushStop"), std::pair(m_takeBack, "pushUndo")}) {
        button->setObjectName(QLatin1String(objectName));
        button->setAutoDefault(false);
        button->hide();
    }
    m_stop->setToolTip(tr("Nothing further is begun; what was set stays, and can be taken back"));
    auto *head = new QHBoxLayout;
    head->setContentsMargins(0, 0, 0, 0);
    head->addWidget(m_gatewayLabel);
    head->addWidget(m_gateways);
    head->addWidget(m_summary, 1);
    head->addWidget(m_progress);
    head->addWidget(m_stop);
    head->addWidget(m_takeBack);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(6);
    box->addLayout(head);
    box->addWidget(m_table, 1);
    box->addWidget(m_mind);
    box->addStretch(); // where there is no table the words stay above
    connect(m_gateways, &QComboBox::currentIndexChanged, this, &PushPanel::gatewayChosen);
    connect(m_stop, &QPushButton::clicked, this, [this] {
        m_stop->setEnabled(false);
        emit stopRequested();
    });
    connect(m_takeBack, &QPushButton::clicked, this, [this] { emit undoRequested(m_undo); });
    setAsking();
}

std::string PushPanel::gateway() const
{
    return m_gateways->currentText().toStdString();
}

bool PushPanel::hasSomethingToPush() const
{
    return !m_isPushing && m_plan.problem.isEmpty() && countOf(m_plan, CapPushRow::Kind::Set) > 0;
}

void PushPanel::say(const QString &sentence, const char *role)
{
    setRole(*m_summary, role);
    m_summary->setText(sentence);
}

void PushPanel::setMind(const QStringList &sentences)
{
    QStringList shown = sentences.mid(0, mindShown);
    if (sentences.size() > mindShown)
        shown << tr("And %n more.", nullptr,
                    pluralOf(static_cast<std::int64_t>(sentences.size() - mindShown)));
    m_mind->setText(shown.join(QLatin1Char('\n')));
    m_mind->setVisible(!shown.isEmpty());
}

void PushPanel::offerUndo(const CapPushMade &made)
{
    m_undo = made.id;
    m_takeBack->setVisible(!made.id.empty());
    m_takeBack->setEnabled(!m_isPushing);
    m_takeBack->setText(tr("Take the last push back"));
    m_takeBack->setToolTip(
        made.id.empty()
            ? QString()
            : tr("Of %1, by %2: the gateway goes back to what it held before. The budgets stay.")
                  .arg(momentWords(made.at, m_plan.zone, locale()), made.who));
}

void PushPanel::setAsking()
{
    m_plan = {};
    m_isPushing = false;
    m_preview->setRows({});
    m_table->setModel(m_preview);
    m_table->hide();
    for (QWidget *widget : std::initializer_list<QWidget *>{m_progress, m_stop, m_takeBack})
        widget->hide();
    const bool isChoice = m_gateways->count() > 1;
    m_gateways->setVisible(isChoice);
    m_gatewayLabel->setVisible(isChoice);
    setMind({});
    say(tr("Asking the gateway what it holds…"), "muted");
}

void PushPanel::setPlan(const CapPushPlan &plan)
{
    m_plan = plan;
    {
        const QSignalBlocker quiet(m_gateways);
        m_gateways->clear();
        for (const std::string &gateway : plan.gateways)
            m_gateways->addItem(QString::fromStdString(gateway));
        m_gateways->setCurrentText(QString::fromStdString(plan.gateway));
    }
    m_gateways->setVisible(plan.gateways.size() > 1);
    m_gatewayLabel->setVisible(plan.gateways.size() > 1);
    offerUndo(plan.last);
    if (!plan.problem.isEmpty()) {
        m_table->hide();
        setMind({});
        return say(plan.problem, "warning");
    }
    std::vector<QStringList> rows;
    for (const CapPushRow &row : plan.rows) {
        if (row.kind == CapPushRow::Kind::Unchanged && row.mind.isEmpty())
            continue;
        QStringList mind = row.mind;
        if (!row.problem.isEmpty())
            mind.prepend(row.problem);
        rows.push_back({row.name, row.whom.isEmpty() ? dash() : row.whom,
                        row.before.isEmpty() ? dash() : row.before,
                        row.kind == CapPushRow::Kind::Set         ? row.after
                        : row.kind == CapPushRow::Kind::Unchanged ? tr("as it is")
                                                                  : tr("nothing"),
                        mind.join(QStringLiteral("; "))});
    }
    const bool isShown = !rows.empty();
    m_preview->setRows(std::move(rows));
    m_table->setModel(m_preview);
    m_table->setVisible(isShown);
    setMind(plan.warnings);
    const std::int64_t set = countOf(plan, CapPushRow::Kind::Set),
                       same = countOf(plan, CapPushRow::Kind::Unchanged),
                       blocked = countOf(plan, CapPushRow::Kind::Blocked);
    QStringList parts{
        plan.rows.empty()
            ? tr("There is no cap to set.")
            : (set == 0 ? tr("Nothing to set at %1.").arg(QString::fromStdString(plan.gateway))
                        : tr("%n limit(s) would be set at %1.", nullptr, pluralOf(set))
                              .arg(QString::fromStdString(plan.gateway)))};
    if (same > 0)
        parts << tr("%n held already.", "limits", pluralOf(same));
    if (blocked > 0)
        parts << tr("%n cannot be set.", "limits", pluralOf(blocked));
    say(parts.join(QLatin1Char(' ')), blocked > 0 ? "warning" : "muted");
}

void PushPanel::setPushing(bool isUndo)
{
    m_isPushing = true;
    m_takeBack->setEnabled(false);
    m_progress->setRange(0, 0);
    m_progress->show();
    m_stop->setEnabled(true);
    m_stop->show();
    m_gateways->setEnabled(false);
    say(isUndo ? tr("Taking the push back…") : tr("Setting limits, and reading each back…"),
        "muted");
}

void PushPanel::setProgress(int done, int total)
{
    m_progress->setRange(0, std::max(1, total));
    m_progress->setValue(done);
    say(tr("%1 of %2 set and read back", "numbers of limits")
            .arg(count(done, locale()), count(total, locale())),
        "muted");
}

void PushPanel::setResult(const CapPushResult &result)
{
    m_isPushing = false;
    m_progress->hide();
    m_stop->hide();
    m_gateways->setEnabled(true);
    m_plan.rows.clear(); // what it said is done: a new preview is needed
    std::vector<QStringList> rows;
    std::int64_t bad = 0, enforced = 0, caps = 0;
    for (const CapPushResult::Row &row : result.rows) {
        rows.push_back({row.name, row.whom.isEmpty() ? dash() : row.whom, row.before, row.after,
                        row.light.isEmpty() ? dash() : row.light, row.outcome});
        bad += row.isSet ? 0 : 1;
        enforced += row.isEnforced ? 1 : 0;
        caps += row.light.isEmpty() ? 0 : 1;
    }
    m_table->setVisible(!rows.empty());
    m_outcome->setRows(std::move(rows));
    m_table->setModel(m_outcome);
    setMind({});
    offerUndo({result.undoId, {}, {}});
    m_takeBack->setText(tr("Take it back"));
    m_takeBack->setToolTip(
        tr("The gateway goes back to what it held before this push. The budgets stay."));
    if (!result.problem.isEmpty() && result.rows.empty())
        return say(result.problem, "warning");
    QStringList parts;
    if (result.isUndo)
        parts << (bad == 0 ? tr("Taken back: the gateway holds what it held before.")
                           : tr("%n limit(s) could not be taken back.", nullptr, pluralOf(bad)));
    else
        parts << (bad == 0 ? tr("All is set and was read back equal.")
                           : tr("%n limit(s) did not hold.", nullptr, pluralOf(bad)));
    if (caps > 0)
        parts << tr("%1 of %n cap(s) read “enforced” now.", nullptr, pluralOf(caps))
                     .arg(count(enforced, locale()));
    if (!result.problem.isEmpty())
        parts << tr("It ended early: %1.").arg(result.problem);
    say(parts.join(QLatin1Char(' ')), bad == 0 && result.problem.isEmpty() ? "ok" : "warning");
}

} // namespace outlay::ui
