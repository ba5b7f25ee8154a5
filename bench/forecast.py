#!/usr/bin/env python3
# SPDX-FileCopyrightText: Outlay contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench/forecast.py OUTLAY_CLI DATA [MONTHS]: how good forecasts are.

DATA holds m4/{hourly,weekly}_a.txt.gz (lines "id;training values;test values"), servegen/*.csv.gz and
aider-usage/*.jsonl.gz; what is missing is said and left out. Prints a Markdown table of
`forecast --series`: MASE beside seasonal naive's, and of the forecasts that have a 10-90 % band the
share of steps and of totals inside it. With MONTHS, the program outlay-bench-months, another of months forecast from their days
5, 10, 15, 20 and 25: how far off the totals are, the share inside the band, and the pinball loss of the
three quantiles over that of the run rate.
"""

import datetime
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


def hours_of(path):
    """Servegen's load by client, and of all, hour by hour."""
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
    return spend


def servegen(path):
    """Hours of every client and of all, cut at several days."""
    for values in hours_of(path).values():
        for day in (6, 8, 9, 10, 11, 12):
            for horizon in (24, 48, 96):
                at = day * 24
                known = values[:at]
                if at + horizon <= HOURS and sum(v > 0 for v in known) >= day * 6:
                    yield known, values[at : at + horizon]


def measure(cli, name, series, season):
    rows = banded = steps = held = totals = 0
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
            held += said["has_band"] and step["p10"] <= value <= step["p90"]
        if said["has_band"]:
            banded += 1
            steps += len(truth)
            totals += said["total"]["p10"] <= sum(truth) <= said["total"]["p90"]
    print(
        f"| {name} | {rows} | {errors / rows:.3f} | {naive / rows:.3f} "
        f"| {100 * held / steps:.1f} % | {100 * totals / banded:.1f} % of {banded} |"
    )


def m4_months(path):
    """The last 30 days of every series that has as many, and what came before them."""
    for known, truth in m4(path):
        values = known + truth
        before = len(values) // 24 - 30
        if before >= 0:
            yield before, 30, values[len(values) - (before + 30) * 24 :]


def servegen_periods(path):
    """The two weeks as one period without a past."""
    for values in hours_of(path).values():
        if sum(v > 0 for v in values) >= HOURS / 4:
            yield 0, 14, values


def calls_by_month(path):
    """Calendar months of a program's published calls, of all and of each model with many."""
    hours, epoch = defaultdict(lambda: defaultdict(float)), None
    with gzip.open(path, "rt") as file:
        for line in file:
            event = json.loads(line)
            cost = event.get("properties", {}).get("cost")
            if cost:
                hour = int(event["time"]) // 3600
                epoch = min(epoch or hour, hour)
                for name in ("all", event["properties"].get("main_model")):
                    hours[name][hour] += cost
    first = datetime.datetime.fromtimestamp(epoch * 3600, datetime.timezone.utc)
    for spend in hours.values():
        month = datetime.datetime(first.year, first.month, 1, tzinfo=datetime.timezone.utc)
        while True:
            start = int(month.timestamp()) // 3600
            month = (month + datetime.timedelta(days=32)).replace(day=1)
            end = int(month.timestamp()) // 3600
            if end * 3600 > datetime.datetime(2025, 4, 1, tzinfo=datetime.timezone.utc).timestamp():
                break
            if sum(start <= hour < end for hour in spend) < 60:
                continue
            begin = start - min(max(start - min(spend), 0) // 24, 120) * 24
            yield (start - begin) // 24, (end - start) // 24, [spend.get(h, 0.0) for h in range(begin, end)]


def pinball(truth, quantiles):
    return sum(max(q * (truth - said), (q - 1) * (truth - said)) for q, said in quantiles)


def measure_months(program, name, periods):
    text = "".join(
        f"{before} {days} " + " ".join(repr(v) for v in values) + "\n" for before, days, values in periods
    )
    done = subprocess.run([program], input=text, capture_output=True, text=True, check=True, timeout=600)
    by_day = defaultdict(list)
    for line in done.stdout.splitlines():
        days, day, *figures = line.split()
        truth, p10, p50, p90, rate, band = (float(figure) for figure in figures)
        if truth > 0:
            by_day[round(int(day) * 30 / int(days) / 5) * 5].append((truth, p10, p50, p90, rate, band))
    for day, rows in sorted(by_day.items()):
        errors = sorted(abs(p50 / truth - 1) for truth, _, p50, *_ in rows)
        rates = sorted(abs(rate / truth - 1) for truth, *_, rate, _ in rows)
        banded = [row for row in rows if row[5]]
        held = sum(p10 <= truth <= p90 for truth, p10, _, p90, *_ in banded)
        loss = sum(pinball(t, ((0.1, a), (0.5, b), (0.9, c))) / t for t, a, b, c, *_ in rows)
        plain = sum(pinball(t, ((0.1, r), (0.5, r), (0.9, r))) / t for t, *_, r, _ in rows)
        print(
            f"| {name} | {day} | {len(rows)} | {100 * errors[len(rows) // 2]:.1f} % "
            f"| {100 * rates[len(rows) // 2]:.1f} % "
            f"| {f'{100 * held / len(banded):.0f} % of {len(banded)}' if banded else 'none'} | {loss / plain:.2f} |"
        )


def months(program, data):
    print()
    print("| periods | from day | forecasts | error, median | run rate's | totals in the band | pinball / run rate's |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    kinds = (
        ("M4 hourly", "m4/hourly_a.txt.gz", m4_months),
        ("servegen m-small, 14 days", "servegen/m-small.csv.gz", servegen_periods),
        ("servegen m-mid, 14 days", "servegen/m-mid_even_clients.csv.gz", servegen_periods),
        ("aider's calls", "aider-usage/usage-2024-08_2025-03.jsonl.gz", calls_by_month),
    )
    for name, file, periods in kinds:
        if (data / file).exists():
            measure_months(program, name, periods(data / file))
        else:
            print(f"{data / file} is not here: left out", file=sys.stderr)


def main():
    if len(sys.argv) not in (3, 4):
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
    if len(sys.argv) == 4:
        months(sys.argv[3], data)


if __name__ == "__main__":
    main()
