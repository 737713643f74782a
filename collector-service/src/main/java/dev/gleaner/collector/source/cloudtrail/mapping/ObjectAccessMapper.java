package dev.gleaner.collector.source.cloudtrail.mapping;

import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.kafka.ContentHasher;
import dev.gleaner.collector.network.NetworkLocation;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.objects.ObjectAccessGrouping;
import dev.gleaner.collector.objects.ObjectKeyPath;
import dev.gleaner.collector.source.cloudtrail.record.CloudTrailRecord;
import dev.gleaner.collector.source.cloudtrail.record.StringInterner;
import dev.gleaner.collector.source.cloudtrail.record.TransferDirection;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Maps the calls of one file that transferred objects. Of the object's key only the folders up to the fourth slash are
 * published, and of the caller's address only the region. Values that many calls share are computed once.
 */
final class ObjectAccessMapper {

    private static final String NO_FOLDER = "";

    private final NetworkLocator networkLocator;
    private final ObjectAccessGrouping grouping;
    private final ContentHasher hash = new ContentHasher();
    private final Map<Prefix, Optional<String>> resources = new HashMap<>();
    private final Map<Caller, NetworkLocation> callers = new HashMap<>();

    ObjectAccessMapper(NetworkLocator networkLocator, FileOrigin origin) {
        this.networkLocator = networkLocator;
        this.grouping = new ObjectAccessGrouping(origin);
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
        grouping.add(
                group(record, prefix.get(), ActorResolver.resolve(record), from),
                record.number(),
                access,
                folder(record));
        from.gateway()
                .ifPresent(gateway -> grouping.add(
                        group(record, gateway.vpc().toString(), gateway.id(), from),
                        record.number(),
                        access,
                        NO_FOLDER));
        return Optional.of(from);
    }

    /** All signals. */
    List<Signal> signals() {
        return grouping.signals();
    }

    /** The prefix of the object; empty if the call names none. */
    private Optional<String> resource(CloudTrailRecord record) {
        StringInterner stringInterner = record.texts();
        boolean named = record.readKey((bytes, from, to) -> from < to);
        String prefix = record.readKey(
                (bytes, from, to) -> stringInterner.intern(bytes, from, ObjectKeyPath.prefixEnd(bytes, from, to)));
        return named
                ? resources.computeIfAbsent(
                        new Prefix(record.bucket(), prefix), key -> ObjectKeyPath.resource(key.bucket(), key.prefix()))
                : Optional.empty();
    }

    /** The folder of the object below its prefix; empty if it lies in none. */
    private static String folder(CloudTrailRecord record) {
        StringInterner stringInterner = record.texts();
        return record.readKey((bytes, from, to) -> {
            int begin = ObjectKeyPath.prefixEnd(bytes, from, to);
            int end = ObjectKeyPath.folderEnd(bytes, from, to);
            return begin == end ? NO_FOLDER : stringInterner.intern(bytes, begin, end);
        });
    }

    private NetworkLocation locate(Caller caller) {
        return networkLocator.locate(caller.endpoint(), caller.address());
    }

    private static ObjectAccessGrouping.Group group(
            CloudTrailRecord record, String resource, String reader, NetworkLocation from) {
        return new ObjectAccessGrouping.Group(
                resource, record.owner(), record.region(), reader, from.region(), record.name());
    }

    private record Prefix(String bucket, String prefix) {}

    private record Caller(String endpoint, String address) {}
}
