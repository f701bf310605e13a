#!/usr/bin/env bash
# Checks the SQL of both engines against real databases and writes the answers to their `.sqlx/`
# folders, from which every other build reads them. Run after changing SQL or migrations; with
# --check it only tells whether the committed answers are up to date.
#
# Needs sqlite3 and Debian's postgresql package. No database is left behind.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# The macros write an answer for each query they check while SQLX_OFFLINE_DIR is set.
prepare() {
  local crate="$1" variable="$2" address="$3"
  mkdir -p "$work/$crate"
  # cargo does not know that the macros look at a database: an untouched crate would not be checked.
  touch "crates/$crate/src/lib.rs"
  env -u SQLX_OFFLINE "$variable=$address" SQLX_OFFLINE_DIR="$work/$crate" cargo check --quiet --package "kakanai-$crate"
}

cat crates/store-sqlite/migrations/*.sql | sqlite3 -bail "$work/empty.db"
prepare store-sqlite KAKANAI_SQLITE_URL "sqlite://$work/empty.db"

socket="$(tools/postgres-cluster.sh start)"
database="prepare_$$"
sql() { psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 --host="$socket" --username=kakanai "$@"; }
# A cluster nobody asks for goes away, and building may take longer than it waits.
while sleep 15; do tools/postgres-cluster.sh start; done >/dev/null 2>&1 &
holder=$!
trap 'kill $holder; rm -rf "$work"; sql --dbname=postgres --command="DROP DATABASE IF EXISTS $database WITH (FORCE)"' EXIT
sql --dbname=postgres --command="CREATE DATABASE $database"
cat crates/store-postgres/migrations/*.sql | sql --dbname="$database"
prepare store-postgres KAKANAI_POSTGRES_URL "postgres://kakanai@localhost/$database?host=$socket"

for crate in store-sqlite store-postgres; do
  if [ "${1:-}" = --check ]; then
    diff --recursive "$work/$crate" "crates/$crate/.sqlx"
  else
    rm -rf "crates/$crate/.sqlx"
    cp -r "$work/$crate" "crates/$crate/.sqlx"
  fi
  echo "$crate: $(find "$work/$crate" -name '*.json' | wc -l) queries"
done
