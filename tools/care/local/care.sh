#!/usr/bin/env bash
# The service "care" of the local stack: looks after all tables of the lake, again and again.
# Each time is a process of its own, so that nothing waits in memory.
#
#   care.sh FOLDER SECONDS TICKHOUSE HOME
#
# A commit each ten seconds makes 43,200 snapshots in the five days that Iceberg keeps by default,
# so this keeps an hour. A tag keeps what is to stay.
#
# FOLDER is not read: it tells the process from those of other stacks.
set -u

child=
trap 'kill "$child" 2>/dev/null; exit 0' TERM INT

run() {
    "$@" &
    child=$!
    wait "$child"
}

while :; do
    run sleep "$2"
    date '+%F %T'
    run "$3" lake care --all --older-than 1h --retain-last 20 --home "$4"
done
