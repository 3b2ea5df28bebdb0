#!/usr/bin/env bash
# Installs what the tests of the stores need, on Debian and its relatives: a Redis and a Postgres server. The tests start their
# own, on free ports of loopback; the services that the packages bring are neither needed nor left running.
set -euo pipefail

missing=()
if ! command -v redis-server >/dev/null; then missing+=(redis-server); fi
if ! command -v postgres >/dev/null && ! ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; then missing+=(postgresql); fi
if [ ${#missing[@]} -eq 0 ]; then exit 0; fi

if ! command -v apt-get >/dev/null; then
  echo "The tests of the stores need: ${missing[*]}. Please install it, with redis-server and postgres in PATH."
  exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "The tests of the stores need: ${missing[*]}. Please run: sudo apt-get install ${missing[*]}"
  exit 1
fi
echo "Installing ${missing[*]} for the tests of the stores ..."
# Debian asks this file before it starts a service.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
  trap 'rm -f "$policy"' EXIT
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
