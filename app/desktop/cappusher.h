// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/caps/capgateway.h"
#include "app/desktop/shownzone.h"
#include "app/sources/ledgerqueue.h"
#include "ui/budgets/budgetssnapshot.h"
#include "ui/budgets/cappush.h"

#include <QObject>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace outlay {

/// Pushes caps for the window: a preview, then just that, read back; and takes it back. Lives on
/// the live thread, whose secrets are open. Queue and secrets outlive it.
class CapPusher : public QObject
{
    Q_OBJECT

public:
    CapPusher(LedgerQueue &queue, SecretStore &secrets, Clock clock, ShownZone zone,
              QObject *parent = nullptr);
    /// What is with the queue is still done. A push under way ends where it is; its record says
    /// what was there before.
    ~CapPusher() override;

    /// Of the caps as stored, or as they would be with those of the grid. `gateway` empty:
    /// whichever there is.
    void preview(std::uint64_t number, const std::optional<std::vector<ui::UserCap>> &caps,
                 const std::string &gateway);
    /// What was previewed last, if that is its number and the ledger wants the same by now.
    void push(std::uint64_t number);
    void stop();
    void undo(const std::string &push);

signals:
    void previewReady(std::uint64_t number, const outlay::ui::CapPushPlan &plan);
    void progressed(int done, int total);
    void finished(const outlay::ui::CapPushResult &result);
    /// What is known of a gateway is another now.
    void changed();

private:
    struct Wanted
    {
        enforcement::CapInput input;
        std::vector<sources::SourceSettings> gateways;
        std::vector<enforcement::PushRecord> pushes;
    };
    [[nodiscard]] Result<Wanted> wanted(const std::optional<std::vector<ui::UserCap>> &caps);
    void open(const sources::SourceSettings &gateway);
    void showPlan(const Result<enforcement::CapsSeen> &seen);
    void carryOut();
    void takeRecord(const Result<enforcement::PushRecord> &record);
    void keepSeen(const enforcement::PushRecord &record, const enforcement::CapsSeen &after);
    void fail(const QString &sentence);
    /// A job of the ledger's queue; `then` here, unless something else was asked for since.
    void write(std::function<Result<>(Ingest &)> job, std::function<void(const Result<> &)> then);

    LedgerQueue &m_queue;
    SecretStore &m_secrets;
    Clock m_clock;
    ShownZone m_zone;
    std::unique_ptr<enforcement::CapGateway> m_gateway;
    std::uint64_t m_generation = 0; ///< of m_gateway
    std::uint64_t m_number = 0;     ///< of the preview
    enforcement::CapInput m_input;  ///< that was previewed
    ui::CapPushPlan m_shown;
    enforcement::CapsSeen m_seen;
    enforcement::PushPlan m_plan;
    bool m_isPushing = false;
};

} // namespace outlay
