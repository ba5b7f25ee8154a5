// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/ingest_p.h"

namespace outlay {

namespace {

/// The row of `poll` that says how a source fares; the others are its checkpoints.
const std::string stateName = "#state";

/// For as long as it lives, if asked for.
class FullDurability
{
public:
    FullDurability(LedgerWriter &ledger, Durability durability)
        : m_ledger(ledger)
        , m_isFull(durability == Durability::Full)
    {
        if (m_isFull)
            m_ledger.syncEveryCommit(true);
    }
    ~FullDurability()
    {
        if (m_isFull)
            m_ledger.syncEveryCommit(false);
    }
    FullDurability(const FullDurability &) = delete;
    FullDurability &operator=(const FullDurability &) = delete;

private:
    LedgerWriter &m_ledger;
    bool m_isFull;
};

} // namespace

Result<ImportCounts> Ingest::importPage(const Format &format, const std::string &source,
                                        const std::function<void(Sink &)> &produce,
                                        const PollCheckpoint &checkpoint,
                                        const std::vector<Vouched> &vouched, Durability durability)
{
    Data &d = *m_data;
    Batch batch;
    Stager stager(batch);
    stager.setOrigin(format, source, checkpoint.name);
    produce(stager);
    ImportCounts counts;
    const FullDurability full(*d.ledger, durability);
    OUTLAY_TRY(d.write(batch, counts, [&] {
        const SourceRow row =
            d.ledger->source(source, std::string(format.name), static_cast<int>(format.rank),
                             static_cast<int>(format.growth));
        if (!checkpoint.name.empty())
            d.ledger->setPollState(source, checkpoint.name, checkpoint.state);
        if (checkpoint.freshness)
            d.ledger->setFreshness(row.id, d.ledger->text(checkpoint.name), *checkpoint.freshness);
        for (const Vouched &one : vouched)
            d.ledger->vouch(row.id, one);
        d.ledger->setLastImport(row.id, d.now());
    }));
    return counts;
}

Result<std::string> Ingest::pollCheckpoint(const std::string &source, const std::string &name)
{
    std::string state = m_data->ledger->pollState(source, name);
    OUTLAY_TRY(m_data->ledger->status());
    return state;
}

Result<> Ingest::setPollCheckpoint(const std::string &source, const PollCheckpoint &checkpoint)
{
    Data &d = *m_data;
    return d.transaction(
        [&] { d.ledger->setPollState(source, checkpoint.name, checkpoint.state); });
}

Result<> Ingest::vouch(const std::string &source, const Vouched &vouched)
{
    Data &d = *m_data;
    return d.transaction([&] {
        const auto id = d.ledger->text(source);
        d.ledger->vouch(id, vouched);
    });
}

Result<> Ingest::setSourceState(const std::string &source, const std::string &state)
{
    Data &d = *m_data;
    if (d.ledger->pollState(source, stateName) == state)
        return d.ledger->status();
    return d.transaction([&] { d.ledger->setPollState(source, stateName, state); });
}

Result<> Ingest::setSetting(const std::string &name, const std::string &json)
{
    Data &d = *m_data;
    if (d.ledger->configuration(name) == json)
        return d.ledger->status();
    return d.transaction([&] { d.ledger->setConfiguration(name, json, d.now()); });
}

Result<std::string> Ingest::setting(const std::string &name)
{
    std::string json = m_data->ledger->configuration(name).value_or(std::string());
    OUTLAY_TRY(m_data->ledger->status());
    return json;
}

Result<>
Ingest::changeSetting(const std::string &name,
                      const std::function<Result<std::string>(const std::string &)> &change)
{
    Data &d = *m_data;
    OUTLAY_TRY(d.begin());
    const std::string before = d.ledger->configuration(name).value_or(std::string());
    Result<> read = d.ledger->status();
    const Result<std::string> after = read ? change(before) : tl::unexpected<Error>(read.error());
    if (!after || *after == before) {
        d.ledger->rollback();
        d.forget(); // begin() may have written
        return after ? Result<>() : tl::unexpected<Error>(after.error());
    }
    d.ledger->setConfiguration(name, *after, d.now());
    return d.finish();
}

Result<> Ingest::refresh()
{
    return m_data->refresh();
}

} // namespace outlay
