#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How many small mistakes in the core do the unit tests notice?

Works on a copy of the sources: makes one change at a time (a flipped comparison, a negated condition, another constant, a
lost statement), builds the unit tests, runs those of the part that was changed and then the others, and counts. A mutant
that nothing notices survives, and is printed with its line: either a test is missing, or the code says something that does
not matter.

    tests/tools/mutate.py 100               a random sample of 100 mutants
    tests/tools/mutate.py 20 --only retry   of the files whose path holds "retry"
    tests/tools/mutate.py 5 --seed 7        the same sample again
    tests/tools/mutate.py --list            every mutant there is, without building anything

The exit code is 0 if at least --need percent (default 85) were noticed.
"""

import argparse
import filecmp
import glob
import os
import queue
import random
import re
import shutil
import subprocess
import sys
from concurrent import futures

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))

# What is mutated, and which tests are likely to notice it (a filter of GoogleTest): they are asked first.
PARTS = [
    ("src/rpc/percent_encoding.h", "PercentEncoding*:RpcSignature*:SignedForm*"),
    ("src/rpc/signer.cc", "Signer*:RpcSignature*"),
    ("src/rpc/request.cc", "SignedForm*:StringToSign*:IsoTimestamp*:RpcSignature*"),
    ("src/errors/classify.cc", "Evidence*:Advice*:Call.*:ClientTest*"),
    ("src/errors/codes.cc", "Codes*:Evidence*"),
    ("src/call/retry.cc", "Retry*:Call.*"),
    ("src/errors/retry_pause.cc", "RetryHint*:HttpDate*"),
    ("src/call/call.cc", "Call.*:ClientTest*:AsyncTest*"),
    ("src/actions/*.cc", "*ManualDag*:Rerun*:StopState*:Candidate*:*AfterARestart*:*StopWithFaults*:*StopOfOne*"),
    ("src/wire/*.cc", "*"),
    ("src/wire/*.h", "*"),
    ("src/api/*.cc", "*"),
    ("src/api/*.h", "*"),
]
NOT_OF_THE_CORE = "-*TenThousand*:*AThousand*:Emulator*"

# (what it looks like, what to put in its place); the first group, if there is one, is what is replaced.
MUTATIONS = [
    (r" (==) ", "!="), (r" (!=) ", "=="), (r" (<=) ", "<"), (r" (>=) ", ">"), (r" (<) ", "<="), (r" (>) ", ">="),
    (r" (<) ", ">"), (r" (>) ", "<"), (r" (&&) ", "||"), (r" (\|\|) ", "&&"),
    (r" (\+) ", "-"), (r" (-) ", "+"), (r" (\+=) ", "-="), (r" (\*) (?=\d|\w)", "/"),
    (r"\b(true)\b", "false"), (r"\b(false)\b", "true"),
    (r"(?<![\w.'])(\d+)(?![\w.'])", "{n+1}"), (r"(?<![\w.'])([1-9]\d*)(?![\w.'])", "0"),
    (r"(?<=\()(!)(?=\w)", ""), (r"\bif \((?!constexpr)()", "!"),
    (r"\b(kNotExecuted)\b", "kMaybeExecuted"), (r"\b(kMaybeExecuted)\b", "kNotExecuted"),
    (r"\b(kIdempotent)\b", "kNotIdempotent"),
    (r"^\s+(if \(.*\) return.*;)$", ";"), (r"^\s+((?:\+\+)?[\w][\w.>\-]*(?:\(.*\)| = [^{}]*);)$", ";"),
    (r"\b(std::min)\(", "std::max("), (r"\b(std::max)\(", "std::min("),
]


class Mutant:
    def __init__(self, path, line_number, before, after, tests):
        self.path, self.line_number, self.before, self.after, self.tests = path, line_number, before, after, tests

    def __str__(self):
        return f"{self.path}:{self.line_number}\n  - {self.before.strip()}\n  + {self.after.strip()}"


def is_code(line):
    text = line.strip()
    if ".reserve(" in text:
        return False  # only a matter of speed
    return bool(text) and not text.startswith(("//", "#", "namespace", "using", "static_assert", "[[nodiscard]]", "template"))


def code_part(line):
    """The line without its comment and with the insides of its strings blanked out, so that only code is changed."""
    line = re.sub(r'"(?:\\.|[^"\\])*"', lambda text: '"' + "_" * (len(text.group()) - 2) + '"', line)
    return re.sub(r"//.*", lambda text: " " * len(text.group()), line)


def mutants_of(path, tests):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        lines = file.read().split("\n")
    for number, line in enumerate(lines, 1):
        if not is_code(line):
            continue
        code = code_part(line).rstrip()
        for pattern, replacement in MUTATIONS:
            for match in re.finditer(pattern, code):
                new = replacement.replace("{n+1}", str(int(match.group(1)) + 1)) if "{n+1}" in replacement else replacement
                if pattern.endswith(r"\("):
                    new = new.rstrip("(")
                start, end = match.span(1) if match.re.groups else match.span()
                if pattern.startswith(r"\bif"):  # negate all of a condition that ends on this line
                    close = closing(code, start)
                    if close is None:
                        continue
                    after = line[:start] + "!(" + line[start:close] + ")" + line[close:]
                else:
                    after = line[:start] + new + line[end:]
                yield Mutant(path, number, line, after, tests)


def closing(code, start):
    depth = 1
    if ";" in code[start:code.find(")", start)]:
        return None  # if (auto x = …; …)
    for index in range(start, len(code)):
        depth += (code[index] == "(") - (code[index] == ")")
        if depth == 0:
            return None if "auto" in code[start:index] or "const " in code[start:index] else index
    return None


def all_mutants(only):
    for pattern, tests in PARTS:
        for path in sorted(glob.glob(os.path.join(ROOT, pattern))):
            path = os.path.relpath(path, ROOT)
            if only in path:
                yield from mutants_of(path, tests)


class Workshop:
    """A copy of the sources with a build directory of its own. It works on one mutant at a time, on one processor."""

    def __init__(self, directory):
        self.source, self.build = os.path.join(directory, "source"), os.path.join(directory, "build")
        for part in ("include", "src", "tests", "cmake", "bench", "CMakeLists.txt"):
            origin, copy = os.path.join(ROOT, part), os.path.join(self.source, part)
            if os.path.isdir(origin):
                remove_what_is_not_in(origin, copy)
                shutil.copytree(origin, copy, copy_function=copy_if_it_differs, dirs_exist_ok=True)
            elif os.path.exists(origin):
                copy_if_it_differs(origin, copy)
        configure = ["cmake", "-S", self.source, "-B", self.build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug",
                     "-DCMAKE_CXX_FLAGS_DEBUG=-O0", "-DDATAWORKS_BUILD_TOOLS=OFF", "-DDATAWORKS_BUILD_EXAMPLES=OFF",
                     "-DDATAWORKS_BUILD_BENCH=OFF", "-DDATAWORKS_INSTALL=OFF"]
        if shutil.which("ccache"):
            configure.append("-DCMAKE_CXX_COMPILER_LAUNCHER=ccache")
        if shutil.which("mold"):  # each mutant is linked
            configure.append("-DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=mold")
        if not run(configure, 600):
            sys.exit("mutate: cannot configure " + self.build)
        if not self.make():
            sys.exit("mutate: the unit tests do not build as they are; look into " + self.build)
        for tests in sorted({tests for _, tests in PARTS}):
            if not self.passes(tests):
                sys.exit(f"mutate: the unit tests fail as they are: {tests}")

    def make(self):
        return run(["ninja", "-C", self.build, "-j1", "dataworks_unit_tests"], 3600)

    def passes(self, tests):
        program = os.path.join(self.build, "bin", "dataworks_unit_tests")
        return run([program, f"--gtest_filter={tests}{NOT_OF_THE_CORE}", "--gtest_fail_fast", "--gtest_brief=1"], 120)

    def verdict(self, mutant):
        """'killed', 'survived', or 'invalid' if it does not compile."""
        path = os.path.join(self.source, mutant.path)
        with open(path, encoding="utf-8") as file:
            original = file.read()
        lines = original.split("\n")
        lines[mutant.line_number - 1] = mutant.after
        try:
            write(path, "\n".join(lines))
            if not self.make():
                return "invalid"
            return "survived" if self.passes(mutant.tests) and self.passes("*") else "killed"
        finally:
            write(path, original)


def verdict_of(mutant, free):
    workshop = free.get()
    try:
        return workshop.verdict(mutant)
    finally:
        free.put(workshop)


def copy_if_it_differs(origin, copy):
    """Keeps the time of what is the same: the last mutant was undone after it was compiled, and is to be compiled anew."""
    if not os.path.exists(copy) or not filecmp.cmp(origin, copy, shallow=False):
        shutil.copy(origin, copy)


def remove_what_is_not_in(origin, copy):
    for folder, _, names in os.walk(copy):
        for name in names:
            path = os.path.join(folder, name)
            if not os.path.exists(os.path.join(origin, os.path.relpath(path, copy))):
                os.remove(path)


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def run(command, seconds):
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=seconds,
                              check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", nargs="?", type=int, default=100, help="how many mutants to try (default 100)")
    parser.add_argument("--only", default="", metavar="TEXT", help="only files whose path holds TEXT")
    parser.add_argument("--seed", type=int, default=None, help="choose the same mutants as another time")
    parser.add_argument("--need", type=float, default=85, metavar="PERCENT", help="how many have to be noticed")
    parser.add_argument("--directory", default=os.path.join(ROOT, "build", "mutate"), help="where to copy and build")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many to try at once")
    parser.add_argument("--list", action="store_true", help="print all mutants and leave")
    options = parser.parse_args()

    mutants = list(all_mutants(options.only))
    if options.list:
        for mutant in mutants:
            print(mutant)
        print(f"{len(mutants)} mutants")
        return 0
    seed = options.seed if options.seed is not None else random.randrange(100_000)
    random.Random(seed).shuffle(mutants)
    print(f"mutate: {options.count} of {len(mutants)} mutants, --seed {seed}", flush=True)

    counts = {"killed": 0, "survived": 0, "invalid": 0}
    with futures.ThreadPoolExecutor(options.jobs) as pool:
        free = queue.SimpleQueue()
        for workshop in pool.map(Workshop, (os.path.join(options.directory, str(job)) for job in range(options.jobs))):
            free.put(workshop)
        verdicts = pool.map(lambda mutant: verdict_of(mutant, free), mutants)
        for mutant, verdict in zip(mutants, verdicts):  # in their order: a seed tries the same ones whatever is ready first
            counts[verdict] += 1
            if verdict == "survived":
                print(f"survived: {mutant}", flush=True)
            if counts["killed"] + counts["survived"] >= options.count:
                break
        pool.shutdown(cancel_futures=True)
    tried = counts["killed"] + counts["survived"]
    percent = 100 * counts["killed"] / tried if tried else 0
    print(f"mutate: {counts['killed']} of {tried} noticed ({percent:.0f} %), {counts['invalid']} did not compile")
    return 0 if percent >= options.need else 1


if __name__ == "__main__":
    sys.exit(main())
