// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/http/httpclient.h"
#include "app/sources/schedule/seriesplan.h"
#include "app/sources/sourcesettings.h"
#include "models/formats/format.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace outlay::sources {

/// What a trial of a key found out, one sentence each.
struct Finding
{
    enum class Level
    {
        Ok,   ///< it sees this
        Warn, ///< works, but worth knowing: the key can write, the line is not encrypted
        Fail, ///< it does not see this
    };
    Level level = Level::Ok;
    std::string text;
    bool operator==(const Finding &) const = default;
};

/// A request of a trial and what it is for.
struct KeyCheck
{
    HttpRequest request;
    std::string what;        ///< "costs by project and key"
    bool isRequired = false; ///< without it the source is worth nothing
    std::string whenMissing; ///< what a person loses without it
    /// What the answer is a page of, where it tells which account it is of; null: it does not.
    const SeriesPlan *plan = nullptr;
    PageRequest page{};
    /// That a key must have for it, as the provider calls it: "the key needs …".
    std::string permission{};
};

/// How a key is changed for a token that is good for a while, at a host of its own (OAuth 2.0
/// client credentials).
struct TokenRequest
{
    std::string address{}; ///< "https://login.example.com"
    HttpRequest request{};
    std::string secret{}; ///< the part of the key that nothing may quote
};

/// How one kind of provider or gateway is asked, and what its answers mean. Stateless, and so safe
/// from any thread; knows no key, no clock and no connection.
class Connector
{
public:
    virtual ~Connector();

    [[nodiscard]] virtual SourceKind kind() const = 0;
    /// Rank and growth of what it delivers.
    [[nodiscard]] virtual const Format &format() const = 0;
    /// In the order they are asked for.
    [[nodiscard]] virtual std::span<const SeriesPlan> series() const = 0;
    /// The headers that carry the key.
    [[nodiscard]] virtual std::vector<HttpHeader> authorization(std::string_view key) const = 0;
    /// Adds those headers to a request that is about to be sent; replaced where they depend on what
    /// is asked, of whom and when (signatures). A key that cannot be used adds none, and is
    /// refused.
    virtual void sign(HttpRequest &request, const QUrl &base, std::string_view key,
                      Instant now) const;

    /// How a token is asked for that stands for the key in authorization() and sign(); nullopt: the
    /// key is used as it is.
    [[nodiscard]] virtual std::optional<TokenRequest> tokenRequest(const QUrl &base,
                                                                   std::string_view key) const;

    /// Without the key. What it depends on: the plan and the page.
    [[nodiscard]] virtual HttpRequest request(const SeriesPlan &plan,
                                              const PageRequest &page) const = 0;
    /// Ways to ask for a series; the next one is tried on 404.
    [[nodiscard]] virtual int variants(const SeriesPlan &plan) const;
    /// One page into the sink. Malformed if it lacks what the provider documents, in which case
    /// what the sink was given is to be forgotten. At least recordPadding bytes after `body` are
    /// readable. `fetchedAt`: when the answer came. Pure: the same answer gives the same calls.
    [[nodiscard]] virtual Result<PageEnd> read(const SeriesPlan &plan, const PageRequest &page,
                                               std::string_view body, Instant fetchedAt,
                                               Sink &sink) const = 0;

    /// What is to be done about an answer, where its status alone misleads. At least recordPadding
    /// bytes after `body` are readable.
    [[nodiscard]] virtual HttpReply::Kind meaning(const HttpReply &reply,
                                                  std::string_view body) const;
    /// Whether the body of a refusal is in the provider's own shape, or came from something in
    /// between. At least recordPadding bytes after `body` are readable.
    [[nodiscard]] virtual bool isOwnError(std::string_view body) const;
    /// The provider's own words in an error; empty if there are none. They may quote the key:
    /// redact() them, and cut them only then, or half a key would be left.
    [[nodiscard]] virtual std::string errorText(std::string_view body) const;

    /// What tells what a key can see and do; all of it reads.
    [[nodiscard]] virtual std::vector<KeyCheck> checks(Instant now) const = 0;
    /// What the answer to a check says beyond yes or no (a key that can write, one of the wrong
    /// kind).
    [[nodiscard]] virtual std::vector<Finding> judge(const KeyCheck &check,
                                                     std::string_view body) const;
    /// What a provider that charges for pages charges them to: the part of the key that names it
    /// and is no secret. Empty: they are counted for each source by itself.
    [[nodiscard]] virtual std::string_view chargedAccount(std::string_view key) const;
    /// Usage error if it cannot be a key of this provider, without the key.
    [[nodiscard]] virtual Result<> checkKey(std::string_view key) const;
    /// What is to be said of a series beside its figures, by what it has kept: a balance.
    [[nodiscard]] virtual std::string remark(const SeriesPlan &plan, const std::string &kept) const;
    /// What is so of every key of this provider.
    [[nodiscard]] virtual std::vector<Finding> notes(const HttpSettings &settings) const;
};

/// At most 200 characters of such words, to the end of one.
[[nodiscard]] std::string shortWords(const std::string &words);

/// Of what tells sums of its own and has no file format.
[[nodiscard]] Format reportFormat(std::string_view name, std::string_view title);

/// Of a kind that is polled.
[[nodiscard]] const Connector &connectorFor(SourceKind kind);

/// The plan of that name; null if there is none.
[[nodiscard]] const SeriesPlan *planNamed(const Connector &connector, std::string_view series);

} // namespace outlay::sources
