package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.files.Origin;
import dev.gleaner.collector.whereabouts.Location;
import dev.gleaner.collector.whereabouts.Whereabouts;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the records of one file's calls that moved an object. Of the object's name only its first part travels, and of
 * the address that called only the region. What many calls have in common is worked out once.
 */
final class AccessMapper {

    /** A bucket's own name: neither the ARN nor the alias of an access point. */
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9A-Z._-]{3,255}(?<!-s3alias)");

    private final Whereabouts whereabouts;
    private final Accesses accesses;
    private final KeyHash hash = new KeyHash();
    private final Map<Prefix, Optional<String>> resources = new HashMap<>();
    private final Map<Caller, Location> callers = new HashMap<>();

    AccessMapper(Whereabouts whereabouts, Origin origin) {
        this.whereabouts = whereabouts;
        this.accesses = new Accesses(origin);
    }

    /** Adds what a successful call moved, and says from where; empty when the record tells no bucket, key or bytes. */
    Optional<Location> add(TrailRecord record, Transfer transfer, Instant time) {
        Members object = record.object();
        long bytes = record.transfer().whole(transfer);
        Optional<String> prefix = resource(object, record.texts());
        if (prefix.isEmpty() || bytes < 0) {
            return Optional.empty();
        }
        Location from = callers.computeIfAbsent(new Caller(record.endpoint(), record.address()), this::locate);
        ObjectAccess access = ObjectAccess.newBuilder()
                .setKeyHash(object.read(ObjectField.KEY, hash::of))
                .setBytes(bytes)
                .setTime(time.toEpochMilli())
                .setEventId(record.idOfCall())
                .build();
        accesses.add(group(record, prefix.get(), Actor.of(record), from), record.number(), access);
        from.gateway()
                .ifPresent(gateway -> accesses.add(
                        group(record, gateway.vpc().toString(), gateway.id(), from), record.number(), access));
        return Optional.of(from);
    }

    /** All that was added. */
    List<Signal> signals() {
        return accesses.signals();
    }

    /** The prefix in which an object lies; empty if the call names none. */
    private Optional<String> resource(Members object, Texts texts) {
        String bucket = object.text(ObjectField.BUCKET, texts);
        String prefix = object.read(ObjectField.KEY, (bytes, from, to) -> prefix(bytes, from, to, texts));
        return object.isEmpty(ObjectField.KEY)
                ? Optional.empty()
                : resources.computeIfAbsent(new Prefix(bucket, prefix), AccessMapper::resource);
    }

    private static Optional<String> resource(Prefix prefix) {
        return BUCKET.matcher(prefix.bucket()).matches()
                ? Optional.of(Arn.prefix(prefix.bucket(), prefix.prefix()).toString())
                : Optional.empty();
    }

    private static String prefix(byte[] bytes, int from, int to, Texts texts) {
        int end = from;
        for (int at = from; at < to && end == from; at++) {
            end = bytes[at] == '/' ? at + 1 : from;
        }
        return texts.of(bytes, from, end);
    }

    private Location locate(Caller caller) {
        return whereabouts.locate(caller.endpoint(), caller.address());
    }

    private static Accesses.Group group(TrailRecord record, String resource, String reader, Location from) {
        return new Accesses.Group(resource, record.owner(), record.region(), reader, from.region(), record.name());
    }

    private record Prefix(String bucket, String prefix) {}

    private record Caller(String endpoint, String address) {}
}
