// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>

int main()
{
    std::fputs("outlay-cli " OUTLAY_VERSION "\n", stdout);
    return 0;
}
