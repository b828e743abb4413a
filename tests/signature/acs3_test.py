#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""acs3_test.py CLI EMULATOR: signature V3 as the documents describe it, written a second time in another language.

The command line's requests, with each kind of credentials, pass this verifier, and none passes once any signed part of it has changed. In
the other direction, requests that are signed here pass the emulator, and with any part changed do not."""
import datetime
import hashlib
import hmac
import http.client
import http.server
import json
import os
import secrets
import subprocess
import sys
import tempfile
import threading
import urllib.parse

SCHEME = "ACS3-HMAC-SHA256"
KEY = ("testid", "testsecret")


# --- the algorithm

def sha256(data):
    return hashlib.sha256(data).hexdigest()


def encoded(text):
    return urllib.parse.quote(text, safe="-_.~")


def signature_of(method, target, headers, names, body, secret):
    path, _, query = target.partition("?")
    pairs = sorted(urllib.parse.parse_qsl(query, keep_blank_values=True))
    canonical = "\n".join([
        method, path or "/", "&".join(f"{encoded(name)}={encoded(value)}" for name, value in pairs),
        "".join(f"{name}:{headers.get(name, '').strip()}\n" for name in names), ";".join(names), sha256(body)])
    to_sign = f"{SCHEME}\n{sha256(canonical.encode())}"
    return hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()


def problem_of(method, target, headers, body, key=KEY):
    """Why a request is not accepted; None if it is. `headers`: by names in small letters."""
    scheme, _, fields = headers.get("authorization", "").partition(" ")
    given = dict(field.split("=", 1) for field in fields.split(",") if "=" in field)
    if scheme != SCHEME or set(given) != {"Credential", "SignedHeaders", "Signature"}:
        return "no signature"
    names = given["SignedHeaders"].split(";")
    if names != sorted(set(names)):
        return "the signed headers are not sorted"
    unsigned = [name for name in headers if (name in ("host", "content-type") or name.startswith("x-acs-")) and name not in names]
    if unsigned:
        return f"not signed: {unsigned}"
    missing = {"host", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256"} - set(names)
    if missing:
        return f"missing: {missing}"
    if headers["x-acs-content-sha256"] != sha256(body):
        return "another body"
    if given["Credential"] != key[0]:
        return "another key"
    expected = signature_of(method, target, headers, names, body, key[1])
    return None if hmac.compare_digest(expected, given["Signature"]) else "another signature"


# --- the command line against the verifier

NODES = {"RequestId": "R-2", "Success": True, "ErrCode": "0", "ErrMsg": "", "Data": {"NodeInsInfo": [
    {"NodeName": "a", "InstanceId": 5, "DagId": 42, "DagType": 5, "Status": 6}]}}
RESPONSES = {
    "CreateManualDag": {"RequestId": "R-1", "ReturnCode": "0", "ReturnMessage": "", "ReturnErrorSolution": "", "ReturnValue": 42},
    "RunManualDagNodes": {"RequestId": "R-1", "DagId": 42},
    "SearchManualDagNodeInstance": NODES,
    "GetInstanceLog": {"RequestId": "R-3", "Success": True, "Data": "line\n"},
    "AnyAction": {"RequestId": "R-4"},
}


class Verifier(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    seen = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = (self.command, self.path, headers, body)
        self.seen.append(request)
        problem = problem_of(*request) if "x-acs-bearer-token" not in headers else None
        good = RESPONSES[headers["x-acs-action"]]
        refusal = {"RequestId": "R-0", "Code": "SignatureDoesNotMatch", "Message": problem}
        answer = json.dumps(refusal if problem else good).encode()
        self.send_response(400 if problem else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST

    def log_message(self, *_):
        pass


def run_cli(cli, url, home, words, **more):
    environment = {
        "PATH": os.environ["PATH"], "HOME": home, "ALIBABA_CLOUD_ENDPOINT": url, "ALIBABA_CLOUD_REGION_ID": "cn-shanghai",
        "ALIBABA_CLOUD_ACCESS_KEY_ID": KEY[0], "ALIBABA_CLOUD_ACCESS_KEY_SECRET": KEY[1], "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
        **{name: value for name, value in os.environ.items() if name in ("LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS")},
        **more}
    return subprocess.run([cli, *words, "--signature", "v3"], env=environment, capture_output=True, text=True, timeout=60, check=False)


def check_cli(cli):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Verifier)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    strange = "a b+c*d~e%/?&=\"'流程"
    commands = [
        ["create", "nightly", "-p", "sales"],
        ["create", strange, "-p", strange, "day=${yyyymmdd}", "city=上海", "--node-para", "7:test=$[yyyy]", "--bizdate", "2026-11-22"],
        ["create", "nightly", "-p", "sales", "--only", "8,7", "--env", "dev"],
        ["search", "43", "-p", "sales"],
        ["call", "AnyAction", f"Text={strange}", "Empty=", "--idempotent"],
    ]
    with tempfile.TemporaryDirectory() as home:
        for more in ({}, {"ALIBABA_CLOUD_SECURITY_TOKEN": "token+/="}):
            for words in commands:
                result = run_cli(cli, url, home, words, **more)
                assert result.returncode == 0, (words, more, result.stdout, result.stderr)
        wrong = run_cli(cli, url, home, commands[0], ALIBABA_CLOUD_ACCESS_KEY_SECRET="wrong")
        assert wrong.returncode == 4 and "SignatureDoesNotMatch" in wrong.stderr, (wrong.returncode, wrong.stderr)
    server.shutdown()
    signed = [request for request in Verifier.seen if problem_of(*request) is None]
    assert len(signed) == 2 * len(commands), f"{len(signed)} of {len(Verifier.seen)} requests were signed well"
    nonces = [headers["x-acs-signature-nonce"] for _, _, headers, _ in Verifier.seen]
    assert len(set(nonces)) == len(nonces), "a nonce came twice"
    temporary = [headers for _, _, headers, _ in signed if "x-acs-security-token" in headers]
    assert len(temporary) == len(commands), "temporary credentials are not in the headers"
    mutants = 0
    for request in signed:
        assert not {"AccessKeyId", "Signature", "Timestamp", "SignatureNonce"} & set(urllib.parse.parse_qs(request[3].decode())), request
        for name, mutant in mutants_of(*request):
            assert problem_of(*mutant) is not None, f"{name} may change: {mutant}"
            mutants += 1
    return len(signed), mutants


def mutants_of(method, target, headers, body):
    """The request with each of its signed parts changed, one at a time, and without each signed header."""
    yield "the method", ("GET", target, headers, body)
    yield "the path", (method, target.partition("?")[0] + "x", headers, body)
    yield "the query", (method, target + ("&" if "?" in target else "?") + "Extra=1", headers, body)
    yield "the body", (method, target, headers, body + b"&Extra=1")
    both = {**headers, "x-acs-content-sha256": sha256(body + b"&Extra=1")}
    yield "the body and its hash", (method, target, both, body + b"&Extra=1")
    names = dict(field.split("=", 1) for field in headers["authorization"].partition(" ")[2].split(","))["SignedHeaders"].split(";")
    for name in names:
        yield name, (method, target, {**headers, name: headers[name] + "x"}, body)
        shorter = headers["authorization"].replace(f";{name};", ";").replace(f"={name};", "=").replace(f";{name},", ",")
        yield f"{name} left out", (method, target, {**headers, "authorization": shorter}, body)
    for old, new in (("Credential=", "Credential=x"), ("Signature=", "Signature=0"), (SCHEME, "ACS3-HMAC-SM3")):
        yield old, (method, target, {**headers, "authorization": headers["authorization"].replace(old, new, 1)}, body)


# --- requests that are signed here, against the emulator

def check_emulator():
    """Inside `EMULATOR -- python3 acs3_test.py --inside`."""
    address = urllib.parse.urlsplit(os.environ["ALIBABA_CLOUD_ENDPOINT"]).netloc
    tried = 0

    def respond(request):
        method, target, headers, body = request
        connection = http.client.HTTPConnection(address, timeout=20)
        connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in {**headers, "content-length": str(len(body))}.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        response = connection.getresponse()
        answer = response.read().decode()
        connection.close()
        return response.status, answer

    def request(action="GetProject", version="2020-05-18", body=b"ProjectIdentifier=test_project", more=()):
        headers = {
            "host": address, "content-type": "application/x-www-form-urlencoded", "x-acs-action": action, "x-acs-version": version,
            "x-acs-date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "x-acs-signature-nonce": secrets.token_hex(16), "x-acs-content-sha256": sha256(body), **dict(more)}
        names = sorted(headers)
        signature = signature_of("POST", "/", headers, names, body, KEY[1])
        headers["authorization"] = f"{SCHEME} Credential={KEY[0]},SignedHeaders={';'.join(names)},Signature={signature}"
        headers["accept"] = "application/json"
        return "POST", "/", headers, body

    sts = {"x-acs-accesskey-id": KEY[0], "x-acs-security-token": "token"}
    for more in ({}, sts):
        status, answer = respond(request(more=more))
        assert status == 200 and '"Success":true' in answer.replace(" ", ""), (status, answer)
        for name, _ in list(mutants_of(*request(more=more))):
            mutant = dict(mutants_of(*request(more=more)))[name]  # each with a nonce of its own
            if name == "the path":
                continue  # the gateway has one path
            status, answer = respond(mutant)
            assert status >= 400, f"{name} may change: {status} {answer}"
            tried += 1
    print(f"the emulator accepts what is signed here, and none of {tried} changed requests")


def main():
    if sys.argv[1] == "--inside":
        return check_emulator()
    cli, emulator = sys.argv[1:3]
    signed, mutants = check_cli(cli)
    print(f"{signed} requests of the command line are signed as the documents say; none of {mutants} changed ones passes", flush=True)
    sys.exit(subprocess.run([emulator, "--", sys.executable, __file__, "--inside"], timeout=100, check=False).returncode)


if __name__ == "__main__":
    main()
