package dev.gleaner.local.estate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.local.estate.kind.EstateBucket;
import dev.gleaner.local.estate.kind.EstateContainerRepository;
import dev.gleaner.local.estate.kind.EstateInferenceEndpoint;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.EstateLogGroup;
import dev.gleaner.local.estate.kind.EstateNotebook;
import dev.gleaner.local.estate.kind.EstateVolume;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.kind.StoredFolder;
import dev.gleaner.local.estate.output.PastListingsRenderer;
import dev.gleaner.local.estate.saving.ExpectedSavingCalculator;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.ResourcePoint;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the rules of forgotten storage, old volume types and log retention say of an estate, computed from the listings of the
 * past and the state at the end.
 */
public final class NaiveResourceJudge {

    private static final Duration UNATTACHED = Duration.ofDays(14);
    private static final Duration UNASSOCIATED = Duration.ofDays(7);
    private static final Duration OLD = Duration.ofDays(90);
    private static final double LEAST_LOGS_USD = 5;
    private static final double LOGS_USD_PER_BYTE = 0.03 / 1e9;
    private static final double S3_USD_PER_BYTE = 0.023 / (1L << 30);
    private static final double IMAGE_USD_PER_BYTE = 0.10 / (1L << 30);
    private static final double LEAST_INGESTION_USD = 50;
    private static final double INGESTION_USD_PER_BYTE = 0.50 / 1e9;
    private static final Duration RUN_ENDED = Duration.ofDays(10);
    private static final int KEPT_CHECKPOINTS = 3;

    /** All endpoints with a load are of this type. */
    private static final double M5_XLARGE_CPUS = 4;

    private final EstateTimeline estateTimeline;
    private final Estate estate;
    private final Instant end;
    private final Map<String, Instant> unusedSince = new TreeMap<>();

    public NaiveResourceJudge(EstateTimeline estateTimeline) {
        this.estateTimeline = estateTimeline;
        this.estate = estateTimeline.estate();
        this.end = estateTimeline.end();
        EstateIdentities identities = EstateIdentities.made(estate);
        for (PastListingsRenderer.PastListing listing : new PastListingsRenderer(estateTimeline, identities).render()) {
            listing.json()
                    .path("Volumes")
                    .forEach(volume -> see(
                            volume.get("VolumeId"), volume.get("Attachments").isEmpty(), listing.asOf()));
            listing.json()
                    .path("Addresses")
                    .forEach(address -> see(address.get("AllocationId"), !address.has("InstanceId"), listing.asOf()));
        }
        Map<String, String> names = new TreeMap<>();
        identities.byName().forEach((name, id) -> names.put(id, name));
        Map<String, Instant> byId = new TreeMap<>(unusedSince);
        unusedSince.clear();
        byId.forEach((id, since) -> unusedSince.put(names.get(id), since));
    }

    private void see(JsonNode id, boolean isUnused, Instant asOf) {
        if (isUnused) {
            unusedSince.putIfAbsent(id.asText(), asOf);
        } else {
            unusedSince.remove(id.asText());
        }
    }

    /** What each of its rules finds, by rule. */
    public Map<String, List<String>> byRule() {
        return Map.of(
                EstateKind.FORGOTTEN_STORAGE, forgotten(),
                ExpectedSavingCalculator.OLD_VOLUME_TYPE, oldTypes(),
                ExpectedSavingCalculator.LOG_RETENTION, logs(),
                EstateContainerRepository.UNTAGGED_IMAGES, untaggedImages(),
                EstateInferenceEndpoint.IDLE_ENDPOINT, idleEndpoints(),
                EstateInferenceEndpoint.OVERSIZED_ENDPOINT, oversizedEndpoints(),
                EstateNotebook.IDLE_NOTEBOOK, idleNotebooks(),
                ExpectedSavingCalculator.OVERSIZED_FLEET, oversizedFleets());
    }

    /** Volumes and addresses that every listing of some time shows unused, and old snapshots without an image. */
    public List<String> forgotten() {
        List<String> names = new ArrayList<>();
        estate.all(KindRegistry.VOLUMES).stream()
                .filter(v -> v.useAt(end, end).isEmpty() && isUnused(v.name(), UNATTACHED))
                .forEach(v -> names.add(v.name()));
        estate.all(KindRegistry.ADDRESSES).stream()
                .filter(a -> a.useAt(end, end).isEmpty() && isUnused(a.name(), UNASSOCIATED))
                .forEach(a -> names.add(a.name()));
        estate.all(KindRegistry.SNAPSHOTS).stream()
                .filter(s -> s.image() == null && !s.created().resolve(end).isAfter(end.minus(OLD)))
                .forEach(s -> names.add(s.name()));
        estate.buckets().stream()
                .filter(b -> hasOldCheckpoints(b)
                        || b.uploads().stream()
                                .anyMatch(upload ->
                                        upload.started().resolve(end).isBefore(end.minus(Duration.ofDays(7)))))
                .forEach(b -> names.add(b.name()));
        return names.stream().sorted().toList();
    }

