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

std::optional<std::string> configurationBefore(const std::vector<std::string> &history)
{
    std::vector<std::string> stack{"[]"};
    for (const std::string &value : history) {
        if (stack.size() > 1 && value == stack[stack.size() - 2])
            stack.pop_back();
        else
            stack.push_back(value);
    }
    if (stack.size() < 2)
        return std::nullopt;
    return stack[stack.size() - 2];
}

Result<bool> Ingest::undoAttributionRules()
{
    const auto before = configurationBefore(
        m_data->ledger->configurationHistory(configurationName::attributionRules));
    OUTLAY_TRY(m_data->ledger->status());
    if (!before)
        return false;
    if (const auto rules = parseAttributionRules(*before); !rules)
        return tl::unexpected<Error>(rules.error());
    OUTLAY_TRY(m_data->configure(configurationName::attributionRules, *before, false));
    return true;
}

} // namespace outlay
