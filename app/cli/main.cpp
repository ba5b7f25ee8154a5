// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commandline.h"
#include "app/cli/interrupt.h"

#include <chrono>
#include <cstdio>

int main(int argc, char *argv[])
{
    using namespace outlay;
    cli::catchInterrupts();
    Output out(stdout);
    Output err(stderr);
    const auto now =
        std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
    const std::vector<std::string> words(argv + 1, argv + argc);
    return cli::runCommandLine(words, cli::verbs(),
                               {out, err, Instant{now.time_since_epoch().count()}});
}
