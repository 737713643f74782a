package dev.gleaner.collector.source.cloudtrail.mapping;

import dev.gleaner.collector.Bytes;
import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.fleet.InstanceLaunchRegistry;
import dev.gleaner.collector.listing.ListedRegion;
import dev.gleaner.collector.listing.ListingRegistry;
import dev.gleaner.collector.listing.kind.ScalingGroupListing;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.source.cloudtrail.record.TrailParser;
import dev.gleaner.collector.training.CheckpointKeyParser;
import dev.gleaner.collector.training.TrainingHostLocator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads trail files in tests. */
public final class Trail {

    public static final int LIMIT = 1024 * 1024;
    public static final Instant NOW = Instant.parse("2026-03-01T13:00:00Z");

    private Trail() {}

    /** Hands out every entry. */
    static void each(byte[] bytes, Consumer<TrailParser.Entry> reader) {
        try {
            new TrailParser(LIMIT).parse(new ByteArrayInputStream(bytes), reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All entries; only of a few kB may one look into them. */
    public static List<TrailParser.Entry> entries(byte[] bytes) {
        return entries(bytes, LIMIT);
    }

    public static List<TrailParser.Entry> entries(byte[] bytes, int limit) {
        List<TrailParser.Entry> entries = new ArrayList<>();
        try {
            new TrailParser(limit).parse(new ByteArrayInputStream(bytes), entries::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }

    static ParsedTrailBatch reading(String resource) {
        return reading(Bytes.ofResource("cloudtrail/" + resource), resource);
    }

    public static ParsedTrailBatch reading(byte[] bytes, String place) {
        return reading(bytes, place, new NetworkLocator());
    }

    static ParsedTrailBatch reading(byte[] bytes, String place, NetworkLocator networkLocator) {
        return reading(bytes, place, new TrailReader(new TrailParser(LIMIT), networkLocator));
    }

    static ParsedTrailBatch reading(byte[] bytes, String place, TrainingHostLocator trainingHostLocator) {
        return reading(
                bytes, place, new TrailReader(new TrailParser(LIMIT), new NetworkLocator(), trainingHostLocator));
    }

    /** Finds the hosts of training runs by some listed instances and groups, all of one region. */
    public static TrainingHostLocator hosts(
            List<InstanceLaunchRegistry.Launch> launched, List<ScalingGroupListing.NamedGroup> groups) {
        InstanceLaunchRegistry launches = new InstanceLaunchRegistry();
        ListingRegistry listed = new ListingRegistry();
        launched.stream()
                .map(InstanceLaunchRegistry.Launch::instance)
                .findFirst()
                .ifPresent(instance -> {
                    launches.replace(instance.account(), instance.region(), launched);
                    listed.replace(
                            instance.account(),
                            instance.region(),
                            ListedRegion.of(List.of()).with(ScalingGroupListing.NamedGroup.class, groups));
                });
        CheckpointKeyParser.Words words = new CheckpointKeyParser.Words(List.of("checkpoint"), List.of("step"));
        return new TrainingHostLocator(words, launches, listed);
    }

    private static ParsedTrailBatch reading(byte[] bytes, String place, TrailReader reader) {
        ParsedTrailBatch parsedTrailBatch = new ParsedTrailBatch();
        try {
            reader.read(
                    new ByteArrayInputStream(bytes), new FileOrigin("cloudtrail-folder", place, NOW), parsedTrailBatch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return parsedTrailBatch;
    }
}
