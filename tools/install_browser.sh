#!/usr/bin/env bash
# Install what the browser tests need, Chromium and Chinese fonts, from Debian's packages.
set -euo pipefail

if command -v chromium >/dev/null; then
    exit 0
fi
install="apt-get install --yes --no-install-recommends chromium fonts-noto-cjk"
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "浏览器测试需要 Chromium，请先安装，例如：sudo $install" >&2
    exit 1
fi
apt-get update --quiet
DEBIAN_FRONTEND=noninteractive $install
