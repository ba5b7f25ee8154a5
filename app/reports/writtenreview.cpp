// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/reports/writtenreview.h"

#include "app/sources/demo/demonow.h"

#include <algorithm>

namespace outlay::reports {

namespace {

/// Where the data end. Of the demo at its "now", as for all that looks at it; of any other ledger
/// at the newest request, not at the clock: the same data give the same review.
Result<LedgerFacts> knownFacts(LedgerReader &reader)
{
    Result<LedgerFacts> facts = reader.facts();
    if (!facts || !facts->span)
        return facts;
    const auto sources = reader.sources();
    if (!sources)
        return tl::unexpected<Error>(sources.error());
    if (isDemo(*sources))
        facts->span->to =
            std::max(facts->span->to, Instant{shownNow(*sources, TimeRange{}.to).micros + 1});
    return facts;
}

} // namespace

Result<Step> parseReviewStep(std::string_view text)
{
    if (text == "week")
        return Step::Week;
    if (text == "month")
        return Step::Month;
    return failure(Error::Kind::Usage,
                   "unknown --period " + oneLine(std::string(text)) + "; choose week or month");
}

Result<WrittenReview> writeReview(const std::string &ledger, LedgerReader &reader,
                                  const ReviewRequest &request)
{
    const Result<LedgerFacts> facts = knownFacts(reader);
    if (!facts)
        return tl::unexpected<Error>(facts.error());
    const auto question = reviewQuestion(*facts, request.step, request.zone, request.at);
    if (!question)
        return tl::unexpected<Error>(question.error());
    const auto book = priceBookOf(reader);
    if (!book)
        return tl::unexpected<Error>(book.error());
    auto review = readReview(reader, **book, *question);
    if (!review)
        return tl::unexpected<Error>(review.error());
    const auto budgets = reviewBudgets(reader, **book, question->period);
    if (!budgets)
        return tl::unexpected<Error>(budgets.error());
    auto closing = readClosing(ledger, question->period);
    if (!closing)
        return tl::unexpected<Error>(closing.error());
    review->closing = *std::move(closing);
    WrittenReview written{*std::move(review), {}};
    written.page = reviewPage(written.review, *budgets);
    return written;
}

} // namespace outlay::reports
