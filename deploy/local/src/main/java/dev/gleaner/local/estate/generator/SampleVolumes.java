package dev.gleaner.local.estate.generator;

import static dev.gleaner.local.estate.kind.EstateKind.FORGOTTEN_STORAGE;
import static dev.gleaner.local.estate.saving.ExpectedSavingCalculator.LOG_RETENTION;
import static dev.gleaner.local.estate.saving.ExpectedSavingCalculator.OLD_VOLUME_TYPE;

import dev.gleaner.local.estate.kind.AttachmentPeriod;
import dev.gleaner.local.estate.kind.EstateAddress;
import dev.gleaner.local.estate.kind.EstateEbsSnapshot;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.EstateLogGroup;
import dev.gleaner.local.estate.kind.EstateVolume;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.kind.SampleEstate;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.EstateSeries;
import dev.gleaner.local.estate.series.EstateTime;
import dev.gleaner.local.estate.series.SeriesShape;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Volumes, addresses, snapshots and log groups: forgotten ones, and those that only look forgotten. */
final class SampleVolumes {

    private static final String HOME = "us-east-1";
    private static final String PARIS = "eu-west-3";
    private static final long GIGABYTE = 1_000_000_000L;

    private final EstateBuilder estateBuilder;

    private SampleVolumes(EstateBuilder estateBuilder) {
        this.estateBuilder = estateBuilder;
    }

    static void addTo(EstateBuilder estateBuilder) {
        SampleVolumes sample = new SampleVolumes(estateBuilder);
        sample.forgottenVolumes();
        sample.usedVolumes();
        sample.oldVolumeTypes();
        sample.boughtPerformance();
        sample.addresses();
        sample.snapshots();
        sample.logGroups();
    }

    private void forgottenVolumes() {
        volume("old-dataset", EstateVolume.VolumeType.GP3, 500, "-P300D")
                .usedBy("registry-1", "-P300D", "-P20D")
                .addExpecting(FORGOTTEN_STORAGE);
        volume("never-attached", EstateVolume.VolumeType.GP3, 200, "-P25D")
                .performance(6_000, 250)
                .addExpecting(FORGOTTEN_STORAGE);
        // Its owner is a cluster, so the remedy is advice.
        volume("claim-of-a-job", EstateVolume.VolumeType.GP3, 100, "-P60D")
                .tagged("kubernetes.io/cluster/ml", "owned")
                .tagged("kubernetes.io/created-for/pvc/name", "checkpoints")
                .addExpecting(FORGOTTEN_STORAGE);
        // No price of this region is known to the estate.
        volume("paris-archive", EstateVolume.VolumeType.GP3, 300, "-P90D")
                .in(PARIS)
                .addExpecting(FORGOTTEN_STORAGE);
    }

    private void usedVolumes() {
        VolumeBuilder weekly = volume("weekly-scratch", EstateVolume.VolumeType.GP3, 1_000, "-P180D");
        // Longer than a day, so that each daily listing shows it.
        for (int days : new int[] {26, 19, 12, 5}) {
            weekly.usedBy("registry-1", "-P" + days + "D", "-P" + (days - 2) + "DT12H");
        }
        weekly.add();
        volume("just-detached", EstateVolume.VolumeType.GP3, 400, "-P200D")
                .usedBy("api-2", "-P200D", "-P10D")
                .add();
    }

    private void oldVolumeTypes() {
        volume("feature-index", EstateVolume.VolumeType.GP2, 1_000, "-P400D")
                .usedBy("features-1", "-P400D", null)
                .addExpecting(OLD_VOLUME_TYPE);
        volume("model-cache", EstateVolume.VolumeType.GP2, 4_000, "-P400D")
                .usedBy("api-1", "-P400D", null)
                .addExpecting(OLD_VOLUME_TYPE);
        // 128 MiB/s of gp2 are more than gp3 includes, and what has to be bought in addition costs more than it saves.
        volume("config-disk", EstateVolume.VolumeType.GP2, 4, "-P400D")
                .usedBy("api-1", "-P400D", null)
                .add();
        // The same for 250 MiB/s, up to 250 GiB.
        volume("index-copy", EstateVolume.VolumeType.GP2, 200, "-P400D")
                .usedBy("features-1", "-P400D", null)
                .add();
    }

