#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every code block of every document: C++ is compiled, CMake is configured with the package, commands are run against the emulator and
end as the document says, JSON has the keys that the programs write, and the README says the same in both languages.

A command may say with what it ends: `dataworks run failing_flow …    # … exit code 1`; otherwise with 0.
"""
import json
import os
import re
import subprocess
import sys
import urllib.request

from support import arguments, blocks, documents, run, write_flows

# What the fragments of the guides take for granted.
PREAMBLE = """
#include <dataworks/dataworks.h>
#include <dataworks/report.h>
#include <dataworks/testing/manual_clock.h>
#include <dataworks/testing/scripted_transport.h>
#include <fstream>
#include <iostream>
#include <sstream>
#include <thread>
namespace dw = dataworks;
using namespace std::chrono_literals;
struct Coroutine {
  struct promise_type {
    Coroutine get_return_object() { return {}; }
    std::suspend_never initial_suspend() { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
};
struct Given {
  dw::Result<dw::DataWorksClient> client;
  dw::CreateManualDagRequest request;
  dw::Error error;
  std::string secret, securityToken, token, uri, providerArn, tokenFile;
};
"""


def main():
    args = arguments()
    problems = [*untested(args), *links(args), *named_tests(args), *languages_differ(args)]
    cpp(args)
    cmake(args)
    with Emulator(args) as emulator:
        problems += [*flows(args), *json_keys(args, emulator), *ini(args, emulator), *shell(args, emulator), *console(args, emulator),
                     *synopses(args, emulator)]
    if problems:
        sys.exit("\n".join(problems))


def blocks_of(args, language):
    return [block for path in documents(args.source) for block in blocks(path, language)]


def untested(args):
    """Blocks that nothing below looks at. `text` is for pictures and for what is no code."""
    return [f"{where(block)}: nobody tests a block of {block.language or 'no language'}" for block in blocks_of(args, None)
            if block.language not in ("cmake", "console", "cpp", "ini", "json", "sh", "text")]


def where(block):
    return f"{block.path.name}:{block.line}"


def links(args):
    """Of all documents: what they point at inside the project must be there."""
    pages = [*args.source.glob("*.md"), *args.source.glob("docs/**/*.md")]
    prose = {page: re.sub(r"(?s)```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8")) for page in pages}
    targets = [(page, target) for page in pages for target in re.findall(r"\]\(([^)#\s]+)", prose[page])]
    return [f"{page.relative_to(args.source)}: there is no {target}" for page, target in targets
            if "://" not in target and not (page.parent / target).exists()]


def named_tests(args):
    """What SECURITY.md names as shown by a test is one: `Suite.Name`, or a row of a table."""
    sources = "\n".join(path.read_text() for path in sorted((args.source / "tests").rglob("*.cc")))
    there = {f"{suite}.{name}" for suite, name in re.findall(r"\nTEST(?:_F|_P)?\((\w+), (\w+)\)", sources)} | set(re.findall(r'"(\w+)"', sources))
    named = re.findall(r"`([A-Z]\w+(?:\.\w+)?)`", (args.source / "SECURITY.md").read_text())
    return [f"SECURITY.md: there is no test {name}" for name in named if name not in there] + ([] if named else ["SECURITY.md names no test"])


def languages_differ(args):
    """The code of the README is the same in both languages but for its comments."""
    codes = [[re.sub(r"\s+", " ", re.sub(r"(?m)\s(//|# ).*", "", block.text)) for block in blocks(args.source / name)]
             for name in ("README.md", "README.zh-CN.md")]
    return [f"the README's code differs between the languages:\n{english}\n{chinese}" for english, chinese in zip(*codes) if english != chinese
            ] + (["the README has more code in one language"] if len(codes[0]) != len(codes[1]) else [])


# --- C++: all fragments in one translation unit, each in a namespace of its own ----------------------------------------------------


def cpp(args):
    fragments = [block for block in blocks_of(args, "cpp") if block.path.name != "cpp17.md"]  # consumer_test.py builds that
    includes = sorted({line for block in fragments for line in block.text.splitlines() if line.startswith("#include")})
    unit = args.work / "fragments.cc"
    unit.write_text("\n".join(includes) + PREAMBLE + "".join(wrapped(i, block) for i, block in enumerate(fragments)))
    run("c++", "-std=c++20", "-fsyntax-only", f"-I{args.prefix}/include", unit)
    print(f"C++: {len(fragments)} blocks compiled")


def wrapped(number, block):
    text = re.sub(r"(?m)^#include.*", "", block.text)
    if re.search(r"(?m)^(struct |class |int main|[\w:]+ \w+\(.*\{\s*(//.*)?$)", text):
        body = f"{place(block)}{text}"
    else:
        if all(line.startswith(".") for line in text.splitlines() if line.strip()):
            text = re.sub(r"(?m)^(\..*?)(\s*//.*)?$", r"(void)dw::ClientOptions{\1};", text)  # a field of the options
        taken = "auto& [client, request, error, secret, securityToken, token, uri, providerArn, tokenFile] = given;"
        coroutine = "co_await" in text
        body = (f"{'Coroutine' if coroutine else 'void'} fragment(Given& given) {{ {taken}\n{{\n{place(block)}{text}\n}} "
                f"{'co_return;' if coroutine else ''} }}\n")
    return f"namespace block{number} {{\n{body}}}\n"


def place(block):
    return f'#line {block.line} "{block.path}"\n'


# --- CMake: each block as a directory of one project --------------------------------------------------------------------------------


def cmake(args):
    listed = [block for block in blocks_of(args, "cmake") if "third_party" not in block.text]  # consumer_test.py builds those
    project = args.work / "cmake"
    for number, block in enumerate(listed):
        directory = project / str(number)
        directory.mkdir(parents=True)
        text = block.text
        used = set(re.findall(r"(?:target_link_libraries\(|TARGET_FILE:)(\w+)", text))
        made = set(re.findall(r"add_(?:library|executable)\((\w+)", text))
        for name in used | made:
            text = re.sub(rf"\b{name}\b(?!\.)", f"{name}_{number}", text)  # targets are global, blocks are not
        stubs = "".join(f"add_executable({name}_{number} empty.cc)\n" for name in used - made)
        for name in {"empty.cc", *re.findall(r"\w+\.cc", text)}:
            (directory / name).touch()
        (directory / "CMakeLists.txt").write_text(stubs + text)
    (project / "CMakeLists.txt").write_text("cmake_minimum_required(VERSION 3.22)\nproject(blocks LANGUAGES CXX)\nenable_testing()\n"
                                            "find_package(dataworks 0.2 REQUIRED)\n"
                                            + "".join(f"add_subdirectory({number})\n" for number in range(len(listed))))
    run("cmake", "-S", project, "-B", project / "build", "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={args.prefix}")
    print(f"CMake: {len(listed)} blocks configured")


# --- the emulator, and a home and a project in which the commands stand ------------------------------------------------------------------

# Stands before our programs: makes flows and looks quick, and ends an emulator that would serve for ever.
WRAPPERS = {
    "dataworks": """case $1 in run | watch | rerun) set -- "$@" --poll-interval 10ms ;; esac
""",
    "dataworks-emulator": """case " $* " in
  *' --check '*) ;;
  *' -- '*) set -- --flows {flows} --speed 100 "$@" ;;
  *) set -- "$@" -- true ;;
