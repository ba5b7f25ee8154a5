// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/ingest_p.h"

#include <cstdlib>
#include <filesystem>

namespace outlay {

Ingest::Data::Data(std::unique_ptr<LedgerWriter> writer)
    : ledger(std::move(writer))
    , clock(systemClock())
    , rules(*ledger)
    , deriver(*ledger)
    , cells(*ledger)
    , events(*ledger, deriver, cells)
    , families(*ledger, events)
    , batches(*ledger, events, families)
    , aftermath(*ledger, deriver, events, cells)
{
    cells.setObserver(&rules);
}

Ingest::Ingest(std::unique_ptr<Data> data) : m_data(std::move(data)) {}
Ingest::~Ingest() = default;

Result<std::unique_ptr<Ingest>> Ingest::open(const std::string &path)
{
    auto writer = LedgerWriter::open(path);
    if (!writer)
        return tl::unexpected<Error>(writer.error());
    auto data = std::make_unique<Data>(*std::move(writer));
    OUTLAY_TRY(data->loadConfiguration());
    return std::unique_ptr<Ingest>(new Ingest(std::move(data)));
}

Instant Ingest::Data::now() const
{
    // History only (import times, changes, alerts): no answer depends on it.
    return clock();
}

Instant Ingest::Data::horizon()
{
    return {ledger->metaInteger("horizon").value_or(std::numeric_limits<std::int64_t>::min())};
}

Result<> Ingest::Data::loadConfiguration()
{
    auto configuration = outlay::loadConfiguration(*ledger);
    if (!configuration)
        return tl::unexpected<Error>(configuration.error());
    OUTLAY_TRY(deriver.configure(*configuration));
    if (rules.rules() != configuration->rules)
        rules.setRules(configuration->rules);
    const std::string zoneName = ledger->metaText("zone");
    if (!zoneName.empty()) {
        auto zone = Zone::named(zoneName);
        if (!zone)
            return tl::unexpected<Error>(zone.error());
        cells.setZone(*zone);
    }
    return ledger->status();
}

Result<> Ingest::Data::refresh()
{
    if (!ledger->wasChangedElsewhere())
        return ledger->status();
    families.discard();
    aftermath.forget();
    rules.changedElsewhere();
    return loadConfiguration();
}

Result<> Ingest::Data::begin()
{
    OUTLAY_TRY(ledger->begin());
    auto fresh = refresh();
    if (fresh)
        fresh = rules.prepare();
    if (!fresh) {
        ledger->rollback();
        rules.discard();
    }
    return fresh;
}

Result<> Ingest::Data::finish()
{
    rules.judge(now());
    auto done = ledger->commit();
    if (!done)
        forget();
    return done;
}

void Ingest::Data::forget()
{
    cells.discard();
    families.discard();
    deriver.forget();
    events.forgetTouched();
    (void)batches.takeTouchedBuckets();
    aftermath.forget();
    rules.discard();
}

Result<> Ingest::Data::transaction(const std::function<void()> &work)
{
    OUTLAY_TRY(begin());
    events.trackTouched(aftermath.isNeeded());
    work();
    cells.flush();
    for (const TimeRange &bucket : batches.takeTouchedBuckets())
        aftermath.touch(bucket);
    aftermath.run();
    return finish();
}

Result<> Ingest::Data::write(const Batch &batch, ImportCounts &counts,
                             const std::function<void()> &alongside)
{
    WriteCounts written;
    (void)aftermath.takeChanges(); // what a change of the configuration did
    OUTLAY_TRY(transaction([&] {
        deriver.rememberNames();
        if (!batch.statements.empty())
            aftermath.expectStatements();
        batches.write(batch, horizon(), now(), written);
        if (batches.takeDirectoryChanged())
            applyNewNames();
        if (alongside)
            alongside();
    }));
    counts.lines += batch.lines;
    counts.created += written.created;
    counts.merged += written.merged;
    counts.duplicate += written.duplicate;
    counts.ignored += batch.ignored + batches.ignoredOld();
    counts.rejected += batch.rejected;
    counts.unpriced += written.unpriced;
    counts.cost += written.cost;
    const Books::Changes changes = aftermath.takeChanges();
    counts.restated += changes.restated;
    counts.inDoubt = changes.inDoubt.value_or(counts.inDoubt);
    counts.cost += changes.residual;
    for (const Batch::Rejection &rejection : batch.rejections) {
        if (counts.rejections.size() < ImportCounts::maxRejections)
            counts.rejections.push_back({rejection.file, rejection.line, rejection.reason});
    }
    return {};
}

Result<ImportCounts> Ingest::importFrom(const Format &format, const std::string &source,
                                        const std::function<void(Sink &)> &produce)
{
    /// Commits whenever enough has come together; after a failure it only counts.
    class Committing final : public Sink
    {
    public:
        Committing(Data &data, const Format &from, const std::string &name)
            : m_data(data)
            , m_format(from)
            , m_name(name)
            , m_stager(m_batch)
        {
            m_stager.setOrigin(m_format, m_name, {});
        }
        void observation(const Observation &o) override { (m_stager.observation(o), check()); }
        void statement(const Statement &s) override { (m_stager.statement(s), check()); }
        void lineage(const LineageVector &v) override { (m_stager.lineage(v), check()); }
        void span(const SpanRecord &s) override { (m_stager.span(s), check()); }
        void origin(std::string_view source, std::string_view format) override
        {
            m_stager.origin(source, format);
        }
        void bucket(const BucketDelivery &b) override { m_stager.bucket(b); }
        void directory(const DirectoryEntry &e) override { m_stager.directory(e); }
        void quota(const QuotaObservation &q) override { m_stager.quota(q); }
        void ignored() override { m_stager.ignored(); }
        void rejected(std::int64_t line, std::string_view reason) override
        {
            m_stager.rejected(line, reason);
        }
        void commit()
        {
            if (m_result)
                m_result = m_data.write(m_batch, m_counts);
            m_batch.clear();
            m_stager.restart();
            m_stager.setOrigin(m_format, m_name, {});
        }
        Result<ImportCounts> finish()
        {
            commit();
            if (!m_result)
                return tl::unexpected<Error>(m_result.error());
            return m_counts;
        }

    private:
        void check()
        {
            if (m_batch.weight() >= Batch::fullWeight)
                commit();
        }
        Data &m_data;
        const Format &m_format;
        const std::string &m_name;
        Batch m_batch;
        Stager m_stager;
        ImportCounts m_counts;
        Result<> m_result;
    };

    Committing sink(*m_data, format, source);
    produce(sink);
    return sink.finish();
}

Result<std::pair<Ingest::Totals, Ingest::Totals>>
Ingest::rehearse(const std::string &path, const std::function<Result<>(Ingest &)> &change)
{
    auto ingest = open(path);
    if (!ingest)
        return tl::unexpected<Error>(ingest.error());
    LedgerWriter &ledger = *(*ingest)->m_data->ledger;
    const auto totals = [&ledger] {
        Totals sums;
        ledger.eachCell(false, [&sums](const CellKey &key, const Cell &cell) {
            if (key.kind != kindOf(Dimension::Provider))
                return;
            sums.requests += cell[CellField::Requests];
            sums.spend += {cell[CellField::Cost] + cell[CellField::Residual]};
            sums.notItemised += {cell[CellField::Residual]};
            sums.listValue += {cell[CellField::ListValue]};
            sums.setAside += {cell[CellField::SetAside]};
            sums.quarantined += {cell[CellField::Quarantined]};
        });
        return sums;
    };
    const auto withFees = [&]() -> Result<Totals> {
        const Result<Money> fees = ledger.planFees();
        if (!fees)
            return tl::unexpected<Error>(fees.error());
        Totals sums = totals();
        sums.fees = *fees;
        sums.spend += *fees;
        sums.notItemised += *fees;
        return sums;
    };
    const Result<Totals> before = withFees();
    OUTLAY_TRY(before);
    std::optional<Result<Totals>> after;
    ledger.rehearse([&] { after = withFees(); });
    const Result<> done = change(**ingest);
    if (!after && !done)
        return tl::unexpected<Error>(done.error());
    OUTLAY_TRY(ledger.status());
    if (after && !*after)
        return tl::unexpected<Error>(after->error());
    return std::pair(*before, after ? **after : *before); // or it changes nothing
}

Result<std::int64_t> Ingest::removeSource(const std::string &source)
{
    Data &d = *m_data;
    std::vector<TextId> ids;
    for (const SourceRow &row : d.ledger->sources()) {
        // Telemetry keeps its spans as an observer of their own.
        const std::string name = d.ledger->textOf(row.id);
        if (name == source || name.starts_with(source + "/"))
            ids.push_back(row.id);
    }
    if (ids.empty())
        return failure(Error::Kind::Usage, "no source named \"" + source + "\"; see source list");
    std::int64_t events = 0;
    OUTLAY_TRY(d.transaction([&] {
        d.deriver.rememberNames();
        d.aftermath.expectStatements();
        for (const TextId id : ids) {
            for (const TimeRange &bucket : d.ledger->statementBuckets())
                d.aftermath.touch(bucket);
            d.families.removeSource(id);
            d.ledger->deleteStatements(id);
            events += d.events.removeSource(id);
            d.ledger->deleteLive(id);
            d.ledger->deleteCheckpoints(id);
            d.ledger->deleteRejected(id);
            d.ledger->deleteSource(id);
        }
        d.applyNewNames();
        d.deriver.forget();
        d.ledger->recordChange(d.now(), "source removed", source, events, {}, {});
    }));
    return events;
}

std::shared_ptr<const PriceBook> Ingest::priceBook() const
{
    return m_data->deriver.book();
}

Result<> Ingest::backup(const std::string &file)
{
    return m_data->ledger->backup(file);
}

Result<> restoreLedger(const std::string &backup, const std::string &path)
{
    return restoreLedgerFile(backup, path);
}

std::string defaultLedgerPath()
{
    namespace fs = std::filesystem;
    const auto environment = [](const char *name) {
        const char *value = std::getenv(name);
        return std::string(value ? value : "");
    };
    fs::path base = environment("XDG_DATA_HOME");
#if defined(_WIN32)
    if (base.empty())
        base = environment("LOCALAPPDATA");
#elif defined(__APPLE__)
    if (base.empty())
        base = fs::path(environment("HOME")) / "Library" / "Application Support";
#endif
    // The XDG specification: a relative value is to be ignored.
    if (base.empty() || base.is_relative())
        base = fs::path(environment("HOME")) / ".local" / "share";
    return (base / "outlay" / "ledger.sqlite").string();
}

} // namespace outlay
