package dev.gleaner.collector.source.cloudtrail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.collector.whereabouts.Location;
import dev.gleaner.collector.whereabouts.Whereabouts;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.ObjectAccess;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the records of calls that moved an object. Of the object's name only its first part travels, and of the address
 * that called only the region.
 */
final class AccessMapper {

    /** A bucket's own name: neither the ARN nor the alias of an access point. */
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9A-Z._-]{3,255}(?<!-s3alias)");

    private final Whereabouts whereabouts;

    AccessMapper(Whereabouts whereabouts) {
        this.whereabouts = whereabouts;
    }

    /** Adds what a successful call moved, and says from where; empty when the record tells no bucket, key or bytes. */
    Optional<Location> add(TrailRecord record, Transfer transfer, Instant time, Accesses accesses) {
        JsonNode request = record.request();
        String bucket = request.path("bucketName").asText();
        String key = request.path("key").asText();
        JsonNode bytes = record.additional().path(transfer.figure());
        if (!BUCKET.matcher(bucket).matches() || key.isEmpty() || !bytes.isNumber() || bytes.asLong() < 0) {
            return Optional.empty();
        }
        Location from = whereabouts.locate(record.endpoint(), record.address());
        ObjectAccess object = ObjectAccess.newBuilder()
                .setKeyHash(hash(key))
                .setBytes(bytes.asLong())
                .setTime(time.toEpochMilli())
                .setEventId(record.idOfCall())
                .build();
        accesses.add(group(record, Arn.prefix(bucket, prefix(key)), Actor.of(record), from), record.number(), object);
        from.gateway()
                .ifPresent(gateway ->
                        accesses.add(group(record, gateway.vpc(), gateway.id(), from), record.number(), object));
        return Optional.of(from);
    }

    private static Accesses.Group group(TrailRecord record, Arn resource, String reader, Location from) {
        return new Accesses.Group(
                resource.toString(), record.owner(), record.region(), reader, from.region(), record.name());
    }

    private static String prefix(String key) {
        return key.substring(0, key.indexOf('/') + 1);
    }

    /** The same wherever and whenever it is made: the first 64 bits of its SHA-256. */
    static long hash(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
