#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What ./dev does before and around the work: refusals, packages, and what it passes on. All that it would call is played, on a copy of
it beside nothing else."""
import re
import shutil
import subprocess
import sys
from typing import NamedTuple

from support import arguments, blocks

# Each notes its call, all but the first do nothing more than the work after them needs. sudo works, without a question, where SUDO is set.
PLAYED = {
    "dpkg-query": "exit 1",
    "id": "echo ${USER_ID:-1000}",
    "sudo": '[ -n "${SUDO:-}" ] || exit 1; [ "$1" = -n ] || "$@"',
    "apt-get": "",
    "cmake": '[ "$1" != --build ] || { mkdir -p $2/bin $2/Testing/Temporary; ln -sf "$(type -P json_fuzz)" $2/bin/; }',
    "json_fuzz": "",
    "cpack": "",
    "x86_64-w64-mingw32-g++-posix": "",
    "rpmbuild": "",
    "c++": 'while [ "$1" != -o ]; do shift; done; printf "#!%s\n%s" "$(type -P bash)" "${PROBE:-}" >"$2"; chmod +x "$2"',
    "setarch": 'shift; exec "$@"',
    "ctest": r"""printf '1/3 Test #1: a .. Passed\n2/3 Test #2: b .. ***Skipped\n3/3 Test #3: unit_0 .. %s\n' "${END:-   Passed}"
              printf 'SKIPPED: no chromium\n[  PASSED  ] 40 tests.\n[  SKIPPED ] 2 tests, listed below:\n' >$2/Testing/Temporary/LastTest.log
              [ -z "${END:-}" ] || printf '[  FAILED  ] 3 tests, listed below:\n' >>$2/Testing/Temporary/LastTest.log""",
}
REAL = ("awk", "bash", "basename", "cat", "chmod", "dirname", "env", "grep", "ln", "ls", "mkdir", "nproc", "rm", "tail", "tee", "true")


class Row(NamedTuple):
    words: str
    exit_code: int
    says: str  # on stdout or stderr
    calls: str = ""  # a pattern that the list of calls holds; empty: nothing may be called and nothing left behind
    environment: dict = {}
    without: str = ""  # a program that is not there


NO_ROOT = r"(?s)Ask someone with root access to run:\n  apt-get update && apt-get install -y --no-install-recommends g\+\+ "
ROWS = [
    Row("help", 0, r"\n  help "),
    Row("", 0, r"\n  demo "),
    Row("nothing", 2, "no verb nothing"),
    *(Row(f"{verb} --bogus", 2, f"{verb} cannot be followed by --bogus")
      for verb in "help demo build test lint format bench soak fuzz mutate coverage docs package".split()),
    Row("test -R", 2, "test cannot be followed by -R"),
    Row("fuzz --runs", 2, "fuzz cannot be followed by --runs"),
    *(Row(verb, 2, NO_ROOT) for verb in ("demo", "build", "test", "docs")),
    Row("build", 0, r"\+ apt-get update && apt-get install .*g\+\+", r"apt-get .* update.*apt-get .*Lock::Timeout.* install .*g\+\+.*cmake --build build", {"USER_ID": "0"}),
    Row("build", 0, r"\+ sudo apt-get update && sudo apt-get install", "sudo env .*apt-get .*install.*cmake --build build", {"SUDO": "yes"}),
    Row("build --no-install", 0, "^$", "cmake -S . -B build -G Ninja.*cmake --build build"),
    Row("build", 0, "^$", "cmake --build build", {}, "dpkg-query"),
    Row("build --windows --no-install", 0, "compiles for Windows", "cmake -S . -B build/windows .*mingw32.cmake .*cmake --build build/windows"),
    Row("build --windows --no-install", 0, "SKIPPED: there is no compiler for Windows", "", {}, "x86_64-w64-mingw32-g++-posix"),
    Row("package --no-install", 0, "^$", "cmake --build build.*cpack --config build/CPackConfig.cmake -G TGZ;RPM -B build/packages"),
    Row("package --no-install", 0, "^$", "cpack .* -G TGZ -B", {}, "rpmbuild"),
    Row("test --no-install --clang -R cli", 0, r"SKIPPED: no chromium\n41 passed, 0 failed, 3 skipped",
        "cmake -S . -B build/test-clang .*DCMAKE_CXX_COMPILER=clang.*ctest --test-dir build/test-clang .*-R cli"),
    Row("test --no-install -R ^(unit_0|loopback)", 0, "41 passed",
        "cmake --build build/test -j [0-9]+ --target dataworks_unit_tests dataworks_loopback_tests dataworks_allocation_tests\n.*-R "),
    Row("test --no-install -R unit|example", 0, "41 passed", "cmake --build build/test -j [0-9]+\n.*-R "),
    Row("test --no-install --thread -R unit", 0, "41 passed",
        "c\\+\\+ .*-fsanitize=thread.*setarch -R env TSAN_OPTIONS=.* ctest --test-dir build/test-thread "),
    Row("test --no-install --thread", 0, r"SKIPPED: programs with the thread sanitizer .*\n0 passed, 0 failed, 1 skipped", "c\\+\\+ ", {"PROBE": "exit 66"}),
    Row("test --no-install --sanitize", 0, "address and undefined sanitizer .*\n0 passed", "cmake -S", {}, "c++"),
    Row("test --no-install --fast", 1, "41 passed, 3 failed, 3 skipped", "ctest --test-dir build/test .*-L fast", {"END": "***Failed"}),
    Row("fuzz --no-install --runs 7", 0, "== json", "json_fuzz -runs=7 "),
    Row("fuzz --no-install 8", 0, "== json", "json_fuzz -max_total_time=8 "),
]


def main():
    args = arguments()
    problems = [problem for number, row in enumerate(ROWS) for problem in wrong(args, args.work / str(number), row)]
    problems += [f"./dev help does not list {verb}" for verb in verbs(args) if not re.search(rf"(?m)^  {verb} ", help_text(args))]
    problems += packages_that_differ(args)
    if problems:
        sys.exit("\n".join(problems))
    print(f"{len(ROWS)} calls, {len(verbs(args))} verbs")


def wrong(args, folder, row):
    done = called(args, folder, row)
    calls = (folder / "calls").read_text() if (folder / "calls").exists() else ""
    left = [path.name for path in (folder / "project").iterdir() if path.name != "dev"]
    name = f"./dev {row.words} {row.environment or ''}"
    if done.returncode != row.exit_code:
        yield f"{name}: exit code {done.returncode}\n{done.stdout}"
    if not re.search(row.says, done.stdout):
        yield f"{name}: does not say {row.says!r}, but\n{done.stdout}"
    if row.calls and not re.search(row.calls, calls, re.DOTALL):
        yield f"{name}: does not call {row.calls!r}, but\n{calls}"
    if not row.calls and (left or re.search("(?m)^(cmake|apt-get)", calls)):
        yield f"{name}: touches something: {left}\n{calls}"


def packages_that_differ(args):
    """The line for all packages in docs/platforms.md is the one that `./dev test` prints where nothing is installed."""
    said = called(args, args.work / "all", Row("test", 2, "")).stdout.partition("--no-install-recommends")[2].split()
    line = next(block.text for block in blocks(args.source / "docs/platforms.md", "sh") if block.text.startswith("apt-get install "))
    differ = set(said) ^ set(line.replace("\\\n", " ").split()[2:])
    return [f"docs/platforms.md and ./dev differ in {sorted(differ)}"] if differ else []


def called(args, folder, row):
    (folder / "project").mkdir(parents=True)
    shutil.copy(args.source / "dev", folder / "project/dev")
    play(folder, row.without)
    return subprocess.run([folder / "project/dev", *row.words.split()], env={"PATH": str(folder / "bin"), **row.environment}, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)


def play(folder, without):
    programs = folder / "bin"
    programs.mkdir()
    for name in REAL:
        (programs / name).symlink_to(shutil.which(name))
    for name, does in PLAYED.items():
        if name != without:
            (programs / name).write_text(f'#!{shutil.which("bash")}\necho "{name} $*" >>{folder}/calls\n{does}\n')
            (programs / name).chmod(0o755)


def verbs(args):
    return re.findall(r"\[(\w+)\]=", (args.source / "dev").read_text())


def help_text(args):
    return subprocess.run([args.source / "dev", "help"], text=True, stdout=subprocess.PIPE, check=True).stdout


if __name__ == "__main__":
    main()
