// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/changeworker.h"

#include <utility>

namespace outlay {
namespace {

constexpr int idleMs = 10'000;
constexpr std::int64_t oldestMicros = 15 * microsPerMinute; // a comparison that is shown again

} // namespace

ChangeWorker::ChangeWorker(ExplainChange explain)
    : m_explain(std::move(explain))
    , m_idle(new QTimer(this))
{
    m_idle->setSingleShot(true);
    m_idle->setInterval(idleMs);
    m_idle->setTimerType(Qt::VeryCoarseTimer);
    connect(m_idle, &QTimer::timeout, this, [this] { m_reader.reset(); });
}

void ChangeWorker::setPath(const std::string &path)
{
    m_reader.reset();
    m_known = {};
    m_repricing = {};
    m_path = path;
}

Result<ui::ChangeSnapshotPtr> ChangeWorker::answer(const ui::OverviewSnapshot &snapshot,
                                                   const CancelToken &cancel)
{
    if (!m_reader) {
        auto reader = LedgerReader::open(m_path);
        if (!reader)
            return tl::unexpected<Error>(std::move(reader).error());
        m_reader = std::move(*reader);
    }
    const auto counter = m_reader->figureCounter();
    if (!counter)
        return tl::unexpected<Error>(counter.error());
    if (isKnown(snapshot, *counter)) {
        auto again = std::make_shared<ui::ChangeSnapshot>(*m_known.change);
        again->generation = snapshot.generation;
        return ui::ChangeSnapshotPtr(std::move(again));
    }
    auto change = m_explain(*m_reader, snapshot, cancel, m_repricing);
    if (change && *change && snapshot.period.prior)
        m_known = {*counter, snapshot.request, *snapshot.period.prior, *change};
    return change;
}

bool ChangeWorker::isKnown(const ui::OverviewSnapshot &snapshot, std::int64_t counter) const
{
    const auto &prior = snapshot.period.prior;
    if (!m_known.change || !prior || snapshot.isPriorPartial || !snapshot.hasData ||
        m_known.counter != counter || m_known.request != snapshot.request ||
        m_known.change->now != snapshot.period.range || m_known.prior.from != prior->from)
        return false;
    const std::int64_t age = prior->to.micros - m_known.prior.to.micros;
    return age >= 0 && age < oldestMicros;
}

void ChangeWorker::explain(std::uint64_t number, const ui::OverviewSnapshotPtr &snapshot,
                           const CancelToken &cancel)
{
    if (cancel->load())
        return; // overtaken while it waited
    const auto change = answer(*snapshot, cancel);
    m_idle->start();
    if (!change && change.error().kind == Error::Kind::Cancelled)
        return;
    if (!change)
        m_reader.reset(); // the next try starts afresh
    emit explained(number, change.value_or(ui::ChangeSnapshotPtr()));
}

} // namespace outlay
