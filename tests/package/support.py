# SPDX-License-Identifier: Apache-2.0
"""What the package tests share: their arguments, a loud `run`, and the code blocks of a document."""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
from typing import NamedTuple


class Block(NamedTuple):
    """A fenced block of a Markdown file."""

    path: pathlib.Path
    line: int  # of its first line of code
    language: str
    text: str


def blocks(path, language=None):
    found = []
    lines = path.read_text(encoding="utf-8").splitlines()
    begin = None
    for number, line in enumerate(lines, 1):
        fence = re.match(r"\s*```(\w*)", line)
        if fence and begin is None:
            begin, name = number, fence.group(1)
        elif fence:
            found.append(Block(path, begin + 1, name, "\n".join(lines[begin:number - 1]) + "\n"))
            begin = None
    return [block for block in found if language in (None, block.language)]


def documents(source):
    return [*sorted(source.glob("*.md")), *sorted(source.glob("docs/**/*.md"))]


def arguments():
    parser = argparse.ArgumentParser()
    for name in ("source", "build", "prefix", "work"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    parser.add_argument("rest", nargs="*")
    args = parser.parse_args()
    shutil.rmtree(args.work, ignore_errors=True)
    args.work.mkdir(parents=True)
    return args


def run(*command, env=None, **options):
    """Runs a command and returns what it printed; shows that, and ends the test, if it fails."""
    done = finished(command, env, options)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}\nended with exit code {done.returncode}")
    return done.stdout


def fails(*command, env=None, **options):
    """Runs a command that must fail, and returns what it printed."""
    done = finished(command, env, options)
    if done.returncode == 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}\nought to have failed")
    return done.stdout


def finished(command, env, options):
    return subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          env={**os.environ, **(env or {})}, **options)


def first_of(names):
    """The first of these programs that is there; without any, the test is skipped."""
    for name in names:
        if shutil.which(name):
            return name
    print(f"SKIPPED: no {' and no '.join(names)}")
    sys.exit(77)


def version(source):
    return re.search(r'define DATAWORKS_VERSION "(.*)"', (source / "include/dataworks/version.h").read_text()).group(1)


def runtime_package(source):
    """Its name holds what must be the same in a program and the library: the minor version."""
    return "libdataworks" + version(source).rpartition(".")[0]


def write_flows(source, path):
    """The flows file of the emulator's guide, with the flow that the documents speak of."""
    path.write_text(next(block.text for block in blocks(source / "docs/guides/emulator.md", "json") if '"nightly"' in block.text))
    return path
