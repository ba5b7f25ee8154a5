// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/items/plaintablemodel.h"
#include "ui/people/tablehint.h"
#include "ui/prices/pricedialogs.h"
#include "ui/prices/priceeditor.h"
#include "ui/prices/pricespage.h"
#include "ui/prices/pricewords.h"
#include "ui/text/numbers.h"
#include "ui/theme/parts.h"

#include <QFileDialog>
#include <QTableView>

namespace outlay::ui {
namespace {

QString joined(const std::vector<std::string> &parts)
{
    QStringList all;
    for (const std::string &part : parts)
        all << QString::fromStdString(part);
    return all.join(QStringLiteral("; "));
}

/// Rates, and beneath them steps, tiers and fees.
QString withConditions(const PriceRow &row)
{
    const QString conditions = joined(row.conditions);
    const QString rates = ratesLabel(row);
    return conditions.isEmpty() ? rates : rates + QLatin1Char('\n') + conditions;
}

QStringList historyRow(const DatedPrice &price, const QLocale &locale)
{
    const PriceRow &row = price.row;
    QString changed = changesText(price.changes);
    if (!price.doubts.empty())
        changed =
            PricesPage::tr("Look: %1", "why a price is in doubt").arg(doubtsText(price.doubts)) +
            (changed.isEmpty() ? QString() : QStringLiteral("; ") + changed);
    QString from = startDay(row, locale);
    const QString to = endDay(row, locale);
    if (from.isEmpty())
        from = PricesPage::tr("always", "since when a price holds");
    if (row.isAssumed)
        from = PricesPage::tr("%1 (assumed)", "since when a price holds").arg(from);
    return {from, to.isEmpty() ? PricesPage::tr("open", "until when a price holds") : to,
            withConditions(row), changed, QString::fromStdString(row.origin)};
}

QString factsOf(const PricedModel &model, const QLocale &locale)
{
    QStringList facts;
    if (model.unpricedRequests > 0) {
        const TokenUsage &usage = model.unpricedUsage;
        facts << PricesPage::tr("%1 requests without a price: %2", "number, reason")
                     .arg(count(model.unpricedRequests, locale), reasonText(model))
              << PricesPage::tr("%1 input, %2 cached, %3 output tokens")
                     .arg(countCompact(usage[TokenClass::Input], locale),
                          countCompact(usage[TokenClass::CacheRead], locale),
                          countCompact(usage[TokenClass::Output], locale));
    }
    if (model.spend)
        facts << PricesPage::tr("%1 in the last %2 days, %3 requests")
                     .arg(money(*model.spend, locale), QString::number(effectDays),
                          count(model.requests, locale));
    if (facts.isEmpty())
        facts << PricesPage::tr("No request of the last %1 days has it.").arg(effectDays);
    if (model.price())
        facts << QString::fromStdString(model.price()->row.origin);
    return facts.join(QStringLiteral(" · "));
}

const PriceRow *rowOf(const PricedModel &model)
{
    return model.price() ? &model.price()->row : nullptr;
}

} // namespace

void PricesPage::updateDetail()
{
    const PricedModel *model = selected();
    const QLocale locale;
    m_title->setText(model ? modelLabel(model->id) : QString());
    m_facts->setText(model ? factsOf(*model, locale) : QString());
    std::vector<QStringList> rows;
    if (model && model->held)
        rows.push_back({tr("held", "a price"), QString(), withConditions(*model->held),
                        QString::fromStdString(model->held->quarantine),
                        QString::fromStdString(model->held->origin)});
    // Newest first: what is in force is seen without scrolling.
    for (std::size_t i = model ? model->history.size() : 0; i > 0; --i)
        rows.push_back(historyRow(model->history[i - 1], locale));
    m_historyHint->setHint(
        !rows.empty() ? QString()
        : model       ? tr("No list has a price for it. Give it one: input and output are enough; "
                                 "what it does to past requests is shown first.")
                      : tr("Choose a model to see its prices."));
    m_history->setRows(std::move(rows));
    fitHistory();
    updateButtons();
}

void PricesPage::openFile(const QString &path)
{
    delete m_file;
    m_filePath = path;
    m_file = new PriceFileDialog(path, this);
    m_file->open();
    emit fileRequested(path);
}

void PricesPage::tryFile(const QString &path)
{
    delete m_shock;
    m_shock = new PriceShockDialog(path, this);
    connect(m_shock, &PriceShockDialog::shockRequested, this, &PricesPage::shockRequested);
    m_shock->open();
    emit shockRequested(path, false);
}

void PricesPage::chooseFile()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("Import a price list"), QString(),
                                                      tr("Price lists (*.json);;All files (*)"));
    if (!path.isEmpty())
        openFile(path);
}

