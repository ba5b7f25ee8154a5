// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/receipt/receiptlines.h"

#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace outlay::ui {
namespace {

struct DerivationWords
{
    Q_DECLARE_TR_FUNCTIONS(DerivationWords)
};

using Kind = ReceiptLine::Kind;

QString text(const std::string &plain)
{
    return QString::fromStdString(plain);
}

/// "$4.00 per 1M": tokens are priced by the million, searches and requests by the thousand.
QString rateText(const ReceiptTerm &term, const QLocale &locale)
{
    if (!term.rate)
        return {};
    const auto amount = parseUsd(*term.rate);
    const QString shown = amount ? moneyExact(*amount, locale) : text(*term.rate);
    const bool isCalls =
        term.tokenClass == name(TokenClass::WebSearches) || term.tokenClass == "requests";
    return isCalls ? DerivationWords::tr("%1 per 1,000").arg(shown)
                   : DerivationWords::tr("%1 per 1M").arg(shown);
}

QString classText(const ReceiptTerm &term)
{
    for (std::size_t i = 0; i < tokenClassCount; ++i) {
        const auto tokenClass = static_cast<TokenClass>(i);
        if (name(tokenClass) == term.tokenClass)
            return term.isFallback ? DerivationWords::tr("%1, at its parent class's rate")
                                         .arg(tokenClassLabel(tokenClass))
                                   : tokenClassLabel(tokenClass);
    }
    return DerivationWords::tr("Requests");
}

/// What was applied, where it is no condition of the price book's own.
QString appliedText(const std::string &applied)
{
    if (applied == "base")
        return DerivationWords::tr("list price");
    if (applied == "within the plan")
        return DerivationWords::tr("within the plan: the fee covers it");
    if (applied == "nothing to bill")
        return DerivationWords::tr("nothing to bill");
    if (applied == "as recorded")
        return DerivationWords::tr("as recorded at import");
    return text(applied);
}

QString basisNote(Basis basis)
{
    switch (basis) {
    case Basis::Billed:
        return DerivationWords::tr("billed: the provider said so, request by request");
    case Basis::Reported:
        return DerivationWords::tr("reported: a gateway said so, request by request");
    case Basis::Client:
        return DerivationWords::tr("the client's own guess, request by request");
    case Basis::Estimated:
        return DerivationWords::tr("estimated from the price book");
    case Basis::Effective:
        break;
    }
    return DerivationWords::tr("of several bases");
}

class Lines
{
public:
    Lines(const FigureReceipt &receipt, const QLocale &locale)
        : m_receipt(receipt)
        , m_locale(locale)
    {
    }

    std::vector<ReceiptLine> build()
    {
        m_lines.push_back({Kind::Heading, heading(), {}, {}, {}});
        if (m_receipt.hasChanged)
            note(DerivationWords::tr(
                "The ledger has changed since the figure was drawn; this is how it stands now."));
        if (m_receipt.detail == FigureReceipt::Detail::None) {
            note(DerivationWords::tr("There are too many requests to add them up one by one. "
                                     "Choose a shorter time or a filter."));
            return std::move(m_lines);
        }
        if (m_receipt.detail == FigureReceipt::Detail::Entries)
            note(DerivationWords::tr("Added up from sums by model and tier. For amounts by class "
                                     "of tokens choose a shorter time or a filter."));
        for (const ReceiptEntry &entry : m_receipt.entries)
            addEntry(entry);
        addRest();
        return std::move(m_lines);
    }

private:
    [[nodiscard]] QString heading() const
    {
        const auto shown = static_cast<std::int64_t>(m_receipt.entries.size());
        const auto all = static_cast<std::int64_t>(m_receipt.entryCount);
        if (shown < all)
            return DerivationWords::tr("How it adds up: the %1 dearest of %2 entries")
                .arg(count(shown, m_locale), count(all, m_locale));
        return DerivationWords::tr("How it adds up");
    }

    void note(const QString &sentence)
    {
        if (!sentence.isEmpty())
            m_lines.push_back({Kind::Note, sentence, {}, {}, {}});
    }

    void addEntry(const ReceiptEntry &entry)
    {
        ReceiptLine line;
        line.kind = Kind::Entry;
        line.label =
            entry.model.empty() ? valueLabel({Dimension::Model, {}}, {}) : text(entry.model);
        line.quantity = DerivationWords::tr("%1 request(s)", nullptr, pluralOf(entry.requests))
                            .arg(count(entry.requests, m_locale));
        line.value = moneyExact(entry.cost, m_locale);
        line.where = entry.where;
        m_lines.push_back(line);
        note(description(entry));
        const auto prices = m_receipt.prices.find(entry.priceId);
        if (prices != m_receipt.prices.end() && !entry.priceId.empty())
            addPrices(prices->second);
        if (entry.terms.empty())
            addCounts(entry);
        else
            addTerms(entry);
    }

