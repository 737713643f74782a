package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.files.Origin;
import dev.gleaner.contracts.signal.proto.Changed;
import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Says which resources a trail record changed, and how. What is carried over is an allow-list: nothing of a record
 * travels that is not named here.
 */
final class ChangeMapper {

    private final Map<Call, Function<TrailRecord, List<ResourceChange>>> readers = new HashMap<>();

    ChangeMapper() {
        InstanceChanges.addTo(readers);
        VolumeChanges.addTo(readers);
        BucketChanges.addTo(readers);
    }

    /** Whether anybody reads this call. */
    boolean reads(TrailRecord record) {
        return readers.containsKey(record.call());
    }

    /** One signal for each resource that a successful call changed. */
    List<Signal> signals(TrailRecord record, Instant time, Origin origin) {
        Function<TrailRecord, List<ResourceChange>> reader = readers.get(record.call());
        if (reader == null || record.failed()) {
            return List.of();
        }
        String actor = Actor.of(record);
        return reader.apply(record).stream()
                .map(change -> signal(record, time, actor, change, origin))
                .toList();
    }

    private static Signal signal(TrailRecord record, Instant time, String actor, ResourceChange change, Origin origin) {
        return Signal.newBuilder()
                .setResource(change.resource().toString())
                .setSource(origin.source())
                .setAccount(change.account())
                .setRegion(record.region())
                .setObservedAt(origin.observedAt().toEpochMilli())
                .setPlace(Place.newBuilder().setName(origin.place()).setOffset(record.number()))
                .setChanged(Changed.newBuilder()
                        .setEventId(record.id())
                        .setEventName(record.name())
                        .setTime(time.toEpochMilli())
                        .setActor(actor)
                        .setChange(change.change())
                        .putAllAttributes(change.attributes()))
                .build();
    }
}
