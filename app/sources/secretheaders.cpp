// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/secretheaders.h"

#include "app/sources/sourcesettings.h"

#include <memory>

namespace outlay::sources {

namespace {

struct Reading : std::enable_shared_from_this<Reading>
{
    SecretStore &secrets;
    std::vector<HttpHeader> headers;
    const QObject *context;
    std::function<void(SecretHeaders)> done;

    Reading(SecretStore &from, std::vector<HttpHeader> all, const QObject *who,
            std::function<void(SecretHeaders)> then)
        : secrets(from)
        , headers(std::move(all))
        , context(who)
        , done(std::move(then))
    {
    }

    void next(std::size_t index)
    {
        while (index < headers.size() && !isSecretReference(headers[index].value))
            ++index;
        if (index == headers.size())
            return done({std::move(headers), {}, {}});
        const auto reference = SecretReference::parse(headers[index].value);
        if (!reference)
            return done({{}, reference.error().text, {}});
        secrets.read(*reference, context,
                     [self = shared_from_this(), index](const SecretAnswer &answer) {
                         HttpHeader &header = self->headers[index];
                         if (!answer.works())
                             return self->done(
                                 {{}, "header " + header.name + ": " + answer.text, answer.state});
                         header.value = std::string(answer.secret.reveal());
                         self->next(index + 1);
                     });
    }
};

} // namespace

void readSecretHeaders(SecretStore &secrets, std::vector<HttpHeader> headers,
                       const QObject *context, std::function<void(SecretHeaders)> done)
{
    std::make_shared<Reading>(secrets, std::move(headers), context, std::move(done))->next(0);
}

} // namespace outlay::sources
