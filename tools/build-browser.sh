#!/usr/bin/env bash
# Builds the engine that runs in the citizen's browser: target/browser/engine.wasm.
#
# Two toolchains can do it, and the first one that is there is taken:
#   1. the machine's own, where rustup has the target wasm32-unknown-unknown;
#   2. Debian's packages rustc-web, cargo-web, rust-web-src and lld-22, which build the standard library along.
# tools/setup.sh installs one of them. The result is the compiler's own output: no optimiser runs after it, so
# that what a city gets does not hang on what else is installed (see the size note in the last lines).
# It uses a target directory of its own, so that it neither waits for nor spoils the host's artefacts.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root"

target=wasm32-unknown-unknown
out="$root/target/browser"
engine="$out/engine.wasm"
export CARGO_TARGET_DIR="$out"
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS

common=(build --package kakanai-browser --profile browser --target "$target" --locked)

has_rustup_target() {
  command -v rustc >/dev/null && [ -d "$(rustc --print sysroot)/lib/rustlib/$target/lib" ]
}

# The linker's name carries its version; any of the packages' will do.
debian_linker() {
  local candidate
  for candidate in wasm-ld-22 wasm-ld-21 wasm-ld-20 wasm-ld-19 wasm-ld; do
    if [ -x "/usr/bin/$candidate" ]; then
      echo "$candidate"
      return
    fi
  done
}

# rust-web-src puts the sources of the standard library under the sysroot of Debian's rustc.
has_debian_toolchain() {
  [ -x /usr/bin/cargo ] && [ -x /usr/bin/rustc ] && [ -n "$(debian_linker)" ] \
    && [ -e "$(/usr/bin/rustc --print sysroot)/lib/rustlib/src/rust/library/std/Cargo.toml" ]
}

if has_rustup_target; then
  echo "browser module: with $(rustc --version)"
  cargo "${common[@]}"
elif has_debian_toolchain; then
  echo "browser module: with Debian's $(/usr/bin/rustc --version), standard library included"
  # RUSTC_BOOTSTRAP lets a stable compiler take -Zbuild-std; PATH keeps rustup's proxies out.
  PATH=/usr/bin:/bin RUSTC_BOOTSTRAP=1 CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER="$(debian_linker)" \
    /usr/bin/cargo "${common[@]}" -Zbuild-std=std,panic_abort
else
  echo "browser module: neither the rustup target $target nor Debian's rustc-web is here." >&2
  echo "Run tools/setup.sh wasm, or: rustup target add $target" >&2
  exit 1
fi

# Copied only when it changed, so that a server watching the file's time sees no false news.
built="$out/$target/browser/kakanai_browser.wasm"
cmp --silent "$built" "$engine" || cp "$built" "$engine"
raw="$(stat --format=%s "$engine")"
gzipped="$(gzip --best --stdout "$engine" | wc --bytes)"
echo "browser module: target/browser/engine.wasm, $raw bytes, $gzipped gzipped"
