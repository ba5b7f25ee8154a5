// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/knownnames.h"

#include "app/alerting/budgetstatus.h"

#include <algorithm>
#include <array>
#include <set>

namespace outlay {
namespace {

/// More than any list shows; what is beyond is met, and labelled, where it is shown.
constexpr int mostNames = 5000;

/// In the order of their names, so that the numbers of labels tell nothing of money.
Result<std::vector<std::string>> valuesOf(LedgerReader &reader, const DimensionRef &dimension)
{
    Query query;
    query.by = {dimension};
    query.top = mostNames;
    const auto answer = reader.run(query);
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    std::set<std::string> values;
    for (const Row &row : answer->rows) {
        if (!row.isOther && !row.key.empty() && row.key.front())
            values.insert(*row.key.front());
    }
    return std::vector<std::string>(values.begin(), values.end());
}

/// "key:value" of every tag, as the values of their keys.
void addTags(std::vector<ui::KnownNames> &known, const std::vector<std::string> &tags)
{
    for (const std::string &tag : tags) {
        const std::size_t colon = tag.find(':');
        if (colon == std::string::npos)
            continue;
        known.push_back(
            {DimensionRef{Dimension::Tag, tag.substr(0, colon)}, {tag.substr(colon + 1)}});
    }
}

Result<> addPeople(LedgerReader &reader, std::vector<ui::KnownNames> &known)
{
    const auto people = reader.people();
    if (!people)
        return tl::unexpected<Error>(people.error());
    ui::KnownNames names{DimensionRef{Dimension::User, {}}, {}};
    ui::KnownNames emails{ui::NameKind::Email, {}};
    ui::KnownNames teams{DimensionRef{Dimension::Team, {}}, {}};
    ui::KnownNames centers{DimensionRef{Dimension::CostCenter, {}}, {}};
    ui::KnownNames identities{ui::NameKind::Identity, {}};
    for (const Person &person : *people) {
        names.names.push_back(person.name);
        emails.names.push_back(person.email);
        teams.names.push_back(person.team);
        centers.names.push_back(person.costCenter);
        for (const Identity &identity : person.identities)
            identities.names.push_back(identity.value);
    }
    for (ui::KnownNames *one : {&names, &emails, &teams, &centers, &identities})
        known.push_back(std::move(*one));
    return {};
}

Result<> addBudgets(LedgerReader &reader, std::vector<ui::KnownNames> &known)
{
    const auto rules = alerting::budgetRulesOf(reader);
    if (!rules)
        return tl::unexpected<Error>(rules.error());
    ui::KnownNames names{ui::NameKind::Budget, {}};
    ui::KnownNames owners{DimensionRef{Dimension::User, {}}, {}};
    for (const Budget &budget : rules->budgets) {
        if (!budget.isTripwire)
            names.names.push_back(budget.name);
        owners.names.push_back(budget.owner);
        owners.names.push_back(budget.deputy);
    }
    known.push_back(std::move(names));
    known.push_back(std::move(owners));
    return {};
}

} // namespace

Result<std::vector<ui::KnownNames>> knownNames(LedgerReader &reader)
{
    std::vector<ui::KnownNames> known;
    for (std::size_t i = 0; i < dimensionCount; ++i) {
        const DimensionRef dimension{static_cast<Dimension>(i), {}};
        if (!ui::isPersonal(dimension.dimension))
            continue;
        auto values = valuesOf(reader, dimension);
        if (!values)
            return tl::unexpected<Error>(std::move(values).error());
        if (dimension.dimension == Dimension::Tag)
            addTags(known, *values);
        else
            known.push_back({dimension, std::move(*values)});
    }
    OUTLAY_TRY(addPeople(reader, known));
    OUTLAY_TRY(addBudgets(reader, known));
    return known;
}

} // namespace outlay
