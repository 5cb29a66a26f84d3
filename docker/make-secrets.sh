#!/bin/sh
# Makes the secrets that compose.yaml hands out as files, each once: what is there stays. Usage: docker/make-secrets.sh [FOLDER]
set -eu
folder=${1:-$(dirname "$0")/secrets}
mkdir -p "$folder"
# Nobody else gets into the folder; inside a container a file is read by another account.
chmod 700 "$folder"

keep() {
  [ -e "$folder/$1" ] || printf '%s' "$2" >"$folder/$1"
  chmod 444 "$folder/$1"
}

keep postgres-password "$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')"
keep database-url "postgres://carillon:$(cat "$folder/postgres-password")@postgres:5432/carillon"
# Empty: letters are kept as files. With the profile "mail": smtp://mailpit:1025
keep smtp-url ""
