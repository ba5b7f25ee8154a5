// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/people/ruleeditor.h"

#include "ui/people/peoplewords.h"
#include "ui/text/today.h"
#include "ui/text/week.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateEdit>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>
#include <tuple>

namespace outlay::ui {
namespace {

constexpr int pauseMs = 350;
constexpr std::size_t linesShown = 3;

/// In the order people look for them.
const QList<QString> &matchable()
{
    static const QList<QString> names{
        QStringLiteral("key"),       QStringLiteral("user"),     QStringLiteral("team"),
        QStringLiteral("project"),   QStringLiteral("model"),    QStringLiteral("provider"),
        QStringLiteral("source"),    QStringLiteral("endpoint"), QStringLiteral("environment"),
        QStringLiteral("task"),      QStringLiteral("session"),  QStringLiteral("agent"),
        QStringLiteral("task_kind"), QStringLiteral("tier"),     QStringLiteral("outcome"),
        QStringLiteral("tag:")};
    return names;
}

const QList<QString> &settable()
{
    static const QList<QString> names{QStringLiteral("team"),        QStringLiteral("user"),
                                      QStringLiteral("cost_center"), QStringLiteral("project"),
                                      QStringLiteral("environment"), QStringLiteral("task"),
                                      QStringLiteral("task_kind")};
    return names;
}

QString wordOf(const QString &name)
{
    if (name == QLatin1String("tag:"))
        return RuleEditor::tr("tag…", "dimension; its key is typed before an equals sign");
    const auto dimension = parseDimension(name.toStdString());
    return dimension ? dimensionText(*dimension) : name;
}

} // namespace

RuleEditor::RuleEditor(const Ingest::AttributionRule &rule, bool isNew, QWidget *parent)
    : QDialog(parent)
    , m_hasFrom(new QCheckBox(tr("&From"), this))
    , m_hasTo(new QCheckBox(tr("&Before"), this))
    , m_from(new QDateEdit(this))
    , m_to(new QDateEdit(this))
    , m_effect(new WrappedLabel({}, uiFont(12), this))
{
    setObjectName(QStringLiteral("ruleEditor"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(isNew ? tr("New rule") : tr("Edit a rule"));
    auto *box = new QVBoxLayout(this);
    box->setSpacing(6);
    box->addWidget(
        makeLabel(tr("Requests where all of this holds"), uiFont(13, QFont::DemiBold), this));
    for (std::size_t i = 0; i < linesShown; ++i)
        addLine(m_match, *box, matchable(), "ruleMatch");
    box->addWidget(new WrappedLabel(
        tr("Several values are separated by commas; a ? stands for unknown. A tag is written "
           "key=value. An empty line says nothing."),
        uiFont(11), this));
    box->addWidget(makeLabel(tr("Are for"), uiFont(13, QFont::DemiBold), this));
    for (std::size_t i = 0; i < linesShown; ++i)
        addLine(m_set, *box, settable(), "ruleSet");
    auto *dates = new QHBoxLayout;
    const TimeRange always;
    for (const auto &[check, edit, at, none] :
         {std::tuple{m_hasFrom, m_from, rule.range.from, always.from},
          std::tuple{m_hasTo, m_to, rule.range.to, always.to}}) {
        const bool isSet = at != none;
        addCalendar(*edit);
        edit->setDate(isSet ? QDateTime::fromMSecsSinceEpoch(at.micros / 1000, Qt::UTC).date()
                            : todayShown());
        check->setChecked(isSet);
        edit->setEnabled(isSet);
        edit->setAccessibleName(check->text());
        connect(check, &QCheckBox::toggled, edit, &QWidget::setEnabled);
        connect(check, &QCheckBox::toggled, this, &RuleEditor::changed);
        connect(edit, &QDateEdit::dateChanged, this, &RuleEditor::changed);
        dates->addWidget(check);
        dates->addWidget(edit);
    }
    m_hasFrom->setObjectName(QStringLiteral("ruleHasFrom"));
    m_hasTo->setObjectName(QStringLiteral("ruleHasTo"));
    dates->addStretch();
    box->addLayout(dates);
    m_effect->setObjectName(QStringLiteral("ruleEffect"));
    m_effect->setMinimumHeight(70);
    m_effect->setAlignment(Qt::AlignTop);
    box->addWidget(m_effect);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    connect(buttons, &QDialogButtonBox::accepted, this, &RuleEditor::tryToAccept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    box->addWidget(buttons);

    for (std::size_t i = 0; i < rule.match.size() && i < m_match.size(); ++i) {
        const Filter &filter = rule.match[i];
        QStringList values;
        for (const auto &value : filter.anyOf)
            values << (value ? QString::fromStdString(*value) : QStringLiteral("?"));
        const bool isTag = filter.dimension.dimension == Dimension::Tag;
        const QString word =
            isTag ? QStringLiteral("tag:") : QString::fromStdString(toString(filter.dimension));
        m_match[i].dimension->setCurrentIndex(std::max(m_match[i].dimension->findData(word), 0));
        const QString key =
            isTag ? QString::fromStdString(filter.dimension.tagKey) + u'=' : QString();
        m_match[i].value->setText(key + values.join(QStringLiteral(", ")));
    }
    for (std::size_t i = 0; i < rule.set.size() && i < m_set.size(); ++i) {
        const QString word = QString::fromStdString(std::string(name(rule.set[i].first)));
        m_set[i].dimension->setCurrentIndex(std::max(m_set[i].dimension->findData(word), 0));
        m_set[i].value->setText(QString::fromStdString(rule.set[i].second));
    }
    m_pause.setSingleShot(true);
    m_pause.setInterval(pauseMs);
    connect(&m_pause, &QTimer::timeout, this, &RuleEditor::ask);
    resize(520, 0);
    changed();
}

void RuleEditor::addLine(std::vector<Line> &lines, QVBoxLayout &box,
                         const QList<QString> &dimensions, const char *objectName)
{
    const int number = static_cast<int>(lines.size());
    Line line{new QComboBox(this), new QLineEdit(this)};
    for (const QString &name : dimensions)
        line.dimension->addItem(wordOf(name), name);
    line.dimension->setCurrentIndex(number % static_cast<int>(dimensions.size()));
    line.dimension->setObjectName(QLatin1String(objectName) +
                                  QStringLiteral("Dimension%1").arg(number));
    line.dimension->setAccessibleName(tr("Dimension %1").arg(number + 1));
    line.value->setObjectName(QLatin1String(objectName) + QStringLiteral("Value%1").arg(number));
    line.value->setAccessibleName(tr("Value %1").arg(number + 1));
    auto *row = new QHBoxLayout;
    row->addWidget(line.dimension);
    row->addWidget(line.value, 1);
    box.addLayout(row);
    connect(line.dimension, &QComboBox::currentIndexChanged, this, &RuleEditor::changed);
    connect(line.value, &QLineEdit::textChanged, this, &RuleEditor::changed);
    lines.push_back(line);
}

bool RuleEditor::canHold(const Ingest::AttributionRule &rule)
{
    const auto isPlain = [](const Filter &filter) {
        return std::none_of(filter.anyOf.begin(), filter.anyOf.end(), [](const auto &value) {
            return value && (*value == "?" || value->find(',') != std::string::npos);
        });
    };
    return rule.match.size() <= linesShown && rule.set.size() <= linesShown &&
           std::all_of(rule.match.begin(), rule.match.end(), isPlain);
}

Result<Ingest::AttributionRule> RuleEditor::rule() const
{
    Ingest::AttributionRule rule;
    for (const Line &line : m_match) {
        QString text = line.value->text().trimmed();
        if (text.isEmpty())
            continue;
        QString word = line.dimension->currentData().toString();
        if (word == QLatin1String("tag:")) {
            const auto sign = text.indexOf(QLatin1Char('='));
            if (sign < 1)
                return failure(Error::Kind::Usage, tr("Write a tag as key=value.").toStdString());
            word += text.left(sign).trimmed();
            text = text.mid(sign + 1);
        }
        const auto dimension = parseDimension(word.toStdString());
        if (!dimension)
            return tl::unexpected<Error>(dimension.error());
        Filter filter{*dimension, {}};
        for (const QString &value : text.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
            const QString one = value.trimmed();
            filter.anyOf.push_back(one == QLatin1String("?") ? std::nullopt
                                                             : std::optional(one.toStdString()));
        }
        rule.match.push_back(std::move(filter));
    }
    for (const Line &line : m_set) {
        const QString text = line.value->text().trimmed();
        const auto dimension =
            dimensionNamed(line.dimension->currentData().toString().toStdString());
        if (!text.isEmpty() && dimension)
            rule.set.emplace_back(*dimension, text.toStdString());
    }
    if (rule.set.empty())
        return failure(
            Error::Kind::Usage,
            tr("Say what such requests are for: a team, a person, a task kind …").toStdString());
    const auto instant = [](const QDateEdit &edit) {
        return Instant{QDateTime(edit.date(), QTime(0, 0), Qt::UTC).toMSecsSinceEpoch() * 1000};
    };
    if (m_hasFrom->isChecked())
        rule.range.from = instant(*m_from);
    if (m_hasTo->isChecked())
        rule.range.to = instant(*m_to);
    if (rule.range.to <= rule.range.from)
        return failure(Error::Kind::Usage, tr("It ends before it begins.").toStdString());
    return rule;
}

void RuleEditor::setEffect(const QString &text)
{
    m_effect->setText(text);
}

void RuleEditor::changed()
{
    m_pause.start();
}

void RuleEditor::ask()
{
    const auto typed = rule();
    if (!typed) {
        setEffect(QString::fromStdString(typed.error().text));
        return;
    }
    setEffect(tr("Working out what it moves…"));
    emit previewRequested(*typed);
}

void RuleEditor::tryToAccept()
{
    const auto typed = rule();
    if (!typed) {
        setEffect(QString::fromStdString(typed.error().text));
        return;
    }
    emit ruleAccepted(*typed);
    accept();
}

} // namespace outlay::ui
