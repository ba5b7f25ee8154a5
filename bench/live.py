#!/usr/bin/env python3
# SPDX-FileCopyrightText: Outlay contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What comes in while somebody looks: telemetry at a rate, lines to the screen, and rest.

bench/live.py [--bin DIR] [--seconds N] [--rate N] [--events N] [--runs N]: called by bench/run as its part "live".
Everything is on 127.0.0.1 and in a temporary folder; a display of its own (Xvfb) is started where
there is one, else the window is drawn off screen.
"""

import argparse
import http.client
import json
import os
import shutil
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

SPANS = 20  # of a request
SENDERS = 4
INPUT, OUTPUT = 1000, 100  # tokens of span n: INPUT + n % 1000, OUTPUT
NANOS_IN, NANOS_OUT = 3000, 15000  # claude-sonnet-4-5, a token


def varint(number):
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes(out + bytes([number]))


def field(number, value):
    """A protobuf field: bytes and text with their length, whole numbers as varints."""
    if isinstance(value, str):
        value = value.encode()
    if isinstance(value, bytes):
        return varint(number << 3 | 2) + varint(len(value)) + value
    return varint(number << 3) + varint(value)


def attribute(name, value):
    return field(9, field(1, name) + field(2, field(1 if isinstance(value, str) else 3, value)))


def request(number, run, start):
    """The number-th ExportTraceServiceRequest of a run, begun at `start` (seconds since 1970)."""
    spans = b""
    for n in range(number * SPANS, (number + 1) * SPANS):
        at = int(start * 1e9) + n * 1_000_000
        spans += field(2, field(1, struct.pack(">QQ", run, n + 1)) + field(2, struct.pack(">Q", n + 1))
                       + field(5, "chat") + field(6, 3)
                       + varint(7 << 3 | 1) + struct.pack("<Q", at)
                       + varint(8 << 3 | 1) + struct.pack("<Q", at + 900_000)
                       + attribute("gen_ai.operation.name", "chat")
                       + attribute("gen_ai.provider.name", "anthropic")
                       + attribute("gen_ai.response.model", "claude-sonnet-4-5")
                       + attribute("gen_ai.response.id", f"msg_{run:x}_{n:08}")
                       + attribute("gen_ai.conversation.id", f"session-{n % 50}")
                       + attribute("user.id", f"user-{n % 20}")
                       + attribute("gen_ai.usage.input_tokens", INPUT + n % 1000)
                       + attribute("gen_ai.usage.output_tokens", OUTPUT))
    scope = field(1, field(1, "bench")) + spans
    return field(1, field(2, scope))


class Load:
    """Requests at a steady rate from several senders, each repeated until it is answered 200."""

    def __init__(self, port, rate, seconds):
        self.port = port
        self.count = rate * seconds // SPANS
        run = time.time_ns()
        self.bodies = [request(n, run, time.time() - seconds) for n in range(self.count)]
        self.every = SPANS / rate
        self.answered = []
        self.repeated = 0
        self.lock = threading.Lock()

    def run(self):
        self.begun = time.monotonic()
        threads = [threading.Thread(target=self.send, args=(i,)) for i in range(SENDERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def send(self, first):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        for n in range(first, self.count, SENDERS):
            time.sleep(max(0, self.begun + n * self.every - time.monotonic()))
            for _ in range(20):
                start = time.monotonic()
                connection.request("POST", "/v1/traces", self.bodies[n],
                                   {"Content-Type": "application/x-protobuf"})
                answer = connection.getresponse()
                answer.read()
                with self.lock:
                    if answer.status == 200:
                        self.answered.append(time.monotonic() - start)
                        break
                    self.repeated += 1
                time.sleep(1)
        connection.close()

    def truth(self):
        calls = self.count * SPANS
        tokens = sum(INPUT + n % 1000 for n in range(calls))
        return calls, tokens, tokens * NANOS_IN + calls * OUTPUT * NANOS_OUT


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def cpu_seconds(pid):
    words = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


class Bench:
    def __init__(self, options, home, display):
        self.options = options
        self.home = home
        self.environment = {"HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8",
                            **display}
        self.failed = False

    def cli(self, ledger, *words):
        run = subprocess.run([self.options.bin / "outlay-cli", *words, "--ledger", ledger],
                             env=self.environment, capture_output=True, text=True, timeout=300)
        if run.returncode != 0:
            raise RuntimeError(f"outlay-cli {words[0]}: {run.stderr}")
        return run.stdout

    def start(self, *command, until):
        process = subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, text=True)
        for line in process.stdout:
            if until in line:
                return process
        raise RuntimeError(f"{command[0]} ended")

    def ledger(self, name):
        """A copy of one with a history."""
        ledger = self.home / f"{name}.sqlite"
        base = self.home / "base.sqlite"
        if not base.exists():
            subprocess.run([self.options.bin / "outlay-bench", "fill", base, str(self.options.events)],
                           stdout=subprocess.DEVNULL, check=True, timeout=600)
        shutil.copyfile(base, ledger)
        return ledger

    def totals(self, ledger):
        total = json.loads(self.cli(ledger, "report", "--json"))["total"]
        return (total["requests"], total["input_tokens"], int(total["cost_usd"].replace(".", "")))

    def exact(self, ledger, before, load):
        got = tuple(b - a for a, b in zip(before, self.totals(ledger)))
        right = got == load.truth()
        self.failed = self.failed or not right
        return f"{got[0]} of {load.truth()[0]}, " + ("exact" if right else "**WRONG**")

    def answers(self, load):
        times = sorted(load.answered)
        return (f"{statistics.median(times) * 1000:.0f} / {times[-1] * 1000:.0f} ms, "
                f"{load.repeated} repeated")

    def telemetry(self, name):
        """`name`: watch or window. One row of the table."""
        ledger = self.ledger(name)
        history = self.totals(ledger)
        port = free_port()
        self.cli(ledger, "source", "add", "otel", "--kind", "otlp", "--port", str(port))
        load = Load(port, self.options.rate, self.options.seconds)
        if name == "watch":
            process = self.start(self.options.bin / "outlay-cli", "watch", "--ledger", ledger,
                                 until='"waiting"')
            reader = threading.Thread(target=process.stdout.read)
            reader.start()
            before = cpu_seconds(process.pid)
            load.run()
            cpu = (cpu_seconds(process.pid) - before) / self.options.seconds * 100
            process.terminate()
            process.wait(60)
            reader.join()
            screen = ""
        else:
            process = self.start(self.options.bin / "outlay-bench-live", ledger,
                                 str(self.options.seconds + 3), until="ready")
            load.run()
            out, _ = process.communicate(timeout=120)
            told = json.loads(out)
            cpu = told["cpu_percent"]
            screen = (f"{told['worst_stall_ms']:.0f} ms ({told['stalls_over_16_ms']} over 16, "
                      f"{told['stalls_over_50_ms']} over 50); figures changed {told['changes']} "
                      f"times, at the latest after {told['longest_unchanged_ms']} ms")
            self.failed = self.failed or told["stalls_over_50_ms"] > 0
        print(f"| {name} | {self.exact(ledger, history, load)} | {self.answers(load)} | {cpu:.1f} % | {screen} |",
              flush=True)

    def files(self, count=850):
        folder = self.home / "projects" / "p"
        folder.mkdir(parents=True, exist_ok=True)
        line = ('{"type":"assistant","timestamp":"2026-11-01T10:00:00Z","sessionId":"s%d","requestId":'
                '"req_rest%08d","uuid":"u%d","message":{"id":"msg_rest%08d","model":"claude-sonnet-4-5",'
                '"role":"assistant","usage":{"input_tokens":1000,"output_tokens":10}}}\n')
        for n in range(count):
            (folder / f"{n}.jsonl").write_text(line % (n, n, n, n))
        return folder

    def lines(self):
        ledger = self.ledger("lines")
        folder = self.files()
        self.cli(ledger, "source", "add", "claude-code", "--kind", "files", "--path", folder.parent,
                 "--format", "claude-code")
        process = self.start(self.options.bin / "outlay-bench-live", ledger,
                             str(self.options.seconds), folder / "0.jsonl", until="ready")
        out, _ = process.communicate(timeout=self.options.seconds + 60)
        told = json.loads(out)
        self.failed = self.failed or not 0 < told["least_ms"] <= told["worst_ms"] < 1000
        print(f"| appended line to screen, {told['lines']} lines | median {told['median_ms']:.0f} ms, "
              f"worst {told['worst_ms']:.0f} ms |", flush=True)

    def rest(self):
        ledger = self.ledger("rest")
        folder = self.files()
        self.cli(ledger, "source", "add", "claude-code", "--kind", "files", "--path", folder.parent,
                 "--format", "claude-code")
        process = self.start(self.options.bin / "outlay-cli", "watch", "--ledger", ledger,
                             until='"commit"')
        time.sleep(5)
        before = cpu_seconds(process.pid)
        time.sleep(60)
        cpu = (cpu_seconds(process.pid) - before) / 60 * 100
        process.terminate()
        process.wait(60)
        print(f"| watch at rest, 850 files, 60 s | {cpu:.3f} % of a core |", flush=True)
        process = self.start(self.options.bin / "outlay-bench-live", ledger, "60", "rest",
                             until="ready")
        out, _ = process.communicate(timeout=120)
        print(f"| window at rest, 850 files, 60 s | {json.loads(out)['cpu_percent']:.3f} % of a core |",
              flush=True)


def with_display(action):
    """Runs action(environment) with a screen, or off screen where there is no Xvfb."""
    if not shutil.which("Xvfb"):
        return action({"QT_QPA_PLATFORM": "offscreen"})
    display = f":{90 + os.getpid() % 100}"
    screen = subprocess.Popen(["Xvfb", display, "-screen", "0", "1440x900x24", "-noreset"],
                              stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        return action({"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"})
    finally:
        screen.terminate()
        screen.wait(20)


def measure(options):
    """False: something was lost, wrong, or too slow."""

    def run(display):
        good = True
        for number in range(options.runs):
            load = " ".join(Path("/proc/loadavg").read_text().split()[:3])
            print(f"-- live, run {number + 1}, load {load}", file=sys.stderr, flush=True)
            with tempfile.TemporaryDirectory(prefix="outlay-live-") as home:
                bench = Bench(options, Path(home), display)
                print(f"| {options.rate} events a second for {options.seconds} s into | arrived | "
                      "answers: median / slowest | CPU of a core | longest its thread was busy |\n"
                      "| --- | --- | --- | ---: | --- |")
                bench.telemetry("watch")
                bench.telemetry("window")
                print("\n| what | measured |\n| --- | --- |")
                bench.lines()
                bench.rest()
                print()
                good = good and not bench.failed
        return good

    return with_display(run)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", type=Path, default=Path("build/release/bin"))
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--rate", type=int, default=1000)
    parser.add_argument("--events", type=int, default=1_000_000, help="of the ledger's history")
    parser.add_argument("--runs", type=int, default=1)
    arguments = parser.parse_args()
    arguments.bin = arguments.bin.resolve()
    sys.exit(0 if measure(arguments) else 1)