    /** Volumes with bought performance: more than they use, or not. */
    private void boughtPerformance() {
        volume("training-scratch", EstateVolume.VolumeType.GP3, 500, "-P200D")
                .performance(12_000, 500)
                .usedBy("features-1", "-P200D", null)
                .operating(1_500, 1_800)
                .addExpecting(OLD_VOLUME_TYPE);
        // Three hours of each night are one in eight, so the 99th percentile is that of the nights.
        volume("search-index", EstateVolume.VolumeType.GP3, 800, "-P200D")
                .performance(10_000, 150)
                .usedBy("api-2", "-P200D", null)
                .operating(500, 9_400)
                .add();
        volume("ledger", EstateVolume.VolumeType.IO2, 400, "-P400D")
                .operations(100_000)
                .usedBy("api-1", "-P400D", null)
                .operating(88_000, 96_000)
                .add();
    }

    private void addresses() {
        address("old-gateway-ip", FORGOTTEN_STORAGE, use("registry-1", "-P300D", "-P12D"));
        address("reserved-ip", FORGOTTEN_STORAGE);
        address(
                "failover-ip",
                null,
                use("api-2", "-P20D", "-P18D"),
                use("api-2", "-P11D", "-P9DT12H"),
                use("api-2", "-P4D", "-P2DT12H"));
        address("api-ip", null, use("api-1", "-P200D", null));
    }

    private void snapshots() {
        snapshot("old-dataset-copy", "old-dataset", 500, "-P200D", null, FORGOTTEN_STORAGE);
        snapshot("deleted-disk", null, 100, "-P120D", null, FORGOTTEN_STORAGE);
        snapshot("base-image-root", null, 30, "-P400D", "base-image", null);
        snapshot("last-month", "feature-index", 1_000, "-P40D", null, null);
    }

    private void logGroups() {
        logGroup("/ml/training/debug", 900, null, "-P700D", LOG_RETENTION);
        written("/ml/training/debug", 900.0 / 700);
        logGroup("/ecs/ranker", 400, null, "-P365D", LOG_RETENTION);
        written("/ecs/ranker", 400.0 / 365);
        // Less than 5 USD a month.
        logGroup("/app/api/access", 120, null, "-P365D", null);
        // Kept without limit, because its tag says so.
        logGroup("/audit/payments", 3_000, null, "-P900D", null, Map.of("legal-hold", "true"));
        // Kept for ten years.
        logGroup("/audit/trades", 2_500, 3_653, "-P900D", null);
    }

    private VolumeBuilder volume(String name, EstateVolume.VolumeType type, int size, String created) {
        return new VolumeBuilder(estateBuilder, name, type, size, created);
    }

    private void address(String name, @Nullable String rule, AttachmentPeriod... uses) {
        String own = estateBuilder.name(name);
        estateBuilder.add(
                KindRegistry.ADDRESSES,
                new EstateAddress(
                        own,
                        EstateInstance.DEFAULT_ACCOUNT,
                        HOME,
                        SampleEstate.allocated(Map.of("Name", own)),
                        List.of(uses),
                        null));
        expect(rule, own);
    }

    private AttachmentPeriod use(String instance, String from, @Nullable String until) {
        return new AttachmentPeriod(
                estateBuilder.name(instance), new EstateTime(from), until == null ? null : new EstateTime(until));
    }

    private void snapshot(
            String name,
            @Nullable String volume,
            int size,
            String created,
            @Nullable String image,
            @Nullable String rule) {
        String own = estateBuilder.name(name);
        estateBuilder.add(
                KindRegistry.SNAPSHOTS,
                new EstateEbsSnapshot(
                        own,
                        EstateInstance.DEFAULT_ACCOUNT,
                        HOME,
                        SampleEstate.allocated(Map.of("Name", own)),
                        volume == null ? null : estateBuilder.name(volume),
                        size,
                        new EstateTime(created),
                        image,
                        null));
        expect(rule, own);
    }

    private void logGroup(
            String name, long gigabytes, @Nullable Integer retention, String created, @Nullable String rule) {
        logGroup(name, gigabytes, retention, created, rule, Map.of());
    }

    private void logGroup(
            String name,
            long gigabytes,
            @Nullable Integer retention,
            String created,
            @Nullable String rule,
            Map<String, String> tags) {
        String own = estateBuilder.name(name);
        estateBuilder.add(
                KindRegistry.LOG_GROUPS,
                new EstateLogGroup(
                        own,
                        EstateInstance.DEFAULT_ACCOUNT,
                        HOME,
                        SampleEstate.allocated(tags),
                        gigabytes * GIGABYTE,
                        retention,
                        new EstateTime(created)));
        expect(rule, own);
    }

