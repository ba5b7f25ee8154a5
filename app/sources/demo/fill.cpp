// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/demo/demo.h"

namespace outlay {

namespace {

/// The standing of the demo's sources; nothing is read, so nothing is sniffed.
Format formatOf(DemoSource source)
{
    Format format{};
    format.name = formatName(source);
    format.title = sourceName(source);
    format.growth = Growth::Once;
    switch (source) {
    case DemoSource::ClaudeCode:
        format.growth = Growth::Max;
        [[fallthrough]];
    case DemoSource::Codex:
        format.rank = Rank::Transcript;
        break;
    case DemoSource::LiteLlm:
        format.rank = Rank::Gateway;
        break;
    case DemoSource::Otlp:
        format.rank = Rank::OtelSpan;
        break;
    }
    return format;
}

constexpr std::int64_t reportEvery = 2048;

/// Passes on, and says now and then how far it is; once stopped, it passes nothing on.
class ReportingSink : public Sink
{
public:
    ReportingSink(Sink &to, const DemoProgress &progress, std::int64_t &done, std::int64_t total)
        : m_to(to)
        , m_progress(progress)
        , m_done(done)
        , m_total(total)
    {
    }

    void observation(const Observation &seen) override
    {
        if (m_isStopped)
            return;
        m_to.observation(seen);
        if (++m_done % reportEvery == 0 && m_progress)
            m_isStopped = !m_progress(m_done, m_total);
    }
    void statement(const Statement &said) override { m_to.statement(said); }
    void lineage(const LineageVector &vector) override { m_to.lineage(vector); }
    void span(const SpanRecord &record) override { m_to.span(record); }
    void ignored() override { m_to.ignored(); }
    void rejected(std::int64_t line, std::string_view reason) override
    {
        m_to.rejected(line, reason);
    }
    [[nodiscard]] bool isStopped() const { return m_isStopped; }

private:
    Sink &m_to;
    const DemoProgress &m_progress;
    std::int64_t &m_done;
    std::int64_t m_total;
    bool m_isStopped = false;
};

} // namespace

Result<DemoManifest> fillDemo(Ingest &ingest, const DemoProgress &progress)
{
    const std::shared_ptr<const PriceBook> book = PriceBook::shipped();
    DemoManifest manifest = demoManifest(*book);
    // Plans first, so that nothing is counted as spend and taken back.
    OUTLAY_TRY(ingest.setPlan(manifest.subscription));
    for (const DemoSource source : demoSources) {
        Ingest::Plan metered;
        metered.source = sourceName(source);
        metered.kind = Ingest::Plan::Kind::Metered;
        OUTLAY_TRY(ingest.setPlan(metered));
    }
    std::int64_t total = 0;
    for (const std::int64_t count : manifest.observations)
        total += count;
    std::int64_t done = 0;
    for (const DemoSource source : demoSources) {
        bool isStopped = false;
        OUTLAY_TRY(
            ingest.importFrom(formatOf(source), std::string(sourceName(source)), [&](Sink &sink) {
                ReportingSink reporting(sink, progress, done, total);
                produceDemo(source, *book, reporting);
                isStopped = reporting.isStopped();
            }));
        if (isStopped || (progress && !progress(done, total)))
            return failure(Error::Kind::Cancelled, "stopped before the demo was whole");
    }
    return manifest;
}

} // namespace outlay
