#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# For --on: tells a custom bot of Feishu.
#   FEISHU_WEBHOOK=https://open.feishu.cn/open-apis/bot/v2/hook/…   dataworks run … --on failed ./on_feishu.sh
# The address holds a token: keep it secret.
set -eu

# A text of the JSON on stdin, as it stands there: it goes into JSON again.
news=$(cat)
field() {
  printf '%s' "$news" | sed -E "s/.*\"$1\":\"(([^\"\\\\]|\\\\.)*)\".*/\1/"
}

message="{\"msg_type\":\"text\",\"content\":{\"text\":\"DataWorks: $(field text)\\n$(field next)\"}}"
response=$(printf '%s' "$message" |
  curl -fsS --max-time 20 -H 'Content-Type: application/json' --data-binary @- "$FEISHU_WEBHOOK")

# Feishu responds with HTTP 200 to messages that it drops, too.
case $response in
  *'"code":0,'* | *'"code":0}'*) ;;
  *)
    echo "Feishu: $response" >&2
    exit 1
    ;;
esac
