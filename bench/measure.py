# SPDX-FileCopyrightText: Outlay contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures outlay-cli, outlay-bench and outlay beside yardsticks and peers. Called by bench/run."""

import argparse
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

import live

PARTS = ("transcripts", "gateway", "insert", "panels", "window", "live")
PEERS = (
    "ccusage@20.0.24",
    "@ccusage/ccusage-linux-x64@20.0.24",
    "@tokscale/cli-linux-x64-gnu@4.17.0",
)
# Nano-dollars per token: input, output, cache write 5 m, 1 h, cache read. Every product is whole, so
# the generator's tokens give its exact cost (its truth file rounds).
GENERATED = {
    "claude-sonnet-4-5-20250929": (3000, 15000, 3750, 6000, 300),
    "claude-opus-4-5-20251101": (5000, 25000, 6250, 10000, 500),
    "claude-haiku-4-5-20251001": (1000, 5000, 1250, 2000, 100),
}


def say(text):
    print(f"-- {text}", file=sys.stderr, flush=True)


class Run:
    """CPU and wall seconds, peak RSS in MB and stdout of one finished command."""

    def __init__(self, command, env=None, timeout=1800):
        out = tempfile.TemporaryFile()
        start = time.monotonic()
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **(env or {})},
        )
        watchdog = threading.Timer(timeout, process.kill)
        watchdog.start()
        _, code, usage = os.wait4(process.pid, 0)
        watchdog.cancel()
        status = os.waitstatus_to_exitcode(code)
        process.returncode = status
        self.wall = time.monotonic() - start
        if status < 0:
            raise RuntimeError(f"{command[0]} ended by signal {-status} after {self.wall:.0f} s")
        self.cpu = usage.ru_utime + usage.ru_stime
        self.rss = usage.ru_maxrss / 1024
        self.status = status
        out.seek(0)
        self.out = out.read().decode("utf-8", "replace")


def mapped(command, title, display, home):
    """Seconds from start until a window of this title can be seen."""
    environment = {**os.environ, "DISPLAY": display, "HOME": str(home), "QT_QPA_PLATFORM": "xcb",
                   "XDG_CONFIG_HOME": str(home / "config"), "XDG_RUNTIME_DIR": str(home)}
    start = time.monotonic()
    process = subprocess.Popen([str(part) for part in command], env=environment,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.monotonic() - start < 30:
            found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", title],
                                   env=environment, capture_output=True)
            if found.returncode == 0:
                return time.monotonic() - start
            time.sleep(0.005)
        raise RuntimeError(f"{command[0]} showed no window in half a minute")
    finally:
        process.terminate()
        process.wait()


class Series:
    """Interleaved runs of several sides; medians."""

    def __init__(self):
        self.sides = {}

    def add(self, name, run):
        self.sides.setdefault(name, []).append(run)

    def median(self, name, what):
        return statistics.median(getattr(run, what) for run in self.sides[name])

    def table(self, against):
        print("| | CPU s | wall s | peak RSS MB | CPU against " + against + " |")
        print("| --- | ---: | ---: | ---: | ---: |")
        base = self.median(against, "cpu") if against in self.sides else None
        for name in self.sides:
            cpu = self.median(name, "cpu")
            ratio = f"{cpu / base:.2f}x" if base else "–"
            print(
                f"| {name} | {cpu:.2f} | {self.median(name, 'wall'):.2f} "
                f"| {self.median(name, 'rss'):.0f} | {ratio} |"
            )
        print()