    /** Whether some folder has more checkpoints than are kept, none of which was written or read lately. */
    private boolean hasOldCheckpoints(EstateBucket bucket) {
        Map<String, List<StoredFolder>> runs = bucket.inventory().stream()
                .filter(folder -> folder.prefix().contains("/checkpoint-"))
                .collect(Collectors.groupingBy(
                        folder -> folder.prefix().substring(0, folder.prefix().indexOf('/') + 1)));
        return runs.entrySet().stream()
                .anyMatch(run -> run.getValue().size() > KEPT_CHECKPOINTS
                        && run.getValue().stream()
                                .noneMatch(one -> one.newest().resolve(end).isAfter(end.minus(RUN_ENDED)))
                        && estateTimeline.reads(end.minus(RUN_ENDED), end).stream()
                                .noneMatch(read -> read.bucket().equals(bucket)
                                        && read.key().startsWith(run.getKey())));
    }

    /** Repositories without a policy whose old untagged images are certain not to be in use, and cost more than a dollar. */
    private List<String> untaggedImages() {
        Instant monthAgo = end.minus(Duration.ofDays(30));
        return estate.all(KindRegistry.CONTAINER_REPOSITORIES).stream()
                .filter(repository -> !repository.expires()
                        && repository.images().stream().noneMatch(EstateContainerRepository.Image::index))
                .filter(repository -> {
                    List<EstateContainerRepository.Image> old = repository.images().stream()
                            .filter(image -> image.tag() == null
                                    && image.pushed().resolve(end).isBefore(monthAgo))
                            .toList();
                    return old.stream()
                                            .mapToDouble(image -> image.bytes() * IMAGE_USD_PER_BYTE)
                                            .sum()
                                    > 1
                            && old.stream()
                                    .allMatch(image -> image.pulled() != null
                                            && image.pulled().resolve(end).isBefore(monthAgo));
                })
                .map(EstateContainerRepository::name)
                .sorted()
                .toList();
    }

    private boolean isUnused(String name, Duration least) {
        Instant since = unusedSince.get(name);
        return since != null && !since.isAfter(end.minus(least));
    }

    /** Volumes for which the same performance costs less as gp3, and those that hardly ever use what they have bought. */
    public List<String> oldTypes() {
        return estate.all(KindRegistry.VOLUMES).stream()
                .filter(v -> (v.type() == EstateVolume.VolumeType.GP2 && asGp3(v.size()) <= 0.10 * v.size() - 1)
                        || hardlyUsesItsOperations(v))
                .map(EstateVolume::name)
                .sorted()
                .toList();
    }

    /** Whether less than one minute of 100 needs what a volume has bought beyond the 3,000 operations of gp3, less a sixth. */
    private boolean hardlyUsesItsOperations(EstateVolume volume) {
        int bought = volume.shownIops().orElse(0);
        if (volume.type() == EstateVolume.VolumeType.GP2
                || bought <= 3_000
                || volume.useAt(end, end).isEmpty()) {
            return false;
        }
        Map<Instant, Double> minutes = new TreeMap<>();
        for (ResourcePoint point : estateTimeline.resourcePoints(volume.name(), end.minus(UNATTACHED), end)) {
            if (point.metric().unit().equals("Count")) {
                minutes.merge(point.at(), point.sample().sum() / 60, Double::sum);
            }
        }
        long busy =
                minutes.values().stream().filter(used -> used > bought / 1.2).count();
        return busy * 100 < minutes.size();
    }

    /** Endpoints on instances that are older than a week and were not invoked in it. */
    public List<String> idleEndpoints() {
        Instant weekAgo = end.minus(Duration.ofDays(7));
        return estate.all(KindRegistry.INFERENCE_ENDPOINTS).stream()
                .filter(e -> e.instances() > 0 && e.created().resolve(end).isBefore(weekAgo))
                .filter(e -> estateTimeline.resourcePoints(e.name(), weekAgo, end).stream()
                                .filter(point -> point.metric() == EstateMetric.INVOCATIONS)
                                .mapToDouble(point -> point.sample().sum())
                                .sum()
                        == 0)
                .map(EstateInferenceEndpoint::name)
                .sorted()
                .toList();
    }

