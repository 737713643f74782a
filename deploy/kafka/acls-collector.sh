#!/usr/bin/env bash
# Lets the collector do on the broker what it needs.
# Made from ServiceTopicAccess, never edited: see README.md beside it.
set -euo pipefail
: "${BOOTSTRAP:?host:port of the broker}" "${ADMIN:?client properties of a user who may do this}"
# PRINCIPAL: who it is there. CREATE=true: it makes absent topics itself (gleaner.topics.manage=true).
principal=${PRINCIPAL:-User:gleaner-collector}

allow() {
  "${KAFKA_ACLS:-kafka-acls.sh}" --bootstrap-server "$BOOTSTRAP" --command-config "$ADMIN" \
    --add --allow-principal "$principal" "$@"
}

allow --operation Read --operation Write --topic gleaner.signals --topic gleaner.checkpoints
allow --operation Read --topic gleaner.findings
allow --operation Write --topic gleaner.inventory --topic gleaner.prices --topic gleaner.echoes --topic gleaner.dead-letters
allow --operation Read --group gleaner-archive
if [ "${CREATE:-false}" = true ]; then
  allow --operation Create --topic gleaner.signals --topic gleaner.inventory --topic gleaner.prices --topic gleaner.echoes --topic gleaner.checkpoints --topic gleaner.dead-letters
fi
