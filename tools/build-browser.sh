#!/usr/bin/env bash
# Builds the engine that runs in the citizen's browser: target/browser/engine.wasm.
#
# The first of these that is there is taken:
#   1. rustup's toolchain with its component rust-src;
#   2. Debian's packages rustc-web, cargo-web, rust-web-src and lld-22;
#   3. rustup's toolchain with the target wasm32-unknown-unknown.
# The first two build the standard library along, for size and without the words of panics that nobody reads in a
# browser: a quarter less to load. tools/setup.sh installs one of them. No optimiser runs after the compiler, so that
# what a city gets does not hang on what else is installed (wasm-opt was tried: 3 % less).
# It uses a target directory of its own, so that it neither waits for nor spoils the host's artefacts.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root"

target=wasm32-unknown-unknown
out="$root/target/browser"
engine="$out/engine.wasm"
export CARGO_TARGET_DIR="$out"
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS

# As a library for C alone: where a crate is made in two forms, cargo leaves out the optimisation of the whole.
common=(rustc --lib --crate-type cdylib --package kakanai-browser --profile browser --target "$target" --locked)
# A stable compiler takes these where RUSTC_BOOTSTRAP is set.
with_std=(-Zbuild-std=std,panic_abort -Zbuild-std-features=optimize_for_size)
# SHA-256 written as a loop, for it hashes a few times a visit: four kilobytes less to load. Addresses within the module
# without the linker's padding: two more.
flags='--cfg=sha2_backend_soft="compact" -Clink-arg=--compress-relocations'
std_flags="$flags -Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none"

has_rustup_source() {
  command -v rustup >/dev/null && [ -e "$(rustc --print sysroot)/lib/rustlib/src/rust/library/std/Cargo.toml" ]
}

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

if has_rustup_source; then
  echo "browser module: with $(rustc --version), standard library included"
  RUSTC_BOOTSTRAP=1 RUSTFLAGS="$std_flags" cargo "${common[@]}" "${with_std[@]}"
elif has_debian_toolchain; then
  echo "browser module: with Debian's $(/usr/bin/rustc --version), standard library included"
  # PATH keeps rustup's proxies out.
  PATH=/usr/bin:/bin RUSTC_BOOTSTRAP=1 CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER="$(debian_linker)" \
    RUSTFLAGS="$std_flags" /usr/bin/cargo "${common[@]}" "${with_std[@]}"
elif has_rustup_target; then
  echo "browser module: with $(rustc --version)"
  RUSTFLAGS="$flags" cargo "${common[@]}"
else
  echo "browser module: neither the rustup target $target nor Debian's rustc-web is here." >&2
  echo "Run tools/setup.sh wasm, or: rustup target add $target" >&2
  exit 1
fi

# Copied only when it changed, so that a server watching the file's time sees no false news.
built="$out/$target/browser/kakanai_browser.wasm"
cmp --silent "$built" "$engine" || cp "$built" "$engine"
if [ ! -e "$engine.br" ] || [ "$engine" -nt "$engine.br" ]; then
  brotli --best --force --output="$engine.br" "$engine"
fi
raw="$(stat --format=%s "$engine")"
gzipped="$(gzip --best --stdout "$engine" | wc --bytes)"
sent="$(stat --format=%s "$engine.br")"
echo "browser module: target/browser/engine.wasm, $raw bytes, $gzipped gzipped, $sent as sent (brotli)"
