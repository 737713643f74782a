package dev.gleaner.systemtests.trail;

import dev.gleaner.contracts.signal.proto.Progress;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Signals in the order of their times, with hourly progress of their sources between them. */
public final class SignalTimeline {

    private static final Duration SETTLE = Duration.ofMinutes(10);
    private static final List<String> SOURCES =
            List.of("inventory", "inventory-buckets", "inventory-networks", "metric-stream", "gpu", "cloudtrail-s3");

    private final TreeMap<Instant, List<Signal>> byTime = new TreeMap<>();
    private final Set<Place> places = new TreeSet<>();

    private record Place(String account, String region) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            return (account + region).compareTo(other.account + other.region);
        }
    }

    /** Adds a signal; its account and region get progress of all sources. */
    public void put(Instant at, Signal signal) {
        byTime.computeIfAbsent(at, key -> new ArrayList<>()).add(signal);
        places.add(new Place(signal.getAccount(), signal.getRegion()));
    }

    /**
     * All signals and progress in order.
     *
     * @param first time of the first progress; earlier signals are backfill
     * @param end time of the last progress
     */
    public List<Signal> inOrder(Instant first, Instant end) {
        List<Signal> ordered = new ArrayList<>();
        Instant next = first;
        for (var entry : byTime.entrySet()) {
            while (!entry.getKey().isBefore(next.plus(SETTLE))) {
                ordered.add(progress(next));
                next = next.plus(Duration.ofHours(1));
            }
            ordered.addAll(entry.getValue());
        }
        ordered.add(progress(end));
        return ordered;
    }

    private Signal progress(Instant through) {
        Progress.Builder progress = Progress.newBuilder();
        for (Place place : places) {
            for (String source : SOURCES) {
                progress.addSources(SourceProgress.newBuilder()
                        .setSource(source)
                        .setAccount(place.account())
                        .setRegion(place.region())
                        .setThrough(through.toEpochMilli()));
            }
        }
        return Signal.newBuilder().setProgress(progress).build();
    }
}
