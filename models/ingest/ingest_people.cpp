// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/ingest_p.h"

namespace outlay {

void Ingest::Data::applyNewNames()
{
    if (!deriver.takeNewNames())
        return;
    cells.flush();
    ledger->eachEvent([&](StoredEvent &event) {
        const StoredEvent before = event;
        event.derived = deriver.derive(event.state, before.derived);
        if (event.derived != before.derived)
            events.update(before, event);
        return !ledger->failed();
    });
    cells.flush();
    aftermath.runAll(); // statements carry the same ids
}

Result<> Ingest::setPeople(const std::vector<Person> &people)
{
    OUTLAY_TRY(checkPeople(people));
    return m_data->configure(configurationName::people, toJson(normalised(people)), false);
}

Result<std::vector<Person>> Ingest::people()
{
    OUTLAY_TRY(m_data->refresh());
    return m_data->deriver.configuration().people;
}

Result<std::vector<Ingest::AttributionRule>> Ingest::attributionRules()
{
    OUTLAY_TRY(m_data->refresh());
    return m_data->deriver.configuration().attributionRules;
}

Result<bool> Ingest::undoAttributionRules()
{
    const auto undo =
        nextUndo(m_data->ledger->configurationHistory(configurationName::attributionRules), "[]");
    OUTLAY_TRY(m_data->ledger->status());
    if (!undo)
        return false;
    if (const auto rules = parseAttributionRules(undo->before); !rules)
        return tl::unexpected<Error>(rules.error());
    OUTLAY_TRY(m_data->configure(configurationName::attributionRules, undo->before, false,
                                 undo->change.id));
    return true;
}

} // namespace outlay