void PricesPage::chooseDraft()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("Try a change of prices"), QString(),
                                                      tr("Price lists (*.json);;All files (*)"));
    if (!path.isEmpty())
        tryFile(path);
}

void PricesPage::setFile(const PriceFilePreviewPtr &preview)
{
    if (!m_file || preview->path != m_filePath)
        return;
    m_file->setPreview(preview);
    connect(m_file, &QDialog::accepted, this, [this, layer = preview->file.layer] {
        PriceChange change;
        change.kind = PriceChange::Kind::File;
        change.layer = layer;
        emit changeChosen(change);
    });
}

void PricesPage::setFileFailure(const QString &path, const QString &sentence)
{
    if (m_file && path == m_filePath)
        m_file->setRefusal(sentence);
    if (m_shock)
        m_shock->setFailure(sentence);
}

void PricesPage::setShock(const PriceShockPreviewPtr &preview)
{
    if (m_shock)
        m_shock->setPreview(preview);
}

void PricesPage::connectEditor(PriceEditor &editor)
{
    connect(&editor, &PriceEditor::previewRequested, this, [this](const PriceChange &change) {
        emit previewRequested(++m_previewNumber, change);
    });
    connect(&editor, &PriceEditor::changeAccepted, this, &PricesPage::changeChosen);
    editor.open();
}

void PricesPage::openEditor(const std::string &id, const PriceRow *current)
{
    delete m_editor;
    m_editor = new PriceEditor(PriceEditor::Kind::Price, id, current, this);
    connectEditor(*m_editor);
}

void PricesPage::newPrice()
{
    openEditor({}, nullptr);
}

void PricesPage::editPrice()
{
    if (const PricedModel *model = selected(); model && !m_isBusy) {
        // Without a provider: any provider's.
        const std::string id = model->id.starts_with('/') ? '*' + model->id : model->id;
        openEditor(id == "*/" ? std::string() : id, rowOf(*model));
    }
}

void PricesPage::addDiscount()
{
    delete m_editor;
    m_editor = new PriceEditor(PriceEditor::Kind::Discount, {}, nullptr, this);
    connectEditor(*m_editor);
}

void PricesPage::ask(const PriceChange &change, const QString &title, const QString &sentence,
                     const QString &accept)
{
    delete m_question;
    m_question = new PriceQuestion(title, sentence, accept, this);
    connect(m_question, &QDialog::accepted, this, [this, change] { emit changeChosen(change); });
    m_question->open();
    emit previewRequested(++m_previewNumber, change);
}

void PricesPage::confirmHeld()
{
    const PricedModel *model = selected();
    if (!model || !model->held)
        return;
    PriceChange change;
    change.kind = PriceChange::Kind::Confirm;
    change.name = model->id;
    ask(change, tr("Take a held price"),
        tr("%1 at %2 is held: %3. Taken, it counts from its list’s day on.")
            .arg(modelLabel(model->id), ratesLabel(*model->held),
                 QString::fromStdString(model->held->quarantine)),
        tr("Take it"));
}

void PricesPage::removeOwnPrice()
{
    const PricedModel *model = selected();
    if (!model || model->ownName.empty())
        return;
    PriceChange change;
    change.kind = PriceChange::Kind::Remove;
    change.name = model->ownName;
    ask(change, tr("Take back your prices"),
        tr("Everything you set for %1 is taken back: prices, discounts and names of all dates.")
            .arg(QString::fromStdString(model->ownName)),
        tr("Take back"));
}

void PricesPage::removeDiscount()
{
    const QModelIndexList rows = m_discountsTable->selectionModel()->selectedRows();
    if (rows.isEmpty() || !m_snapshot)
        return;
    PriceChange change;
    change.kind = PriceChange::Kind::Remove;
    change.name = scopeOf(m_snapshot->discounts.at(static_cast<std::size_t>(rows.first().row())));
    ask(change, tr("Remove a discount"),
        tr("Everything you set for %1 is taken back: prices, discounts and names of all dates.")
            .arg(QString::fromStdString(change.name)),
        tr("Remove"));
}

void PricesPage::setEffect(std::uint64_t number, const std::optional<PriceEffect> &effect)
{
    if (number != m_previewNumber)
        return;
    const QString text = effectText(effect, QLocale());
    if (m_question)
        m_question->setEffect(text);
    else if (m_editor)
        m_editor->setEffect(text);
}

void PricesPage::setEffectFailure(std::uint64_t number, const Error &error)
{
    if (number != m_previewNumber || error.kind == Error::Kind::Cancelled)
        return;
    const QString text = QString::fromStdString(error.text);
    if (m_question)
        m_question->setRefusal(text);
    else if (m_editor)
        m_editor->setRefusal(text, error.kind == Error::Kind::Usage);
}

} // namespace outlay::ui
