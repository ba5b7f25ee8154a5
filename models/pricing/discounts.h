// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/pricing/layer.h"

#include <vector>

namespace outlay {

/// The discounts of all layers that speak of a model, at whatever time. `provider` is canonical;
/// the pointers live as long as the layers.
[[nodiscard]] std::vector<const DiscountData *> discountsOn(const std::vector<LayerData> &layers,
                                                            const std::string &provider,
                                                            const std::string &model);
/// The most exact of them in force at that instant (microseconds): they never add up. May be null.
[[nodiscard]] const DiscountData *mostExact(const std::vector<const DiscountData *> &discounts,
                                            std::int64_t at);

} // namespace outlay
