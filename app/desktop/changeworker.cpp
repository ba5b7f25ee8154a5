// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/changeworker.h"

#include <utility>

namespace outlay {
namespace {

constexpr int idleMs = 10'000;

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
    return m_explain(*m_reader, snapshot, cancel);
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
