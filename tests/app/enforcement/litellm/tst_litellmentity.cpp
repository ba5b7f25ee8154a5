// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/enforcement/litellm/litellmentity.h"

#include <QTest>

using namespace outlay;
using namespace outlay::enforcement;
using Kind = EnforcedEntity::Kind;

namespace {

constexpr Instant at{1'795'867'200'000'000};

std::string userBody(const std::string &fields)
{
    return R"({"user_id":"u-ana","user_info":{"user_id":"u-ana",)" + fields + R"(},"keys":[]})";
}

EnforcedState user(const std::string &fields)
{
    const auto state = readInfo({Kind::User, "u-ana", {}}, userBody(fields), at);
    if (!state)
        qFatal("%s", state.error().text.c_str());
    return *state;
}

} // namespace

// The bodies stand outside: moc loses count of the braces within raw strings.
class TestLiteLlmEntity : public QObject
{
    Q_OBJECT

private slots:
    void readsAmountsToTheNanoDollar_data();
    void readsAmountsToTheNanoDollar();
    void nullAndAbsentAreUnlimitedAndNonsenseIsUnknown();
    void tellsWhoIsMissingFromWhatIsBroken();
    void namesKeysOfATeamAndMembersWithBudgets();
    void sendsTheSmallestBody();
    void mergesItsNoteIntoMetadataAndKeepsTheirDigits();
    void writesNoMetadataItCannotRead();
    void seesEveryOtherSettingChangeButNotSpend();
    void neverSendsAKeyItself();
    void findsModelsThatCostNothing();
};

void TestLiteLlmEntity::readsAmountsToTheNanoDollar_data()
{
    QTest::addColumn<QString>("number");
    QTest::addColumn<qint64>("nanos");
    QTest::newRow("nine places") << "12.345678901" << 12'345'678'901LL;
    QTest::newRow("as Python writes it") << "80.0" << 80'000'000'000LL;
    QTest::newRow("an exponent") << "1e-05" << 10'000LL;
    QTest::newRow("more than a double tells apart")
        << "9007199254.740993001" << 9'007'199'254'740'993'001LL;
}
void TestLiteLlmEntity::readsAmountsToTheNanoDollar()
{
    QFETCH(QString, number);
    QFETCH(qint64, nanos);
    const EnforcedState state = user("\"max_budget\":" + number.toStdString());
    QVERIFY(state.problem.empty());
    QCOMPARE(state.limit.maxBudget->nanos, nanos);
}

void TestLiteLlmEntity::nullAndAbsentAreUnlimitedAndNonsenseIsUnknown()
{
    QCOMPARE(user(R"("max_budget":null)").limit, EnforcedLimit());
    QVERIFY(user(R"("max_budget":null)").problem.empty());
    for (const char *field :
         {"\"max_budget\":\"80\"", "\"max_budget\":true", "\"max_budget\":1e300",
          "\"rpm_limit\":\"many\"", "\"budget_duration\":30", "\"max_budget\":{}"})
        QVERIFY2(!user(field).problem.empty(), field);
}

void TestLiteLlmEntity::tellsWhoIsMissingFromWhatIsBroken()
{
    const EnforcedEntity ana{Kind::User, "u-ana", {}};
    for (const char *body :
         {R"({"user_id":"u-ana","user_info":null,"keys":[]})",
          R"({"user_id":"u-ana","user_info":{}})", R"({"user_info":{"spend":0}})"}) {
        const auto state = readInfo(ana, body, at);
        QVERIFY(!state);
        QCOMPARE(state.error().kind, Error::Kind::Usage);
    }
    QCOMPARE(readInfo(ana, "{", at).error().kind, Error::Kind::Malformed);
    QCOMPARE(readInfo({Kind::User, "u-bob", {}}, userBody("\"spend\":0"), at).error().kind,
             Error::Kind::Malformed);
    QVERIFY(!saysNotFound(R"({"detail":"Not Found"})"));
    QVERIFY(saysNotFound(R"({"detail":{"error":"Team not found"}})"));
    QVERIFY(saysNotFound(R"({"error":{"message":"Key not found"}})"));
    QVERIFY(!saysNotFound("<html>"));
}

void TestLiteLlmEntity::namesKeysOfATeamAndMembersWithBudgets()
{
    const auto state = readInfo(
        {Kind::User, "u-ana", {}},
        R"({"user_info":{"user_id":"u-ana"},"keys":[{"token":"0123456789abcdef0123","team_id":"t"},)"
        R"({"token":"x","key_alias":"own","team_id":null}]})",
        at);
    QCOMPARE(state->keysInTeams, std::vector<std::string>{"key 01234567…"});
    const auto team = readInfo(
        {Kind::Team, "t", {}},
        R"({"team_info":{"team_id":"t"},"team_memberships":[{"user_id":"u-ana",)"
        R"("litellm_budget_table":{"max_budget":5.5}},{"user_id":"u-bob","litellm_budget_table":null}]})",
        at);
    QCOMPARE(team->members, (std::vector<MemberLimit>{{"u-ana", Money{5'500'000'000}}}));
}

void TestLiteLlmEntity::sendsTheSmallestBody()
{
    LimitWrite write;
    write.before = user(R"("max_budget":50,"budget_duration":"1mo","metadata":{"a":[1,2.50]})");
    write.limit = write.before.limit;
    write.limit.maxBudget = Money{12'345'678'901};
    write.fields.money = true;
    QCOMPARE(updateBody(write), std::string(R"({"user_id":"u-ana","max_budget":12.345678901})"));
    write.limit.budgetDuration = "24h";
    write.limit.rpm = 60;
    write.fields.rpm = true;
    QCOMPARE(updateBody(write), std::string(R"({"user_id":"u-ana","max_budget":12.345678901,)"
                                            R"("budget_duration":"24h","rpm_limit":60})"));
    write.limit = {};
    write.fields = {.money = true, .rpm = false, .tpm = true};
    QCOMPARE(updateBody(write), std::string(R"({"user_id":"u-ana","max_budget":null,)"
                                            R"("budget_duration":null,"tpm_limit":null})"));
}

void TestLiteLlmEntity::mergesItsNoteIntoMetadataAndKeepsTheirDigits()
{
    LimitWrite write;
    write.before = user(R"("metadata":{"a":[1,2.50,{"b":null}],"s":"\"\u00e4\n"})");
    write.note = "b1/ana";
    QCOMPARE(
        updateBody(write),
        std::string(R"({"user_id":"u-ana","metadata":{"a":[1,2.50,{"b":null}],"s":"\"ä\u000a",)"
                    R"("outlay":"b1/ana"}})"));
    write.before = user(R"("metadata":{"outlay":"b1/ana"})");
    QCOMPARE(updateBody(write), std::string(R"({"user_id":"u-ana"})"));
    write.note = "";
    QCOMPARE(updateBody(write), std::string(R"({"user_id":"u-ana","metadata":{}})"));
    write.isNullWithoutNote = true;
    QCOMPARE(updateBody(write), std::string(R"({"user_id":"u-ana","metadata":null})"));
}

void TestLiteLlmEntity::writesNoMetadataItCannotRead()
{
    for (const char *fields : {R"("spend":1)", R"("metadata":"text")", R"("metadata":[1])"}) {
        LimitWrite write;
        write.before = user(fields);
        write.note = "b1";
        QCOMPARE(updateBody(write), std::string(R"({"user_id":"u-ana"})"));
    }
}

void TestLiteLlmEntity::seesEveryOtherSettingChangeButNotSpend()
{
    const EnforcedState before =
        user(R"("spend":1,"models":["a"],"metadata":{"x":1,"outlay":"b"},"m":[{"spend":1,"r":2}])");
    QVERIFY(changedSettings(before, user(R"("spend":9,"models":["a"],"metadata":{"x":1},)"
                                         R"("m":[{"spend":4,"r":2}],"updated_at":"now")"))
                .empty());
    QCOMPARE(changedSettings(before, user(R"("models":[],"metadata":{"y":1},"m":[{"r":3}],"n":1)")),
             (std::vector<std::string>{"m", "metadata.x", "models", "metadata.y", "n"}));
}

void TestLiteLlmEntity::neverSendsAKeyItself()
{
    const std::string hash = keyHash("sk-CANARY-secret");
    QCOMPARE(hash.size(), std::size_t(64));
    QCOMPARE(keyHash(hash), hash);
    QVERIFY(infoPath({Kind::Key, hash, {}}).find("CANARY") == std::string::npos);
}

void TestLiteLlmEntity::findsModelsThatCostNothing()
{
    const auto models = readUnpricedModels(
        R"({"data":[{"model_name":"dear","model_info":{"input_cost_per_token":1e-6}},)"
        R"({"model_name":"free","model_info":{"input_cost_per_token":0.0,"output_cost_per_token":0}},)"
        R"({"model_name":"nameless","model_info":{"input_cost_per_token":null}},)"
        R"({"model_name":"free","model_info":{}}]})");
    QCOMPARE(*models, (std::vector<std::string>{"free", "nameless"}));
    QVERIFY(!readUnpricedModels("{}"));
}

QTEST_APPLESS_MAIN(TestLiteLlmEntity)
#include "tst_litellmentity.moc"
