#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# For --on: tells a custom robot of DingTalk, which has the keyword "DataWorks".
#   DINGTALK_WEBHOOK=https://oapi.dingtalk.com/robot/send?access_token=…   dataworks run … --on failed ./on_dingtalk.sh
# The address holds a token: keep it secret.
set -eu

# A text of the JSON on stdin, as it stands there: it goes into JSON again.
news=$(cat)
field() {
  printf '%s' "$news" | sed -E "s/.*\"$1\":\"(([^\"\\\\]|\\\\.)*)\".*/\1/"
}

message="{\"msgtype\":\"text\",\"text\":{\"content\":\"DataWorks: $(field text)\\n$(field next)\"}}"
response=$(printf '%s' "$message" |
  curl -fsS --max-time 20 -H 'Content-Type: application/json' --data-binary @- "$DINGTALK_WEBHOOK")

# DingTalk responds with HTTP 200 to messages that it drops, too.
case $response in
  *'"errcode":0,'* | *'"errcode":0}'*) ;;
  *)
    echo "DingTalk: $response" >&2
    exit 1
    ;;
esac
