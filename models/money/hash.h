// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace outlay {

/// 64-bit SipHash-1-3 of bytes under a key. The unkeyed form (key 0, 0) is the identity hash of the
/// ledger: stable for ever, the same on every machine, so that ledgers merge.
/// Aumasson & Bernstein, "SipHash: a fast short-input PRF", 2012.
[[nodiscard]] std::uint64_t hash64(std::string_view bytes, std::uint64_t key0 = 0,
                                   std::uint64_t key1 = 0);

} // namespace outlay
