// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/undo.h"

#include "app/cli/json.h"

namespace outlay::cli {

int sayNothingToUndo(const Arguments &arguments)
{
    if (arguments.isJson())
        JsonWriter(arguments.out()).beginObject().key("changed").boolean(false).endObject();
    else
        arguments.out().line("There is nothing to undo.");
    return exitcode::done;
}

} // namespace outlay::cli
