#!/bin/sh
# Runs a flow and answers every way in which that can end. Safe to start again at any time: --once triggers it at most
# once for a business date, and goes back to watching it otherwise; and until it is over, the date stays what it was when
# this was first started, also past midnight. For cron and systemd, see the files beside.
set -eu

flow=${1:-nightly}
project=${2:-sales}

yesterday=$(TZ=Asia/Shanghai date -d yesterday +%F)
test -s "$flow.bizdate" || echo "$yesterday" >"$flow.bizdate"
bizdate=$(cat "$flow.bizdate")

rc=0
dataworks run "$flow" -p "$project" --bizdate "$bizdate" --once --timeout 6h --save "$flow.html" || rc=$?

case $rc in
  0) echo "$flow: done" ;;
  1) echo "$flow: failed, see $flow.html" ;;
  2 | 3 | 4) echo "$flow: not started, and repeating will not help: dataworks explain $rc" ;;
  5) echo "$flow: not started, worth another try" ;;
  6) echo "$flow: nobody knows whether it started: look in Operation Center before anything else" ;;
  7 | 124) echo "$flow: started, no longer watched: start this script again" ;;
  129 | 130 | 143) echo "$flow: ended by a signal, perhaps before the trigger: start this script again, --once knows" ;;
  *) echo "$flow: unexpected code $rc" ;;
esac
case $rc in 0 | 1 | 2 | 3 | 4 | 6) rm -f "$flow.bizdate" ;; esac # over, or a matter for a person
# What an earlier night had left is over now; this night's is still to come.
case $rc in 0 | 1) [ "$bizdate" = "$yesterday" ] || exec "$0" "$@" ;; esac
exit "$rc"
