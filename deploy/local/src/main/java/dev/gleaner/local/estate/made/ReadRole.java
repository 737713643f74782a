package dev.gleaner.local.estate.made;

import dev.gleaner.local.estate.Read;
import dev.gleaner.local.estate.Shape;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reading of a prefix while it is being described: every six hours, so that a trail stays small. */
final class ReadRole {

    private static final Duration EVERY = Duration.ofHours(6);
    private static final double NOISE = 0.1;

    private final Casting casting;
    private final String reader;
    private final String bucket;
    private final String prefix;
    private @Nullable String instance;
    private @Nullable String endpoint;
    private @Nullable String nat;
    private @Nullable String address;
    private double bytes;
    private int objects;

    ReadRole(Casting casting, String reader, String bucket, String prefix) {
        this.casting = casting;
        this.reader = reader;
        this.bucket = casting.name(bucket);
        this.prefix = prefix;
    }

    ReadRole fromInstance(String name) {
        instance = casting.name(name);
        return this;
    }

    ReadRole throughEndpoint(String name) {
        endpoint = casting.name(name);
        return this;
    }

    ReadRole throughNat(String name) {
        nat = casting.name(name);
        return this;
    }

    ReadRole fromAddress(String text) {
        address = text;
        return this;
    }

    /** So many bytes, in so many objects. */
    ReadRole round(double size, int number) {
        bytes = size;
        objects = number;
        return this;
    }

    /** Nothing has to be found of the prefix. */
    void play() {
        casting.add(new Read(
                reader, instance, endpoint, nat, address, bucket, prefix, Shape.flat(bytes, NOISE), EVERY, objects));
    }

    /** This rule has to find the prefix. */
    void playAndBeFoundBy(String rule) {
        play();
        casting.expectOpen(rule, bucket + "/" + prefix);
    }
}
