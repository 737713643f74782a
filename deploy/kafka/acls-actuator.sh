#!/usr/bin/env bash
# Grants the actuator its rights on the broker.
# Generated from ServiceTopicAccess, do not edit: see README.md in this folder.
set -euo pipefail
: "${BOOTSTRAP:?host:port of the broker}" "${ADMIN:?client properties of an administrator}"
# PRINCIPAL: name of the service at the broker. CREATE=true: it creates absent topics itself (gleaner.topics.manage=true).
principal=${PRINCIPAL:-User:gleaner-actuator}

allow() {
  "${KAFKA_ACLS:-kafka-acls.sh}" --bootstrap-server "$BOOTSTRAP" --command-config "$ADMIN" \
    --add --allow-principal "$principal" "$@"
}

allow --operation Read --topic gleaner.spend --topic gleaner.findings --topic gleaner.confirmations --topic gleaner.gpu-activity --topic gleaner.echoes --topic gleaner.work-reports --topic gleaner.service-status
allow --operation Read --operation Write --topic gleaner.audit
allow --operation Write --topic gleaner.exemptions --topic gleaner.dead-letters
allow --operation Read --group gleaner-actuator --group gleaner-actuator-confirmations --group gleaner-actuator-echoes --group gleaner-actuator-gpu-activity --group gleaner-actuator-service-status --group gleaner-actuator-spend --group gleaner-actuator-work-reports
allow --operation Write --transactional-id gleaner-audit
if [ "${CREATE:-false}" = true ]; then
  allow --operation Create --topic gleaner.exemptions --topic gleaner.spend --topic gleaner.findings --topic gleaner.confirmations --topic gleaner.gpu-activity --topic gleaner.audit --topic gleaner.echoes --topic gleaner.work-reports --topic gleaner.service-status --topic gleaner.dead-letters
fi