esac
""",
}
# What is not there to be run, or not run again: it does nothing.
STUBS = ("aliyun", "apt", "apt-get", "dnf", "sudo")
DEV = """for word in "  $1 " $(printf '%s\n' "${{@:2}}" | grep ^--); do
  {source}/dev help | grep -q -e "$word" || {{ echo "there is no ./dev $*"; exit 1; }}
done
"""


class Emulator:
    """One for all commands. Where they run there is an installation to be made, the README's program, and a run."""

    def __init__(self, args):
        self.args = args
        self.project = args.work / "home/project"
        self.project.mkdir(parents=True)
        (self.project / "build").symlink_to(args.build)
        for language, name in {"cpp": "main.cc", "cmake": "CMakeLists.txt"}.items():
            (self.project / name).write_text(blocks(args.source / "README.md", language)[0].text)
        self.flows = write_flows(args.source, self.project / "flows.json")
        self.programs = args.work / "programs"
        self.programs.mkdir()
        for name, prepares in WRAPPERS.items():
            self.program(self.programs / name, prepares.format(flows=self.flows) + f'exec {args.prefix}/bin/{name} "$@"\n')
        for name in STUBS:
            self.program(self.programs / name, "")
        self.program(self.project / "dev", DEV.format(source=args.source))

    @staticmethod
    def program(path, text):
        path.write_text("#!/bin/bash\n" + text)
        path.chmod(0o755)

    def __enter__(self):
        self.process = subprocess.Popen([self.args.prefix / "bin/dataworks-emulator", "--speed", "100", "--exit-with-parent", "--flows", self.flows],
                                        stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        self.dag_id = self.command("dataworks create nightly -p sales -q").stdout.strip()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def environment(self):
        """Nothing but the emulator can be reached."""
        return {"PATH": f"{self.programs}:{os.environ['PATH']}", "HOME": str(self.project.parent), "LC_ALL": "C.UTF-8",
                "HTTPS_PROXY": "http://127.0.0.1:1", "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true", "ALIBABA_CLOUD_ENDPOINT": self.url,
                "ALIBABA_CLOUD_REGION_ID": "cn-shanghai", "CMAKE_PREFIX_PATH": str(self.args.prefix), "CMAKE_GENERATOR": "Ninja"}

    def command(self, text, environment=None):
        key = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "testid", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "testsecret"}
        return subprocess.run(["bash", "-euo", "pipefail", "-c", text], cwd=self.project, timeout=120, text=True, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env={**self.environment(), **(key if environment is None else environment)})

    def real(self, text):
        """What a document says with the values that hold here."""
        libraries = next(self.args.prefix.rglob("libdataworks.so")).parent.relative_to(self.args.prefix)
        for said, holds in {"332455685": self.dag_id, "http://127.0.0.1:8080": self.url, "--port 8080": "--port 0", "dataworks/lib": f"dataworks/{libraries}",
                            "LTAI…": "testid", "KEY_ID=…": "KEY_ID=testid", "SECRET=…": "SECRET=testsecret", "secret = …": "secret = testsecret"}.items():
            text = text.replace(said, holds)
        return text


