#!/usr/bin/env python3
"""Writes the man pages from what the programs themselves say with --help.

    make_man.py VERSION DIRECTORY PROGRAM...

The page of a program with verbs holds the help of each verb, so nothing is described twice and nothing can be forgotten.
"""
import pathlib
import re
import subprocess
import sys

COLUMN = 30  # where CLI11 begins the meaning of an option


def main():
    version, directory, programs = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:]
    directory.mkdir(parents=True, exist_ok=True)
    for program in programs:
        name = pathlib.Path(program).name
        (directory / f"{name}.1").write_text(page(name, program, version), encoding="utf-8")


def page(name, program, version):
    text = help_of(program)
    out = [f'.TH {name.upper()} 1 "" "dataworks {version}" "User Commands"', ".SH NAME",
           f"{name} \\- {roff(text[0].rstrip('.'))}", ".SH SYNOPSIS"]
    verbs = [line.split()[0] for line in section(text, "Subcommands")]
    out += [f".B {name}", roff(synopsis(text, name)), ".br"]
    for verb in verbs:
        out += [f".B {name} {verb}", roff(synopsis(help_of(program, verb), f"{name} {verb}")), ".br"]
    out += sections(text, ".SH")
    for verb in verbs:
        text = help_of(program, verb)
        out += [f".SH {name.upper()} {verb.upper()}", roff(text[0]) + "."] + sections(text, ".SS")
    return "\n".join(out) + "\n"


def help_of(program, *verb):
    return subprocess.run([program, *verb, "--help"], check=True, capture_output=True, text=True).stdout.splitlines()


def synopsis(text, command):
    usage = next(line for line in text if line.startswith("Usage: "))
    return usage.removeprefix("Usage: ").removeprefix(command).strip()


def section(text, title):
    """The indented lines under `title:`."""
    lines, inside = [], False
    for line in text:
        if line == f"{title}:":
            inside = True
        elif inside and line.startswith(" "):
            lines.append(line)
        elif line:
            inside = False
    return lines


def sections(text, heading):
    """Everything after the usage: titled lists become lists of definitions, the rest plain paragraphs."""
    out, title = [], ""
    for line, following in zip(text[2:], text[3:] + [""]):
        if re.fullmatch(r"\w+:", line):
            title = line.rstrip(":")
            out.append(f"{heading} {title.upper()}")
        elif not line.startswith(" "):
            out += [".PP", roff(line)] if line else []
        elif title == "Examples":
            out += [".nf", roff(line), ".fi"]
        elif line.startswith(" " * COLUMN):
            out.append(roff(line.strip()))
        elif following.startswith(" " * COLUMN):  # a name too long for its column
            out += [".TP", f".B {roff(line.strip())}"]
        else:
            out += [".TP", f".B {roff(line[:COLUMN].strip())}", roff(line[COLUMN:].strip())]
    return out


def roff(text):
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    return "\\&" + text if text.startswith(".") else text


if __name__ == "__main__":
    main()
