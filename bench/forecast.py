#!/usr/bin/env python3
# SPDX-FileCopyrightText: Outlay contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench/forecast.py OUTLAY_CLI DATA: how good `outlay-cli forecast --series` is.

DATA holds m4/{hourly,weekly}_a.txt.gz (lines "id;training values;test values") and
servegen/*.csv.gz; what is missing is said and left out. Prints a Markdown table: MASE beside seasonal
naive's, and the share of steps and of totals inside the 10-90 % band.
"""

import gzip
import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

HOURS = 14 * 24
OUTPUT_WEIGHT = 5  # an output token costs about five input tokens


def forecast(cli, values, season, horizon):
    text = "\n".join(repr(value) for value in values) + "\n"
    command = [cli, "forecast", "--series", "--json", "--season", str(season), "--horizon", str(horizon)]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


def m4(path):
    with gzip.open(path, "rt") as file:
        for line in file:
            _, training, test = line.strip().split(";")
            yield [float(v) for v in training.split()], [float(v) for v in test.split()]


def servegen(path):
    """Hours of every client and of all, cut at several days."""
    spend = defaultdict(lambda: [0.0] * HOURS)
    with gzip.open(path, "rt") as file:
        next(file)
        for line in file:
            client, start, requests, before, after = line.strip().split(",")[:5]
            hour = int(start) // 3600
            if hour < HOURS:
                tokens = float(before or 0) + OUTPUT_WEIGHT * float(after or 0)
                for name in (client, "all"):
                    spend[name][hour] += float(requests) * tokens
    for values in spend.values():
        for day in (6, 8, 9, 10, 11, 12):
            for horizon in (24, 48, 96):
                at = day * 24
                known = values[:at]
                if at + horizon <= HOURS and sum(v > 0 for v in known) >= day * 6:
                    yield known, values[at : at + horizon]


def measure(cli, name, series, season):
    rows = steps = held = totals = 0
    errors = naive = 0.0
    for known, truth in series:
        said = forecast(cli, known, season, len(truth))
        scale = sum(abs(known[i] - known[i - season]) for i in range(season, len(known)))
        scale /= len(known) - season
        if scale == 0:
            continue
        rows += 1
        last = known[-season:]
        for i, value in enumerate(truth):
            step = said["steps"][i]
            errors += abs(value - step["p50"]) / scale / len(truth)
            naive += abs(value - last[i % season]) / scale / len(truth)
            held += step["p10"] <= value <= step["p90"]
        steps += len(truth)
        totals += said["total"]["p10"] <= sum(truth) <= said["total"]["p90"]
    print(
        f"| {name} | {rows} | {errors / rows:.3f} | {naive / rows:.3f} "
        f"| {100 * held / steps:.1f} % | {100 * totals / rows:.1f} % |"
    )


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    cli, data = sys.argv[1], Path(sys.argv[2])
    print("| series | forecasts | MASE | seasonal naive | steps in the band | totals in the band |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, file, season in (("M4 hourly", "m4/hourly_a.txt.gz", 24), ("M4 weekly", "m4/weekly_a.txt.gz", 1)):
        if (data / file).exists():
            measure(cli, name, m4(data / file), season)
        else:
            print(f"{data / file} is not here: left out", file=sys.stderr)
    files = sorted((data / "servegen").glob("m-*.csv.gz"))
    if not files:
        print(f"{data / 'servegen'} is not here: left out", file=sys.stderr)
    for file in files:
        measure(cli, "servegen " + file.name.split(".")[0], servegen(file), 24)


if __name__ == "__main__":
    main()