    /** Notebook instances that ran for three days in which nobody opened them, and whose load was known and low in each hour. */
    private List<String> idleNotebooks() {
        Instant from = end.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofDays(3));
        return estate.all(KindRegistry.NOTEBOOKS).stream()
                .filter(notebook -> !notebook.stopped()
                        && notebook.created().resolve(end).isBefore(from)
                        && notebook.opened().stream()
                                .noneMatch(time -> time.resolve(end).isAfter(from)))
                .filter(notebook -> {
                    List<ResourcePoint> points = estateTimeline.resourcePoints(notebook.name(), from, end);
                    return points.size() >= 3 * 24 * 12
                            && points.stream().allMatch(point -> point.sample().max() < 30);
                })
                .map(EstateNotebook::name)
                .sorted()
                .toList();
    }

    /**
     * Endpoints on at least three instances that were not changed for two weeks, in which all but 1 % of the hours had a load that one
     * instance fewer could bear with a reserve of a fifth, and whose answers did not get much slower.
     */
    public List<String> oversizedEndpoints() {
        return estate.all(KindRegistry.INFERENCE_ENDPOINTS).stream()
                .filter(e -> e.instances() > 2 && e.created().resolve(end).isBefore(end.minus(UNATTACHED)))
                .filter(e -> {
                    List<Double> cpu = hourly(e, EstateMetric.ENDPOINT_CPU_UTILIZATION);
                    List<Double> latency = hourly(e, EstateMetric.MODEL_LATENCY);
                    return !latency.isEmpty()
                            && cpu.get(cpu.size() * 99 / 100) / M5_XLARGE_CPUS * e.instances() / (e.instances() - 1)
                                    < 80
                            && latency.get(latency.size() * 99 / 100) < 1.5 * latency.get(latency.size() / 2);
                })
                .map(EstateInferenceEndpoint::name)
                .sorted()
                .toList();
    }

    /**
     * Auto Scaling groups of more than two instances that are older than two weeks, in which their mean CPU was low, and all but 1 % of the
     * hours had a load that one instance fewer could bear with a reserve of a fifth. All are in two zones.
     */
    public List<String> oversizedFleets() {
        Map<String, List<EstateInstance>> groups = estate.instances().stream()
                .filter(member -> member.autoScalingGroup() != null)
                .collect(Collectors.groupingBy(member -> String.valueOf(member.autoScalingGroup())));
        return groups.entrySet().stream()
                .filter(group -> group.getValue().size() > 2
                        && group.getValue().stream()
                                .allMatch(member -> member.created() != null
                                        && member.created().resolve(end).isBefore(end.minus(UNATTACHED))))
                .filter(group -> {
                    List<Double> cpu = hourly(group.getKey(), EstateMetric.GROUP_CPU_UTILIZATION);
                    int instances = group.getValue().size();
                    return !cpu.isEmpty()
                            && cpu.stream()
                                            .mapToDouble(Double::doubleValue)
                                            .average()
                                            .orElse(100)
                                    < 15
                            && cpu.get(cpu.size() * 99 / 100) * instances / (instances - 1) < 80;
                })
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private List<Double> hourly(EstateInferenceEndpoint endpoint, EstateMetric metric) {
        return hourly(endpoint.name(), metric);
    }

    /** The largest value of each hour of two weeks, ascending. */
    private List<Double> hourly(String resource, EstateMetric metric) {
        Map<Instant, Double> hours = new TreeMap<>();
        estateTimeline.resourcePoints(resource, end.minus(UNATTACHED), end).stream()
                .filter(point -> point.metric() == metric)
                .forEach(point -> hours.merge(
                        point.at().truncatedTo(ChronoUnit.HOURS), point.sample().max(), Math::max));
        return hours.values().stream().sorted().toList();
    }

    private static double asGp3(int size) {
        double iops = Math.min(16_000, Math.max(100, 3.0 * size));
        double throughput = size <= 170 ? 128 : 250;
        return 0.08 * size + 0.005 * Math.max(0, iops - 3_000) + 0.04 * Math.max(0, throughput - 125);
    }

    /** Log groups that keep everything or take in much, and buckets whose logs nothing expires. */
    public List<String> logs() {
        Stream<String> groups = estate.all(KindRegistry.LOG_GROUPS).stream()
                .filter(g -> keepsEverything(g) || takesInMuch(g))
                .map(EstateLogGroup::name);
        Stream<String> buckets =
                estate.buckets().stream().filter(this::keepsItsLogs).map(EstateBucket::name);
        return Stream.concat(groups, buckets).sorted().toList();
    }

    /** Whether it costs more than a limit, and is under no legal hold. */
    private static boolean keepsEverything(EstateLogGroup group) {
        return !group.tags().containsKey("legal-hold")
                && group.retentionDays() == null
                && group.bytes() * LOGS_USD_PER_BYTE > LEAST_LOGS_USD;
    }

    private boolean takesInMuch(EstateLogGroup group) {
        double bytes = estateTimeline.resourcePoints(group.name(), end.minus(UNATTACHED), end).stream()
                .mapToDouble(point -> point.sample().sum())
                .sum();
        return bytes / 14 * 365 / 12 * INGESTION_USD_PER_BYTE > LEAST_INGESTION_USD;
    }

    private boolean keepsItsLogs(EstateBucket bucket) {
        double bytes = bucket.inventory().stream()
                .filter(folder ->
                        folder.prefix().equals("logs/") || folder.prefix().equals("AWSLogs/"))
                .mapToDouble(
                        folder -> (double) folder.size() * folder.keys(bucket).size())
                .sum();
        boolean expires = bucket.lifecycle() != null && bucket.lifecycle().findValue("Expiration") != null;
        return !expires && bytes * S3_USD_PER_BYTE > LEAST_LOGS_USD;
    }
}
