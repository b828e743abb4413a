#!/bin/sh
# Triggers many flows and watches them together: one client, one rate limit, one line a run.
#   ./twenty_flows.sh PROJECT FLOW...
set -eu
trap 'exit 130' INT # Ctrl-C ends this too, where the command at work ends with 6

project=$1
shift
ids=
trouble=0

for flow in "$@"; do
  rc=0
  id=$(dataworks create "$flow" -p "$project" -q) || rc=$?
  case $rc in
    0) ids="$ids $id" ;;
    6) trouble=6 ;;  # said on stderr, with what to look for; never triggered again from here
    *) [ "$trouble" = 6 ] || trouble=$rc ;;
  esac
done

# Word splitting is meant: one word an id.
rc=0
[ -z "$ids" ] || dataworks watch $ids -p "$project" --save runs.html || rc=$?

[ "$trouble" != 6 ] || rc=6 # an unknown outcome outranks what was watched: somebody has to look
[ "$rc" != 0 ] || rc=$trouble
exit "$rc"
