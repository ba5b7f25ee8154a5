// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/savedanswer.h"

#include "models/formats/sniffing.h"

#include <array>
#include <utility>

namespace outlay {

namespace {

/// Whose answer, and what brings its figures in: a kind of source, or a sentence.
struct Answer
{
    std::string_view owner, kind;
    std::string_view todo = {};
};

constexpr Answer none{};

constexpr Answer claudeCode{
    "Anthropic's Claude Code report", "anthropic",
    "import the transcripts themselves: outlay-cli import --found; or let it be asked: outlay-cli "
    "source add NAME --kind anthropic"};
constexpr Answer cursorActivity{
    "Cursor's Admin API (daily usage, without tokens or money)", "cursor",
    "export the usage events of the dashboard as CSV (format cursor), or let it be asked: "
    "outlay-cli source add NAME --kind cursor"};
constexpr Answer vercelReport{
    "the Vercel AI Gateway's report",
    {},
    "it holds sums of days; import what GET /generation answers for each call (format "
    "vercel-gateway), or the gateway's telemetry"};
constexpr Answer vercelCredits{"the Vercel AI Gateway's credits",
                               {},
                               "a balance tells of no request; import what GET /generation answers "
                               "for each call (format vercel-gateway)"};

constexpr Answer refusal{"an interface that refused (an error)",
                         {},
                         "read its message, mend what it names, and ask again"};
constexpr Answer liteLlmKey{"LiteLLM's key API",
                            {},
                            "a key's counter tells of no request; import the gateway's spend logs "
                            "(format litellm), or let them be asked: outlay-cli source add NAME "
                            "--kind litellm"};

/// By a member that is a list, in none but these answers.
Answer byList(JsonValue root)
{
    constexpr std::array<std::pair<std::string_view, Answer>, 5> lists = {{
        {"ResultsByTime", {"AWS Cost Explorer", "aws-costs"}},
        {"balance_infos", {"DeepSeek's balance API", "deepseek"}},
        {"usageItems", {"GitHub's billing API", "copilot"}},
        {"usageEvents", {"Cursor's Admin API", "cursor"}},
        {"teamMemberSpend", {"Cursor's Admin API (spend of the members)", "cursor"}},
    }};
    for (const auto &[key, answer] : lists) {
        if (root[key].isArray())
            return answer;
    }
    return none;
}

/// By a row of what pages hold; also where rows were written one a line.
Answer byRow(JsonValue row)
{
    if (row["results"].isArray() && row["start_time"].isSet())
        return {"OpenAI's usage API", "openai"};
    if (row["results"].isArray() && row["starting_at"].isSet())
        return {"Anthropic's usage API", "anthropic"};
    if (row["core_metrics"].isObject() && row["model_breakdown"].isArray())
        return claudeCode;
    if (row["byok_usage_inference"].isSet() && row["date"].isSet())
        return {"OpenRouter's activity API", "openrouter"};
    if (row["isActive"].isSet() && row["composerRequests"].isSet())
        return cursorActivity;
    if (row["total_cost"].isSet() && row["request_count"].isSet())
        return vercelReport;
    return none;
}

Answer bySingle(JsonValue root)
{
    const JsonValue table = root["properties"];
    if (table["columns"].isArray() && table["rows"].isArray())
        return {"Azure Cost Management", "azure-costs"};
    if (root["coreInvoice"].isObject())
        return {"xAI's invoice API", "xai"};
    if (root["changes"].isArray() && root["total"]["val"].isSet())
        return {"xAI's balance API", "xai"};
    if (root["data"]["total_credits"].isSet())
        return {"OpenRouter's credits API", "openrouter"};
    if (root["balance"].isSet() && root["total_used"].isSet())
        return vercelCredits;
    if (root["data"]["label"].isSet() && root["data"]["usage"].isSet())
        return {"OpenRouter's key API", "openrouter"};
    if (root["key"].isSet() && root["info"]["spend"].isSet())
        return liteLlmKey;
    const bool isCall = root["at"].isSet() || root["model"].isSet();
    if (root["error"]["message"].isSet() && !isCall)
        return refusal;
    for (const JsonValue series : root["timeSeries"])
        return series["metric"].isObject() ? Answer{"Google's Cloud Monitoring", "vertex"}
                                           : Answer{"xAI's usage API", "xai"};
    return none;
}

Answer answerOf(JsonValue root)
{
    for (const Answer &answer : {byList(root), bySingle(root), byRow(root)}) {
        if (!answer.owner.empty())
            return answer;
    }
    for (const std::string_view key : {"data", "results"}) {
        for (const JsonValue row : root[key]) {
            if (const Answer answer = byRow(row); !answer.owner.empty())
                return answer;
            break;
        }
    }
    return none;
}

} // namespace

std::string savedAnswer(JsonValue root)
{
    const Answer answer = answerOf(root);
    if (answer.owner.empty())
        return {};
    std::string text =
        "this is an answer of " + std::string(answer.owner) + ", not a log of requests; ";
    if (answer.todo.empty())
        return text + "let it be asked instead: outlay-cli source add NAME --kind " +
               std::string(answer.kind);
    return text + std::string(answer.todo);
}

bool isOpenRouterActivity(std::string_view head)
{
    return hasKey(head, "byok_usage_inference") && hasKey(head, "date");
}

} // namespace outlay
