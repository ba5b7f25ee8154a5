// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"
#include "app/sources/sourcesettings.h"

#include <array>

namespace outlay::cli {

/// Of `source add`; the verb shows them with its own.
inline constexpr std::array addOptions{
    Option{"kind", "KIND", "add: openai, litellm, files, otlp …; a wrong one names them all"},
    Option{"secret", "REF", "add: where its key is, e.g. env:OPENAI_ADMIN_KEY"},
    Option{"key-stdin", "", "add: read the key from standard input and put it where --secret says"},
    Option{"push-secret", "REF", "add: litellm: the key that may write, apart from the other"},
    Option{"base-url", "URL", "add: instead of the provider's own address"},
    Option{"proxy", "URL", "add: http://host:port or socks5://host:port"},
    Option{"ca", "FILE", "add: certificates (PEM) trusted beside the system's"},
    Option{"client-certificate", "FILE", "add: PEM file, with --client-key"},
    Option{"client-key", "FILE", "add: PEM file, with --client-certificate"},
    Option{"header", "NAME:VALUE", "add: sent with every request; repeat; VALUE may be env:NAME"},
    Option{"own-keys-elsewhere", "", "add: openrouter: leave own keys' money to their providers"},
    Option{"path", "PATH", "add: files: a file or folder to watch; repeat"},
    Option{"format", "NAME", "add: files: instead of finding out"},
    Option{"port", "NUMBER", "add: otlp: instead of 4318"},
    Option{"token", "REF", "add: otlp: what senders must show"},
    Option{"plan", "KIND", "add: how it is paid, as with plan; on a terminal it is asked"},
    Option{"no-test", "", "add: do not try it first"},
    Option{"same-account", "", "add: also if its account is polled already: its money adds up"},
};

/// `source add NAME --kind …`: validated, but neither tested nor stored.
[[nodiscard]] Result<sources::SourceSettings> parseSource(const Arguments &arguments);

/// `source add`, `source test`.
int addSource(const Arguments &arguments);
int testSource(const Arguments &arguments);

} // namespace outlay::cli
