package dev.gleaner.local.estate.generator;

import static dev.gleaner.local.estate.generator.EstateGenerator.CROSS_REGION;
import static dev.gleaner.local.estate.generator.EstateGenerator.IDLE_GATEWAY;
import static dev.gleaner.local.estate.generator.EstateGenerator.LIFECYCLE;
import static dev.gleaner.local.estate.generator.EstateGenerator.NAT;
import static dev.gleaner.local.estate.generator.EstateGenerator.REPEATED_DOWNLOAD;
import static dev.gleaner.local.estate.kind.EstateKind.FORGOTTEN_STORAGE;
import static dev.gleaner.local.estate.saving.ExpectedSavingCalculator.CROSS_ZONE_TRAFFIC;
import static dev.gleaner.local.estate.saving.ExpectedSavingCalculator.INTERNET_EGRESS;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.local.estate.kind.EstateBucket;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.EstateVpc;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.kind.SampleEstate;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.EstateTime;
import dev.gleaner.local.estate.series.SeriesShape;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Buckets and VPCs of a machine-learning company: the right findings on each, and who reads the buckets from where. */
final class SampleStorage {

    private static final long GIGABYTE = 1_000_000_000L;
    private static final long TERABYTE = 1_000 * GIGABYTE;
    private static final String PARIS = "eu-west-3";
    private static final String BUCKET = "feature-store";
    private static final String PREFIX = "features/";

    private static final int EPOCH_SHARDS = 12;

    /** More than the rounds of 15 days, so that none is read twice. */
    private static final int EXPORTS = 64;

    /** Points of five minutes in the six hours of a round of reads. */
    private static final double POINTS_OF_A_ROUND = 72;

    private static final double POINTS_OF_AN_HOUR = 12;

    private static final double GATEWAY_NOISE = 0.05;

    /** One in so many bytes goes to the destinations. */
    private static final double REQUEST_PART = 50;

    private SampleStorage() {}

    static void addTo(EstateBuilder estateBuilder) {
        training(estateBuilder);
        others(estateBuilder);
        farAway(estateBuilder);
        epochs(estateBuilder);
        nearBy(estateBuilder);
        networks(estateBuilder);
        gateways(estateBuilder);
        endpointsAndLoadBalancers(estateBuilder);
        flows(estateBuilder);
        downloads(estateBuilder);
    }

    /** Training data, whose convention demands two colder storage classes in sequence. */
    private static void training(EstateBuilder estateBuilder) {
        List<String> shards = List.of("2026/shard-000.tar", "2026/shard-001.tar");
        new BucketBuilder(estateBuilder, "vision-training")
                .tagged("production", "training")
                .holding("training-data/", shards)
                .size(18 * TERABYTE)
                .reporting("training-data/2025/", 600, 20 * GIGABYTE, "-P500D", "-P200D")
                .reporting("training-data/2026/cameras/front/", 200, 20 * GIGABYTE, "-P60D", "-P1D")
                .reporting("training-data/2026/cameras/rear/", 100, 20 * GIGABYTE, "-P60D", "-P1D")
                .addExpecting(LIFECYCLE);
        // The existing rule concerns another prefix, so the new rule has to be added beside it.
        new BucketBuilder(estateBuilder, "speech-training")
                .tagged("dev", "research")
                .holding("training-data/", shards)
                .holding("logs/", List.of("2026-01-01.gz"))
                .withLifecycle(document("""
                        {"Rules":[{"ID":"drop-logs","Filter":{"Prefix":"logs/"},"Status":"Enabled",
                          "Expiration":{"Days":90}}]}"""))
                .size(6 * TERABYTE)
                .addExpecting(LIFECYCLE);
        new BucketBuilder(estateBuilder, "archived-training")
                .tagged("production", "training")
                .holding("training-data/", shards)
                .withLifecycle(document("""
                        {"Rules":[{"ID":"colder","Filter":{"Prefix":"training-data/"},"Status":"Enabled",
                          "Transitions":[{"Days":30,"StorageClass":"STANDARD_IA"},
                                         {"Days":90,"StorageClass":"GLACIER"}]}]}"""))
                .size(40 * TERABYTE)
                .add();
    }

