package dev.gleaner.collector.source.cloudtrail.mapping;

import dev.gleaner.collector.files.FileOrigin;
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
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the records of one file's calls that moved an object. Of the object's name only its first part travels, and of
 * the address that called only the region. What many calls have in common is worked out once.
 */
final class ObjectAccessMapper {

    /** A bucket's own name: neither the ARN nor the alias of an access point. */
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9A-Z._-]{3,255}(?<!-s3alias)");

    private final NetworkLocator networkLocator;
    private final SignalGrouping signalGrouping;
    private final KeyHasher hash = new KeyHasher();
    private final Map<Prefix, Optional<String>> resources = new HashMap<>();
    private final Map<Caller, NetworkLocation> callers = new HashMap<>();

    ObjectAccessMapper(NetworkLocator networkLocator, FileOrigin origin) {
        this.networkLocator = networkLocator;
        this.signalGrouping = new SignalGrouping(origin);
    }

    /** Adds what a successful call moved, and says from where; empty when the record tells no bucket, key or bytes. */
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

    /** All that was added. */
    List<Signal> signals() {
        return signalGrouping.signals();
    }

    /** The prefix in which an object lies; empty if the call names none. */
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

    /** What the calls of one trail file moved, gathered to as few signals as it takes. */
    static final class SignalGrouping {

        /** About 70 bytes each, so that a signal stays far below what a broker takes. */
        static final int OBJECTS_A_SIGNAL = 1000;

        private final FileOrigin origin;
        private final Map<Group, Gathered> groups = new LinkedHashMap<>();
        private final List<Signal> full = new ArrayList<>();

        SignalGrouping(FileOrigin origin) {
            this.origin = origin;
        }

        /** Adds the object that the record of this number tells of. */
        void add(Group group, long number, ObjectAccess object) {
            Gathered gathered = groups.computeIfAbsent(group, key -> new Gathered(number, Access.newBuilder()));
            gathered.access().addObjects(object);
            if (gathered.access().getObjectsCount() == OBJECTS_A_SIGNAL) {
                full.add(signal(group, gathered));
                groups.remove(group);
            }
        }

        /** All that was added. */
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
         * What goes into one signal.
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

        /** The objects of a group so far, and the number of the first record. */
        private record Gathered(long number, Access.Builder access) {}
    }

    /** Hashes keys of objects, one after another. */
    static final class KeyHasher {

        private final MessageDigest digest;

        KeyHasher() {
            try {
                this.digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }

        /** The same wherever and whenever it is made: the first 64 bits of its SHA-256. */
        long hash(byte[] bytes, int from, int to) {
            digest.update(bytes, from, to - from);
            return ByteBuffer.wrap(digest.digest()).getLong();
        }
    }
}
