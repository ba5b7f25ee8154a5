// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/importworker.h"

#include "app/desktop/foundsources.h"
#include "app/sources/demo/demo.h"
#include "app/sources/discovery.h"
#include "models/ledger/ledgerreader.h"
#include "ui/settings/closingwords.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/text/shown.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace outlay {
namespace {

constexpr int reportMs = 80; // a bar moves smoothly at a dozen steps a second

QString pathOf(const std::string &path)
{
    return QString::fromStdString(path);
}

} // namespace

ImportWorker::ImportWorker(const std::atomic<std::uint64_t> &cancelledUpTo)
    : m_cancelledUpTo(cancelledUpTo)
{
    m_sinceReport.start();
}

bool ImportWorker::report(const ImportProgress &progress)
{
    if (m_sinceReport.elapsed() >= reportMs) {
        m_sinceReport.restart();
        emit progressed(progress);
    }
    return !isCancelled();
}

void ImportWorker::importPaths(const std::string &ledger, const std::vector<std::string> &paths)
{
    emit started(tr("Opening the ledger…"));
    auto ingest = Ingest::open(ledger);
    if (!ingest)
        return emit failed(ingest.error());
    const auto counts = (*ingest)->importPaths(
        paths, {}, [this](const ImportProgress &progress) { return report(progress); });
    if (counts)
        emit finished(*counts);
    else
        emit failed(counts.error());
}

Result<ImportCounts> ImportWorker::readFound(Ingest &ingest,
                                             const std::vector<ui::FoundChoice> &choices,
                                             std::vector<ui::FoundChoice> &whole)
{
    // Plans first: what is read then lands where it belongs at once.
    for (const ui::FoundChoice &choice : choices) {
        if (choice.plan == Ingest::Plan::Kind::Unknown)
            continue;
        Ingest::Plan plan;
        plan.source = choice.item.format;
        plan.kind = choice.plan;
        plan.name = choice.item.title.toStdString();
        plan.fee = choice.fee;
        OUTLAY_TRY(ingest.setPlan(plan));
    }
    ImportCounts sum;
    for (const ui::FoundChoice &choice : choices) {
        if (choice.item.files == 0) { // it is empty, and there is nothing to read
            whole.push_back(choice);
            continue;
        }
        ImportOptions options;
        options.format = choice.item.format;
        const auto counts = ingest.importPaths(
            {choice.item.path}, options, [this](const ImportProgress &p) { return report(p); });
        if (!counts)
            return tl::unexpected<Error>(counts.error());
        addCounts(sum, *counts);
        if (counts->wasCancelled)
            break;
        whole.push_back(choice);
    }
    return sum;
}

void ImportWorker::importFound(const std::string &ledger,
                               const std::vector<ui::FoundChoice> &choices)
{
    emit started(tr("Opening the ledger…"));
    auto ingest = Ingest::open(ledger);
    if (!ingest)
        return emit failed(ingest.error());
    std::vector<ui::FoundChoice> whole;
    const auto counts = readFound(**ingest, choices, whole);
    if (!counts)
        return emit failed(counts.error());
    const auto watched = watchFound(**ingest, whole);
    if (!watched)
        return emit failed(watched.error());
    QStringList names;
    for (const std::string &name : *watched)
        names << pathOf(name);
    emit foundFinished(*counts, names);
}

Result<> ImportWorker::writeDemo(const std::string &file)
{
    auto ingest = Ingest::open(file);
    if (!ingest)
        return tl::unexpected<Error>(std::move(ingest).error());
    const auto manifest = outlay::fillDemo(**ingest, [this](std::int64_t done, std::int64_t total) {
        if (m_sinceReport.elapsed() >= reportMs) {
            m_sinceReport.restart();
            emit demoProgressed(done, total);
        }
        return !isCancelled();
    });
    return manifest ? Result<>{} : Result<>(tl::unexpected<Error>(manifest.error()));
}

void ImportWorker::fillDemo(const std::string &ledger)
{
    const QString target = pathOf(ledger);
    if (QFileInfo::exists(target))
        return emit demoReady(target); // only whole demos carry the name
    emit started(tr("Inventing a team of twelve and two months of its work…"));
    const QString partial = target + QStringLiteral(".new");
    const auto clear = [&] {
        for (const char *suffix : {"", "-wal", "-shm"})
            QFile::remove(partial + QLatin1String(suffix));
    };
    clear(); // of a run that was ended
    if (const auto written = writeDemo(partial.toStdString()); !written) {
        clear();
        if (written.error().kind == Error::Kind::Cancelled)
            return emit demoCancelled();
        return emit failed(written.error());
    }
    if (!QFile::rename(partial, target))
        return emit failed({Error::Kind::Unreadable, "cannot write " + ledger});
    emit demoReady(target);
}

void ImportWorker::setPlan(const std::string &ledger, const Ingest::Plan &plan)
{
    const QString subject = pathOf(plan.source.empty() ? plan.key : plan.source);
    emit configuring(tr("Counting %1 anew…").arg(subject));
    auto ingest = Ingest::open(ledger);
    if (!ingest)
        return emit failed(ingest.error());
    if (const auto set = (*ingest)->setPlan(plan); !set)
        return emit failed(set.error());
    emit configured(tr("The plan of %1 is set, for all it has said and will say.").arg(subject));
}