# --- JSON and ini -------------------------------------------------------------------------------------------------------------------


def flows(args):
    for block in blocks_of(args, "json"):
        if '"nodes"' in block.text:
            (args.work / "flows.json").write_text(block.text)
            run(args.prefix / "bin/dataworks-emulator", "--check", args.work / "flows.json")
    return []


def json_keys(args, emulator):
    """Every other object has the keys of one that the programs write."""
    written = {shape(value) for value in written_json(emulator)}
    shown = [(block, value) for block in blocks_of(args, "json") if '"nodes"' not in block.text for value in values(block.text)]
    print(f"JSON: {len(shown)} objects compared")
    return [f"{where(block)}: no program writes {shape(value)}; there are {sorted(written)}" for block, value in shown if shape(value) not in written]


def shape(value):
    return (value.get("event", ""), *sorted(value))


def values(text):
    """The document, or a document a line (`-o jsonl`)."""
    try:
        return [json.loads(text)]
    except ValueError:
        return [json.loads(line) for line in text.splitlines()]


def written_json(emulator):
    """Of a failed run whose looks were refused for a while, and of the emulator itself."""
    flow = {"nodes": {"extract": {"runs": "3s"}, "load": {"runs": "3s", "after": "extract", "result": "failure"}},
            "fault": {"on": "search", "kind": "unavailable", "times": 4}}
    (emulator.project / "troubled.json").write_text(json.dumps({"sales": {"bad_day": flow}}))
    start = f"{emulator.args.prefix}/bin/dataworks-emulator --speed 2 --flows troubled.json -- dataworks run bad_day -p sales --bizdate 2026-11-22"
    for form in ("json", "jsonl"):
        yield from values(emulator.command(f"{start} -q -o {form} 2>/dev/null || [ $? -eq 1 ]").stdout)
    yield from values(emulator.command(f"{start} -q --on failed cat 2>&1 >/dev/null || [ $? -eq 1 ]").stdout)
    yield json.load(urllib.request.urlopen(emulator.url + "/emulator/stats"))


