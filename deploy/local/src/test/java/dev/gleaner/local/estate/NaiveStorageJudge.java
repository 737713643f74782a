package dev.gleaner.local.estate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.local.estate.kind.EstateBucket;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.EstateVpc;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What the rules of storage and egress say of an estate, computed straight from what is there and what was read. */
public final class NaiveStorageJudge {

    private static final Duration MONTH = Duration.ofDays(30);
    private static final double MOST_BYTES_A_MONTH = 1e12;

    private final EstateTimeline estateTimeline;
    private final Estate estate;
    private final List<EstateTimeline.ObjectRead> reads;
    private final Duration watched;

    public NaiveStorageJudge(EstateTimeline estateTimeline) {
        this.estateTimeline = estateTimeline;
        this.estate = estateTimeline.estate();
        Instant from = estateTimeline.end().minus(Duration.ofDays(estate.days()));
        this.reads = estateTimeline.reads(from, estateTimeline.end());
        this.watched = Duration.between(from, estateTimeline.end());
    }

    /** Buckets with a prefix for whose use the convention has a rule that they lack, or with much that nobody reads or moves. */
    public List<String> lifecycle() {
        return estate.buckets().stream()
                .filter(bucket -> lacksTransition(bucket) || keepsOldVersions(bucket) || keepsUnread(bucket))
                .map(EstateBucket::name)
                .sorted()
                .toList();
    }

    /** Prefixes of which more than 100 GB a month is read from another region. */
    public List<String> crossRegion() {
        TreeMap<String, Double> bytes = new TreeMap<>();
        for (EstateTimeline.ObjectRead object : reads) {
            if (region(object.read())
                    .filter(region -> !region.equals(object.bucket().region()))
                    .isPresent()) {
                String prefix = object.read().bucket() + "/" + object.read().prefix();
                bytes.merge(prefix, (double) object.bytes(), Double::sum);
            }
        }
        double months = (double) watched.toSeconds() / MONTH.toSeconds();
        return bytes.keySet().stream()
                .filter(prefix -> bytes.getOrDefault(prefix, 0.0) / months > MOST_BYTES_A_MONTH)
                .toList();
    }

    /** VPCs with reads through a NAT gateway that has no way round. */
    public List<String> nat() {
        return estate.vpcs().stream()
                .filter(vpc -> reads.stream()
                        .anyMatch(object -> vpc.natGateways()
                                .contains(String.valueOf(object.read().nat()))))
                .filter(vpc -> vpc.endpoints().stream()
                        .noneMatch(endpoint ->
                                endpoint.service().equals("s3") && endpoint.type() == EstateVpc.EndpointType.GATEWAY))
                .map(EstateVpc::name)
                .sorted()
                .toList();
    }

    /** NAT gateways with less than a gigabyte in both directions together, and other gateways without a byte. */
    public List<String> idleGateways() {
        return Stream.concat(
                        idleNatGateways().stream(),
                        estate.vpcs().stream()
                                .flatMap(vpc ->
                                        Stream.concat(vpc.interfaceEndpoints().stream(), vpc.loadBalancers().stream()))
                                .filter(this::isWithoutBytes))
                .sorted()
                .toList();
    }

    private boolean isWithoutBytes(String name) {
        return estateTimeline.resourcePoints(name, estateTimeline.end().minus(watched), estateTimeline.end()).stream()
                .filter(point -> point.metric().unit().equals("Bytes"))
                .allMatch(point -> point.sample().sum() == 0);
    }

    private List<String> idleNatGateways() {
        TreeMap<String, Double> bytes = new TreeMap<>();
        for (EstateVpc vpc : estate.vpcs()) {
            for (String gateway : vpc.natGateways()) {
                estateTimeline
                        .resourcePoints(gateway, estateTimeline.end().minus(watched), estateTimeline.end())
                        .stream()
                        .filter(point -> point.metric() == EstateMetric.BYTES_IN_FROM_DESTINATION
                                || point.metric() == EstateMetric.BYTES_OUT_TO_DESTINATION)
                        .forEach(point -> bytes.merge(gateway, point.sample().sum(), Double::sum));
            }
        }
        return bytes.keySet().stream()
                .filter(gateway -> bytes.getOrDefault(gateway, 0.0) < 1e9)
                .toList();
    }

