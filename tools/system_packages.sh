#!/bin/sh
# Installs the Debian packages the tests use when it may; otherwise names them, and the tests
# that need them are skipped with that reason.
need=""
command -v chromium >/dev/null || need="$need chromium"
[ -z "$need" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $need >/dev/null && exit 0
fi
echo "Not installed (tests that need them are skipped):$need"