def ini(args, emulator):
    """As the credentials file. A role cannot be assumed here, but to say so, its profile was read."""
    file = emulator.project.parent / ".alibabacloud/credentials"
    file.parent.mkdir()
    for block in blocks_of(args, "ini"):
        file.write_text(emulator.real(block.text))
        file.chmod(0o600)
        for profile in re.findall(r"(?m)^\[(.*)\]", block.text):
            said = emulator.command(f"dataworks doctor --profile {profile} || true", {}).stdout
            if not re.search(rf"credentials +(from profile {profile} in ~/.alibabacloud/credentials|STS \(AssumeRole of .*\): Failed to connect)", said):
                yield f"{where(block)}: profile {profile}:\n{said}"
    file.unlink()


# --- commands -----------------------------------------------------------------------------------------------------------------------


def shell(args, emulator):
    """Each block is a script, which ends at the first command that does not end as the document says."""
    listed = blocks_of(args, "sh")
    print(f"shell: {len(listed)} blocks run")
    for block in listed:
        done = emulator.command(emulator.real("\n".join(map(checked, block.text.splitlines()))))
        if done.returncode != 0:
            yield f"{where(block)}: exit code {done.returncode}\n{block.text}\n{done.stdout}"


def checked(line):
    command = re.fullmatch(r"(.*\S)\s+# .*\bexit code (\d+).*", line)
    return f"rc=0; {command[1]} || rc=$?; [ $rc -eq {command[2]} ]" if command else line


def console(args, emulator):
    """`$ command` and what it prints, `…` for what may be anything; where people have the profiles `default` and `dev`, and no other
    credentials."""
    profiles = [{"name": name, "mode": "AK", "access_key_id": "testid", "access_key_secret": "testsecret"} for name in ("default", "dev")]
    file = emulator.project.parent / ".aliyun/config.json"
    file.parent.mkdir()
    file.write_text(json.dumps({"current": "default", "profiles": profiles}))
    file.chmod(0o600)
    for block in blocks_of(args, "console"):
        for command, output in re.findall(r"(?m)^\$ (.*)\n((?:(?!\$ ).*\n)*)", block.text):
            said = " ".join(emulator.command(f"{command} || true", {}).stdout.split())
            if not re.search(re.escape(" ".join(output.split())).replace("…", ".*"), said):
                yield f"{where(block)}: {command}\nprints {said}"


def synopses(args, emulator):
    """`dataworks VERB …` in a text: the verb is there, and has the options."""
    for block in blocks_of(args, "text"):
        for verb, rest in re.findall(r"(?m)^dataworks (\w[\w-]*)(.*?)(?:  .*)?$", block.text):
            known = emulator.command(f"dataworks {verb} --help").stdout
            if f"Usage: dataworks {verb}" not in known:
                yield f"{where(block)}: there is no verb {verb}"
            for option in re.findall(r"(?<!\w)--?[\w-]+", rest):
                if not re.search(rf"(^|[\s,]){option}\b", known):
                    yield f"{where(block)}: dataworks {verb} has no {option}"


if __name__ == "__main__":
    main()
