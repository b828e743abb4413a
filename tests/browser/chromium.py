# SPDX-License-Identifier: Apache-2.0
"""Drives a headless Chromium over its DevTools pipe, with nothing but Python's standard library.

The pipe (two descriptors, messages that end in a NUL byte) needs no port and no WebSocket. Commands get past the page's
own content security policy, so the page under test stays as it was written.
"""

import contextlib
import json
import os
import shutil
import subprocess
import tempfile


def find():
    """The browser's path, or None."""
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        if path := shutil.which(name):
            return path
    return None


class Page:
    """One tab. Collects every request that the page makes, and every message on its console."""

    def __init__(self, browser, session):
        self._browser = browser
        self._session = session
        self.requests = []
        self.console = []
        self._loaded = False
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable")

    def send(self, method, **parameters):
        return self._browser.send(method, self._session, parameters)

    def open(self, path):
        self._loaded = False
        self.requests.clear()
        self.console.clear()
        self.send("Page.navigate", url="file://" + os.path.abspath(path))
        while not self._loaded:
            self._browser.read()

    def evaluate(self, expression):
        """The value of an expression in the page, awaited and copied over as JSON."""
        response = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in response:
            raise AssertionError(response["exceptionDetails"]["exception"].get("description", response))
        return response["result"].get("value")

    def show_as(self, *, scheme="light", width=1280, height=900, media=""):
        self.send("Emulation.setEmulatedMedia", media=media,
                  features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)

    def on_event(self, method, parameters):
        if method == "Page.loadEventFired":
            self._loaded = True
        elif method == "Network.requestWillBeSent":
            self.requests.append(parameters["request"]["url"])
        elif method == "Runtime.consoleAPICalled":
            self.console.append(str(parameters["args"]))
        elif method == "Log.entryAdded":
            self.console.append(parameters["entry"]["text"])
        elif method == "Page.javascriptDialogOpening":
            self.console.append("dialog: " + parameters["message"])
            # not awaited: this runs while another response is read
            self._browser.post("Page.handleJavaScriptDialog", self._session, {"accept": True})


class Browser:
    def __init__(self, path):
        self._home = tempfile.mkdtemp(prefix="dataworks-chromium-")
        to_browser, self._out = os.pipe()
        self._in, from_browser = os.pipe()

        def place_pipes():  # the browser reads descriptor 3 and writes descriptor 4
            source, target = os.dup(to_browser), os.dup(from_browser)
            os.dup2(source, 3)
            os.dup2(target, 4)

        self._process = subprocess.Popen(
            [path, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe",
             f"--user-data-dir={self._home}", "about:blank"],
            close_fds=False, preexec_fn=place_pipes, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self._buffer = b""
        self._responses = {}
        self._pages = {}
        self._last = 0

    def new_page(self):
        target = self.send("Target.createTarget", None, {"url": "about:blank"})["targetId"]
        session = self.send("Target.attachToTarget", None, {"targetId": target, "flatten": True})["sessionId"]
        page = self._pages[session] = Page(self, session)
        return page

    def post(self, method, session, parameters):
        self._last += 1
        message = {"id": self._last, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        return self._last

    def send(self, method, session, parameters):
        number = self.post(method, session, parameters)
        while number not in self._responses:
            self.read()
        response = self._responses.pop(number)
        if "error" in response:
            raise AssertionError(f"{method}: {response['error']}")
        return response["result"]

    def read(self):
        """Takes in one message: a response, or an event for its page."""
        while b"\0" not in self._buffer:
            chunk = os.read(self._in, 1 << 20)
            if not chunk:
                raise AssertionError("the browser went away")
            self._buffer += chunk
        text, self._buffer = self._buffer.split(b"\0", 1)
        message = json.loads(text)
        if "id" in message:
            self._responses[message["id"]] = message
        elif page := self._pages.get(message.get("sessionId")):
            page.on_event(message["method"], message["params"])

    def close(self):
        with contextlib.suppress(AssertionError, OSError):
            self.send("Browser.close", None, {})
        os.close(self._out)
        os.close(self._in)
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._home, ignore_errors=True)


@contextlib.contextmanager
def browser():
    running = Browser(find())
    try:
        yield running
    finally:
        running.close()
