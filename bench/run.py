#!/usr/bin/env python3
"""Runs the benchmarks of a build directory, prints them against their targets, and writes summary.json beside them.

    bench/run.py BUILD_DIR [--check]

The peer server is nginx, unpacked from its Debian package into the build directory, not installed as a service. --check exits with 1
when a target is missed.
"""
import glob
import json
import os
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time

# work, figure, against, target ("<=" a number). Ratios are medians of alternating rounds.
TARGETS = [
    ("create, one call", "instructions", "", 105_000),
    ("create, one thread, http", "cpu", "long URL", 1.0),
    ("create, one thread, http", "cpu", "form body", 1.25),
    ("create, one thread, https", "cpu", "long URL", 1.0),
    ("create, one thread, https", "cpu", "form body", 1.25),
    ("create, one thread, http", "p50", "long URL", 1.0),
    ("create, one thread, http", "p50", "form body", 1.25),
    ("create, one thread, https", "p50", "long URL", 1.0),
    ("create, one thread, https", "p50", "form body", 1.25),
    ("64 in flight", "wall", "long URL", 1 / 1.1),
    ("64 in flight", "wall", "form body", 1 / 0.85),
    ("1,000 in flight, 200 ms", "wall", "form body", 1.1),
    ("1,000 in flight, 200 ms", "KiB a call beyond bare libcurl", "", 8),
    ("8 threads, one client", "wall", "eight easy handles", 1 / 0.9),
    ("signed create request", "instructions", "", 30_000),
    ("signed create request", "us", "", 2.0),
    ("decode 10,000 nodes, JSON", "cpu", "nlohmann SAX by hand", 1 / 0.95),
    ("decode 10,000 nodes, XML", "cpu", "pugixml in place by hand", 1 / 0.95),
    ("64 TLS connections, one engine", "ms", "", 150),
    ("64 TLS connections, 64 threads", "ms", "", 150),
    ("start to first answer, http", "wall", "bare libcurl", 1.1),
    ("start to first answer, https", "wall", "bare libcurl", 0.5),
    ("10,000 runs watched", "threads", "", 1),
    ("10,000 runs watched", "looks a second", "the rate", 1.01),
    ("10,000 runs watched", "ends noticed after", "their bound", 1),
]

ANSWER = ('{"RequestId":"E6F0DBDD-5AD5-4870-A5F7-4C7B2E1D3A11","ReturnCode":"0","ReturnMessage":"",'
          '"ReturnErrorSolution":"","ReturnValue":332455685}')


def unpack_nginx(directory):
    binary = directory / "usr/sbin/nginx"
    if not binary.exists():
        directory.mkdir(parents=True, exist_ok=True)
        subprocess.run(["apt-get", "download", "-qq", "nginx"], cwd=directory, check=True, stderr=subprocess.DEVNULL)
        if not glob.glob(str(directory / "nginx-core_*.deb")):
            subprocess.run(["apt-get", "download", "-qq", "nginx-core"], cwd=directory, stderr=subprocess.DEVNULL)
        for package in glob.glob(str(directory / "*.deb")):
            subprocess.run(["dpkg", "-x", package, str(directory)], check=True)
    return binary


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_certificate(directory):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-keyout", f"{directory}/key.pem", "-out", f"{directory}/cert.pem", "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"], check=True, stderr=subprocess.DEVNULL)
    # A bundle as large as a system's, so that loading it costs what it costs people.
    system = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")
    bundle = (system.read_text() if system.exists() else "") + pathlib.Path(directory, "cert.pem").read_text()
    pathlib.Path(directory, "bundle.pem").write_text(bundle)


class Nginx:
    """Answers every request at once with one answer, over HTTP and HTTPS, on loopback."""

    def __init__(self, binary, directory):
        self.http, self.https = free_port(), free_port()
        make_certificate(directory)
        temporary = "".join(f"{kind}_temp_path {directory}/{kind};" for kind in
                            ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        location = f"location / {{ return 200 '{ANSWER}'; }}"
        pathlib.Path(directory, "nginx.conf").write_text(f"""
daemon off; worker_processes 1; pid {directory}/pid; error_log {directory}/error.log;
events {{ worker_connections 8192; }}
http {{
  access_log off; keepalive_requests 1000000000; large_client_header_buffers 8 64k; default_type application/json; {temporary}
  server {{ listen 127.0.0.1:{self.http} backlog=4096; {location} }}
  server {{ listen 127.0.0.1:{self.https} ssl backlog=4096; ssl_certificate {directory}/cert.pem;
           ssl_certificate_key {directory}/key.pem; {location} }}
}}""")
        self.process = subprocess.Popen([binary, "-c", f"{directory}/nginx.conf", "-p", directory], stderr=subprocess.DEVNULL)
        deadline = time.time() + 10
        while time.time() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.https)) == 0:
                    return
            time.sleep(0.02)
        raise SystemExit("nginx did not start; see " + directory)

    def stop(self):
        self.process.terminate()
        self.process.wait()


