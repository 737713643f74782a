#!/usr/bin/env bash
# Grants the collector its rights on the broker.
# Generated from ServiceTopicAccess, do not edit: see README.md in this folder.
set -euo pipefail
: "${BOOTSTRAP:?host:port of the broker}" "${ADMIN:?client properties of an administrator}"
# PRINCIPAL: name of the service at the broker. CREATE=true: it creates absent topics itself (gleaner.topics.manage=true).
principal=${PRINCIPAL:-User:gleaner-collector}

allow() {
  "${KAFKA_ACLS:-kafka-acls.sh}" --bootstrap-server "$BOOTSTRAP" --command-config "$ADMIN" \
    --add --allow-principal "$principal" "$@"
}

allow --operation Read --operation Write --topic gleaner.signals --topic gleaner.checkpoints
allow --operation Read --topic gleaner.findings
allow --operation Write --topic gleaner.inventory --topic gleaner.prices --topic gleaner.echoes --topic gleaner.work-reports --topic gleaner.service-status --topic gleaner.dead-letters
allow --operation Read --group gleaner-archive
if [ "${CREATE:-false}" = true ]; then
  allow --operation Create --topic gleaner.signals --topic gleaner.inventory --topic gleaner.prices --topic gleaner.echoes --topic gleaner.work-reports --topic gleaner.service-status --topic gleaner.checkpoints --topic gleaner.dead-letters
fi
