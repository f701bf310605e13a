#!/usr/bin/env bash
# Compares what a running site serves to citizens with its own list of files, and that list with one made here.
#
#   tools/check-files.sh https://site.example [LIST]      LIST is what `kakanai files` printed
#
# It fetches every file as anybody can, hashes it, and looks at each page: no script or style may stand in it but by its
# address and the hash that is in the list. Exit code 0: everything is as listed; 1: something is not; 2: misunderstood.
set -euo pipefail

if [ $# -lt 1 ] || [ $# -gt 2 ]; then
  sed -n '2,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
  exit 2
fi
site="${1%/}"
own="${2:-}"
scratch="$(mktemp --directory)"
trap 'rm --recursive --force "$scratch"' EXIT
faults=0
fault() { echo "check-files: $*" >&2; faults=$((faults + 1)); }

# fetch PATH…: into $scratch/0, 1, 2 …, over one connection; what does not come is not there afterwards.
fetch() {
  local at=0 path
  rm --force "$scratch"/[0-9]*
  for path in "$@"; do
    printf 'url = "%s"\noutput = "%s/%d"\n' "$site$path" "$scratch" "$at"
    at=$((at + 1))
  done | curl --silent --fail --globoff --config - || true
}

fetch /assets/files.json
[ -e "$scratch/0" ] || { fault "$site/assets/files.json does not come"; exit 1; }
list="$scratch/list"
mv "$scratch/0" "$list"
if [ -n "$own" ] && ! diff "$own" "$list" >&2; then fault "the site's list (>) is not the one made here (<)"; fi

# One file a line; nothing else in the list begins so.
name='[A-Za-z0-9._/-]+'
mapfile -t paths < <(sed -nE "s|^\{ \"path\": \"($name)\", .*|\1|p" "$list")
mapfile -t hashes < <(sed -nE "s|^\{ \"path\": \"$name\", .*\"sha256\": \"([0-9a-f]{64})\".*|\1|p" "$list")
mapfile -t pages < <(sed -nE 's/^"pages": \[(.*)\],$/\1/p' "$list" | grep --only-matching -E "$name")
if [ ${#paths[@]} -eq 0 ] || [ ${#paths[@]} -ne ${#hashes[@]} ] || [ ${#pages[@]} -eq 0 ]; then
  fault "the list cannot be read: is this a site of Kakanai?"
  exit 1
fi

fetch "${paths[@]}"
for at in "${!paths[@]}"; do
  file="$scratch/$at"
  [ -e "$file" ] || { fault "${paths[$at]} does not come"; continue; }
  found="$(sha256sum <"$file")"
  [ "${found%% *}" = "${hashes[$at]}" ] || fault "${paths[$at]} is ${found%% *}, listed as ${hashes[$at]}"
done

# Every script and style of a page by its address and hash, as the list has them.
for at in "${!paths[@]}"; do
  case "${paths[$at]}" in
    *.js | *.css) echo "${paths[$at]} sha256-$(printf %s "${hashes[$at]^^}" | basenc --base16 --decode | base64)" ;;
  esac
done >"$scratch/integrity"
fetch "${pages[@]}"
for at in "${!pages[@]}"; do
  page="$scratch/$at"
  [ -e "$page" ] || { fault "${pages[$at]} does not come"; continue; }
  while read -r tag; do
    address="$(sed -nE 's/.* (src|href)="([^"]*)".*/\2/p' <<<"$tag")"
    integrity="$(sed -nE 's/.* integrity="([^"]*)".*/\1/p' <<<"$tag" | sed 's/&#43;/+/g')"
    grep --quiet --line-regexp --fixed-strings -- "$address $integrity" "$scratch/integrity" \
      || fault "${pages[$at]}: not as listed: $tag"
  done < <(tr '\n' ' ' <"$page" | grep --only-matching --ignore-case -E '<(script|style)[^>]*>|<link [^>]*rel="(stylesheet|modulepreload)"[^>]*>')
done

echo "files ${#paths[@]}, pages ${#pages[@]}, faults $faults"
[ "$faults" -eq 0 ]
