// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/pricesworker.h"

#include "app/desktop/pricesbuilder.h"
#include "app/sources/demo/demonow.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace outlay {

namespace {

/// Null: there is no ledger yet.
Result<std::unique_ptr<LedgerReader>> openIfThere(const std::string &path)
{
    if (!QFileInfo::exists(QString::fromStdString(path)))
        return std::unique_ptr<LedgerReader>();
    return LedgerReader::open(path);
}

/// A ledger's reader and its layers; what there is none of is empty.
struct Opened
{
    std::unique_ptr<LedgerReader> reader;
    std::vector<PriceBook::Layer> layers;
};

Result<Opened> open(const std::string &path)
{
    Opened opened;
    auto reader = openIfThere(path);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    opened.reader = *std::move(reader);
    if (opened.reader) {
        auto layers = layersOf(*opened.reader);
        if (!layers)
            return tl::unexpected<Error>(layers.error());
        opened.layers = *std::move(layers);
    }
    return opened;
}

Result<std::optional<PriceEffect>> effectOf(const Opened &opened, const std::string &path,
                                            const std::vector<PriceBook::Layer> &layers,
                                            const CancelToken &cancel)
{
    if (!opened.reader)
        return std::nullopt;
    return priceEffect(*opened.reader, path, layers, std::nullopt, cancel);
}

Result<std::string> bytesOf(const QString &path)
{
    constexpr qint64 largest = qint64{256} * 1024 * 1024;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(Error::Kind::Unreadable,
                       path.toStdString() + ": " + file.errorString().toStdString());
    if (file.size() > largest)
        return failure(Error::Kind::Unreadable,
                       path.toStdString() + ": larger than a price list could be");
    return file.readAll().toStdString();
}

/// The day it was last changed: what is known of when a list without a date was true.
PriceFileQuestion questionOf(const QString &path, const Opened &opened, Instant now)
{
    const QFileInfo info(path);
    const Instant changed{info.lastModified().toMSecsSinceEpoch() * 1000};
    const std::int64_t day = floorDivide(std::min(changed, now).micros, microsPerDay);
    return {info.fileName().toStdString(), {day * microsPerDay}, opened.layers};
}

} // namespace

PricesWorker::PricesWorker(Clock clock, ShownZone zone)
    : m_clock(std::move(clock))
    , m_zone(std::move(zone))
{
}

void PricesWorker::read(const std::string &path)
{
    const auto reader = openIfThere(path);
    if (!reader)
        return emit failed(reader.error());
    auto snapshot = pricesSnapshot(reader->get(), m_clock(), m_zone(), path);
    if (!snapshot)
        return emit failed(snapshot.error());
    emit snapshotReady(std::make_shared<const ui::PricesSnapshot>(*std::move(snapshot)));
}

void PricesWorker::preview(const std::string &path, std::uint64_t number, const PriceChange &change,
                           const CancelToken &cancel)
{
    const auto opened = open(path);
    if (!opened)
        return emit effectFailed(number, opened.error());
    const auto layers = applied(change, opened->layers);
    if (!layers)
        return emit effectFailed(number, layers.error());
    const auto effect = effectOf(*opened, path, *layers, cancel);
    if (!effect)
        return emit effectFailed(number, effect.error());
    emit effectReady(number, *effect);
}

void PricesWorker::readFile(const std::string &path, const QString &file, const CancelToken &cancel)
{
    const auto opened = open(path);
    auto bytes = bytesOf(file);
    if (!opened || !bytes)
        return emit fileFailed(file, opened ? bytes.error() : opened.error());
    auto read = readPriceFile(*std::move(bytes), questionOf(file, *opened, m_clock()));
    if (!read)
        return emit fileFailed(file, read.error());
    PriceChange change;
    change.kind = PriceChange::Kind::File;
    change.layer = read->layer;
    const auto layers = applied(change, opened->layers);
    if (!layers)
        return emit fileFailed(file, layers.error());
    auto effect = effectOf(*opened, path, *layers, cancel);
    if (!effect)
        return emit fileFailed(file, effect.error());
    emit fileReady(std::make_shared<const ui::PriceFilePreview>(
        ui::PriceFilePreview{file, *std::move(read), *std::move(effect)}));
}

void PricesWorker::shock(const std::string &path, const QString &file, bool othersFollow,
                         const CancelToken &cancel)
{
    const auto opened = open(path);
    auto bytes = bytesOf(file);
    if (!opened || !bytes)
        return emit fileFailed(file, opened ? bytes.error() : opened.error());
    auto layers = layersUnderDraft(*std::move(bytes), questionOf(file, *opened, m_clock()));
    if (!layers)
        return emit fileFailed(file, layers.error());
    ui::PriceShockPreview preview{file, othersFollow, {}, {}};
    if (opened->reader) {
        preview.zone = m_zone();
        PriceShockQuestion question;
        question.layers = *std::move(layers);
        question.zone = preview.zone;
        question.othersFollow = othersFollow;
        const auto at = runningNow(*opened->reader, preview.zone, m_clock());
        if (!at)
            return emit fileFailed(file, at.error());
        question.at = *at;
        auto shock = priceShock(*opened->reader, path, question, cancel);
        if (!shock)
            return emit fileFailed(file, shock.error());
        preview.shock = *std::move(shock);
    }
    emit shockReady(std::make_shared<const ui::PriceShockPreview>(std::move(preview)));
}

} // namespace outlay
