// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json.h"
#include "app/cli/pricelayers.h"
#include "app/cli/text.h"
#include "app/cli/verbs.h"
#include "models/pricing/catalogue.h"
#include "models/pricing/pricequestion.h"

#include <array>
#include <iostream>

namespace outlay::cli {

namespace {

constexpr std::array priceOptions{
    Option{"catalogue", "FILE", "answer from LiteLLM's or genai-prices' file and nothing else"},
};

constexpr std::string_view help =
    R"(Prices requests: JSON lines on stdin, one JSON line each on stdout, in the same order.

A question (everything but model and usage may be left out):
  {"id": "1", "provider": "anthropic", "model": "claude-opus-5-5", "at": "2026-11-23T12:00:00Z",
   "service_tier": "batch", "speed": "fast", "inference_geo": "us", "search_context": "low",
   "usage": {"input_tokens": 1200, "cache_read_tokens": 84000, "cache_write_5m_tokens": 3000,
             "output_tokens": 900}}
input_tokens are those that no cache served or stored; output_tokens are all, of which
reasoning_tokens, citation_tokens and output_audio_tokens are parts. Without "at" it is now.

The answer: cost_usd (rounded once, half to even), cost_usd_12 (the sum of the terms, 12 places),
price_id, applied (the step, hours, tier and place), terms [{class, quantity, rate, usd}], how the
name was resolved and where the price comes from; or "unpriced" with the reason.

A line that is no question is answered with "error", naming the line and the field; the others are
answered all the same, and the exit code is 1.

Examples:
  echo '{"provider":"openai","model":"gpt-5","usage":{"input_tokens":1000}}' | outlay-cli price
  outlay-cli price --catalogue model_prices_and_context_window.json < questions.jsonl
)";

/// A catalogue's own answers, or those of a file in our own form.
Result<std::shared_ptr<const PriceBook>> bookOfFile(const Arguments &arguments,
                                                    const std::string &path)
{
    const auto bytes = readWholeFile(path);
    if (!bytes)
        return tl::unexpected<Error>(bytes.error());
    if (bytes->find("\"outlay_prices\"") != std::string::npos)
        return PriceBook::buildOnly({{path, *bytes}});
    const auto catalogue = readCatalogue(*bytes, dayOfFile(path, arguments.now()));
    if (!catalogue)
        return failure(Error::Kind::Unreadable, path + ": " + catalogue.error().text);
    return PriceBook::buildOnly({{catalogue->layer.name, toJson(catalogue->layer)}});
}

void writeError(Output &out, std::int64_t line, const std::string &text)
{
    JsonWriter json(out);
    json.beginObject().field("line", line);
    json.field("error", std::string_view("line " + std::to_string(line) + ": " + text));
    json.endObject();
}

bool isBlank(std::string_view line)
{
    return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

int answerAll(const Arguments &arguments, const PriceBook &book, std::istream &in)
{
    int code = exitcode::done;
    std::string line;
    for (std::int64_t number = 1; std::getline(in, line) && !arguments.out().hasFailed();
         ++number) {
        if (isBlank(line))
            continue;
        const Result<std::string> answer = answerPriceQuestion(book, line, arguments.now());
        if (answer) {
            arguments.out().line(*answer);
        } else {
            writeError(arguments.out(), number, answer.error().text);
            code = exitcode::rejected;
        }
    }
    return code;
}

int run(Arguments &arguments)
{
    if (!arguments.positional().empty())
        return arguments.failUsage("the questions come on standard input: price < FILE");
    const auto file = arguments.value("catalogue");
    const auto book = file ? bookOfFile(arguments, *file) : bookInUse(arguments);
    if (!book)
        return file ? arguments.fail(book.error()) : arguments.failLedger(book.error());
    return answerAll(arguments, **book, std::cin);
}

} // namespace

const Verb priceVerb{"price",
                     "price requests given as JSON lines",
                     "[--catalogue FILE] < QUESTIONS",
                     priceOptions,
                     help,
                     run};

} // namespace outlay::cli
