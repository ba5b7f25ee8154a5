// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/reviewexport.h"

#include "app/paper/pdf.h"
#include "app/paper/print.h"
#include "app/paper/privatesave.h"
#include "app/paper/reportbook.h"
#include "app/reports/writtenreview.h"
#include "models/ledger/ledgerreader.h"
#include "models/money/moment.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace outlay {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ReviewExport)
};

bool isPdf(const QString &file)
{
    return file.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive);
}

Result<reports::ReviewRequest> requestOf(const ReviewExport &wanted, const std::string &ledgerZone,
                                         Instant now)
{
    reports::ReviewRequest request;
    const Result<Step> step = reports::parseReviewStep(wanted.period.toStdString());
    if (!step)
        return tl::unexpected<Error>(step.error());
    request.step = *step;
    const std::string own = ledgerZone.empty() ? "UTC" : ledgerZone;
    const Result<Zone> zone = Zone::named(wanted.zone.isEmpty() ? own : wanted.zone.toStdString());
    if (!zone)
        return tl::unexpected<Error>(zone.error());
    request.zone = *zone;
    if (wanted.at.isEmpty())
        return request;
    request.at = momentOf(wanted.at.toStdString(), *zone, now);
    if (!request.at)
        return failure(
            Error::Kind::Usage,
            Words::tr("--at: cannot read the time \"%1\"; write %2")
                .arg(wanted.at, QLatin1String(momentForms.data(), qsizetype(momentForms.size())))
                .toStdString());
    return request;
}

Result<reports::WrittenReview> readReview(const ReviewExport &wanted, Instant now)
{
    if (!QFileInfo::exists(wanted.ledger))
        return failure(Error::Kind::Refused,
                       Words::tr("there is no ledger at %1").arg(wanted.ledger).toStdString());
    const auto reader = LedgerReader::open(wanted.ledger.toStdString());
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    const Result<LedgerFacts> facts = (*reader)->facts();
    if (!facts)
        return tl::unexpected<Error>(facts.error());
    const auto request = requestOf(wanted, facts->zone, now);
    if (!request)
        return tl::unexpected<Error>(request.error());
    auto written = reports::writeReview(wanted.ledger.toStdString(), **reader, *request);
    if (written && !written->review.hasData)
        return failure(Error::Kind::Usage,
                       Words::tr("%1: the ledger knows of nothing in this period; nothing was "
                                 "written")
                           .arg(QString::fromStdString(written->page.title))
                           .toStdString());
    return written;
}

} // namespace

Result<> checkExportFile(const QString &file)
{
    const bool isHtml = file.endsWith(QLatin1String(".html"), Qt::CaseInsensitive) ||
                        file.endsWith(QLatin1String(".htm"), Qt::CaseInsensitive);
    if (isPdf(file) || isHtml)
        return {};
    return failure(Error::Kind::Usage,
                   Words::tr("the review is written as .pdf or .html, not as \"%1\"")
                       .arg(QFileInfo(file).fileName())
                       .toStdString());
}

Result<QByteArray> renderReview(const ReviewExport &wanted, Instant now)
{
    OUTLAY_TRY(checkExportFile(wanted.file));
    const auto written = readReview(wanted, now);
    if (!written)
        return tl::unexpected<Error>(written.error());
    if (!isPdf(wanted.file))
        return QByteArray::fromStdString(reports::toHtml(written->page));
    return paper::toPdf(paper::bookOf(written->page, wanted.paper), written->review.period.to);
}

Result<> printReview(const ReviewExport &wanted, Instant now, QPrinter &printer)
{
    const auto written = readReview(wanted, now);
    if (!written)
        return tl::unexpected<Error>(written.error());
    return paper::print(paper::bookOf(written->page, paper::paperIn(printer)), printer);
}

Result<> exportReview(const ReviewExport &wanted, Instant now)
{
    const auto bytes = renderReview(wanted, now);
    return bytes ? paper::savePrivately(wanted.file, *bytes)
                 : Result<>(tl::unexpected<Error>(bytes.error()));
}

} // namespace outlay
