#!/usr/bin/env bash
# Installs what Kakanai needs on Debian 12, and nothing that is already there: with nothing missing it asks no
# package server and ends in well under a second.
#
#   tools/setup.sh [runtime] [wasm] [test]     (no argument: runtime and wasm)
#
#   runtime  a C compiler for SQLite and the linker, and the fonts of counter screens and forms
#   wasm     what tools/build-browser.sh needs, unless rustup's target is there or can be had
#   test     three browsers, Node.js, a PostgreSQL server, and independent readers of QR codes and PDFs
set -euo pipefail

note() { echo "setup: $*"; }
fail() { echo "setup: $*" >&2; exit 1; }

missing=()

installed() { [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null || true)" = installed ]; }

# need PACKAGE…: these packages, by name.
need() {
  local package
  for package in "$@"; do installed "$package" || missing+=("$package"); done
}

# need_command COMMAND PACKAGE…: the packages, unless the command is there from wherever.
need_command() {
  local command="$1"
  shift
  command -v "$command" >/dev/null || need "$@"
}

runtime() {
  command -v cargo >/dev/null || fail "no cargo here. Install a Rust toolchain (1.94 or later) first."
  need_command cc gcc libc6-dev
  need fonts-morisawa-bizud-gothic fonts-morisawa-bizud-mincho fonts-ipamj-mincho
}

# The target and the sources of the standard library: built along for size, the engine is a third smaller.
wasm() {
  # Compresses the engine once, so that no server has to at each start.
  need_command brotli brotli
  local target=wasm32-unknown-unknown sysroot
  sysroot="$(rustc --print sysroot)"
  [ -d "$sysroot/lib/rustlib/$target/lib" ] && [ -d "$sysroot/lib/rustlib/src/rust/library" ] && return
  local debian=(rustc-web cargo-web rust-web-src rust-web-llvm lld-22) package all=yes
  for package in "${debian[@]}"; do installed "$package" || all=no; done
  [ "$all" = yes ] && return
  if command -v rustup >/dev/null; then
    note "asking rustup for the target $target and the sources of the standard library"
    if timeout 120 rustup target add "$target" >/dev/null 2>&1 \
      && timeout 120 rustup component add rust-src >/dev/null 2>&1; then return; fi
    note "rustup cannot fetch them; taking Debian's compiler instead"
  fi
  need "${debian[@]}"
}

# rustfmt and clippy belong to most toolchains, but not to rustup's minimal profile nor to Debian's compiler package.
rust_tools() {
  if cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1; then return; fi
  if command -v rustup >/dev/null && timeout 300 rustup component add rustfmt clippy; then return; fi
  [ "$(command -v cargo)" = /usr/bin/cargo ] && need rustfmt-web rust-web-clippy && return
  fail "this Rust toolchain has no rustfmt or no clippy. Add them: rustup component add rustfmt clippy"
}

tests() {
  rust_tools
  need_command chromium chromium
  need_command firefox-esr firefox-esr
  # WebKit has no mode without a screen, so it gets one that nobody sees.
  need_command WebKitWebDriver webkit2gtk-driver
  need_command Xvfb xvfb
  need_command node nodejs
  need_command npm npm
  need_command zbarimg zbar-tools
  need_command qpdf qpdf
  need_command pdftotext poppler-utils
  need_command sqlite3 sqlite3
  [ -x /usr/lib/postgresql/15/bin/initdb ] || need postgresql-15
}

# The tests start throw-away clusters of their own. A drop-in keeps the server package from creating and starting
# one for the machine; it is put down before the package comes and taken away after.
no_main_cluster=/etc/postgresql-common/createcluster.d/kakanai-no-main.conf

install_missing() {
  [ ${#missing[@]} -eq 0 ] && { note "nothing is missing"; return; }
  note "missing: ${missing[*]}"
  local as_root=()
  if [ "$(id --user)" != 0 ]; then
    command -v sudo >/dev/null || fail "not root and no sudo here. As root: apt-get update && apt-get install --no-install-recommends ${missing[*]}"
    as_root=(sudo)
  fi
  command -v apt-get >/dev/null || fail "no apt-get here. Install what these Debian packages bring: ${missing[*]}"

  local postgres=no
  case " ${missing[*]} " in *" postgresql-15 "*) postgres=yes ;; esac
  if [ $postgres = yes ]; then
    "${as_root[@]}" mkdir -p "$(dirname "$no_main_cluster")"
    echo "create_main_cluster = false" | "${as_root[@]}" tee "$no_main_cluster" >/dev/null
  fi
  local log
  log="$(mktemp)"
  # One retry after a pause: a package server that is being updated answers with half a list for a moment.
  local try
  for try in 1 2; do
    if apt_install "${as_root[@]}" >"$log" 2>&1; then break; fi
    if [ $try = 2 ]; then
      tail --lines=30 "$log" >&2
      fail "the packages could not be installed; the log is $log. Missing: ${missing[*]}"
    fi
    note "the first try failed; trying again"
    sleep 5
  done
  if [ $postgres = yes ]; then "${as_root[@]}" rm -f "$no_main_cluster"; fi
  rm -f "$log"
  note "installed ${#missing[@]} packages in $((SECONDS - began)) s"
}

apt_install() {
  "$@" apt-get update \
    && "$@" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${missing[@]}"
}

began=$SECONDS
[ $# -gt 0 ] || set -- runtime wasm
for set_of in "$@"; do
  case "$set_of" in
    runtime) runtime ;;
    wasm) wasm ;;
    test) tests ;;
    *) fail "unknown set '$set_of': runtime, wasm or test" ;;
  esac
done
install_missing
