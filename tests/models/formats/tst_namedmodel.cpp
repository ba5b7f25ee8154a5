// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/namedmodel.h"
#include "models/formats/providername.h"

#include <QTest>

using namespace outlay;

class TestNamedModel : public QObject
{
    Q_OBJECT

private slots:
    void namesAndWordsMeet_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("named");
        const auto data = [](const char *text, const char *named) {
            QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(named);
        };
        data("claude-sonnet-4-5@20250929", "claude/sonnet/45");
        data("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude/sonnet/45");
        data("Claude Sonnet 4.5 (Amazon Bedrock Edition): MP:USE1_InputTokenCount-Units",
             "claude/sonnet/45");
        data("claude-3-5-sonnet-20241022", "claude/sonnet/35");
        data("claude-sonnet-4-20250514", "claude/sonnet/4");
        data("Claude Sonnet 4.0", "claude/sonnet/4");
        data("gemini-2.5-flash-lite-06-17", "gemini/flash+lite/25");
        data("Gemini 2.5 Flash Lite Text Input - Predictions", "gemini/flash+lite/25");
        data("gemini-2.0-flash-001", "gemini/flash/2");
        data("Generate content input token count gemini 2.5 flash", "gemini/flash/25");
        data("Gemini API: Generate content input token count gemini 2.5 flash", "gemini/flash/25");
        data("gpt-4o-mini-2024-07-18", "gpt/mini/4o");
        data("Azure OpenAI: gpt-4o-mini-0718-Inp-glbl Tokens", "gpt/mini/4o");
        data("Azure OpenAI: gpt 4.1 Inp glbl Tokens", "gpt//41");
        data("gpt-35-turbo", "gpt//35");
        data("gpt-3.5-turbo-0125", "gpt//35");
        data("gpt-4o-2", "gpt//4o-2");
        data("GPT 5.2 Inp", "gpt//52");
        data("Claude Sonnet 4 5 minute Cache Write", "claude/sonnet/4");
        data("Amazon Bedrock: USE1-Nova-Pro-input-tokens", "nova/pro/");
        data("amazon.nova-pro-v1:0", "nova/pro/");
        data("meta.llama3-8b-instruct-v1:0", "llama/8b/3");
        data("USE1-Llama3-70B-input-tokens", "llama/70b/3");
        data("USE1-NovaLite-input-tokens", "nova/lite/");
        data("USE1-TitanEmbeddingsG1-Text-input-tokens", "titan/embedding/");
        data("Cohere Command R input", "command/r/");
        data("cohere.command-r-v1:0", "command/r/");
        data("stability.stable-diffusion-xl-v1", "diffusion//");
        data("Azure OpenAI: text embedding 3 large glbl Tokens", "embedding/large/3");
        data("text-embedding-ada-002", "embedding/ada/");
        data("USE1-Nova2.0Lite-input-tokens", "nova/lite/2");
        data("Cohere Command R+ input", "command/plus+r/");
        data("cohere.command-r-plus-v1:0", "command/plus+r/");
        data("gpt-oss-120b", "gpt/120b+oss/");
        data("Mixtral8x7b-input", "mixtral/8x7b/");
        data("deepseek.v3-v1:0", "deepseek/v3/");
        data("Gemini Embedding 001 Input", "gemini/embedding/");
        data("DeepSeek R1 Distill Llama 70B", "");
        data("Text Input", "");
        data("", "");
    }
    void namesAndWordsMeet()
    {
        QFETCH(QString, text);
        QFETCH(QString, named);
        QCOMPARE(QString::fromStdString(namedModel(text.toStdString())), named);
    }

    void tellsWhatMayBeOfWhat_data()
    {
        QTest::addColumn<QString>("billed");
        QTest::addColumn<QString>("requested");
        QTest::addColumn<bool>("may");
        const auto data = [](const char *billed, const char *requested, bool may) {
            QTest::addRow("%s, %s", billed, requested)
                << QString::fromLatin1(billed) << QString::fromLatin1(requested) << may;
        };
        data("Claude Sonnet 4.5", "claude-sonnet-4-5", true);
        data("Claude Sonnet 4.5", "claude-sonnet-4", false);
        data("Claude Sonnet 4.5", "claude-haiku-4-5", false);
        data("Claude Sonnet 4.5", "gemini-2.5-flash", false);
        data("Claude Sonnet 4.5", "claude", true);
        data("Claude Sonnet 4.5", "our-alias", true);
        data("Claude", "claude-sonnet-4-5", true);
        data("Text Input", "gemini-2.5-flash", true);
        data("Gemini 2.5 Flash Text Input", "gemini-2.5-flash-lite", false);
        data("Gemini 2.5 Flash Lite Text Input", "gemini-2.5-flash", false);
        data("gpt 5 mini Inp", "gpt-5", false);
        data("gpt 5 Inp", "gpt-5", true);
        data("gpt 4.1 Inp", "gpt-4o", false);
        // A deployment has a name of somebody's own.
        for (const char *deployment : {"gpt-4o", "gpt-4o-2", "gpt-4o-1", "gpt-4o-08-06"})
            data("gpt-4o-0806-Inp-glbl Tokens", deployment, true);
        data("GPT 5 Inp", "gpt-5-2", true);
        data("GPT 5 Inp", "gpt-5-01", true);
        data("GPT 5.2 Inp", "gpt-5-2", true);
        data("gpt 4.1 Inp", "gpt-4-1", true);
        data("gpt 4.1 Inp", "gpt-4-2", false);
        data("GPT 5.2 Inp", "gpt-5.1", false);
        data("GPT-4-Turbo-128K Inp", "gpt-4-1106-preview", true);
        data("GPT-4-Turbo-128K Inp", "gpt-4", true);
        data("gpt 4o 0806 Inp glbl", "gpt-4o-mini", false);
        data("GPT 5 Inp", "gpt-5-mini", false);
        data("o3 0416 Inp", "o3-mini", false);
        data("o3 mini 0131 Inp", "o3", false);
        data("o3 0416 Inp", "o3", true);
        data("gpt Inp", "gpt-5-mini", true);
        data("Nova Pro", "amazon.nova-lite-v1:0", false);
        data("USE1-NovaLite-input-tokens", "claude-sonnet-4-5", false);
        data("USE1-NovaLite-input-tokens", "amazon.nova-lite-v1:0", true);
        data("text-embedding-3-large", "gpt-4o", false);
        data("text embedding 3 large glbl", "text-embedding-3-small", false);
        data("text-embedding-ada-glbl", "text-embedding-ada-002", true);
        data("text-embedding-ada-glbl", "our-alias", true);
        data("Llama3-70B", "meta.llama3-8b-instruct-v1:0", false);
        data("Llama 3", "meta.llama3-8b-instruct-v1:0", true);
        data("gpt-oss-120b", "openai.gpt-oss-20b-1:0", false);
        data("gpt-oss", "openai.gpt-oss-120b-1:0", true);
        data("Llama 4 Scout", "meta.llama4-scout-17b-instruct-v1:0", true);
        data("Llama 4 Scout", "meta.llama4-maverick-17b-instruct-v1:0", false);
        data("Mistral Large 3 (675B)", "mistral.mistral-large-3-675b-instruct", true);
        data("Mistral Large 2 (24.07)", "mistral-large-2", true);
        data("Mistral AI Codestral", "codestral-2501", true);
        data("Mistral AI", "ministral-8b", true);
        data("Claude Sonnet 4.5", "us.mistral.pixtral-large-2502-v1:0", false);
        data("Pixtral Large", "us.mistral.pixtral-large-2502-v1:0", true);
        data("Claude Sonnet 4 $3.00 per 1M input tokens", "claude-sonnet-4-20250514", true);
        data("Claude Sonnet 4 5 min cache", "claude-sonnet-4-20250514", true);
        data("Embeddings for Text", "gemini-embedding-001", true);
        data("Embeddings for Text", "gemini-2.5-pro", false);
        data("Qwen3 Coder", "qwen.qwen3-coder-480b-a35b-v1:0", true);
        data("gpt-oss-120b", "openai.gpt-oss-120b-1:0", true);
        data("Command R+", "cohere.command-r-v1:0", false);
        data("Command R", "command-a-03-2025", false);
        data("Embedding Ada", "text-embedding-3-small", false);
        data("Gemini Embedding 001", "gemini-2.5-pro", false);
        data("Gemini Embedding 001", "gemini-embedding-001", true);
        data("DeepSeek R1", "deepseek.v3-v1:0", false);
        data("DeepSeek V3", "deepseek-chat", true);
        data("Grok 3 Inp", "grok-3-mini", false);
        data("Grok 3 Inp", "grok-3", true);
        data("Claude Instant", "anthropic.claude-3-haiku-20240307-v1:0", false);
        data("gpt-image-1 Inp", "gpt-4o", false);
        data("Amazon Rerank 1.0", "amazon.nova-lite-v1:0", false);
        data("Amazon Rerank 1.0", "amazon.rerank-v1:0", true);
        data("Cohere Command R", "claude-sonnet-4-5", false);
    }
    void tellsWhatMayBeOfWhat()
    {
        QFETCH(QString, billed);
        QFETCH(QString, requested);
        QFETCH(bool, may);
        QCOMPARE(mayBeOf(namedModel(billed.toStdString()), namedModel(requested.toStdString())),
                 may);
    }

    void aServiceKeepsWhatItsTitleNames()
    {
        const std::string aws = billedService("aws", "Claude Sonnet 4.5 (Amazon Bedrock Edition)");
        QCOMPARE(aws, std::string("/claude/sonnet/45"));
        QCOMPARE(std::string(serviceOf(aws)), std::string());
        QCOMPARE(std::string(titleModelOf(aws)), std::string("claude/sonnet/45"));
        QCOMPARE(std::string(serviceOf("vertex-ai/claude//")), std::string("vertex-ai"));
        QCOMPARE(std::string(titleModelOf("vertex-ai")), std::string());
        QCOMPARE(billedService("aws", "Amazon Bedrock"), std::string());
        QCOMPARE(billedService("anthropic", "Claude API"), std::string());
    }
};

QTEST_APPLESS_MAIN(TestNamedModel)
#include "tst_namedmodel.moc"
