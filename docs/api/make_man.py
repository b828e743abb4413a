#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the man pages from what the programs themselves say with --help.

    make_man.py VERSION DIRECTORY PROGRAM...

The page of a program with verbs holds the help of each verb and what it explains of its exit codes, so nothing is described twice and
nothing can be forgotten. What no help says stands here; tests/package/man_test.py sees to it that nothing is missing.
"""
import json
import os
import pathlib
import re
import subprocess
import sys

CONTINUED = "     "  # begins a line that goes on with a meaning
TERM = re.compile(r"  (\S+(?: \S+)*)(?: {2,}(\S.*))?")  # `  -p, --project NAME   The workspace`

ENVIRONMENT = {
    "dataworks": [
        ("DATAWORKS_PROJECT_NAME", "the workspace, where no --project is given"),
        ("ALIBABA_CLOUD_REGION_ID, ALIBABA_CLOUD_ENDPOINT, ALIBABA_CLOUD_ENDPOINT_TYPE",
         "where the service is, where no --region or --endpoint is given; the type is vpc or public"),
        ("ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET, ALIBABA_CLOUD_SECURITY_TOKEN", "credentials; the third of temporary ones"),
        ("ALIBABA_CLOUD_ROLE_ARN, ALIBABA_CLOUD_OIDC_PROVIDER_ARN, ALIBABA_CLOUD_OIDC_TOKEN_FILE, ALIBABA_CLOUD_ROLE_SESSION_NAME",
         "a role to assume with an OIDC token"),
        ("ALIBABA_CLOUD_STS_ENDPOINT, ALIBABA_CLOUD_STS_REGION, ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED", "which endpoint of STS is asked for that"),
        ("ALIBABA_CLOUD_PROFILE", "the profile, where no --profile is given"),
        ("ALIBABA_CLOUD_CONFIG_FILE, ALIBABA_CLOUD_CREDENTIALS_FILE", "other places of the profiles, see FILES"),
        ("ALIBABA_CLOUD_CLI_PROFILE_DISABLED, ALIBABA_CLOUD_IGNORE_PROFILE",
         "true: no profile of the Alibaba Cloud CLI is used unless asked for"),
        ("ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS", "true: no command and no credentials URI of a profile is used"),
        ("ALIBABA_CLOUD_ECS_METADATA, ALIBABA_CLOUD_ECS_METADATA_DISABLED, ALIBABA_CLOUD_IMDSV1_DISABLED",
         "the role of this ECS instance; true: it is not asked for one, or only with session tokens"),
        ("ALIBABA_CLOUD_CREDENTIALS_URI", "a server that returns credentials"),
        ("HTTPS_PROXY, ALL_PROXY, NO_PROXY", "proxies, also in small letters; and http_proxy, in small letters only"),
        ("SSL_CERT_FILE, SSL_CERT_DIR", "certificates to trust, where no --ca-file is given"),
        ("DATAWORKS_JOURNAL", "off: keep no journal"),
        ("DATAWORKS_DAILY_CALLS", "how many calls a day the edition allows (Basic: 100); they are counted beside the journal, and waits leave some over"),
        ("DATAWORKS_LOG", "debug: write each attempt, pause and error to standard error"),
        ("LC_ALL, LC_MESSAGES, LC_CTYPE, LANG", "the language of texts for people, and whether UTF-8 can be shown"),
        ("NO_COLOR, TERM", "whether and how a terminal is drawn on"),
        ("HOME, XDG_STATE_HOME", "where the files are"),
    ],
    "dataworks-emulator": [
        ("ALIBABA_CLOUD_ENDPOINT, ALIBABA_CLOUD_REGION_ID, ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET",
         "set for COMMAND, so that it reaches the emulator; other variables that name credentials are taken out"),
        ("NO_PROXY, SSL_CERT_FILE", "set for COMMAND too; the latter with --tls"),
        ("LC_ALL, LC_MESSAGES, LC_CTYPE, LANG, TERM", "the language of its help, and whether it can be shown"),
    ],
}
FILES = {
    "dataworks": [
        ("~/.local/state/dataworks/runs.jsonl", "the journal: what was triggered from here"),
        ("~/.aliyun/config.json", "profiles of the Alibaba Cloud CLI"),
        ("~/.alibabacloud/credentials, ~/.alibabacloud/credentials.ini", "profiles in ini form"),
    ],
}
EXIT_STATUS = {
    "dataworks-emulator": [
        ("0", "ended by a signal; --check found nothing wrong"),
        ("1", "cannot listen"),
        ("2", "a flag or the file of flows is wrong"),
        ("126, 127", "COMMAND cannot be started"),
        ("others", "those of COMMAND; 128 + n if signal n ended it"),
    ],
}


def main():
    version, directory, programs = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:]
    directory.mkdir(parents=True, exist_ok=True)
    for program in programs:
        name = pathlib.Path(program).name
        (directory / f"{name}.1").write_text(page(name, program, version), encoding="utf-8")


def page(name, program, version):
    text = help_of(program)
    out = [f'.TH {name.upper()} 1 "" "dataworks {version}" "User Commands"', ".SH NAME",
           f"{name} \\- {roff(title_of(text).rstrip('.'))}", ".SH SYNOPSIS"]
    verbs = verbs_of(text)
    out += [f".B {name}", roff(synopsis(text, name)), ".br"]
    for verb in verbs:
        out += [f".B {name} {verb}", roff(synopsis(help_of(program, verb), f"{name} {verb}")), ".br"]
    out += sections(text, ".SH")
    for verb in verbs:
        text = help_of(program, verb)
        out += [f".SH {name.upper()} {verb.upper()}", roff(title_of(text)) + "."] + sections(text, ".SS")
    for title, rows in (("EXIT STATUS", EXIT_STATUS.get(name) or exit_codes(program)), ("ENVIRONMENT", ENVIRONMENT[name]),
                        ("FILES", FILES.get(name, []))):
        out += [f".SH {title}"] * bool(rows)
        for term, meaning in rows:
            out += [".TP", f".B {roff(term)}", roff(meaning)]
    return "\n".join(out) + "\n"


def exit_codes(program):
    """What `explain` says of them; 129 stands for all signals."""
    rows = []
    for code in (*range(8), 70, 124, 129):
        said = json.loads(output(program, "explain", str(code), "-o", "json", "--lang", "en"))
        rows.append(("128 + n" if code > 128 else str(code), f"{said['meaning']}. Started: {said['started']}. What to do: {said['whatToDo']}."))
    return rows


def title_of(text):
    """What stands before the usage."""
    return " ".join(text[:next(i for i, line in enumerate(text) if line.startswith("Usage: "))])


def verbs_of(text):
    return [line.split()[0] for line in section(text, "Verbs") if not line.startswith(CONTINUED)]


def help_of(program, *verb):
    return output(program, *verb, "--help").splitlines()


def output(program, *words):
    english = {**os.environ, "LC_ALL": "C"}
    return subprocess.run([program, *words], check=True, capture_output=True, text=True, env=english).stdout


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
    usage = next(i for i, line in enumerate(text) if line.startswith("Usage: "))
    for before, line in zip(text[usage:], text[usage + 1:]):
        term = TERM.fullmatch(line)
        if re.fullmatch(r"\w+:", line):
            title = line.rstrip(":")
            out.append(f"{heading} {title.upper()}")
        elif not line.startswith(" "):
            out += [".PP"] * (not before or before.startswith(" ")) + [roff(line)] if line else []
        elif title == "Examples":
            out += [".nf", roff(line), ".fi"]
        elif line.startswith(CONTINUED):
            out.append(roff(line.strip()))
        else:
            out += [".TP", f".B {roff(term[1])}", *([roff(term[2])] if term[2] else [])]
    return out


def roff(text):
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    return "\\&" + text if text.startswith(".") else text


if __name__ == "__main__":
    main()
