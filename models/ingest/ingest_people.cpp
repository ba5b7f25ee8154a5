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

} // namespace outlay