def instructions(command):
    """What callgrind counts between the marks that the program sets."""
    with tempfile.NamedTemporaryFile() as out:
        result = subprocess.run(["valgrind", "--tool=callgrind", "--collect-atstart=no", f"--callgrind-out-file={out.name}",
                                 *command], capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", result.stderr)
    if not found:
        raise SystemExit("callgrind counted nothing:\n" + result.stderr[-2000:])
    return int(found.group(1))


def first_answers(program, url, authorities, rounds=21):
    """Ours over bare libcurl's, from the start of a program to its end after one answer: median, least, most."""
    ratios = []
    for _ in range(rounds):
        took = {}
        for kind in ("ours", "bare"):
            begun = time.perf_counter()
            subprocess.run([program, "--first", kind, url, authorities], check=True)
            took[kind] = time.perf_counter() - begun
        ratios.append(took["ours"] / took["bare"])
    return {"figure": "wall", "against": "bare libcurl", "ratio": statistics.median(ratios), "low": min(ratios), "high": max(ratios)}


def watched_runs(binary):
    output = subprocess.run([binary, "--benchmark_format=json", "--benchmark_filter=waitsOfAnHour"], capture_output=True,
                            text=True, check=True)
    figures = []
    for run in json.loads(output.stdout)["benchmarks"]:
        work = "100,000 waits of an hour" if "100000" in run["name"] else "10,000 runs watched"
        figures += [{"work": work, "figure": "CPU ms", "value": run["cpu_time"]},
                    {"work": work, "figure": "looks", "value": run["looks"]},
                    {"work": work, "figure": "threads", "value": run["threads"]},
                    {"work": work, "figure": "looks a second", "against": "the rate", "ratio": run["looksPerSecondOverRate"]},
                    {"work": work, "figure": "ends noticed after", "against": "their bound", "ratio": run["noticedOverBound"]}]
    return figures


def google_benchmarks(binary):
    output = subprocess.run([binary, "--benchmark_format=json", "--benchmark_filter=-waitsOfAnHour", "--benchmark_repetitions=5",
                             "--benchmark_enable_random_interleaving=true", "--benchmark_min_time=0.2"],
                            capture_output=True, text=True, check=True)
    times = {}
    for run in json.loads(output.stdout)["benchmarks"]:
        if run.get("aggregate_name") == "median":
            nanoseconds = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}[run["time_unit"]]
            times[run["run_name"]] = run["cpu_time"] * nanoseconds
    return times


def measure(build):
    binaries = build / "bin"
    figures = []
    with tempfile.TemporaryDirectory() as directory:
        os.chmod(directory, 0o755)
        server = Nginx(unpack_nginx(build / "nginx"), directory)
        try:
            http, https = f"http://127.0.0.1:{server.http}/", f"https://localhost:{server.https}/"
            compared = subprocess.run([binaries / "dataworks_compare", http, https, f"{directory}/bundle.pem"],
                                      capture_output=True, text=True)
            if compared.returncode != 0:
                raise SystemExit("dataworks_compare: " + compared.stderr)
            figures += json.loads(compared.stdout)
            for scheme, url in (("http", http), ("https", https)):
                figures.append({"work": f"start to first answer, {scheme}",
                                **first_answers(binaries / "dataworks_compare", url, f"{directory}/bundle.pem")})
            for kind in ("ours", "long-url", "form-body"):
                count = instructions([binaries / "dataworks_compare", "--calls", kind, "100", http]) / 100
                work = "create, one call" if kind == "ours" else f"create, one call ({kind})"
                figures.append({"work": work, "figure": "instructions", "value": count})
        finally:
            server.stop()
    figures += watched_runs(binaries / "dataworks_bench")
    times = google_benchmarks(binaries / "dataworks_bench")
    for name, value in sorted(times.items()):
        figures.append({"work": name, "figure": "us", "value": value / 1e3})
    figures.append({"work": "signed create request", "figure": "us", "value": times["signedCreateRequest"] / 1e3})
    for work, ours, peer in (("decode 10,000 nodes, JSON", "BM_Json/10000", "BM_JsonByHand/10000"),
                             ("decode 10,000 nodes, XML", "BM_Xml/10000", "BM_XmlByHand/10000")):
        against = "nlohmann SAX by hand" if "JSON" in work else "pugixml in place by hand"
        figures.append({"work": work, "figure": "cpu", "against": against, "ratio": times[ours] / times[peer]})
    # With no minimum time the benchmark makes one round, and that is what is counted.
    count = instructions([binaries / "dataworks_bench", "--benchmark_filter=^signedCreateRequest$", "--benchmark_min_time=0"])
    figures.append({"work": "signed create request", "figure": "instructions", "value": count})
    return figures


def show(figures):
    missed = 0
    goals = {(work, figure, against): target for work, figure, against, target in TARGETS}
    width = max(len(figure["work"]) for figure in figures)
    for figure in figures:
        against = figure.get("against", "")
        value = figure.get("ratio", figure.get("value"))
        target = goals.get((figure["work"], figure["figure"], against))
        spread = f'{figure["low"]:.2f} to {figure["high"]:.2f}' if "low" in figure else ""
        verdict = ""
        if target is not None:
            verdict = "ok" if value <= target else "MISSED"
            missed += value > target
        print(f'{figure["work"]:<{width}}  {figure["figure"]:<30}  {against:<25}  {value:>12,.2f}  {spread:<14}  '
              f'{"<= " + format(target, ",.2f") if target is not None else "":>14}  {verdict}')
    return missed


def main():
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    if len(arguments) != 1:
        raise SystemExit(__doc__)
    build = pathlib.Path(arguments[0]).resolve()
    figures = measure(build)
    (build / "summary.json").write_text(json.dumps(figures, indent=1) + "\n")
    missed = show(figures)
    print(f"\nwritten: {build}/summary.json")
    if "--check" in sys.argv[1:] and missed:
        raise SystemExit(f"{missed} targets missed")


if __name__ == "__main__":
    main()
