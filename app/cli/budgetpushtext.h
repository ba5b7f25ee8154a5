// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"
#include "app/enforcement/pushrecord.h"

#include <QJsonObject>

#include <vector>

namespace outlay::cli {

// How caps, previews and pushes read, for people.
void printPlan(const enforcement::PushPlan &plan, Output &out);
void printRecord(const enforcement::PushRecord &record, Output &out);
void printLights(const std::vector<enforcement::CapReading> &readings, Output &out);
void printLimits(const enforcement::PointList &list, Output &out);

/// One document on a line.
void printDocument(const QJsonObject &json, Output &out);

} // namespace outlay::cli
