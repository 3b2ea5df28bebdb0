#!/usr/bin/env bash
# Installs what the browser tests need, on Debian and its relatives: Chromium, and a font with emoji.
set -euo pipefail

if command -v chromium >/dev/null; then exit 0; fi
if ! command -v apt-get >/dev/null; then
  echo "The browser tests need Chromium. Please install it, and set CHROMIUM to its path if it is not /usr/bin/chromium."
  exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "The browser tests need Chromium. Please run: sudo apt-get install chromium fonts-noto-color-emoji"
  exit 1
fi
echo "Installing Chromium for the browser tests ..."
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-color-emoji >/dev/null
