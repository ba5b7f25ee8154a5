// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/receipt/receiptlines.h"

#include "ui/charts/basisbar.h"
#include "ui/overview/tilecontent.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"

#include <QCoreApplication>

namespace outlay::ui {
namespace {

struct ReceiptWords
{
    Q_DECLARE_TR_FUNCTIONS(ReceiptWords)
};

using Kind = ReceiptLine::Kind;

} // namespace

std::vector<ReceiptLine> moneyLines(const Measures &m, const QLocale &locale)
{
    std::vector<ReceiptLine> lines;
    const auto parts = basisParts(m);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts.at(i) != Money{})
            lines.push_back({Kind::Part,
                             ReceiptWords::tr("%1 (%2)", "basis, who says so")
                                 .arg(basisLabel(basisOrder.at(i)),
                                      basisExplanation(basisOrder.at(i)).toLower()),
                             moneyExact(parts.at(i), locale)});
    }
    Money rest = m.cost.value_or(Money{});
    for (const Money part : parts)
        rest -= part;
    if (rest != Money{})
        lines.push_back({Kind::Part, ReceiptWords::tr("Not itemised (statements less requests)"),
                         moneyExact(rest, locale)});
    lines.push_back({Kind::Sum, ReceiptWords::tr("Spend"),
                     m.cost ? moneyExact(*m.cost, locale) : ReceiptWords::tr("nothing priced")});
    if (m.residual != Money{} && rest == Money{})
        lines.push_back({Kind::Fact, ReceiptWords::tr("of which not itemised"),
                         moneyExact(m.residual, locale)});
    const auto beside = [&](const QString &label, Money amount) {
        if (amount != Money{})
            lines.push_back({Kind::Fact, label, moneyExact(amount, locale)});
    };
    beside(ReceiptWords::tr("Quarantined, outside"), m.quarantined);
    beside(ReceiptWords::tr("List value of subscriptions, outside"), m.listValue);
    beside(ReceiptWords::tr("Set aside, outside"), m.setAside);
    if (const auto each = costPer1k(m))
        lines.push_back({Kind::Fact, ReceiptWords::tr("Per 1,000 priced requests, fees left out"),
                         moneyExact(*each, locale)});
    return lines;
}

std::vector<ReceiptLine> countLines(const Measures &m, const QLocale &locale)
{
    std::vector<ReceiptLine> lines;
    const auto fact = [&](const QString &label, std::int64_t value, bool evenZero = false) {
        if (value != 0 || evenZero)
            lines.push_back({Kind::Fact, label, count(value, locale)});
    };
    lines.push_back({Kind::Heading, ReceiptWords::tr("Requests"), {}});
    fact(ReceiptWords::tr("Requests"), m.requests, true);
    if (m.errors)
        fact(ReceiptWords::tr("Errors"), *m.errors, true);
    else
        lines.push_back({Kind::Fact, ReceiptWords::tr("Errors"), ReceiptWords::tr("unknown")});
    fact(ReceiptWords::tr("Unpriced"), m.unpricedRequests);
    fact(ReceiptWords::tr("Gateway cache hits"), m.cacheHits);
    if (m.usage.isZero())
        return lines;
    lines.push_back({Kind::Heading, ReceiptWords::tr("Tokens"), {}});
    for (std::size_t i = 0; i < tokenClassCount; ++i) {
        const auto tokenClass = static_cast<TokenClass>(i);
        fact(tokenClassLabel(tokenClass), m.usage[tokenClass]);
    }
    fact(ReceiptWords::tr("Served from a gateway's cache"), m.servedTokens);
    lines.push_back({Kind::Sum, ReceiptWords::tr("All tokens"), count(m.usage.total(), locale)});
    return lines;
}

QString receiptText(const QString &title, const std::vector<ReceiptLine> &lines)
{
    QString text = title;
    for (const ReceiptLine &line : lines) {
        text += QLatin1Char('\n') + line.label;
        if (line.kind == Kind::Heading || line.kind == Kind::Note)
            continue;
        for (const QString &cell : {line.quantity, line.rate, line.value})
            text += QLatin1Char('\t') + cell;
    }
    return text + QLatin1Char('\n');
}

} // namespace outlay::ui
