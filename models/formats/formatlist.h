// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace outlay {

// Defined in the file of each format; registry.cpp puts them in order.
extern const Format aiderFormat;
extern const Format ampFormat;
extern const Format claudeCodeFormat;
extern const Format codexFormat;
extern const Format copilotCliFormat;
extern const Format copilotOtelFormat;
extern const Format csvFormat;
extern const Format cursorFormat;
extern const Format droidFormat;
extern const Format focusFormat;
extern const Format geminiCliFormat;
extern const Format jsonlFormat;
extern const Format kimiFormat;
extern const Format liteLlmFormat;
extern const Format observationsFormat;
extern const Format openCodeFormat;
extern const Format otlpFormat;
extern const Format qwenCodeFormat;
extern const Format responseFormat;

} // namespace outlay