    private static void others(EstateBuilder estateBuilder) {
        new BucketBuilder(estateBuilder, "run-checkpoints")
                .tagged("production", "training")
                .versioned(EstateBucket.Versioning.ENABLED)
                .holding("checkpoints/", List.of("run-17/step-1000.pt", "run-17/step-2000.pt"))
                .size(9 * TERABYTE)
                .reporting("checkpoints/run-17/", 60, 50 * GIGABYTE, "-P40D", "-P10D", 2)
                .uploading("checkpoints/run-18/step-100.pt", "-P40D", 800 * GIGABYTE)
                .uploading("checkpoints/run-18/step-200.pt", "-P39D", 200 * GIGABYTE)
                .addExpecting(LIFECYCLE);
        estateBuilder.expectOpen(FORGOTTEN_STORAGE, estateBuilder.name("run-checkpoints"));
        // Objects of experiments expire by convention, and old versions of checkpoints: both delete, so that people
        // decide.
        new BucketBuilder(estateBuilder, "ablation-studies")
                .tagged("dev", "research")
                .holding("experiments/", List.of("dropout/metrics.json", "depth/metrics.json"))
                .size(4 * TERABYTE)
                .reporting("experiments/dropout/", 150, 20 * GIGABYTE, "-P400D", "-P190D")
                .reporting("experiments/depth/", 50, 20 * GIGABYTE, "-P90D", "-P30D")
                .addExpecting(LIFECYCLE);
        new BucketBuilder(estateBuilder, "speech-checkpoints")
                .tagged("dev", "research")
                .versioned(EstateBucket.Versioning.ENABLED)
                .holding("checkpoints/", List.of("latest.pt"))
                .size(3 * TERABYTE)
                .reporting("checkpoints/", 20, 50 * GIGABYTE, "-P60D", "-P40D", 2)
                .addExpecting(LIFECYCLE);
        new BucketBuilder(estateBuilder, "web-assets")
                .tagged("production", "platform")
                .holding("images/", List.of("logo.png"))
                .holding("css/", List.of("site.css"))
                .size(3 * GIGABYTE)
                // Begun yesterday: it may still be completed.
                .uploading("images/photos/panorama.png", "-P1D", GIGABYTE)
                .reporting("images/icons/", 2_500, GIGABYTE / 10_000, "-P400D", "-P100D")
                .reporting("images/photos/", 110, GIGABYTE / 40, "-P400D", "-P100D")
                .add();
        new ReadPatternBuilder(estateBuilder, "ana", "web-assets", "images/")
                .fromAddress("203.0.113.77")
                .round(GIGABYTE / 20, 1)
                .add();
    }

    /** A server in Paris reads its weights from another continent at every start of a job; its settings are small. */
    private static void farAway(EstateBuilder estateBuilder) {
        new BucketBuilder(estateBuilder, "model-weights")
                .tagged("production", "inference")
                .holding("weights/", List.of("ranker-7/model.safetensors", "ranker-8/model.safetensors"))
                .holding("settings/", List.of("ranker-8.json"))
                .size(2 * TERABYTE)
                .add();
        new ReadPatternBuilder(estateBuilder, "model-server", "model-weights", "weights/")
                .fromInstance("serve-paris")
                .round(10 * GIGABYTE, 2)
                .evenly()
                .addExpecting(CROSS_REGION);
        estateBuilder.expectOpen(REPEATED_DOWNLOAD, estateBuilder.name("model-weights") + "/weights/");
        new ReadPatternBuilder(estateBuilder, "model-server", "model-weights", "settings/")
                .fromInstance("serve-paris")
                .round(GIGABYTE / 5, 1)
                .add();
    }

    /**
     * A prefix of which the same objects are read in each epoch from another continent, and one whose objects are read once. Data events of
     * the bucket are not recorded: server access logs show these reads.
     */
    private static void epochs(EstateBuilder estateBuilder) {
        new BucketBuilder(estateBuilder, "vision-shards")
                .tagged("production", "training")
                .holding("train/", numbered("shard-%03d.tar", EPOCH_SHARDS))
                .holding("exports/", numbered("export-%03d.parquet", EXPORTS))
                .size(1_700 * GIGABYTE)
                .logged()
                .add();
        new ReadPatternBuilder(estateBuilder, "trainer", "vision-shards", "train/")
                .fromInstance("serve-paris")
                .round(60 * GIGABYTE, EPOCH_SHARDS)
                .inOrder(Duration.ofHours(12))
                .evenly()
                .addExpecting(CROSS_REGION);
        estateBuilder.expectOpen(REPEATED_DOWNLOAD, estateBuilder.name("vision-shards") + "/train/");
        new ReadPatternBuilder(estateBuilder, "exporter", "vision-shards", "exports/")
                .fromInstance("serve-paris")
                .round(25 * GIGABYTE, 1)
                .inOrder(Duration.ofHours(6))
                .evenly()
                .addExpecting(CROSS_REGION);
    }

