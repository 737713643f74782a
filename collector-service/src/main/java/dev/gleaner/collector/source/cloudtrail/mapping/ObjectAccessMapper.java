package dev.gleaner.collector.source.cloudtrail.mapping;

import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.kafka.ContentHasher;
import dev.gleaner.collector.network.NetworkLocation;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.source.cloudtrail.record.CloudTrailRecord;
import dev.gleaner.collector.source.cloudtrail.record.ObjectTransfer;
import dev.gleaner.collector.source.cloudtrail.record.StringInterner;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Access;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Maps the calls of one file that transferred objects. Of the object's key only the first part is published, and of the
 * caller's address only the region. Values that many calls share are computed once.
 */
final class ObjectAccessMapper {

    /** A bucket name, as opposed to the ARN or the alias of an access point. */
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9A-Z._-]{3,255}(?<!-s3alias)");

    private final NetworkLocator networkLocator;
    private final SignalGrouping signalGrouping;
    private final ContentHasher hash = new ContentHasher();
    private final Map<Prefix, Optional<String>> resources = new HashMap<>();
    private final Map<Caller, NetworkLocation> callers = new HashMap<>();

    ObjectAccessMapper(NetworkLocator networkLocator, FileOrigin origin) {
        this.networkLocator = networkLocator;
        this.signalGrouping = new SignalGrouping(origin);
    }

    /**
     * Adds a successful transfer and returns the caller's location; empty if the record has no bucket, key or number of
     * bytes.
     */
    Optional<NetworkLocation> add(CloudTrailRecord record, ObjectTransfer transfer, Instant time) {
        long bytes = record.bytes(transfer);
        Optional<String> prefix = resource(record);
        if (prefix.isEmpty() || bytes < 0) {
            return Optional.empty();
        }
        NetworkLocation from = callers.computeIfAbsent(new Caller(record.endpoint(), record.address()), this::locate);
        ObjectAccess access = ObjectAccess.newBuilder()
                .setKeyHash(record.readKey(hash::hash))
                .setBytes(bytes)
                .setTime(time.toEpochMilli())
                .setEventId(record.callId())
                .build();
        signalGrouping.add(group(record, prefix.get(), ActorResolver.resolve(record), from), record.number(), access);
        from.gateway()
                .ifPresent(gateway -> signalGrouping.add(
                        group(record, gateway.vpc().toString(), gateway.id(), from), record.number(), access));
        return Optional.of(from);
    }

    /** All signals. */
    List<Signal> signals() {
        return signalGrouping.signals();
    }

    /** The prefix of the object; empty if the call names none. */
    private Optional<String> resource(CloudTrailRecord record) {
        StringInterner stringInterner = record.texts();
        boolean named = record.readKey((bytes, from, to) -> from < to);
        String prefix = record.readKey((bytes, from, to) -> prefix(bytes, from, to, stringInterner));
        return named
                ? resources.computeIfAbsent(new Prefix(record.bucket(), prefix), ObjectAccessMapper::resource)
                : Optional.empty();
    }

    private static Optional<String> resource(Prefix prefix) {
        return BUCKET.matcher(prefix.bucket()).matches()
                ? Optional.of(Arn.prefix(prefix.bucket(), prefix.prefix()).toString())
                : Optional.empty();
    }

    private static String prefix(byte[] bytes, int from, int to, StringInterner stringInterner) {
        int end = from;
        for (int at = from; at < to && end == from; at++) {
            end = bytes[at] == '/' ? at + 1 : from;
        }
        return stringInterner.intern(bytes, from, end);
    }

    private NetworkLocation locate(Caller caller) {
        return networkLocator.locate(caller.endpoint(), caller.address());
    }

    private static SignalGrouping.Group group(
            CloudTrailRecord record, String resource, String reader, NetworkLocation from) {
        return new SignalGrouping.Group(
                resource, record.owner(), record.region(), reader, from.region(), record.name());
    }

    private record Prefix(String bucket, String prefix) {}

    private record Caller(String endpoint, String address) {}

    /** Groups the transfers of one trail file into as few signals as possible. */
    static final class SignalGrouping {

        /** About 70 bytes each, so that a signal stays far below the broker's limit. */
        static final int OBJECTS_A_SIGNAL = 1000;

        private final FileOrigin origin;
        private final Map<Group, Gathered> groups = new LinkedHashMap<>();
        private final List<Signal> full = new ArrayList<>();

        SignalGrouping(FileOrigin origin) {
            this.origin = origin;
        }

        /** Adds the object of the record with this number. */
        void add(Group group, long number, ObjectAccess object) {
            Gathered gathered = groups.computeIfAbsent(group, key -> new Gathered(number, Access.newBuilder()));
            gathered.access().addObjects(object);
            if (gathered.access().getObjectsCount() == OBJECTS_A_SIGNAL) {
                full.add(signal(group, gathered));
                groups.remove(group);
            }
        }

        /** All signals. */
        List<Signal> signals() {
            List<Signal> signals = new ArrayList<>(full);
            groups.forEach((group, gathered) -> signals.add(signal(group, gathered)));
            return signals;
        }

        private Signal signal(Group group, Gathered gathered) {
            Access.Builder access = gathered.access().setReader(group.reader()).setOperation(group.operation());
            group.readerRegion().ifPresent(access::setReaderRegion);
            return Signal.newBuilder()
                    .setResource(group.resource())
                    .setSource(origin.source())
                    .setAccount(group.account())
                    .setRegion(group.region())
                    .setObservedAt(origin.observedAt().toEpochMilli())
                    .setPlace(Place.newBuilder().setName(origin.place()).setOffset(gathered.number()))
                    .setAccess(access)
                    .build();
        }

        /**
         * Transfers that share a signal.
         *
         * @param account of the record
         * @param region of the bucket
         */
        record Group(
                String resource,
                String account,
                String region,
                String reader,
                Optional<String> readerRegion,
                String operation) {}

        /** The objects of a group so far, and the number of its first record. */
        private record Gathered(long number, Access.Builder access) {}
    }
}
