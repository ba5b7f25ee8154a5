// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// outlay-bench fill LEDGER EVENTS [BUDGETS] | outlay-bench budgets LEDGER [RUNS] | outlay-bench
// panels LEDGER [RUNS] | outlay-bench queries LEDGER [RUNS]
#include "bench/bench.h"

#include <cstdio>
#include <cstdlib>
#include <string_view>

int main(int argc, char **argv)
{
    const std::string_view verb = argc > 2 ? argv[1] : "";
    if (verb == "fill" && (argc == 4 || argc == 5))
        return outlay::bench::fill(argv[2], std::atoll(argv[3]), argc == 5 ? std::atoi(argv[4]) : 0)
                   ? 0
                   : 1;
    if (verb == "budgets")
        return outlay::bench::budgets(argv[2], argc > 3 ? std::atoi(argv[3]) : 9) ? 0 : 1;
    if (verb == "queries")
        return outlay::bench::queries(argv[2], argc > 3 ? std::atoi(argv[3]) : 9) ? 0 : 1;
    if (verb == "panels")
        return outlay::bench::panels(argv[2], argc > 3 ? std::atoi(argv[3]) : 9) ? 0 : 1;
    std::fputs("outlay-bench fill LEDGER EVENTS [BUDGETS]\noutlay-bench budgets LEDGER "
               "[RUNS]\noutlay-bench panels LEDGER [RUNS]\n"
               "outlay-bench queries LEDGER [RUNS]\n",
               stderr);
    return 2;
}