    /** The gigabytes that are written to a log group each day: as many as it has stored of each day of its age. */
    private void written(String logGroup, double gigabytes) {
        double points = Duration.ofDays(1).toSeconds() / (double) EstateSeries.FIVE_MINUTES;
        estateBuilder.add(
                estateBuilder.name(logGroup),
                EstateMetric.INCOMING_BYTES,
                SeriesShape.flat(gigabytes * GIGABYTE / points, 0));
    }

    private void expect(@Nullable String rule, String name) {
        if (rule != null) {
            estateBuilder.expectOpen(rule, name);
        }
    }

    /** Describes one volume of an estate. */
    private static final class VolumeBuilder {

        private static final double OPERATION_BYTES = 16 << 10;

        private final EstateBuilder estateBuilder;
        private final String name;
        private final EstateVolume.VolumeType type;
        private final int size;
        private final String created;
        private List<AttachmentPeriod> uses = List.of();
        private Map<String, String> tags;
        private String region = HOME;
        private String zone = HOME + "a";
        private @Nullable Integer iops;
        private @Nullable Integer throughput;
        private @Nullable SeriesShape operating;

        VolumeBuilder(
                EstateBuilder estateBuilder, String name, EstateVolume.VolumeType type, int size, String created) {
            this.estateBuilder = estateBuilder;
            this.name = estateBuilder.name(name);
            this.type = type;
            this.size = size;
            this.created = created;
            this.tags = SampleEstate.allocated(Map.of("Name", this.name));
        }

        VolumeBuilder in(String otherRegion) {
            region = otherRegion;
            zone = otherRegion + "a";
            return this;
        }

        VolumeBuilder performance(int operations, int mebibytes) {
            iops = operations;
            throughput = mebibytes;
            return this;
        }

        VolumeBuilder operations(int bought) {
            iops = bought;
            return this;
        }

        /** Operations per second of 16 KiB, half of them reads: always, and from 01:00 to 04:00 UTC. */
        VolumeBuilder operating(double always, double atNight) {
            operating = SeriesShape.flat(always, 0)
                    .withWeekly(SeriesShape.Weekly.everyDay(LocalTime.of(1, 0), Duration.ofHours(3), atNight));
            return this;
        }

        VolumeBuilder tagged(String key, String value) {
            tags = Stream.concat(tags.entrySet().stream(), Map.of(key, value).entrySet().stream())
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            return this;
        }

        /** Attached to an instance, in whose zone it is; {@code until} is absent while it is attached. */
        VolumeBuilder usedBy(String instance, String from, @Nullable String until) {
            String user = estateBuilder.name(instance);
            zone = estateBuilder.zoneOf(user);
            AttachmentPeriod use =
                    new AttachmentPeriod(user, new EstateTime(from), until == null ? null : new EstateTime(until));
            uses = Stream.concat(uses.stream(), Stream.of(use)).toList();
            return this;
        }

        /** Adds the volume without an expected finding. */
        void add() {
            estateBuilder.add(
                    KindRegistry.VOLUMES,
                    new EstateVolume(
                            name,
                            EstateInstance.DEFAULT_ACCOUNT,
                            region,
                            zone,
                            type,
                            size,
                            iops,
                            throughput,
                            tags,
                            new EstateTime(created),
                            uses,
                            null));
            if (operating != null) {
                double operations = EstateSeries.MINUTE / 2.0;
                measure(operating, operations, EstateMetric.VOLUME_READ_OPS, EstateMetric.VOLUME_WRITE_OPS);
                measure(
                        operating,
                        operations * OPERATION_BYTES,
                        EstateMetric.VOLUME_READ_BYTES,
                        EstateMetric.VOLUME_WRITE_BYTES);
            }
        }

        private void measure(SeriesShape perSecond, double factor, EstateMetric... metrics) {
            SeriesShape shape = SeriesShape.flat(perSecond.level() * factor, 0)
                    .withWeekly(perSecond.weekly().stream()
                            .map(work -> new SeriesShape.Weekly(
                                    work.days(), work.from(), work.length(), work.level() * factor))
                            .toArray(SeriesShape.Weekly[]::new));
            for (EstateMetric metric : metrics) {
                estateBuilder.add(name, metric, shape);
            }
        }

        /** Adds the volume with an expected finding of this rule. */
        void addExpecting(String rule) {
            add();
            estateBuilder.expectOpen(rule, name);
        }
    }
}
