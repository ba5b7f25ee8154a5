// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/webhook/ledgeroutbox.h"

#include <algorithm>
#include <tuple>

namespace outlay::alerting {

namespace {

constexpr int againMs = 2000;
constexpr std::size_t firstRead = 64; ///< rows, bodies and all

} // namespace

LedgerOutbox::LedgerOutbox(LedgerQueue &queue, QObject *parent) : QObject(parent), m_queue(queue)
{
    m_again.setInterval(againMs);
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &LedgerOutbox::write);
}

LedgerOutbox::~LedgerOutbox()
{
    write();
    m_queue.drain(); // its jobs speak to this
}

Result<LedgerReader *> LedgerOutbox::reader()
{
    if (!m_reader) {
        auto opened = LedgerReader::open(m_queue.path());
        if (!opened)
            return tl::unexpected<Error>(opened.error());
        m_reader = *std::move(opened);
    }
    return m_reader.get();
}

Result<std::vector<LedgerOutbox::Row>>
LedgerOutbox::waiting(const std::set<std::string> &exceptHooks, std::size_t least)
{
    const auto ledger = reader();
    if (!ledger)
        return tl::unexpected<Error>(ledger.error());
    // What waits for a webhook that rests may stand before all others.
    for (std::size_t most = std::max(firstRead, least);; most *= 4) {
        auto rows = (*ledger)->outbox("waiting", static_cast<int>(most));
        if (!rows) {
            m_reader.reset();
            return rows;
        }
        const bool isAll = rows->size() < most;
        for (Row &row : *rows) {
            if (const auto settled = m_pending.find(row.id); settled != m_pending.end())
                row = settled->second.row;
        }
        std::erase_if(*rows, [&](const Row &row) {
            return row.state != "waiting" || exceptHooks.contains(row.hook);
        });
        if (isAll || rows->size() >= least) {
            std::sort(rows->begin(), rows->end(), [](const Row &left, const Row &right) {
                return std::tie(left.nextTry, left.entry, left.id) <
                       std::tie(right.nextTry, right.entry, right.id);
            });
            return rows;
        }
    }
}

Result<std::vector<OutboxRow>>
LedgerOutbox::due(Instant now, const std::set<std::string> &exceptHooks, int limit)
{
    const auto rows = waiting(exceptHooks, static_cast<std::size_t>(std::max(limit, 1)));
    if (!rows)
        return tl::unexpected<Error>(rows.error());
    std::vector<OutboxRow> found;
    for (const Row &row : *rows) {
        if (row.nextTry > now || found.size() >= static_cast<std::size_t>(limit))
            break;
        m_shown[row.id] = row;
        found.push_back({.id = row.id,
                         .hook = row.hook,
                         .deliveryId = row.delivery,
                         .sequence = row.entry,
                         .body = row.body,
                         .failures = static_cast<int>(row.attempts),
                         .queuedAt = row.createdAt});
    }
    return found;
}

Result<std::optional<Instant>> LedgerOutbox::nextTry(const std::set<std::string> &exceptHooks)
{
    const auto rows = waiting(exceptHooks, 1);
    if (!rows)
        return tl::unexpected<Error>(rows.error());
    return rows->empty() ? std::nullopt : std::optional(rows->front().nextTry);
}

Result<> LedgerOutbox::delivered(std::int64_t id, Instant at)
{
    return settle(id, [at](Row &row) {
        ++row.attempts;
        row.state = "delivered";
        row.reason.clear();
        row.endedAt = at;
    });
}

Result<> LedgerOutbox::failed(std::int64_t id, Instant, const std::string &reason, Instant nextTry)
{
    return settle(id, [&](Row &row) {
        ++row.attempts;
        row.reason = reason;
        row.nextTry = nextTry;
    });
}

Result<> LedgerOutbox::dead(std::int64_t id, Instant at, const std::string &reason)
{
    return settle(id, [&](Row &row) {
        ++row.attempts;
        row.state = "dead";
        row.reason = reason;
        row.endedAt = at;
    });
}

Result<> LedgerOutbox::settle(std::int64_t id, const std::function<void(Row &)> &change)
{
    const auto shown = m_shown.find(id);
    if (shown == m_shown.end())
        return failure(Error::Kind::Internal, "a delivery was settled that nobody took");
    change(shown->second);
    m_pending[id] = {shown->second, ++m_version, false};
    if (shown->second.state != "waiting")
        m_shown.erase(shown);
    write();
    return {};
}

void LedgerOutbox::write()
{
    for (auto &[id, pending] : m_pending) {
        if (pending.isWritten)
            continue;
        pending.isWritten = true;
        const auto home = [this, id = id, version = pending.version](bool isDone) {
            QMetaObject::invokeMethod(this, [this, id, version, isDone] {
                const auto found = m_pending.find(id);
                if (found == m_pending.end() || found->second.version != version)
                    return;
                if (isDone)
                    m_pending.erase(found);
                else
                    found->second.isWritten = false;
                if (!isDone && !m_again.isActive())
                    m_again.start();
            });
        };
        m_queue.post([home, row = pending.row](
                         Ingest &ingest) { home(ingest.updateOutbox(row).has_value()); },
                     [home](const Error &) { home(false); });
    }
}

} // namespace outlay::alerting