    [[nodiscard]] static QString description(const ReceiptEntry &entry)
    {
        QStringList parts;
        if (!entry.provider.empty())
            parts << valueLabel({Dimension::Provider, {}}, entry.provider);
        parts << (entry.tier.empty() ? DerivationWords::tr("no tier named")
                                     : DerivationWords::tr("tier %1").arg(text(entry.tier)));
        parts << basisNote(entry.basis);
        if (!entry.applied.empty())
            parts << appliedText(entry.applied);
        if (!entry.priceId.empty())
            parts << DerivationWords::tr("price %1").arg(text(entry.priceId));
        if (!entry.origin.empty())
            parts << text(entry.origin);
        return parts.join(QStringLiteral(" · "));
    }

    void addPrices(const std::vector<PriceRow> &prices)
    {
        for (const PriceRow &price : prices) {
            QStringList rates;
            for (const auto &[rateClass, rate] : price.rates)
                rates << text(rateClass) + QLatin1Char(' ') + text(rate);
            for (const std::string &condition : price.conditions)
                rates << text(condition);
            note(DerivationWords::tr("Listed per 1M: %1 (%2)", "rates, origin")
                     .arg(rates.join(QStringLiteral(", ")), text(price.origin)));
        }
    }

    void addTerms(const ReceiptEntry &entry)
    {
        for (const ReceiptTerm &term : entry.terms) {
            // One line without a rate repeats its entry.
            if (entry.terms.size() == 1 && !term.rate) {
                addCounts(entry);
                break;
            }
            m_lines.push_back({Kind::Term, classText(term), picosExact(term.picos, m_locale),
                               count(term.quantity, m_locale), rateText(term, m_locale)});
        }
        if (entry.roundingPicos != 0)
            m_lines.push_back({Kind::Term,
                               DerivationWords::tr("Rounding, once a request"),
                               picosExact(entry.roundingPicos, m_locale),
                               {},
                               {}});
    }

    void addCounts(const ReceiptEntry &entry)
    {
        for (std::size_t i = 0; i < tokenClassCount; ++i) {
            const auto tokenClass = static_cast<TokenClass>(i);
            if (entry.usage[tokenClass] != 0)
                m_lines.push_back({Kind::Term,
                                   tokenClassLabel(tokenClass),
                                   {},
                                   count(entry.usage[tokenClass], m_locale),
                                   {}});
        }
    }

    void addRest()
    {
        if (m_receipt.entries.size() < m_receipt.entryCount) {
            const auto more =
                static_cast<std::int64_t>(m_receipt.entryCount - m_receipt.entries.size());
            m_lines.push_back(
                {Kind::Entry,
                 DerivationWords::tr("and %1 more").arg(count(more, m_locale)),
                 moneyExact(m_receipt.rest, m_locale),
                 DerivationWords::tr("%1 request(s)", nullptr, pluralOf(m_receipt.restRequests))
                     .arg(count(m_receipt.restRequests, m_locale)),
                 {}});
        }
        if (m_receipt.residual != Money{}) {
            m_lines.push_back({Kind::Entry,
                               notItemisedLabel(),
                               moneyExact(m_receipt.residual, m_locale),
                               {},
                               {}});
            note(DerivationWords::tr(
                "Fees of plans, and what providers billed beyond the requests on record."));
        }
        m_lines.push_back({Kind::Sum,
                           DerivationWords::tr("Spend"),
                           m_receipt.cost ? moneyExact(*m_receipt.cost, m_locale)
                                          : DerivationWords::tr("nothing priced"),
                           {},
                           {}});
        for (const auto &[model, reason] : m_receipt.unpriced)
            note(DerivationWords::tr("Unpriced, not in the sum: %1 (%2)", "model, reason")
                     .arg(text(model), text(reason)));
    }

    const FigureReceipt &m_receipt;
    const QLocale &m_locale;
    std::vector<ReceiptLine> m_lines;
};

} // namespace

std::vector<ReceiptLine> derivationLines(const FigureReceipt &receipt, const QLocale &locale)
{
    return Lines(receipt, locale).build();
}

} // namespace outlay::ui
