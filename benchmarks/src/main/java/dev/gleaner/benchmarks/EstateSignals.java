package dev.gleaner.benchmarks;

import dev.gleaner.collector.source.cloudtrail.mapping.OfflineTrailReader;
import dev.gleaner.collector.source.cloudwatch.stream.OfflineMetricStreamReader;
import dev.gleaner.collector.source.gpu.smi.OfflineSmiReader;
import dev.gleaner.contracts.resource.ResourceController;
import dev.gleaner.contracts.signal.SignalMetrics;
import dev.gleaner.contracts.signal.proto.Gpu;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.HostGpus;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.output.NvidiaSmiRenderer;
import dev.gleaner.local.estate.output.RawEstateInputs;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import dev.gleaner.systemtests.trail.SignalTimeline;
import dev.gleaner.systemtests.trail.TrailSignals;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The signals of a whole estate: its trail files, metric stream and GPU readings through the collector's readers, inventory
 * every six hours, and hourly progress after two days of backfill.
 */
final class EstateSignals {

    private static final Duration BACKFILL = Duration.ofDays(2);
    private static final Duration LISTING = Duration.ofHours(6);

    private final RawEstateInputs inputs;
    private final EstateTimeline estateTimeline;
    private final SignalTimeline timeline = new SignalTimeline();

    private EstateSignals(RawEstateInputs inputs) {
        this.inputs = inputs;
        this.estateTimeline = inputs.replay();
    }

    /** All signals in the order of their times, with progress between them. */
    static List<Signal> of(Estate estate, Instant end) {
        EstateSignals signals = new EstateSignals(RawEstateInputs.of(estate, end));
        signals.metrics();
        signals.trail();
        signals.addGpuSignals();
        signals.listings();
        EstateTimeline estateTimeline = signals.estateTimeline;
        return signals.timeline.inOrder(estateTimeline.start().plus(BACKFILL), estateTimeline.end());
    }

    private void metrics() {
        inputs.metrics(text -> OfflineMetricStreamReader.signals(text, "delivery", estateTimeline.end())
                .forEach(signal -> timeline.put(start(signal), signal)));
    }

    /** Of the first hour; the texts are hour by hour. */
    private static Instant start(Signal signal) {
        return Instant.ofEpochMilli(SignalMetrics.of(signal).get(0).getStart());
    }

    private void trail() {
        OfflineTrailReader trail = new OfflineTrailReader("cloudtrail-s3");
        inputs.trail()
                .forEach(file -> trail.signals(file.bytes(), file.key(), file.delivered())
                        .forEach(signal -> timeline.put(Instant.ofEpochMilli(TrailSignals.time(signal)), signal)));
    }

    /** Hour by hour, as an agent sends them; the invalid first reading is not dropped here. */
    private void addGpuSignals() {
        NvidiaSmiRenderer renderer = new NvidiaSmiRenderer(estateTimeline);
        for (HostGpus hostGpus : estateTimeline.estate().cards()) {
            for (Instant at = renderer.start(); at.isBefore(estateTimeline.end()); at = at.plus(Duration.ofHours(1))) {
                String text = renderer.text(hostGpus, at, at.plus(Duration.ofHours(1)));
                if (!text.isEmpty()) {
                    OfflineSmiReader.minutes(text, ZoneOffset.UTC, estateTimeline.end())
                            .forEach(gpu -> put(hostGpus, gpu));
                }
            }
        }
    }

    private void put(HostGpus hostGpus, Gpu gpu) {
        EstateInstance host = estateTimeline.estate().require(hostGpus.resource());
        Instant at = Instant.ofEpochMilli(gpu.getCards(0).getSamples(0).getTime());
        timeline.put(
                at,
                Signal.newBuilder()
                        .setResource(inputs.identities().arn(host).toString())
                        .setSource("gpu")
                        .setAccount(host.account())
                        .setRegion(host.region())
                        .setObservedAt(at.toEpochMilli())
                        .setGpu(gpu)
                        .build());
    }

    private void listings() {
        for (Instant at = estateTimeline.start(); at.isBefore(estateTimeline.end()); at = at.plus(LISTING)) {
            for (EstateInstance estateInstance : estateTimeline.estate().instances()) {
                timeline.put(at, listing(estateInstance, at));
            }
        }
    }

    private Signal listing(EstateInstance estateInstance, Instant at) {
        Map<String, String> tags = new TreeMap<>(estateInstance.tags());
        String group = estateInstance.autoScalingGroup();
        if (group != null) {
            tags.put(ResourceController.SCALING_GROUP_NAME, group);
        }
        Inventory.Builder inventory = Inventory.newBuilder()
                .setState(estateTimeline.wasRunningAt(estateInstance, at) ? "running" : "stopped")
                .setType(estateInstance.type())
                .putAllTags(tags)
                .setOwner(ResourceController.owner(tags))
                .setZone(estateInstance.zone())
                .setPlatform("Linux/UNIX")
                .setTenancy("default")
                .setRootDevice("ebs");
        return Signal.newBuilder()
                .setResource(inputs.identities().arn(estateInstance).toString())
                .setSource("inventory")
                .setAccount(estateInstance.account())
                .setRegion(estateInstance.region())
                .setObservedAt(at.toEpochMilli())
                .setInventory(inventory)
                .build();
    }
}
