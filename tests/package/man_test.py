#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The man pages lack nothing: no verb, no option, no exit code, no variable that the programs look at. They can be set without a warning,
and each variable that they name is one."""
import re
import shutil
import subprocess
import sys

from support import arguments, run


def main():
    args = arguments()
    pages = {path.stem: path for path in (args.prefix / "share/man/man1").iterdir()}
    texts = {name: path.read_text(encoding="utf-8").replace("\\-", "-") for name, path in pages.items()}
    problems = [f"{name}.1: there is no {word}" for name in sorted(pages) for word in words(args.prefix / "bin" / name) if not has(texts[name], word)]
    problems += [f"dataworks.1: there is no exit code {code}" for code in exit_codes(args) if f"\n.B {code}\n" not in texts["dataworks"]]
    problems += variables_that_differ(args, texts["dataworks"])
    if shutil.which("groff"):
        problems += [line for path in pages.values() for line in run("groff", "-ww", "-man", "-Tutf8", "-z", path).splitlines()]
    if problems:
        sys.exit("\n".join(problems))
    print(f"{', '.join(sorted(pages))}: complete")


def words(program):
    """Verbs and options, as --help lists them."""
    helps = [run(program, "--help")]
    verbs = re.findall(r"(?m)^  (\w[\w-]*) ", helps[0].partition("Verbs:")[2].partition("\n\n")[0])
    helps += [run(program, verb, "--help") for verb in verbs]
    return sorted({*verbs, *re.findall(r"(?<![\w-])--?[A-Za-z][\w-]*", "\n".join(re.findall(r"(?m)^  -.*", "\n".join(helps))))})


def has(text, word):
    return re.search(rf"(?<![\w-]){word}(?![\w-])", text)


def exit_codes(args):
    known = [code for code in range(129) if explains(args, code)]
    return [str(code) for code in known] + ["128 + n"] * explains(args, 129)


def explains(args, code):
    return subprocess.run([args.prefix / "bin/dataworks", "explain", str(code)], stdout=subprocess.DEVNULL, check=False).returncode == 0


def variables_that_differ(args, page):
    """Names in the sources look like names of variables; those of the page must be among them."""
    sources = "\n".join(path.read_text() for folder in ("src", "tools/dataworks") for path in (args.source / folder).rglob("*.cc"))
    named = set(re.findall(r'"((?:ALIBABA_CLOUD|DATAWORKS|SSL_CERT|XDG|LC|NO|ALL|HTTPS)_[A-Z_]+|LANG|TERM|HOME|http_proxy)"', sources))
    listed = set(re.findall(r"\b(?:[A-Z]+(?:_[A-Z]+)+|LANG|TERM|HOME|http_proxy)\b", page.partition(".SH ENVIRONMENT")[2]))
    return [f"dataworks.1: ENVIRONMENT lacks {name}" for name in sorted(named - listed)] + [
        f"dataworks.1: nothing looks at {name}" for name in sorted(listed - named)]


if __name__ == "__main__":
    main()