    /** Prefixes of which more than 30 % of the bytes are read again, from other regions for more than 20 USD a month. */
    public List<String> repeated() {
        TreeMap<String, Double> all = new TreeMap<>();
        TreeMap<String, Double> again = new TreeMap<>();
        TreeMap<String, Double> againElsewhere = new TreeMap<>();
        Set<String> seen = new TreeSet<>();
        List<EstateTimeline.ObjectRead> inOrder = reads.stream()
                .sorted(Comparator.comparing(EstateTimeline.ObjectRead::at))
                .toList();
        for (EstateTimeline.ObjectRead object : inOrder) {
            String prefix = object.read().bucket() + "/" + object.read().prefix();
            all.merge(prefix, (double) object.bytes(), Double::sum);
            if (!seen.add(object.read().bucket() + "/" + object.key())) {
                again.merge(prefix, (double) object.bytes(), Double::sum);
                if (region(object.read())
                        .filter(region -> !region.equals(object.bucket().region()))
                        .isPresent()) {
                    againElsewhere.merge(prefix, (double) object.bytes(), Double::sum);
                }
            }
        }
        double months = (double) watched.toSeconds() / MONTH.toSeconds();
        return all.keySet().stream()
                .filter(prefix -> again.getOrDefault(prefix, 0.0) > 0.3 * all.getOrDefault(prefix, 0.0))
                .filter(prefix -> againElsewhere.getOrDefault(prefix, 0.0) / months / 1e9 * 0.02 > 20)
                .toList();
    }

    private Optional<String> region(BucketReadPattern read) {
        if (read.instance() != null) {
            return estate.instance(read.instance()).map(EstateInstance::region);
        }
        return estate.vpcs().stream()
                .filter(vpc -> vpc.natGateways().contains(String.valueOf(read.nat()))
                        || vpc.endpoints().stream()
                                .anyMatch(e -> e.name() != null && e.name().equals(read.endpoint())))
                .map(EstateVpc::region)
                .findFirst();
    }

    private static boolean lacksTransition(EstateBucket bucket) {
        return bucket.prefixes().containsKey("training-data/")
                && rules(bucket, "training-data/").noneMatch(rule -> rule.has("Transitions"));
    }

    private static boolean keepsOldVersions(EstateBucket bucket) {
        return bucket.prefixes().containsKey("checkpoints/")
                && bucket.versioning() == EstateBucket.Versioning.ENABLED
                && rules(bucket, "checkpoints/").noneMatch(rule -> rule.has("NoncurrentVersionExpiration"));
    }

    /** Whether a folder of large objects in Standard that nobody reads costs more than 5 USD a month. */
    private boolean keepsUnread(EstateBucket bucket) {
        return bucket.inventory().stream()
                .filter(folder -> folder.storageClass().equals("STANDARD") && folder.size() >= 128 << 10)
                .filter(folder -> rules(bucket, folder.prefix()).findAny().isEmpty())
                .filter(folder -> reads.stream()
                        .noneMatch(object ->
                                object.bucket().equals(bucket) && object.key().startsWith(folder.prefix())))
                .anyMatch(folder -> 0.023 * folder.size() * folder.keys(bucket).size() > 5.0 * (1L << 30));
    }

    private static Stream<JsonNode> rules(EstateBucket bucket, String prefix) {
        return bucket.lifecycle() == null
                ? Stream.empty()
                : StreamSupport.stream(bucket.lifecycle().get("Rules").spliterator(), false)
                        .filter(rule ->
                                prefix.startsWith(rule.at("/Filter/Prefix").asText()));
    }
}