    private static List<String> numbered(String form, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> String.format(Locale.ROOT, form, number))
                .toList();
    }

    /** Buckets with many reads that never leave their region. */
    private static void nearBy(EstateBuilder estateBuilder) {
        new BucketBuilder(estateBuilder, "feature-store")
                .tagged("production", "platform")
                .holding("features/", List.of("users.parquet", "items.parquet", "clicks.parquet"))
                .size(5 * TERABYTE)
                // Old, and read every day.
                .reportingKeys("features/", 5 * TERABYTE / 3, "-P200D")
                .add();
        new ReadPatternBuilder(estateBuilder, "feature-builder", "feature-store", "features/")
                .fromInstance("features-1")
                .round(60 * GIGABYTE, 3)
                .add();
        new BucketBuilder(estateBuilder, "paris-uploads")
                .in(PARIS)
                .tagged("production", "inference")
                .holding("raw/", List.of("today.jsonl"))
                .size(TERABYTE)
                .add();
        new ReadPatternBuilder(estateBuilder, "model-server", "paris-uploads", "raw/")
                .fromInstance("serve-paris")
                .round(30 * GIGABYTE, 2)
                .add();
        // The catalogue has no prices of Paris, so that it is not known what a cache would save.
        estateBuilder.expectInsufficient(REPEATED_DOWNLOAD, estateBuilder.name("paris-uploads") + "/raw/");
    }

    private static JsonNode document(String json) {
        return Json.read(json, JsonNode.class);
    }

    /** VPCs with and without NAT gateways and endpoints, through which the feature store is read. */
    private static void networks(EstateBuilder estateBuilder) {
        addNetwork(estateBuilder, "batch-net", List.of("batch-nat"), List.of());
        estateBuilder.expectOpen(NAT, estateBuilder.name("batch-net"));
        new ReadPatternBuilder(estateBuilder, "batch-job", BUCKET, PREFIX)
                .throughNat("batch-nat")
                .round(25 * GIGABYTE, 2)
                .evenly()
                .add();
        // Some reads still pass through its NAT gateway, from a subnet without a route to the endpoint.
        addNetwork(
                estateBuilder,
                "jobs-net",
                List.of("jobs-nat"),
                List.of(EstateVpc.Endpoint.s3(estateBuilder.name("jobs-s3"))));
        new ReadPatternBuilder(estateBuilder, "nightly-job", BUCKET, PREFIX)
                .throughEndpoint("jobs-s3")
                .round(40 * GIGABYTE, 2)
                .add();
        new ReadPatternBuilder(estateBuilder, "old-job", BUCKET, PREFIX)
                .throughNat("jobs-nat")
                .round(5 * GIGABYTE, 1)
                .add();
        addNetwork(estateBuilder, "quiet-net", List.of(), List.of());
        // What passes through the NAT gateways as their metrics show it: at least the reads above.
        gateway(estateBuilder, "batch-nat", 25 * GIGABYTE / POINTS_OF_A_ROUND, List.of());
        gateway(estateBuilder, "jobs-nat", 5 * GIGABYTE / POINTS_OF_A_ROUND, List.of());
    }

    /** NAT gateways beside an endpoint to S3: one that nobody uses, one with much traffic, and one with a single busy day. */
    private static void gateways(EstateBuilder estateBuilder) {
        for (String use : List.of("lab", "egress", "report")) {
            addNetwork(
                    estateBuilder,
                    use + "-net",
                    List.of(use + "-nat"),
                    List.of(EstateVpc.Endpoint.s3(estateBuilder.name(use + "-s3"))));
        }
        // Nothing for two weeks, so that it may be deleted.
        gateway(
                estateBuilder,
                "lab-nat",
                15_000,
                List.of(new SeriesShape.Once(new EstateTime("-P15D"), Duration.ofDays(30), 0)));
        estateBuilder.expectOpen(IDLE_GATEWAY, estateBuilder.name("lab-nat"));
        gateway(estateBuilder, "egress-nat", GIGABYTE / 5, List.of());
        // The yearly export, 24 GB, on one day.
        gateway(
                estateBuilder,
                "report-nat",
                15_000,
                List.of(new SeriesShape.Once(new EstateTime("-P6DT5H"), Duration.ofHours(2), GIGABYTE)));
    }

    /** A VPC with an interface endpoint and a load balancer that nobody uses, and one of each that is used for an hour a week. */
    private static void endpointsAndLoadBalancers(EstateBuilder estateBuilder) {
        String unusedEndpoint = estateBuilder.name("portal-kms");
        String usedEndpoint = estateBuilder.name("portal-secrets");
        String unusedBalancer = estateBuilder.name("old-portal");
        String usedBalancer = estateBuilder.name("portal");
        estateBuilder.add(
                KindRegistry.VPCS,
                vpc(
                        estateBuilder,
                        "portal-net",
                        List.of(),
                        List.of(
                                EstateVpc.Endpoint.interfaceTo("kms", unusedEndpoint),
                                EstateVpc.Endpoint.interfaceTo("secretsmanager", usedEndpoint)),
                        List.of(unusedBalancer, usedBalancer),
                        List.of()));
        SeriesShape nothing = SeriesShape.flat(0, 0);
        estateBuilder.add(unusedEndpoint, EstateMetric.BYTES_PROCESSED, nothing);
        estateBuilder.add(usedEndpoint, EstateMetric.BYTES_PROCESSED, nothing.withWeekly(onMondays(40_000)));
        estateBuilder.add(unusedBalancer, EstateMetric.PROCESSED_BYTES, nothing);
        estateBuilder.add(unusedBalancer, EstateMetric.CONSUMED_LCUS, nothing);
        estateBuilder.add(usedBalancer, EstateMetric.PROCESSED_BYTES, nothing.withWeekly(onMondays(2_000_000)));
        estateBuilder.add(usedBalancer, EstateMetric.CONSUMED_LCUS, nothing.withWeekly(onMondays(1)));
        estateBuilder.expectOpen(IDLE_GATEWAY, unusedEndpoint);
        estateBuilder.expectOpen(IDLE_GATEWAY, unusedBalancer);
    }

    private static SeriesShape.Weekly onMondays(double level) {
        return new SeriesShape.Weekly(Set.of(DayOfWeek.MONDAY), LocalTime.of(9, 0), Duration.ofHours(1), level);
    }

    /** VPCs with flow logs: two that pay for traffic, and one with more of it that costs little or nothing. */
    private static void flows(EstateBuilder estateBuilder) {
        String first = estateBuilder.name("train-1");
        String second = estateBuilder.name("train-2");
        addLoggedNetwork(
                estateBuilder,
                "training-net",
                List.of(),
                List.of(
                        EstateVpc.Flow.between(first, second, 4 * GIGABYTE),
                        EstateVpc.Flow.between(second, first, 4 * GIGABYTE),
                        EstateVpc.Flow.toAddress(first, "198.51.100.10", GIGABYTE / 100)));
        estateBuilder.expectOpen(CROSS_ZONE_TRAFFIC, estateBuilder.name("training-net"));
        String server = estateBuilder.name("serve-1");
        addLoggedNetwork(
                estateBuilder,
                "serving-net",
                List.of(),
                List.of(EstateVpc.Flow.toAddress(server, "198.51.100.20", 2 * GIGABYTE)));
        estateBuilder.expectOpen(INTERNET_EGRESS, estateBuilder.name("serving-net"));
        String features = estateBuilder.name("features-1");
        String api = estateBuilder.name("api-1");
        estateBuilder.add(
                KindRegistry.VPCS,
                vpc(
                                estateBuilder,
                                "lake-net",
                                List.of(),
                                List.of(EstateVpc.Endpoint.s3(estateBuilder.name("lake-s3"))),
                                List.of(estateBuilder.name(SampleServices.LOAD_BALANCER)),
                                List.of(
                                        // Within a zone, and to S3 through an endpoint: free.
                                        EstateVpc.Flow.between(features, api, 50 * GIGABYTE),
                                        EstateVpc.Flow.toS3(features, 30 * GIGABYTE),
                                        // 29.20 and 23.85 USD a month.
                                        EstateVpc.Flow.between(features, estateBuilder.name("api-2"), 2 * GIGABYTE),
                                        EstateVpc.Flow.toAddress(api, "198.51.100.30", GIGABYTE / 2)))
                        .withTag("service", SampleServices.BEHIND_LOAD_BALANCER));
    }

    /** VPCs of which flow logs alone tell what their NAT gateways receive: as much of each, from S3 and from a partner. */
    private static void downloads(EstateBuilder estateBuilder) {
        String ingest = estateBuilder.name("ingest-nat");
        addDownloads(estateBuilder, "ingest-net", EstateVpc.Download.fromS3(ingest, 4 * GIGABYTE));
        estateBuilder.expectOpen(NAT, estateBuilder.name("ingest-net"));
        String partner = estateBuilder.name("partner-nat");
        addDownloads(
                estateBuilder, "partner-net", EstateVpc.Download.fromAddress(partner, "198.51.100.40", 4 * GIGABYTE));
        // A quarter more, of which the logs do not tell where it goes.
        gateway(estateBuilder, "ingest-nat", 5 * GIGABYTE / POINTS_OF_AN_HOUR, List.of());
        gateway(estateBuilder, "partner-nat", 5 * GIGABYTE / POINTS_OF_AN_HOUR, List.of());
    }

    private static void addDownloads(EstateBuilder estateBuilder, String name, EstateVpc.Download download) {
        estateBuilder.add(
                KindRegistry.VPCS,
                new EstateVpc(
                        estateBuilder.name(name),
                        EstateInstance.DEFAULT_ACCOUNT,
                        "us-east-1",
                        SampleEstate.allocated(Map.of("Name", estateBuilder.name(name))),
                        new EstateTime("-P300D"),
                        List.of(download.nat()),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(download)));
    }

    private static void addLoggedNetwork(
            EstateBuilder estateBuilder, String name, List<EstateVpc.Endpoint> endpoints, List<EstateVpc.Flow> flows) {
        estateBuilder.add(KindRegistry.VPCS, vpc(estateBuilder, name, List.of(), endpoints, List.of(), flows));
    }

    /**
     * The traffic of a NAT gateway, of which most comes from the destinations.
     *
     * @param bytes in five minutes, from the destinations
     * @param once times with other traffic
     */
    private static void gateway(EstateBuilder estateBuilder, String name, double bytes, List<SeriesShape.Once> once) {
        String own = estateBuilder.name(name);
        SeriesShape in = SeriesShape.flat(bytes, GATEWAY_NOISE).withOnce(once);
        SeriesShape out = SeriesShape.flat(bytes / REQUEST_PART, GATEWAY_NOISE)
                .withOnce(once.stream()
                        .map(one -> new SeriesShape.Once(one.at(), one.length(), one.level() / REQUEST_PART))
                        .toList());
        estateBuilder.add(own, EstateMetric.BYTES_IN_FROM_DESTINATION, in);
        estateBuilder.add(own, EstateMetric.BYTES_OUT_TO_SOURCE, in);
        estateBuilder.add(own, EstateMetric.BYTES_IN_FROM_SOURCE, out);
        estateBuilder.add(own, EstateMetric.BYTES_OUT_TO_DESTINATION, out);
    }

    private static void addNetwork(
            EstateBuilder estateBuilder, String name, List<String> gateways, List<EstateVpc.Endpoint> endpoints) {
        estateBuilder.add(KindRegistry.VPCS, vpc(estateBuilder, name, gateways, endpoints, List.of(), List.of()));
    }

    private static EstateVpc vpc(
            EstateBuilder estateBuilder,
            String name,
            List<String> gateways,
            List<EstateVpc.Endpoint> endpoints,
            List<String> loadBalancers,
            List<EstateVpc.Flow> flows) {
        return new EstateVpc(
                estateBuilder.name(name),
                EstateInstance.DEFAULT_ACCOUNT,
                "us-east-1",
                SampleEstate.allocated(Map.of("Name", estateBuilder.name(name))),
                new EstateTime("-P300D"),
                gateways.stream().map(estateBuilder::name).toList(),
                endpoints,
                loadBalancers,
                flows,
                List.of());
    }
}
