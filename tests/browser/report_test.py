#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The report in a real browser: report_test.py PAGES_PROGRAM [--screenshots FOLDER]

PAGES_PROGRAM writes the pages, each beside the response that it was made from; what a bar must look like is computed here
again, from the times in that response. Exits with 77 where there is no browser, unless CI=true.

The pictures in the guide and the README are made anew by
    tests/browser/report_test.py build/test/bin/dataworks_report_pages --screenshots docs/images
"""

import base64
import datetime
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True  # the source folder stays clean
import chromium

SKIPPED = 77
PAGES = None
BROWSER = None

# What the eye sees: for each text, its colour against the nearest opaque background below it.
CONTRASTS = """(() => {
  const parse = text => text.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const backgroundOf = element => {
    for (; element; element = element.parentElement) {
      const color = parse(getComputedStyle(element).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return null;
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || element.closest('script, style') || !element.checkVisibility()) continue;
    const background = backgroundOf(element);
    if (!background) return 'no background';
    const [light, dark] = [luminance(parse(getComputedStyle(element).color)), luminance(background)].sort((a, b) => b - a);
    found.push([(light + .05) / (dark + .05), walker.currentNode.textContent.trim()]);
  }
  return found;
})()"""

# Each row of the chart: its name, the bar's box, and every segment as fractions of it.
BARS = """[...document.querySelectorAll('.gantt .row:not(.strip)')].map(row => {
  const bar = row.querySelector('.bar');
  const box = bar.getBoundingClientRect();
  return {
    name: row.querySelector('.name').lastChild.textContent.trim(),
    dash: bar.textContent.includes('—'),
    mark: bar.querySelector('em') !== null,
    width: box.width,
    segments: [...bar.querySelectorAll('i')].map(segment => {
      const own = segment.getBoundingClientRect();
      const style = getComputedStyle(segment);
      return {kind: segment.classList[0], failed: segment.classList.contains('f'), open: segment.classList.contains('open'),
              begin: (own.left - box.left) / box.width, end: (own.right - box.left) / box.width, width: own.width,
              color: style.backgroundColor, hatched: style.backgroundImage !== 'none', height: own.height};
    })};
})"""

FIRST_CELLS = "column => [...document.getElementById('nodes').tBodies[0].rows].map(row => row.cells[column].textContent)"


def response_of(name):
    return json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))


def seconds_of(text):
    return int(text) / 1000 if text else None


def expected_segments(node, end_of_run):
    """(kind, begin, end) in epoch seconds; each segment ends where the next one that has a time begins."""
    over = node["statusName"] in ("SUCCESS", "FAILURE")
    begins = [("u", "createTime"), ("t", "beginWaitTimeTime"), ("q", "beginWaitResTime"), ("r", "beginRunningTime")]
    known = [(kind, seconds_of(node[field])) for kind, field in begins if node[field]]
    last = seconds_of(node["finishTime"]) if over else end_of_run
    ends = [begin for _, begin in known[1:]] + [last or known[-1][1]]
    return [(kind, begin, end) for (kind, begin), end in zip(known, ends) if end > begin or kind == "r"]


class ReportTest(unittest.TestCase):
    def setUp(self):
        self.page = BROWSER.new_page()
        self.addCleanup(self.check_quiet)

    def check_quiet(self):
        """No page makes a request but for itself, opens a dialog, or has anything to say on the console."""
        self.assertEqual(len(self.page.requests), 1, self.page.requests)
        self.assertTrue(self.page.requests[0].startswith("file:///"))
        self.assertEqual(self.page.console, [])

    def open(self, name, **how):
        self.page.show_as(**how)
        self.page.open(PAGES / f"{name}.html")

    def check_bars(self, name, width):
        response = response_of(name)
        self.open(name, width=width)
        bars = self.page.evaluate(BARS)
        times = [seconds_of(node[field]) for node in response["data"] for field in
                 ("createTime", "beginWaitTimeTime", "beginWaitResTime", "beginRunningTime", "finishTime") if node[field]]
        finished = all(n["statusName"] in ("SUCCESS", "FAILURE", "NOT_RUN") for n in response["data"])
        as_of = datetime.datetime.fromisoformat(response["asOf"].replace("Z", "+00:00")).timestamp()
        begin, end = min(times), max(times) if finished else as_of
        self.assertEqual(len(bars), len(response["data"]))
        for bar in bars:
            node = next(node for node in response["data"] if node["nodeName"] == bar["name"])
            expected = expected_segments(node, end) if node["createTime"] else []
            self.assertEqual(bar["dash"], not expected, bar)
            self.assertEqual(bar["mark"], node["statusName"] == "FAILURE", bar)
            if bar["name"] == "twisted":  # its times contradict each other; that it does no harm is all we ask
                continue
            self.assertEqual([s["kind"] for s in bar["segments"]], [kind for kind, _, _ in expected], bar)
            for i, (segment, (kind, first, last)) in enumerate(zip(bar["segments"], expected)):
                pixel = 1.01 / bar["width"]
                self.assertAlmostEqual(segment["begin"], (first - begin) / (end - begin), delta=pixel, msg=bar)
                self.assertAlmostEqual(segment["end"], (last - begin) / (end - begin), delta=2 * pixel, msg=bar)
                self.assertGreaterEqual(segment["width"], 0.99, bar)
                failed = i == len(expected) - 1 and node["statusName"] == "FAILURE"
                self.assertEqual((segment["failed"], segment["hatched"]), (failed, failed), bar)
                self.assertEqual(segment["color"], {"u": "rgb(187, 187, 187)", "t": "rgb(86, 180, 233)",
                                                    "q": "rgb(230, 159, 0)", "r": "rgb(0, 114, 178)"}[kind]
                                 if not failed else "rgb(213, 94, 0)")
                thin = node["statusName"] == "NOT_RUN"
                self.assertTrue(segment["height"] <= 1.01 if thin else segment["height"] > 8, bar)
            unfinished = not finished and node["statusName"] not in ("SUCCESS", "FAILURE")
            self.assertEqual([s["open"] for s in bar["segments"]],
                             [False] * (len(expected) - 1) + [unfinished] if expected else [])

    def test_bars_stand_where_the_times_say(self):
        for name in ("one", "some", "some_running", "one_of_each"):
            for width in (1280, 390):
                with self.subTest(name=name, width=width):
                    self.check_bars(name, width)

    def test_ticks_stand_over_their_lines_and_do_not_overlap(self):
        for name in ("one", "some", "some_chinese", "many", "one_of_each", "new_year"):
            for width in (1280, 700, 390):
                with self.subTest(name=name, width=width):
                    self.open(name, width=width)
                    ticks = self.page.evaluate(
                        "[...document.querySelectorAll('.ticks span')].filter(t => t.checkVisibility()).map(t => {"
                        "const b = t.getBoundingClientRect(); return [b.left, b.right, t.textContent]})")
                    self.assertGreaterEqual(len(ticks), 2, ticks)
                    for (_, right, _), (left, _, _) in zip(ticks, ticks[1:]):
                        self.assertGreater(left - right, 2, ticks)
                    lines = self.page.evaluate("[...document.querySelectorAll('.lines b')].map(b => b.getBoundingClientRect().left)")
                    for left, right, _ in ticks[1:]:
                        self.assertLess(min(abs((left + right) / 2 - line) for line in lines), 1.5, ticks)

    def test_nothing_is_wider_than_the_screen(self):
        for name in ("none", "one", "some", "some_chinese", "many", "one_of_each", "new_year", "hostile", "against"):
            for width in (1280, 390, 320):
                with self.subTest(name=name, width=width):
                    self.open(name, width=width)
                    self.assertLessEqual(self.page.evaluate("document.documentElement.scrollWidth"), width)

    def test_names_can_be_read_to_their_end(self):
        cut = "[...document.querySelectorAll('.name')].filter(n => n.scrollWidth > n.clientWidth).map(n => n.textContent)"
        for name, width, media in (("new_year", 1280, ""), ("new_year", 390, ""), ("new_year", 320, ""), ("new_year", 700, "print")):
            with self.subTest(name=name, width=width, media=media):
                self.open(name, width=width, media=media)
                self.assertEqual(self.page.evaluate(cut), [])
        self.open("new_year", width=700)  # no room: then the tooltip has it
        self.assertGreater(len(self.page.evaluate(cut)), 0)
        untold = "[...document.querySelectorAll('.name')].filter(n => !n.closest('[title]')?.title.startsWith(n.lastChild.data.trim()))"
        self.assertEqual(self.page.evaluate(untold + ".length"), 0)

    def test_on_a_phone_lines_do_not_cross_names_and_figures(self):
        self.open("some", width=390)
        covered = self.page.evaluate("""[...document.querySelectorAll('.gantt .row > .name, .gantt .row > .figure')].every(
            e => getComputedStyle(e).backgroundColor === getComputedStyle(document.body).backgroundColor)""")
        self.assertTrue(covered)

    def test_a_name_full_of_markup_stays_text(self):
        self.open("hostile")
        self.assertEqual(self.page.evaluate("document.querySelectorAll('img, b:not(.lines b, .chain), main svg, main script').length"), 0)
        self.assertEqual(self.page.evaluate("document.scripts.length"), 1)
        self.assertIn("<script>alert(1)</script>", self.page.evaluate(f"({FIRST_CELLS})(1)"))
        self.assertEqual(self.page.evaluate("document.querySelector('.failures li strong').textContent"), "<script>alert(1)</script>")
        self.assertIn("</pre><script>alert(5)</script>\n", self.page.evaluate("document.querySelector('.log pre').textContent"))
        self.assertIn("<svg/onload=alert(3)>", self.page.evaluate("document.querySelector('.failures').textContent"))
        self.assertIn("</title><script>alert(4)</script>", self.page.evaluate("document.title"))

    def open_logs(self, **how):
        self.open("logs", **how)
        self.page.evaluate("document.querySelectorAll('details.log').forEach(log => log.open = true)")
        return self.page.evaluate("[...document.querySelectorAll('details.log pre')].map(pre => pre.textContent)")

    def test_logs_are_text_whatever_they_hold(self):
        logs = self.open_logs()
        self.assertEqual(len(logs), 10, "of the first ten that failed")
        self.assertIn("The logs of 2 more failed nodes are not included.", self.page.evaluate("document.body.textContent"))
        for log in logs:
            self.assertIn("</pre></script></style><script>alert(6)</script><img src=http://127.0.0.1:9/y onerror=alert(7)>\n", log)
            self.assertIn("ERROR cleared ?25l\n", log)
            self.assertTrue(log.endswith("Table not found - table sales.ods_orders\n"), log[-80:])
            self.assertEqual([c for c in log if c not in "\n\t" and not c.isprintable() and c != "\ufffd"], [])
        self.assertEqual(self.page.evaluate("document.querySelectorAll('main img, main script, main style').length"), 0)
        self.assertEqual(self.page.evaluate("document.scripts.length"), 1)

    def test_logs_show_no_secret_that_is_recognized(self):
        logs = self.open_logs()
        page = self.page.evaluate("document.documentElement.outerHTML")
        for secret in ("bGl2ZXRva2Vu", "LTAI5tExample", "hunter2"):
            self.assertNotIn(secret, page)
            self.assertNotIn(secret, json.dumps(response_of("logs")))
        self.assertIn("token=****", logs[0])
        self.assertIn("LTAI****", logs[0])

    def test_logs_fit_every_screen(self):
        for width in (1280, 390, 320):
            for scheme in ("light", "dark"):
                with self.subTest(width=width, scheme=scheme):
                    self.open_logs(width=width, scheme=scheme)
                    self.assertLessEqual(self.page.evaluate("document.documentElement.scrollWidth"), width)
                    self.assertGreaterEqual(min(self.page.evaluate(CONTRASTS))[0], 4.5)

    def test_a_comparison_shows_names_in_full_and_what_counts_first(self):
        self.open("against", width=1280)
        rows = self.page.evaluate("[...document.querySelectorAll('.against tbody tr')].map(r => [...r.cells].map(c => c.textContent.trim()))")
        self.assertEqual(len(rows), 20)
        self.assertEqual({len(row) for row in rows}, {7})
        chain = [row[2] for row in rows]
        self.assertEqual(chain, sorted(chain, reverse=True), "what is on the critical chain comes first")
        self.assertIn("yes", chain)
        self.assertTrue(any(row[0] == "gone" and row[1].startswith("<img src=") for row in rows), rows)
        self.check_quiet()

    def test_no_foreign_script_can_run_even_if_markup_got_through(self):
        self.open("some")
        ran = self.page.evaluate("(() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
                                 "document.body.append(s); return window.ran ?? 0 })()")
        self.assertEqual(ran, 0)
        self.page.console.clear()  # the browser rightly complained

    def test_a_click_sorts_and_another_turns_it_round(self):
        self.open("some")
        click = "document.querySelectorAll('#nodes th button')[{}].click()"
        durations = "[...document.getElementById('nodes').tBodies[0].rows].map(row => row.cells[8].dataset.v ?? null)"

        self.page.evaluate(click.format(1))
        names = self.page.evaluate(f"({FIRST_CELLS})(1)")
        self.assertEqual(names, sorted(names))
        self.assertEqual(self.page.evaluate("document.querySelectorAll('#nodes th')[1].getAttribute('aria-sort')"), "ascending")
        self.page.evaluate(click.format(1))
        self.assertEqual(self.page.evaluate(f"({FIRST_CELLS})(1)"), names[::-1])

        self.page.evaluate(click.format(8))
        longest_first = self.page.evaluate(durations)
        ran = [int(value) for value in longest_first if value is not None]
        self.assertGreater(len(ran), 10)
        self.assertEqual(longest_first, [str(v) for v in sorted(ran, reverse=True)] + [None] * (30 - len(ran)))
        self.page.evaluate(click.format(8))
        self.assertEqual([int(v) for v in self.page.evaluate(durations)[:len(ran)]], sorted(ran))
        self.assertEqual(self.page.evaluate("document.querySelectorAll('#nodes [aria-sort]').length"), 1)

        self.open("one")
        self.assertEqual(self.page.evaluate("document.querySelectorAll('#nodes button').length"), 0, "nothing to sort")

    def test_times_sort_across_new_year(self):
        self.open("new_year")
        for column, field in ((3, "beginRunningTime"), (4, "finishTime")):
            self.page.evaluate(f"document.querySelectorAll('#nodes th button')[{column}].click()")
            ids = sorted(response_of("new_year")["data"], key=lambda node: int(node[field]))
            self.assertEqual(self.page.evaluate(f"({FIRST_CELLS})(1)"), [node["nodeName"] for node in ids])

    def test_sorting_moves_no_column(self):
        lefts = "[...document.querySelectorAll('#nodes th')].map(heading => heading.getBoundingClientRect().left)"
        for width in (1280, 390):
            self.open("some", width=width)
            before = self.page.evaluate(lefts)
            for column in range(9):
                self.page.evaluate(f"document.querySelectorAll('#nodes th button')[{column}].click()")
                self.assertEqual(self.page.evaluate(lefts), before, column)

    def test_the_table_of_a_big_run_sorts_completely(self):
        self.open("many")
        self.page.evaluate("document.querySelectorAll('#nodes th button')[2].click()")
        ids = [int(cell) for cell in self.page.evaluate(f"({FIRST_CELLS})(2)")]
        self.assertEqual(ids, sorted(node["instanceId"] for node in response_of("many")["data"]))

    def test_everything_is_there_without_script(self):
        self.page.send("Emulation.setScriptExecutionDisabled", value=True)
        self.open("some")
        self.page.send("Emulation.setScriptExecutionDisabled", value=False)
        self.assertEqual(self.page.evaluate("document.getElementById('nodes').tBodies[0].rows.length"), 30)
        self.assertEqual(self.page.evaluate("document.querySelectorAll('button').length"), 0)

    def test_text_has_contrast_in_light_and_dark(self):
        for name in ("none", "some", "some_running", "one_of_each", "against"):
            for scheme in ("light", "dark"):
                with self.subTest(name=name, scheme=scheme):
                    self.open(name, scheme=scheme)
                    contrasts = self.page.evaluate(CONTRASTS)
                    self.assertGreater(len(contrasts), 5)
                    self.assertGreaterEqual(min(contrasts)[0], 4.5, min(contrasts))
                    dark = self.page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
                    self.assertEqual(dark, scheme == "dark")

    def test_printing_is_light_complete_and_several_pages(self):
        self.open("some", scheme="dark", media="print")
        self.assertEqual(self.page.evaluate("getComputedStyle(document.body).backgroundColor"), "rgb(255, 255, 255)")
        self.assertGreaterEqual(min(self.page.evaluate(CONTRASTS))[0], 4.5)
        self.assertEqual(self.page.evaluate("getComputedStyle(document.getElementById('timeline')).breakInside"), "avoid")
        pdf = base64.b64decode(self.page.send("Page.printToPDF", printBackground=False)["data"])
        self.assertTrue(pdf.startswith(b"%PDF"))
        self.assertGreaterEqual(pdf.count(b"/Type /Page\n"), 2)

    def test_folded_parts_are_printed(self):
        for element in (".names li", "#timeline .row:not(.strip)"):
            for media in ("", "print"):
                with self.subTest(element=element, media=media):
                    self.open("many", media=media)
                    self.assertEqual(self.page.evaluate(f"document.querySelector('{element}').checkVisibility()"), media == "print")
        self.open("some")
        self.assertTrue(self.page.evaluate("document.querySelector('.names li').checkVisibility()"), "few names are open")

    def test_in_dark_mode_waiting_is_darker_than_working(self):
        luminance = """[...document.querySelectorAll('.legend .key')].map(key => {
          const [r, g, b] = getComputedStyle(key).backgroundColor.match(/\\d+/g).map(Number);
          return [key.classList[1], .2126 * r + .7152 * g + .0722 * b]})"""
        self.open("one_of_each", scheme="dark")
        of = dict(self.page.evaluate(luminance)[:4])
        self.assertEqual(sorted(of, key=of.get), ["u", "t", "q", "r"])

    def test_the_scrollbar_of_a_big_run_is_right_from_the_start(self):
        height = "document.documentElement.scrollHeight"
        self.open("many")
        before = self.page.evaluate(height)
        self.page.evaluate("document.getElementById('all').style.contentVisibility = 'visible'")
        self.assertAlmostEqual(before, self.page.evaluate(height), delta=0.02 * before)

    def test_a_big_run_is_laid_out_within_the_limit(self):
        self.page.send("Performance.enable", timeDomain="threadTicks")  # whatever else the machine is busy with
        self.open("many")
        self.page.evaluate("document.getElementById('all').style.contentVisibility = 'visible'")  # the table, too
        self.page.evaluate("document.documentElement.getBoundingClientRect().height")
        loaded = self.page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
        metrics = {m["name"]: m["value"] for m in self.page.send("Performance.getMetrics")["metrics"]}
        layout = 1000 * (metrics["LayoutDuration"] + metrics["RecalcStyleDuration"])
        print(f"5,000 nodes: loaded after {loaded:.0f} ms, of these style and layout {layout:.0f} ms", file=sys.stderr)
        self.assertLess(layout, 1500)
        self.assertEqual(self.page.evaluate("document.querySelectorAll('.gantt .row:not(.strip)').length"), 300)
        self.assertEqual(self.page.evaluate("document.getElementById('nodes').tBodies[0].rows.length"), 5000)


def take_screenshots(folder):
    page = BROWSER.new_page()
    page.show_as(width=1200)
    for name, target in ("some", "report-30-nodes"), ("many", "report-5000-nodes"):
        page.open(PAGES / f"{name}.html")
        clip = {"x": 0, "y": 0, "width": 1200, "height": 1300, "scale": 1}
        shot = page.send("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)
        (folder / f"{target}.png").write_bytes(base64.b64decode(shot["data"]))


def main(program, *rest):
    global BROWSER, PAGES
    if chromium.find() is None:
        print("SKIPPED: no chromium")
        return 1 if os.environ.get("CI") == "true" else SKIPPED
    with tempfile.TemporaryDirectory(prefix="dataworks-pages-") as folder, chromium.browser() as BROWSER:
        PAGES = pathlib.Path(folder)
        subprocess.run([program, folder], check=True)
        if rest[:1] == ("--screenshots",):
            take_screenshots(pathlib.Path(rest[1]))
            return 0
        result = unittest.TextTestRunner(verbosity=2).run(unittest.defaultTestLoader.loadTestsFromTestCase(ReportTest))
        return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
