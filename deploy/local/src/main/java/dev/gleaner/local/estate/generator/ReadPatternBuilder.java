package dev.gleaner.local.estate.generator;

import dev.gleaner.local.estate.BucketReadPattern;
import dev.gleaner.local.estate.series.SeriesShape;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Describes reads of a prefix, by default every six hours, so that the trail stays small. */
final class ReadPatternBuilder {

    private static final Duration SIX_HOURS = Duration.ofHours(6);
    private static final double NOISE = 0.1;

    private final EstateBuilder estateBuilder;
    private final String reader;
    private final String bucket;
    private final String prefix;
    private @Nullable String instance;
    private @Nullable String endpoint;
    private @Nullable String nat;
    private @Nullable String address;
    private double bytes;
    private double noise = NOISE;
    private int objects;
    private Duration every = SIX_HOURS;
    private BucketReadPattern.@Nullable Order order;

    ReadPatternBuilder(EstateBuilder estateBuilder, String reader, String bucket, String prefix) {
        this.estateBuilder = estateBuilder;
        this.reader = reader;
        this.bucket = estateBuilder.name(bucket);
        this.prefix = prefix;
    }

    ReadPatternBuilder fromInstance(String name) {
        instance = estateBuilder.name(name);
        return this;
    }

    ReadPatternBuilder throughEndpoint(String name) {
        endpoint = estateBuilder.name(name);
        return this;
    }

    ReadPatternBuilder throughNat(String name) {
        nat = estateBuilder.name(name);
        return this;
    }

    ReadPatternBuilder fromAddress(String text) {
        address = text;
        return this;
    }

    /** The bytes and the number of objects of a round. */
    ReadPatternBuilder round(double size, int number) {
        bytes = size;
        objects = number;
        return this;
    }

    /** Reads the objects in the order of their names, the next ones in each round. */
    ReadPatternBuilder inOrder(Duration between) {
        order = BucketReadPattern.Order.NAMES;
        every = between;
        return this;
    }

    /** Reads the same number of bytes in each round, so that what it costs does not depend on the hour of the end. */
    ReadPatternBuilder evenly() {
        noise = 0;
        return this;
    }

    /** Adds the reads without an expected finding on the prefix. */
    void add() {
        estateBuilder.add(new BucketReadPattern(
                reader,
                instance,
                endpoint,
                nat,
                address,
                bucket,
                prefix,
                SeriesShape.flat(bytes, noise),
                every,
                objects,
                order));
    }

    /** Adds the reads with an expected finding of this rule on the prefix. */
    void addExpecting(String rule) {
        add();
        estateBuilder.expectOpen(rule, bucket + "/" + prefix);
    }
}
