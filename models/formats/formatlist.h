// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace outlay {

// Defined in the file of each format; registry.cpp puts them in order.
extern const Format aiderFormat;
extern const Format ampFormat;
extern const Format bedrockFormat;
extern const Format bifrostFormat;
extern const Format claudeCodeFormat;
extern const Format cloudflareGatewayFormat;
extern const Format codexFormat;
extern const Format copilotCliFormat;
extern const Format copilotOtelFormat;
extern const Format csvFormat;
extern const Format cursorFormat;
extern const Format droidFormat;
extern const Format envoyGatewayFormat;
extern const Format focusFormat;
extern const Format geminiCliFormat;
extern const Format googleBillingFormat;
extern const Format heliconeFormat;
extern const Format jsonlFormat;
extern const Format kimiFormat;
extern const Format kongFormat;
extern const Format langfuseFormat;
extern const Format liteLlmFormat;
extern const Format observationsFormat;
extern const Format openCodeFormat;
extern const Format openRouterFormat;
extern const Format otlpFormat;
extern const Format portkeyFormat;
extern const Format postHogFormat;
extern const Format qwenCodeFormat;
extern const Format responseFormat;
extern const Format vercelGatewayFormat;

} // namespace outlay
