// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace outlay {

// The sum of a request's terms needs more than 64 bits: 10^12 tokens at 60 USD per million are
// 6 x 10^19 pico-dollars.
__extension__ using Int128 = __int128;
__extension__ using UInt128 = unsigned __int128;

} // namespace outlay
