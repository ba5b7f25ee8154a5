// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace outlay {

/// "Anthropic" for "anthropic": what a bill calls a provider. An id nobody knows is itself.
[[nodiscard]] std::string providerTitle(std::string_view provider);

/// Whose model it is, as far as its name says so ("openrouter", "anthropic/x" -> "anthropic"); else
/// the provider.
[[nodiscard]] std::string publisherOf(std::string_view provider, std::string_view model);

/// What FOCUS wants of every charge, and requests do not tell: the account it is billed to, and
/// who sells a plan.
class FocusNames
{
public:
    [[nodiscard]] static Result<FocusNames> read(LedgerReader &reader, const CancelToken &cancel);

    /// The provider's own account where a bill of that time names exactly one; else the provider.
    [[nodiscard]] std::string account(const std::string &provider, Instant at) const;
    /// Who most of a source's or a key's requests go to; empty: nobody known.
    [[nodiscard]] std::string seller(const std::string &source, const std::string &key) const;

private:
    std::vector<BillInfo> m_bills;
    std::map<std::string, std::string> m_ofSource, m_ofKey;
};

} // namespace outlay