void ImportWorker::removeSource(const std::string &ledger, const std::string &source)
{
    emit configuring(tr("Removing %1…").arg(pathOf(source)));
    auto ingest = Ingest::open(ledger);
    if (!ingest)
        return emit failed(ingest.error());
    const auto removed = (*ingest)->removeSource(source);
    if (!removed)
        return emit failed(removed.error());
    emit configured(
        tr("Removed %1; %2 request(s) changed. Importing its files again brings it back.", nullptr,
           ui::pluralOf(*removed))
            .arg(pathOf(source), ui::count(*removed, ui::shownLocale())));
}

void ImportWorker::dropRequests(const std::string &ledger, Instant first)
{
    emit configuring(tr("Dropping single requests…"));
    auto ingest = Ingest::open(ledger);
    if (!ingest)
        return emit failed(ingest.error());
    const auto dropped = (*ingest)->setRetentionHorizon(first);
    if (!dropped)
        return emit failed(dropped.error());
    emit configured(
        tr("Dropped %1 single record(s); every sum is as it was.", nullptr, ui::pluralOf(*dropped))
            .arg(ui::count(*dropped, ui::shownLocale())));
}

void ImportWorker::setRetention(const std::string &ledger, int months)
{
    emit configuring(months == 0 ? tr("Keeping single requests…")
                                 : tr("Dropping single requests…"));
    auto ingest = Ingest::open(ledger);
    if (!ingest)
        return emit failed(ingest.error());
    if (const auto set = (*ingest)->setRetentionMonths(months); !set)
        return emit failed(set.error());
    const auto dropped = (*ingest)->applyRetention();
    if (!dropped)
        return emit failed(dropped.error());
    emit configured(months == 0 ? tr("Single requests are kept until you drop them.")
                                : tr("Dropped %1 single record(s); every sum is as it was.",
                                     nullptr, ui::pluralOf(*dropped))
                                      .arg(ui::count(*dropped, ui::shownLocale())));
}

void ImportWorker::setZone(const std::string &ledger, const std::string &zone)
{
    emit configuring(tr("Making the sums anew by days of %1…").arg(QString::fromStdString(zone)));
    auto ingest = Ingest::open(ledger);
    if (!ingest)
        return emit failed(ingest.error());
    if (const auto set = (*ingest)->setZone(zone); !set)
        return emit failed(set.error());
    emit configured(tr("Sums are kept by days of %1.").arg(QString::fromStdString(zone)));
}

void ImportWorker::closeMonth(const std::string &ledger, const CloseOrder &order)
{
    emit configuring(tr("Closing %1…", "month").arg(ui::monthLabel(order.month, QLocale())));
    const auto period = outlay::closeMonth(ledger, order);
    if (!period)
        return emit failed(period.error());
    emit configured(tr("Closed %1: %2, digest %3", "month, money, letters")
                        .arg(ui::monthLabel(order.month, QLocale()),
                             ui::money(spendOf(period->total), QLocale()),
                             QString::fromStdString(period->shortDigest())));
}

void ImportWorker::reopenMonth(const std::string &ledger, const std::string &month,
                               const ClosedPeriod::Reopening &reopening)
{
    emit configuring(tr("Opening %1 again…", "month").arg(ui::monthLabel(month, QLocale())));
    const auto period = outlay::reopenMonth(ledger, month, reopening);
    if (!period)
        return emit failed(period.error());
    emit configured(
        tr("%1 is open again; its digest was %2", "month, letters")
            .arg(ui::monthLabel(month, QLocale()), QString::fromStdString(period->shortDigest())));
}

void ImportWorker::discover()
{
    const auto surroundings = sources::Surroundings::ofThisProcess();
    std::vector<ui::FoundItem> items;
    for (const sources::Found &found : sources::discover(surroundings)) {
        ui::FoundItem item;
        item.path = found.path;
        item.format = found.format;
        item.title = QString::fromStdString(found.title);
        item.files = found.files;
        item.bytes = found.bytes;
        item.changed = found.changed;
        item.isForeign = found.isForeign;
        items.push_back(std::move(item));
    }
    QStringList keys;
    for (const std::string &name : sources::providerVariables(surroundings))
        keys << QString::fromStdString(name);
    emit this->found(items, keys);
}

void addCounts(ImportCounts &sum, const ImportCounts &more)
{
    sum.files += more.files;
    sum.unchangedFiles += more.unchangedFiles;
    sum.bytesRead += more.bytesRead;
    sum.bytesSkipped += more.bytesSkipped;
    sum.lines += more.lines;
    sum.created += more.created;
    sum.merged += more.merged;
    sum.duplicate += more.duplicate;
    sum.ignored += more.ignored;
    sum.rejected += more.rejected;
    sum.unpriced += more.unpriced;
    sum.cost += more.cost;
    for (const auto &rejection : more.rejections) {
        if (sum.rejections.size() < ImportCounts::maxRejections)
            sum.rejections.push_back(rejection);
    }
    sum.wasCancelled = sum.wasCancelled || more.wasCancelled;
}

} // namespace outlay
