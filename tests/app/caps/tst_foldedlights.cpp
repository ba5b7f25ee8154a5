// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/caps/foldedlights.h"

#include <QTest>

using namespace outlay;
using namespace outlay::enforcement;
using alerting::BudgetStatus;
using alerting::CapLight;

namespace {

using State = CapLight::State;

BudgetStatus member(const std::string &name, State state, const std::string &reason = {},
                    const std::string &point = "proxy")
{
    Budget budget;
    budget.id = "each";
    budget.isCap = true;
    budget.each = DimensionRef{Dimension::User, {}};
    BudgetStatus status;
    status.budget = std::make_shared<const Budget>(budget);
    status.member = name;
    status.cap = {state, reason, point, false};
    return status;
}

CapLight folded(const std::vector<BudgetStatus> &members)
{
    return foldedLights(members).at("each");
}

} // namespace

class TestFoldedLights : public QObject
{
    Q_OBJECT

private slots:
    void allThatHoldHold()
    {
        const CapLight light = folded({member("ana", State::Enforced, "read back"),
                                       member("ben", State::Enforced, "read back")});
        QCOMPARE(int(light.state), int(State::Enforced));
        QCOMPARE(light.point, std::string("proxy"));
    }

    /// However full the member is whose cap leaks: it need not be the first.
    void oneThatLeaksIsNamed()
    {
        const CapLight light = folded({member("ben", State::Enforced, "read back"),
                                       member("ana", State::WarnsOnly, "her key is in a team"),
                                       member("cy", State::Enforced, "read back")});
        QCOMPARE(int(light.state), int(State::WarnsOnly));
        QCOMPARE(light.reason, std::string("ana: her key is in a team"));
    }

    void moreAreCounted()
    {
        const CapLight light = folded({member("ana", State::WarnsOnly, "her key is in a team"),
                                       member("ben", State::WarnsOnly, "the gateway knows no ben"),
                                       member("cy", State::WarnsOnly, "never read")});
        QCOMPARE(light.reason, std::string("ana: her key is in a team; 2 more warn only as well"));
    }

    void withoutAGatewayItIsNobodysInParticular()
    {
        const CapLight light =
            folded({member("ana", State::WarnsOnly, "no enforcement point", ""),
                    member("ben", State::WarnsOnly, "no enforcement point", "")});
        QCOMPARE(light.reason, std::string("no enforcement point"));
    }

    /// What nobody is known to have spent has no limit that could hold.
    void nobodyIsNoMember()
    {
        BudgetStatus nobody = member({}, State::WarnsOnly, "there is nobody yet to cap");
        nobody.isUnknown = true;
        QCOMPARE(int(folded({member("ana", State::Enforced), nobody}).state), int(State::Enforced));
    }
};

QTEST_GUILESS_MAIN(TestFoldedLights)
#include "tst_foldedlights.moc"
