package dev.gleaner.collector.source.cloudtrail.mapping;

import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.kafka.ContentHasher;
import dev.gleaner.collector.network.NetworkLocation;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.source.cloudtrail.record.CloudTrailRecord;
import dev.gleaner.collector.source.cloudtrail.record.StringInterner;
import dev.gleaner.collector.source.cloudtrail.record.TransferDirection;
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
 * Maps the calls of one file that transferred objects. Of the object's key only the folders up to the fourth slash are
 * published, and of the caller's address only the region. Values that many calls share are computed once.
 */
final class ObjectAccessMapper {

    /** A bucket name, as opposed to the ARN or the alias of an access point. */
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9A-Z._-]{3,255}(?<!-s3alias)");

    private static final String NO_FOLDER = "";

    /** Slashes of the folder below the prefix. */
    private static final int FOLDER_DEPTH = 3;

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
    Optional<NetworkLocation> add(CloudTrailRecord record, TransferDirection transfer, Instant time) {
        long bytes = record.bytes(transfer);
        Optional<String> prefix = resource(record);
        if (prefix.isEmpty() || bytes < 0) {
            return Optional.empty();
        }
        NetworkLocation from = callers.computeIfAbsent(new Caller(record.endpoint(), record.address()), this::locate);
        ObjectAccess.Builder access = ObjectAccess.newBuilder()
                .setKeyHash(record.readKey(hash::hash))
                .setBytes(bytes)
                .setTime(time.toEpochMilli())
                .setEventId(record.callId());
        signalGrouping.add(
                group(record, prefix.get(), ActorResolver.resolve(record), from),
                record.number(),
                access,
                folder(record));
        from.gateway()
                .ifPresent(gateway -> signalGrouping.add(
                        group(record, gateway.vpc().toString(), gateway.id(), from),
                        record.number(),
                        access,
                        NO_FOLDER));
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

    /** The folder of the object below its prefix; empty if it lies in none. */
    private static String folder(CloudTrailRecord record) {
        StringInterner stringInterner = record.texts();
        return record.readKey((bytes, from, to) -> folder(bytes, from, to, stringInterner));
    }

    private static String folder(byte[] bytes, int from, int to, StringInterner stringInterner) {
        int begin = from;
        int end = from;
        int slashes = 0;
        for (int at = from; at < to && slashes <= FOLDER_DEPTH; at++) {
            // A name with line breaks is a name of nothing to those who read signals.
            if (bytes[at] >= 0 && bytes[at] < ' ') {
                return NO_FOLDER;
            }
            if (bytes[at] == '/') {
                end = at + 1;
                begin = slashes++ == 0 ? end : begin;
            }
        }
        return begin == end ? NO_FOLDER : stringInterner.intern(bytes, begin, end);
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

        /**
         * Characters of all folders in a signal, for the same reason: 3 bytes each at most. The folders of further objects
         * are not known to those who read the signal.
         */
        static final int FOLDER_CHARACTERS = 100_000;

        private final FileOrigin origin;
        private final Map<Group, Gathered> groups = new LinkedHashMap<>();
        private final List<Signal> full = new ArrayList<>();

        SignalGrouping(FileOrigin origin) {
            this.origin = origin;
        }

        /**
         * Adds the object of the record with this number.
         *
         * @param folder below the resource; empty if there is none
         */
        void add(Group group, long number, ObjectAccess.Builder object, String folder) {
            Gathered gathered = groups.computeIfAbsent(group, key -> new Gathered(number));
            gathered.add(object, folder);
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
        private static final class Gathered {

            private final long number;
            private final Access.Builder access = Access.newBuilder();
            private final Map<String, Integer> folders = new HashMap<>();
            private int characters;

            Gathered(long number) {
                this.number = number;
            }

            void add(ObjectAccess.Builder object, String folder) {
                access.addObjects(object.setFolder(folder.isEmpty() ? 0 : folderNumber(folder))
                        .build());
            }

            /** From 1; 0 if there is no room for the folder. */
            private int folderNumber(String folder) {
                Integer known = folders.get(folder);
                if (known != null) {
                    return known;
                }
                if (characters + folder.length() > FOLDER_CHARACTERS) {
                    return 0;
                }
                characters += folder.length();
                access.addFolders(folder);
                folders.put(folder, access.getFoldersCount());
                return access.getFoldersCount();
            }

            long number() {
                return number;
            }

            Access.Builder access() {
                return access;
            }
        }
    }
}