class Bench:
    def __init__(self, options):
        self.options = options
        self.cli = options.bin / "outlay-cli"
        self.work = options.work
        self.work.mkdir(parents=True, exist_ok=True)
        self.scale = 10 if options.small else 1
        self.tools = {}
        self.ledger = self.work / "ledger.sqlite"

    def drop(self, ledger):
        for suffix in ("", "-wal", "-shm"):
            Path(f"{ledger}{suffix}").unlink(missing_ok=True)

    def tool(self, name):
        """A yardstick, compiled once; None (said once) if it or its compiler is missing."""
        if name not in self.tools:
            source = self.options.yardsticks / f"{name}.cpp"
            binary = self.work / name
            self.tools[name] = None
            if not source.exists():
                print(f"Left out: no {name}.cpp in {self.options.yardsticks}.\n")
            else:
                command = ["g++", "-O2", "-w", "-std=c++20", source, "-o", binary]
                if Run(command + ["-lsimdjson", "-lsqlite3"]).status == 0:
                    self.tools[name] = binary
                else:
                    print(f"Left out: {name}.cpp does not compile here.\n")
        return self.tools[name]

    def generate(self, kind, name, *arguments):
        target = self.work / name
        truth = Path(f"{target}.truth.json")
        if not truth.exists():
            generator = self.tool("gen")
            if not generator:
                return None, None
            say(f"generating {name}")
            Run([generator, kind, target, *arguments])
        return target, json.loads(truth.read_text())

    def peers(self):
        """{name: (binary)} of those that could be fetched."""
        if self.options.no_peers:
            return {}
        folder = self.work / "peers"
        found = {
            "ccusage": folder / "node_modules/@ccusage/ccusage-linux-x64/bin/ccusage",
            "tokscale": folder / "node_modules/@tokscale/cli-linux-x64-gnu/bin/tokscale",
        }
        if not all(path.exists() for path in found.values()) and shutil.which("npm"):
            say("fetching the peers")
            folder.mkdir(exist_ok=True)
            Run(["timeout", "180", "npm", "install", "--no-audit", "--no-fund", "--prefix", folder, *PEERS])
        for name, path in list(found.items()):
            if path.exists():
                path.chmod(0o755)
            else:
                print(f"Left out: {name} could not be fetched.\n")
                del found[name]
        return found

    def ingest(self, *arguments, ledger=None):
        return Run([self.cli, "import", "--json", "--ledger", ledger or self.ledger, *arguments])

    def total(self, *arguments, ledger=None):
        run = Run([self.cli, "report", "--json", "--ledger", ledger or self.ledger, *arguments])
        return json.loads(run.out)["total"]

    def transcripts(self):
        print("## Transcripts\n")
        size = 1_000_000_000 // self.scale
        tree, truth = self.generate("claude", f"claude-{size}", "--bytes", size, "--seed", 2)
        if not tree:
            return
        floor = self.tool("ingestlimit")
        peers = self.peers()
        home = self.work / "home"
        series = Series()
        for turn in range(self.options.runs):
            say(f"transcripts, run {turn + 1} of {self.options.runs}")
            self.drop(self.ledger)
            series.add("outlay-cli import", self.ingest(tree))
            if floor:
                series.add("ingestlimit", Run([floor, "claude", tree, self.work / "floor.sqlite"]))
            if "ccusage" in peers:
                env = {"CLAUDE_CONFIG_DIR": str(tree), "HOME": str(home)}
                series.add("ccusage 20.0.24", Run([peers["ccusage"], "daily", "--json", "--offline"], env))
            if "tokscale" in peers:
                shutil.rmtree(home, ignore_errors=True)
                (home / ".claude").mkdir(parents=True)
                (home / ".claude/projects").symlink_to(tree / "projects")
                env = {"HOME": str(home), "TOKSCALE_PRICING_CACHE_ONLY": "1"}
                series.add("tokscale 4.17.0, cold", Run([peers["tokscale"], "models", "--json"], env))
        megabytes = truth["bytes"] / 1e6
        print(f"Full ingest of {megabytes:.0f} MB in {truth['files']} files, {truth['lines']} lines; "
              f"median of {self.options.runs} interleaved runs.\n")
        series.table("ingestlimit")
        self.compare_transcripts(truth)
        self.refresh(tree)

    def compare_transcripts(self, truth):
        nanos = 0
        for model, sums in truth["models"].items():
            rates = GENERATED[model]
            classes = ("input", "output", "cache_write_5m", "cache_write_1h", "cache_read")
            nanos += sum(rate * sums[name] for rate, name in zip(rates, classes))
        total = self.total()
        expected = {
            "requests": truth["truth"]["messages"],
            "input_tokens": truth["truth"]["input"],
            "output_tokens": truth["truth"]["output"],
            "cache_read_tokens": truth["truth"]["cache_read"],
            "cache_write_5m_tokens": truth["truth"]["cache_write_5m"],
            "cache_write_1h_tokens": truth["truth"]["cache_write_1h"],
            "cost_usd": f"{Decimal(nanos) / 10**9:.9f}",
        }
        self.verdict(expected, total)

    def verdict(self, expected, total):
        wrong = [
            f"{name} {total.get(name)} instead of {value}"
            for name, value in expected.items()
            if total.get(name) != value
        ]
        if wrong:
            self.options.failed = True
            print("**Totals differ from the truth file:** " + "; ".join(wrong) + "\n")
        else:
            print(f"Totals equal the truth file: {expected['requests']} requests, "
                  f"{expected['cost_usd']} USD.\n")

    def refresh(self, tree):
        """Nothing new, and 20 lines more in one of the files; the tree is as before afterwards."""
        self.drop(self.ledger)
        self.ingest(tree)
        files = sorted((tree / "projects").rglob("*.jsonl"))
        chosen = max(files, key=lambda path: path.stat().st_size)
        size = chosen.stat().st_size
        series = Series()
        line = next(
            text
            for text in chosen.open(encoding="utf-8")
            if '"stop_reason":"tool_use"' in text and '"type":"assistant"' in text
        )
        try:
            for turn in range(self.options.runs):
                say(f"refresh, run {turn + 1} of {self.options.runs}")
                series.add("nothing new", self.ingest(tree))
                with chosen.open("a", encoding="utf-8") as out:
                    for i in range(20):
                        fresh = f"msg_01bench{turn:06}{i:011}"
                        out.write(re.sub(r'"msg_01[^"]*"', f'"{fresh}"', line, count=1)
                                  .replace('"requestId":"req_', f'"requestId":"req_{turn}x{i}', 1))
                run = self.ingest(tree)
                added = json.loads(run.out)["new"]
                if added != 20:
                    print(f"**20 appended lines gave {added} new events.**\n")
                    self.options.failed = True
                series.add("20 lines appended", run)
        finally:
            os.truncate(chosen, size)
        print(f"Refresh of the same tree ({len(files)} files):\n")
        print("| | CPU ms | wall ms |\n| --- | ---: | ---: |")
        for name in series.sides:
            print(f"| {name} | {series.median(name, 'cpu') * 1000:.0f} "
                  f"| {series.median(name, 'wall') * 1000:.0f} |")
        print()

    def gateway(self):
        print("## Gateway log\n")
        count = 1_000_000 // self.scale
        log, truth = self.generate("litellm", f"litellm-{count}.jsonl", "--lines", count, "--seed", 4)
        if not log:
            return
        floor = self.tool("ingestlimit")
        series = Series()
        for turn in range(self.options.runs):
            say(f"gateway log, run {turn + 1} of {self.options.runs}")
            self.drop(self.ledger)
            series.add("outlay-cli import", self.ingest("--format", "litellm", log))
            if floor:
                series.add("ingestlimit", Run([floor, "litellm", log, self.work / "floor.sqlite"]))
        print(f"{count} LiteLLM lines, {truth['bytes'] / 1e9:.2f} GB; median of "
              f"{self.options.runs} interleaved runs.\n")
        series.table("ingestlimit")
        say("adding up the log line by line")
        pattern = re.compile(rb'"response_cost":([0-9.eE+-]+)')
        exact = Decimal(0)
        with log.open("rb") as lines:
            for text in lines:
                exact += Decimal(pattern.search(text).group(1).decode()).quantize(
                    Decimal("1e-9"), ROUND_HALF_EVEN)
        total = self.total("--basis", "reported")
        self.verdict({
            "requests": truth["lines"],
            "errors": truth["failures"],
            "cache_hits": truth["cache_hits"],
            "output_tokens": truth["completion"],
            "cache_read_tokens": truth["cached"],
            "input_tokens": truth["prompt"] - truth["cached"],
            "cost_usd": f"{exact:.9f}",
        }, total)

    def insert(self):
        print("## Insert\n")
        count = 10_000_000 // self.scale
        ledger = self.work / f"filled-{count}.sqlite"
        self.drop(ledger)
        say(f"inserting {count} events")
        run = Run([self.options.bin / "outlay-bench", "fill", ledger, count], timeout=3600)
        steps = [json.loads(line) for line in run.out.splitlines()]
        if run.status != 0 or not steps:
            print("**outlay-bench fill failed.**\n")
            self.options.failed = True
            return
        first, last = steps[0], steps[-1]
        print("Events made up in memory, each committed through the one door: identity, merge, price, "
              "cells, indexes. A quarter of them is said again by a second observer.\n")
        print("| | at 1M | at the end | ratio |\n| --- | ---: | ---: | ---: |")
        for key, title in (("single_us", "CPU µs per event, one observer"),
                           ("all_us", "CPU µs per event, the second observers too")):
            print(f"| {title} | {first[key]:.2f} | {last[key]:.2f} | {last[key] / first[key]:.2f}x |")
        size = sum(path.stat().st_size for path in self.work.glob(ledger.name + "*"))
        print(f"\nBytes of ledger per event, closed: {size / last['events']:.0f}.\n")
        print(f"{last['events']} events at the end; peak RSS {run.rss:.0f} MB.\n")

    def filled(self):
        count = 10_000_000 // self.scale
        ledger = self.work / f"filled-{count}.sqlite"
        if not ledger.exists():
            self.insert()
        return ledger

    def panels(self):
        ledger = self.filled()
        print("## Panels\n")
        run = Run([self.options.bin / "outlay-bench", "panels", ledger], timeout=3600)
        if run.status != 0:
            print("**outlay-bench panels failed.**\n")
            self.options.failed = True
            return
        print(f"Each 9 times on {10_000_000 // self.scale} events in 90 days, in the ledger's zone.\n")
        print("| panel | rows | median ms | worst ms |\n| --- | ---: | ---: | ---: |")
        for line in run.out.splitlines():
            panel = json.loads(line)
            print(f"| {panel['panel']} | {panel['rows']} | {panel['median_ms']:.2f} "
                  f"| {panel['worst_ms']:.2f} |")
        print()

    def window(self):
        binary = self.options.bin / "outlay-bench-window"
        ledger = self.filled()
        if not binary.exists():
            print("Left out: no window was built.\n")
            return
        print("## Window\n")
        tree, _ = self.generate("claude", "tree", "--bytes", 1_000_000_000 // self.scale,
                                "--files", 200, "--seed", 2)
        runs = []
        for number in range(self.options.runs):
            say(f"the window, run {number + 1}")
            scratch = self.work / "window.sqlite"
            self.drop(scratch)
            shutil.copyfile(ledger, scratch)
            run = Run([binary, scratch, tree], {"QT_QPA_PLATFORM": "offscreen"}, timeout=600)
            if run.status != 0:
                print("**outlay-bench-window failed.**\n")
                self.options.failed = True
                return
            runs.append(json.loads(run.out))
            self.drop(scratch)
        print(f"On {10_000_000 // self.scale} events, off screen; then importing the transcripts "
              "above into it.\n")
        print("| | median | worst |\n| --- | ---: | ---: |")
        for key, title in (("page_ms", "ms from main() to figures painted"),
                           ("rss_mb", "RSS with it open, MB"),
                           ("idle_cpu_percent", "CPU while nothing happens, %"),
                           ("import_s", "s to import"),
                           ("worst_stall_ms", "longest the window's thread was busy, ms"),
                           ("stalls_over_16_ms", "times over 16 ms"),
                           ("stalls_over_50_ms", "times over 50 ms"),
                           ("rss_after_mb", "RSS after the import, MB")):
            values = [run[key] for run in runs]
            print(f"| {title} | {statistics.median(values):.3g} | {max(values):.3g} |")
        print()
        self.stopwatch(ledger)

    def live(self):
        print("## Live\n", flush=True)
        options = argparse.Namespace(bin=self.options.bin.resolve(), rate=1000, runs=1,
                                     seconds=60 // self.scale if self.scale < 6 else 10,
                                     events=1_000_000 // self.scale)
        if not (options.bin / "outlay-bench-live").exists():
            print("Left out: no window was built.\n")
        elif not live.measure(options):
            self.options.failed = True

    def stopwatch(self, ledger):
        """How soon a window is on a screen, beside a viewer of SQLite files that opens none."""
        needed = ("Xvfb", "xdotool", "sqlitebrowser")
        missing = [name for name in needed if not shutil.which(name)]
        if missing:
            print(f"Left out beside another window: no {', '.join(missing)}.\n")
            return
        display = f":{90 + os.getpid() % 100}"
        screen = subprocess.Popen(["Xvfb", display, "-screen", "0", "1440x900x24",
                                   "-noreset"],
                                  stderr=subprocess.DEVNULL)
        try:
            time.sleep(1)
            home = self.work / "home"
            home.mkdir(exist_ok=True)
            series = {"outlay": [], "sqlitebrowser": []}
            for _ in range(max(3, self.options.runs)):
                series["outlay"].append(mapped(
                    [self.options.bin / "outlay", "--ledger", ledger], "Outlay", display, home))
                series["sqlitebrowser"].append(mapped(
                    ["sqlitebrowser"], "DB Browser", display, home))
        finally:
            screen.terminate()
            screen.wait()
        ours, theirs = (statistics.median(series[name]) for name in ("outlay", "sqlitebrowser"))
        print(f"From start to a window on the screen: {ours * 1e3:.0f} ms, sqlitebrowser with nothing "
              f"open {theirs * 1e3:.0f} ms ({ours / theirs:.2f}x).\n")

    def heading(self):
        cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo")
                    if line.startswith("model name")), platform.machine())
        compiler = Run(["g++", "--version"]).out.splitlines()[0]
        commit = Run(["git", "rev-parse", "--short", "HEAD"]).out.strip()
        print(f"Commit {commit}, {time.strftime('%Y-%m-%d', time.gmtime())}: "
              f"{os.cpu_count()} x {cpu}, {platform.system()} {platform.release()}, {compiler}"
              + (", **a tenth of the data**" if self.scale > 1 else "") + ".\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", type=Path, required=True)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "outlay-bench")
    parser.add_argument("--yardsticks", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--no-peers", action="store_true")
    options = parser.parse_args()
    options.failed = False
    parts = options.only.split(",")
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        parser.error(f"unknown part {unknown[0]}; there are {', '.join(PARTS)}")
    bench = Bench(options)
    bench.heading()
    for part in parts:
        getattr(bench, part)()
        sys.stdout.flush()
    return 1 if options.failed else 0


if __name__ == "__main__":
    sys.exit(main())
