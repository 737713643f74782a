package dev.gleaner.collector.source.cloudtrail.mapping;

import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.source.cloudtrail.record.CloudTrailRecord;
import dev.gleaner.collector.source.cloudtrail.record.TransferDirection;
import dev.gleaner.collector.training.CheckpointKeyParser;
import dev.gleaner.collector.training.TrainingHost;
import dev.gleaner.collector.training.TrainingHostLocator;
import dev.gleaner.contracts.signal.proto.CheckpointWrites;
import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.Signal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Maps the calls of a file by which instances wrote checkpoints to the minutes when each run was saved. */
final class CheckpointWriteMapper {

    private static final long MINUTE_MILLIS = 60_000;
    private static final int LONGEST_RUN = 1024;

    private final TrainingHostLocator locator;
    private final FileOrigin origin;
    private final Map<Session, Optional<TrainingHost>> hosts = new HashMap<>();
    private final Map<String, CheckpointKeyParser> parsers = new HashMap<>();
    private final Map<Group, Writes> writes = new LinkedHashMap<>();

    CheckpointWriteMapper(TrainingHostLocator locator, FileOrigin origin) {
        this.locator = locator;
        this.origin = origin;
    }

    /** Adds a successful transfer, if it wrote a part of a checkpoint. */
    void add(CloudTrailRecord record, TransferDirection transfer, Instant time) {
        if (transfer != TransferDirection.WRITE) {
            return;
        }
        Session session = new Session(record.identityArn(), record.region());
        Optional<TrainingHost> host =
                hosts.computeIfAbsent(session, caller -> locator.locate(caller.identityArn(), caller.region()));
        if (host.isEmpty()) {
            return;
        }
        String bucket = record.bucket();
        String key = record.readKey((bytes, from, to) -> new String(bytes, from, to - from, StandardCharsets.UTF_8));
        parsers.computeIfAbsent(bucket, locator.words()::forBucket)
                .parse(key)
                .filter(checkpoint -> isName(bucket, checkpoint.run()))
                .ifPresent(checkpoint -> writes.computeIfAbsent(
                                new Group(host.get(), bucket + "/" + checkpoint.run()),
                                group -> new Writes(record.number(), new TreeSet<>()))
                        .minutes()
                        .add(time.toEpochMilli() / MINUTE_MILLIS));
    }

    /** A name of several lines, or a longer one, is a name of nothing to those who read signals. */
    private static boolean isName(String bucket, String run) {
        return bucket.length() + 1 + run.length() <= LONGEST_RUN && run.chars().noneMatch(Character::isISOControl);
    }

    /** All signals. */
    List<Signal> signals() {
        return writes.entrySet().stream()
                .map(entry -> signal(entry.getKey(), entry.getValue()))
                .toList();
    }

    private Signal signal(Group group, Writes found) {
        TrainingHost host = group.host();
        return Signal.newBuilder()
                .setResource(host.resource().toString())
                .setSource(origin.source())
                .setAccount(host.resource().account())
                .setRegion(host.resource().region())
                .setObservedAt(origin.observedAt().toEpochMilli())
                .setPlace(Place.newBuilder().setName(origin.place()).setOffset(found.number()))
                .setCheckpointWrites(CheckpointWrites.newBuilder()
                        .setRun(group.run())
                        .addAllMinutes(found.minutes())
                        .setInstance(host.instance())
                        .setType(host.type())
                        .setMarket(host.market())
                        .setPlatform(host.platform())
                        .setTenancy(host.tenancy()))
                .build();
    }

    private record Session(String identityArn, String region) {}

    private record Group(TrainingHost host, String run) {}

    /**
     * Minutes in which a run was saved.
     *
     * @param number of the first record
     * @param minutes since the epoch
     */
    private record Writes(long number, TreeSet<Long> minutes) {}
}
