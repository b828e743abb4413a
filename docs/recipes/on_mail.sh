#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# For --on: sends a mail, with the `mail` of mailutils or s-nail.
#   MAIL_TO=oncall@example.com   dataworks run … --on failed ./on_mail.sh
set -eu

news=$(cat)
field() {
  printf '%s' "$news" | sed -E "s/.*\"$1\":\"(([^\"\\\\]|\\\\.)*)\".*/\1/" | sed -E 's/\\(["\\])/\1/g'
}

printf '%s\n\n%s\n' "$(field text)" "$(field next)" | mail -s "DataWorks: $(field flowName) $(field event)" "$MAIL_TO"
