#!/usr/bin/env bash
# Grants the analyzer its rights on the broker.
# Generated from ServiceTopicAccess, do not edit: see README.md in this folder.
set -euo pipefail
: "${BOOTSTRAP:?host:port of the broker}" "${ADMIN:?client properties of an administrator}"
# PRINCIPAL: name of the service at the broker. CREATE=true: it creates absent topics itself (gleaner.topics.manage=true).
principal=${PRINCIPAL:-User:gleaner-analyzer}

allow() {
  "${KAFKA_ACLS:-kafka-acls.sh}" --bootstrap-server "$BOOTSTRAP" --command-config "$ADMIN" \
    --add --allow-principal "$principal" "$@"
}

allow --operation Read --topic gleaner.signals --topic gleaner.prices --topic gleaner.exemptions
allow --operation Read --operation Write --topic gleaner.spend-parts
allow --operation Write --topic gleaner.spend --topic gleaner.findings --topic gleaner.confirmations --topic gleaner.gpu-activity --topic gleaner.service-status --topic gleaner.dead-letters
allow --operation Read --group gleaner-analyzer
allow --operation Create --operation Read --operation Write --resource-pattern-type prefixed --topic gleaner-analyzer-
allow --operation Write --resource-pattern-type prefixed --transactional-id gleaner-analyzer-
if [ "${CREATE:-false}" = true ]; then
  allow --operation Create --topic gleaner.signals --topic gleaner.prices --topic gleaner.exemptions --topic gleaner.spend --topic gleaner.spend-parts --topic gleaner.findings --topic gleaner.confirmations --topic gleaner.gpu-activity --topic gleaner.service-status --topic gleaner.dead-letters
fi
