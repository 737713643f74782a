#!/usr/bin/env bash
# Creates the topics of the services.
# Generated from Topic, do not edit: see README.md in this folder.
set -euo pipefail
: "${BOOTSTRAP:?host:port of the broker}" "${ADMIN:?client properties of an administrator}"
# REPLICATION: replication factor (3). SIGNALS_PARTITIONS, FINDINGS_PARTITIONS: as gleaner.topics.* of the services.

create() {
  "${KAFKA_TOPICS:-kafka-topics.sh}" --bootstrap-server "$BOOTSTRAP" --command-config "$ADMIN" \
    --create --if-not-exists --replication-factor "${REPLICATION:-3}" "$@"
}

create --topic gleaner.signals --partitions "${SIGNALS_PARTITIONS:-32}" --config cleanup.policy=delete --config compression.type=zstd --config message.timestamp.type=LogAppendTime --config retention.bytes=-1 --config retention.ms=3024000000
create --topic gleaner.inventory --partitions 1 --config cleanup.policy=compact --config compression.type=producer --config message.timestamp.type=LogAppendTime --config retention.bytes=-1 --config retention.ms=-1
create --topic gleaner.prices --partitions 1 --config cleanup.policy=compact --config compression.type=producer --config message.timestamp.type=LogAppendTime --config retention.bytes=-1 --config retention.ms=-1
create --topic gleaner.exemptions --partitions 1 --config cleanup.policy=compact --config compression.type=producer --config message.timestamp.type=LogAppendTime --config retention.bytes=-1 --config retention.ms=-1
create --topic gleaner.spend --partitions 1 --config cleanup.policy=compact --config compression.type=producer --config message.timestamp.type=LogAppendTime --config retention.bytes=-1 --config retention.ms=-1
create --topic gleaner.spend-parts --partitions 1 --config cleanup.policy=compact --config compression.type=producer --config message.timestamp.type=LogAppendTime --config retention.bytes=-1 --config retention.ms=-1
create --topic gleaner.findings --partitions "${FINDINGS_PARTITIONS:-6}" --config cleanup.policy=delete --config compression.type=producer --config message.timestamp.type=LogAppendTime --config retention.bytes=-1 --config retention.ms=-1
create --topic gleaner.confirmations --partitions 1 --config cleanup.policy=compact --config compression.type=producer --config message.timestamp.type=LogAppendTime --config retention.bytes=-1 --config retention.ms=-1
create --topic gleaner.gpu-activity --partitions 1 --config cleanup.policy=compact --config compression.type=producer --config message.timestamp.type=LogAppendTime --config retention.bytes=-1 --config retention.ms=-1
create --topic gleaner.audit --partitions 1 --config cleanup.policy=delete --config compression.type=producer --config max.message.bytes=9437184 --config message.timestamp.type=LogAppendTime --config retention.bytes=-1 --config retention.ms=-1
create --topic gleaner.echoes --partitions 1 --config cleanup.policy=delete --config compression.type=producer --config message.timestamp.type=LogAppendTime --config retention.bytes=-1 --config retention.ms=3024000000
create --topic gleaner.work-reports --partitions 1 --config cleanup.policy=delete --config compression.type=producer --config message.timestamp.type=LogAppendTime --config retention.bytes=-1 --config retention.ms=691200000
create --topic gleaner.service-status --partitions 1 --config cleanup.policy=compact --config compression.type=producer --config message.timestamp.type=LogAppendTime --config retention.bytes=-1 --config retention.ms=-1
create --topic gleaner.checkpoints --partitions 1 --config cleanup.policy=compact --config compression.type=producer --config message.timestamp.type=LogAppendTime --config retention.bytes=-1 --config retention.ms=-1
create --topic gleaner.dead-letters --partitions 1 --config cleanup.policy=delete --config compression.type=producer --config message.timestamp.type=LogAppendTime --config retention.bytes=-1 --config retention.ms=1209600000
