package dev.gleaner.benchmarks;

import dev.gleaner.collector.source.cloudtrail.RecordedTrail;
import dev.gleaner.collector.source.cloudwatch.RecordedStream;
import dev.gleaner.contracts.signal.Inventory;
import dev.gleaner.contracts.signal.Progress;
import dev.gleaner.contracts.signal.Signal;
import dev.gleaner.contracts.signal.SourceProgress;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.Replay;
import dev.gleaner.local.estate.Resource;
import dev.gleaner.local.estate.raw.RawInputs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A whole estate as the collector would send it: its trail files and its metric stream through the collector's own
 * readers, a listing every six hours, and hourly progress after two days of backfill.
 */
final class EstateSignals {

    private static final Duration BACKFILL = Duration.ofDays(2);
    private static final Duration LISTING = Duration.ofHours(6);
    private static final Duration SETTLE = Duration.ofMinutes(10);

    private final RawInputs inputs;
    private final Replay replay;
    private final TreeMap<Instant, List<Signal>> byHour = new TreeMap<>();

    private EstateSignals(RawInputs inputs) {
        this.inputs = inputs;
        this.replay = inputs.replay();
    }

    /** All signals in the order of their hours, progress between them. */
    static List<Signal> of(Estate estate, Instant end) {
        EstateSignals signals = new EstateSignals(RawInputs.of(estate, end));
        signals.metrics();
        signals.trail();
        signals.listings();
        return signals.inOrder();
    }

    private void metrics() {
        inputs.metrics(text -> RecordedStream.signals(text, "delivery", replay.end())
                .forEach(signal -> put(Instant.ofEpochMilli(signal.getMetric().getStart()), signal)));
    }

    private void trail() {
        RecordedTrail trail = new RecordedTrail("cloudtrail-s3");
        inputs.trail()
                .forEach(file -> trail.signals(file.bytes(), file.key(), file.delivered())
                        .forEach(signal ->
                                put(Instant.ofEpochMilli(signal.getChanged().getTime()), signal)));
    }

    private void listings() {
        for (Instant at = replay.start(); at.isBefore(replay.end()); at = at.plus(LISTING)) {
            for (Resource resource : replay.estate().resources()) {
                put(at, listing(resource, at));
            }
        }
    }

    private Signal listing(Resource resource, Instant at) {
        Inventory.Builder inventory = Inventory.newBuilder()
                .setState(replay.ranAt(resource, at) ? "running" : "stopped")
                .setType(resource.type())
                .putAllTags(resource.tags())
                .setZone(resource.zone())
                .setPlatform("Linux/UNIX")
                .setTenancy("default")
                .setRootDevice("ebs");
        return Signal.newBuilder()
                .setResource(inputs.identities().arn(resource).toString())
                .setSource("inventory")
                .setAccount(resource.account())
                .setRegion(resource.region())
                .setObservedAt(at.toEpochMilli())
                .setInventory(inventory)
                .build();
    }

    private void put(Instant at, Signal signal) {
        byHour.computeIfAbsent(at, key -> new ArrayList<>()).add(signal);
    }

    private List<Signal> inOrder() {
        List<Signal> ordered = new ArrayList<>();
        Instant next = replay.start().plus(BACKFILL);
        for (var entry : byHour.entrySet()) {
            while (!entry.getKey().isBefore(next.plus(SETTLE))) {
                ordered.add(progress(next));
                next = next.plus(Duration.ofHours(1));
            }
            ordered.addAll(entry.getValue());
        }
        ordered.add(progress(replay.end()));
        return ordered;
    }

    private Signal progress(Instant through) {
        Progress.Builder progress = Progress.newBuilder();
        Set<String> places = new TreeSet<>();
        replay.estate().resources().stream()
                .sorted(Comparator.comparing(Resource::region))
                .filter(resource -> places.add(resource.account() + " " + resource.region()))
                .forEach(resource -> List.of("inventory", "metric-stream", "cloudtrail-s3")
                        .forEach(source -> progress.addSources(SourceProgress.newBuilder()
                                .setSource(source)
                                .setAccount(resource.account())
                                .setRegion(resource.region())
                                .setThrough(through.toEpochMilli()))));
        return Signal.newBuilder().setProgress(progress).build();
    }
}
