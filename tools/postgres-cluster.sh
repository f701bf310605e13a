#!/usr/bin/env bash
# A throw-away PostgreSQL cluster for tests and for checking SQL: on a socket, without network,
# synced to disk like a real one.
#
#   tools/postgres-cluster.sh start [FOLDER]   starts it unless it runs; prints the socket's folder
#   tools/postgres-cluster.sh stop  [FOLDER]   stops and removes it
#
# Nobody needs to stop it: left alone for a minute it stops and removes itself. initdb refuses root,
# so that root runs it as the user `postgres` of Debian's package.
set -euo pipefail

command="${1:?start or stop}"
folder="${2:-${TMPDIR:-/tmp}/kakanai-postgres-$(id -un)}"
idle_seconds=60

bin="${KAKANAI_POSTGRES_BIN:-$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)}"
if [ ! -x "$bin/initdb" ]; then
  echo "no PostgreSQL server programs found; install the package postgresql or set KAKANAI_POSTGRES_BIN" >&2
  exit 1
fi

as_owner() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

create() {
  rm -rf "$folder"
  install -d -m 700 "$folder"
  if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
  as_owner "$bin/initdb" --pgdata="$folder/data" --username=kakanai --auth=trust --encoding=UTF8 --locale=C \
    --no-sync >"$folder.log" 2>&1
  {
    echo "listen_addresses = ''"
    echo "unix_socket_directories = '$folder'"
    echo "max_connections = 200"
    echo "fsync = on"
  } | as_owner tee -a "$folder/data/postgresql.conf" >/dev/null
}

running() {
  [ -d "$folder/data" ] && as_owner "$bin/pg_ctl" --pgdata="$folder/data" status >/dev/null 2>&1
}

start() {
  if ! running; then
    create
    (cd / && as_owner "$bin/pg_ctl" --pgdata="$folder/data" --wait --log="$folder/server.log" start) \
      >>"$folder.log" 2>&1 </dev/null 9>&-
    setsid "$0" reap "$folder" >/dev/null 2>&1 </dev/null 9>&- &
  fi
  touch "$folder/used"
  echo "$folder"
}

stop() {
  if running; then (cd / && as_owner "$bin/pg_ctl" --pgdata="$folder/data" --mode=immediate stop) >/dev/null 9>&-; fi
  rm -rf "$folder" "$folder.log"
}

# Idle: nobody asked for it for a while, and nobody is connected.
idle() {
  local age clients
  age=$(($(date +%s) - $(stat -c %Y "$folder/used")))
  [ "$age" -ge "$idle_seconds" ] || return 1
  clients=$(as_owner "$bin/psql" -h "$folder" -U kakanai -d postgres -AtXc \
    "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")
  [ "$clients" = 0 ]
}

# One at a time: tests run in many processes.
exec 9>"$folder.lock"
case "$command" in
  start) flock 9 && start ;;
  stop) flock 9 && stop ;;
  reap)
    cd /
    while sleep 5; do
      flock 9
      if ! running; then exit 0; fi
      if idle; then stop; exit 0; fi
      flock -u 9
    done
    ;;
  *) echo "start or stop" >&2; exit 2 ;;
esac
