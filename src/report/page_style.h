// SPDX-License-Identifier: Apache-2.0
// The style sheet: system fonts, the reader's light or dark setting, one column on a phone, black on white in print.
// The bars use the colours of Okabe and Ito, which colour-blind readers can tell apart; a failed bar is also hatched.
#pragma once

#include <string_view>

namespace dataworks::detail::report {

inline constexpr std::string_view kStyle = R"css(
:root {
  color-scheme: light dark;
  --paper: #fff; --card: #f6f7f9; --ink: #1b2025; --soft: #59636e; --line: #dfe3e8;
  --good: #0a6640; --bad: #a33b00; --busy: #005a91; --idle: #59636e;
  --good-tint: #e3f4ec; --bad-tint: #fcebe0; --busy-tint: #e2f0f9; --idle-tint: #eef0f3;
  --upstream: #bbbbbb; --schedule: #56b4e9; --resources: #e69f00; --running: #0072b2; --failed: #d55e00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171a; --card: #1d2125; --ink: #e8ebee; --soft: #a4aeb9; --line: #31373d;
    --good: #6fd6a4; --bad: #ff9d66; --busy: #7cc4f2; --idle: #a4aeb9;
    --good-tint: #12301f; --bad-tint: #3a1f10; --busy-tint: #102c3f; --idle-tint: #262b30;
    --upstream: #3d444b; --schedule: #35627d; --resources: #946600; --running: #4fabe6; --failed: #ff7b2e;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, "PingFang SC",
        "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
  font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%;
}
main { max-width: 70rem; margin: 0 auto; padding: 2.5rem 1.5rem 3rem; }
p, dl, dd, ul, ol { margin: 0; padding: 0; }
ul, ol { list-style: none; }
h1 { margin: .5rem 0 1.1rem; font-size: 1.9rem; line-height: 1.2; letter-spacing: -.015em; overflow-wrap: anywhere; }
h1 span { color: var(--soft); font-weight: 300; }
h2 { margin: 0 0 .75rem; font-size: 1.1rem; line-height: 1.3; }
h3 { margin: 0 0 .5rem; font-size: .9rem; font-weight: 600; color: var(--soft); }
section { margin-top: 2.5rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
code { font: .92em ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.id { user-select: all; }
.soft { color: var(--soft); font-size: .9rem; font-weight: 400; }
.good { color: var(--good); } .bad { color: var(--bad); } .busy { color: var(--busy); } .idle { color: var(--idle); }
.mark { font-weight: 700; }
.whole { white-space: nowrap; }

.verdict { display: inline-block; padding: .1rem .8rem; border-radius: 1rem; font-weight: 600; }
.verdict.good { background: var(--good-tint); } .verdict.bad { background: var(--bad-tint); }
.verdict.busy { background: var(--busy-tint); } .verdict.idle { background: var(--idle-tint); }
.facts { display: flex; flex-wrap: wrap; gap: .75rem 2.25rem; }
.facts dt { color: var(--soft); font-size: .8rem; }
.facts dd { font-weight: 500; }
.lede { margin-top: 1.5rem; font-size: 1.2rem; line-height: 1.45; overflow-wrap: anywhere; }

.failures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: .75rem; margin-bottom: .9rem; }
.failures li { padding: .6rem .9rem; border-left: 3px solid var(--bad); background: var(--card); overflow-wrap: anywhere; }
details { margin-bottom: .9rem; }
summary { cursor: pointer; }
.log { margin: .4rem 0 0; font-size: .9rem; }
.log pre { max-height: 30rem; margin: .3rem 0 0; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; font: .85em/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
a { color: var(--busy); }
.steps { display: grid; gap: .2rem; margin-bottom: .6rem; }
.steps dt { color: var(--soft); font-size: .9rem; }
.steps dd { margin-bottom: .5rem; overflow-wrap: anywhere; }
.steps code { display: inline-block; padding: .25rem .6rem; border-radius: 3px; background: var(--card); }
.names { columns: 15rem; column-gap: 1.5rem; margin: .5rem 0 0 1.1rem; font-size: .9rem; overflow-wrap: anywhere; }

i.u { background-color: var(--upstream); } i.t { background-color: var(--schedule); }
i.q { background-color: var(--resources); } i.r { background-color: var(--running); }
i.f {
  background-color: var(--failed);
  background-image: repeating-linear-gradient(45deg, rgba(0,0,0,.4) 0 1.5px, transparent 1.5px 5px);
}
i { print-color-adjust: exact; -webkit-print-color-adjust: exact; forced-color-adjust: none; }
.open { clip-path: polygon(0 0, 100% 0, calc(100% - min(4px, 50%)) 25%, 100% 50%, calc(100% - min(4px, 50%)) 75%, 100% 100%, 0 100%); }
.key { display: inline-block; width: 1.1em; height: .75em; margin-right: .45em; vertical-align: -.02em; }

.stack { display: flex; height: 1.6rem; gap: 1px; overflow: hidden; border-radius: 3px; }
.stack i { flex: 0 1 0; min-width: 2px; }
.shares { display: flex; flex-wrap: wrap; gap: .6rem 2.25rem; margin: .9rem 0 .6rem; }
.shares dt { color: var(--soft); font-size: .85rem; }
.shares dd { font-size: 1.15rem; font-weight: 500; }

#timeline > p, #against > p { margin-bottom: .5rem; overflow-wrap: anywhere; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.25rem; margin: 0 0 .75rem; color: var(--soft); font-size: .85rem; }
.gantt { --name: clamp(14rem, var(--names), 35%); --figure: 4rem; --gap: .75rem; position: relative; font-size: .85rem; }
.gantt .row, .axis { display: grid; grid-template-columns: var(--name) minmax(0, 1fr) var(--figure); column-gap: var(--gap); }
.gantt .row { align-items: center; min-height: 1.35rem; position: relative; }
.name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.figure { text-align: right; color: var(--soft); }
.bar { position: relative; height: .85rem; }
.bar i { position: absolute; top: 0; bottom: 0; min-width: 1px; }
.bar .chain { position: absolute; bottom: -.22rem; height: 2px; background: var(--ink); }
.key.chain { height: 2px; vertical-align: .25em; background: var(--ink); }
.bar .thin { top: calc(50% - .5px); bottom: calc(50% - .5px); }
.bar em { position: absolute; top: -.3rem; margin-left: .25rem; font-style: normal; font-weight: 700; color: var(--bad); }
.bar .none { position: absolute; top: -.25rem; color: var(--soft); }
.axis { position: sticky; top: 0; z-index: 1; padding-bottom: .35rem; background: var(--paper); color: var(--soft); font-size: .78rem; }
.clock { display: flex; justify-content: space-between; gap: 1rem; }
.ticks { position: relative; height: 1.3em; }
.ticks span { position: absolute; transform: translateX(-50%); white-space: nowrap; }
.ticks span:first-child { transform: none; }
.lines { position: absolute; top: 2.9rem; bottom: 0; left: calc(var(--name) + var(--gap)); right: calc(var(--figure) + var(--gap)); }
.lines b { position: absolute; top: 0; bottom: 0; border-left: 1px solid var(--line); }
.lines .now { border-left: 1px dashed var(--soft); }
.strip { margin-bottom: .6rem; padding-bottom: .6rem; }
.strip svg { display: block; width: 100%; height: 5.5rem; border-bottom: 1px solid var(--soft); }
.strip .name { display: grid; gap: .5rem; white-space: normal; color: var(--soft); line-height: 1.35; }
.strip strong { color: var(--ink); }
path.r { fill: var(--running); } path.q { fill: var(--resources); }

.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1.5rem 3rem; font-size: .9rem; }
.slowest li { display: grid; grid-template-columns: minmax(0, 1fr) auto; column-gap: 1rem; margin-bottom: .45rem; }
.slowest .bar { grid-column: 1 / -1; height: .35rem; }
.slowest .figure { color: var(--ink); }

.big { content-visibility: auto; }
.wide { overflow-x: auto; }
table { width: 100%; border-spacing: 0; font-size: .85rem; }
th { text-align: left; font-weight: 600; color: var(--soft); border-bottom: 1px solid var(--line); vertical-align: bottom; word-break: keep-all; }
th, td { padding: .25rem .6rem; }
td { white-space: nowrap; }
th:first-child, td:first-child { padding-left: 0; }
th:last-child, td:last-child { padding-right: 0; }
td { border-bottom: 1px solid var(--line); }
td:nth-child(2) { white-space: normal; overflow-wrap: anywhere; min-width: 11rem; }
.n, td:nth-child(n+6) { text-align: right; }
.against td:nth-child(n+4) { text-align: right; }
.n { width: 0; }  /* as narrow as it gets: the names need the room */
th button { all: unset; cursor: pointer; }
th button:focus-visible, summary:focus-visible { outline: 2px solid var(--busy); outline-offset: 2px; }
th button::after { content: "\a0↕"; opacity: .35; }
th[aria-sort] { color: var(--ink); }
th[aria-sort] button::after { opacity: 1; }
th[aria-sort=ascending] button::after { content: "\a0↑"; }
th[aria-sort=descending] button::after { content: "\a0↓"; }
footer { margin-top: 2.5rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .8rem; }

@media (max-width: 60rem) { .ticks .odd { display: none; } }
@media (max-width: 40rem) {
  main { padding: 1.25rem 1.5rem 2rem; }
  h1 { font-size: 1.5rem; }
  .facts { display: grid; grid-template-columns: 1fr 1fr; gap: .6rem 1rem; }
  .gantt .row { grid-template-columns: minmax(0, 1fr) auto; row-gap: .15rem; padding: .25rem 0; }
  .gantt .strip { row-gap: .4rem; }
  .gantt .name, .gantt .figure { align-self: segment; background: var(--paper); }  /* over the lines */
  .gantt .bar, .strip svg { grid-column: 1 / -1; grid-row: 2; }
  .axis { display: block; }
  .axis > span { display: none; }
  .lines { left: 0; right: 0; }
}
@media print, (max-width: 40rem) { .name { white-space: normal; overflow-wrap: anywhere; } }
@media print {
  :root {
    font-size: 80%;
    --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #ccc;
    --good: #0a6640; --bad: #a33b00; --busy: #005a91; --idle: #444;
    --good-tint: #fff; --bad-tint: #fff; --busy-tint: #fff; --idle-tint: #fff;
    --upstream: #bbbbbb; --schedule: #56b4e9; --resources: #e69f00; --running: #0072b2; --failed: #d55e00;
  }
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  .verdict { padding: 0; }
  details::details-content { content-visibility: visible; block-size: auto; }
  .axis { position: static; }
  .big { content-visibility: visible; }
  .wide { overflow: visible; }
  .log pre { max-height: none; }
  th, td { padding: .15rem .35rem; }
  td:nth-child(2) { min-width: 0; }
  h2, h3, .legend, .axis, .strip { break-after: avoid; }
  #sums, #timeline, #slowest, .axis, tr, li, .row { break-inside: avoid; }
  th button::after { content: none; }
}
)css";

}  // namespace dataworks::detail::report
