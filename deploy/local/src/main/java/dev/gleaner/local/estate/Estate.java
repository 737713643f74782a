package dev.gleaner.local.estate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A made or recorded world: instances, what they measured, what happened to them, where data lies and who reads it, and
 * what has to be found. Times may be relative to its end; {@code docs/estate.md} describes the JSON form.
 *
 * @param seed of everything random in it: noise, ids, delivery times
 * @param days of history before the end
 */
public record Estate(
        String name,
        long seed,
        int days,
        List<Resource> resources,
        List<Series> series,
        List<Cards> cards,
        List<Event> events,
        List<Bucket> buckets,
        List<Vpc> vpcs,
        List<Read> reads,
        Truth truth) {

    /** Days of history unless the file says otherwise. */
    public static final int DEFAULT_DAYS = 14;

    public Estate {
        days = days == 0 ? DEFAULT_DAYS : days;
        resources = List.copyOf(resources);
        series = series == null ? List.of() : List.copyOf(series);
        cards = cards == null ? List.of() : List.copyOf(cards);
        events = events == null ? List.of() : List.copyOf(events);
        buckets = buckets == null ? List.of() : List.copyOf(buckets);
        vpcs = vpcs == null ? List.of() : List.copyOf(vpcs);
        reads = reads == null ? List.of() : List.copyOf(reads);
        truth = truth == null ? Truth.nothing() : truth;
    }

    /** One of instances alone, without GPU hosts whose cards are read. */
    public Estate(
            String name,
            long seed,
            int days,
            List<Resource> resources,
            List<Series> series,
            List<Event> events,
            Truth truth) {
        this(name, seed, days, resources, series, List.of(), events, List.of(), List.of(), List.of(), truth);
    }

    /** The resource of that name; {@link IllegalArgumentException} when there is none. */
    public Resource require(String logicalName) {
        return resource(logicalName)
                .orElseThrow(() -> new IllegalArgumentException("not in estate " + name + ": " + logicalName));
    }

    /** The instance of that name. */
    public Optional<Resource> resource(String logicalName) {
        return resources.stream().filter(r -> r.name().equals(logicalName)).findFirst();
    }

    /** The bucket of that name. */
    public Optional<Bucket> bucket(String bucketName) {
        return buckets.stream().filter(b -> b.name().equals(bucketName)).findFirst();
    }

    /** The VPC of that name. */
    public Optional<Vpc> vpc(String logicalName) {
        return vpcs.stream().filter(v -> v.name().equals(logicalName)).findFirst();
    }

    /** The same where the tag {@code Name} of each instance and VPC is its logical name, unless it has another one. */
    Estate withNameTags() {
        return new Estate(
                name,
                seed,
                days,
                resources.stream().map(Resource::withNameTag).toList(),
                series,
                cards,
                events,
                buckets,
                vpcs.stream().map(Vpc::withNameTag).toList(),
                reads,
                truth);
    }

    /** The same with more that happened. */
    public Estate with(List<Event> more) {
        List<Event> all = new ArrayList<>(events);
        all.addAll(more);
        return new Estate(name, seed, days, resources, series, cards, all, buckets, vpcs, reads, truth);
    }

    /** The same with its storage and networks as they became. */
    public Estate with(List<Bucket> otherBuckets, List<Vpc> otherVpcs) {
        return new Estate(name, seed, days, resources, series, cards, events, otherBuckets, otherVpcs, reads, truth);
    }

    /** The same where nobody sees buckets, VPCs and reads: they are not there, nor what would be found of them. */
    public Estate instancesAlone() {
        return new Estate(
                name,
                seed,
                days,
                resources,
                series,
                cards,
                events,
                List.of(),
                List.of(),
                List.of(),
                truth.of(subject -> resource(subject).isPresent()));
    }
}
