package dev.gleaner.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.gleaner.collector.listing.ListedRegion;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.source.inventory.RegionalListingRunner;
import dev.gleaner.contracts.signal.SignalMetrics;
import dev.gleaner.contracts.signal.proto.Change;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.aws.AwsTestResource;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import dev.gleaner.test.kafka.KafkaTestResource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;

@QuarkusTest
@NeedsAwsStandIn
@WithTestResource(KafkaTestResource.class)
@WithTestResource(AwsTestResource.class)
@WithTestResource(TrailBucket.class)
class AwsSourcesIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String ACCOUNT = "123456789012";

    @Inject
    NetworkLocator networkLocator;

    @Inject
    MeterRegistry meters;

    @Inject
    RegionalListingRunner round;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private TopicReader topics;

    @BeforeEach
    void connect() {
        topics = new TopicReader(bootstrapServers);
    }

    @Test
    void shouldReadTheTrailOfABucketButNotItsDigests() {
        String folder = "AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/01/";
        String name = "111122223333_CloudTrail_us-east-1_20260301T1010Z_S3s3S3s3S3s3S3s3.json.gz";
        TrailBucket.put(
                folder.replace("CloudTrail/", "CloudTrail-Digest/") + name, Bytes.ofResource("cloudtrail/digest.json"));
        TrailBucket.put(folder + name, Bytes.gzip(Bytes.ofResource("cloudtrail/spot.json")));
        TrailBucket.put(folder + "broken.json.gz", new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 1});

        Instant before = Instant.now();
        await().atMost(PATIENCE).until(() -> signals(folder + name).size() >= 3);
        await().atMost(PATIENCE)
                .until(() -> topics.deadLetters().stream()
                        .anyMatch(letter -> letter.place().endsWith("broken.json.gz")));
        await().atMost(PATIENCE)
                .until(() -> progress("cloudtrail-s3", "us-east-1").isPresent());

        assertThat(signals(folder + name))
                .hasSize(3)
                .allMatch(signal -> signal.getChanged().getChange() == Change.INTERRUPTED)
                .allMatch(signal -> signal.getSource().equals("cloudtrail-s3"));
        assertThat(topics.deadLetters())
                .anySatisfy(
                        letter -> assertThat(letter.place()).isEqualTo(TrailBucket.PREFIX + folder + "broken.json.gz"))
                .noneSatisfy(letter -> assertThat(letter.place()).contains("Digest"));
        assertThat(progress("cloudtrail-s3", "us-east-1"))
                .hasValueSatisfying(through -> assertThat(through)
                        .isBetween(
                                before.minus(Duration.ofMinutes(16)),
                                Instant.now().minus(Duration.ofMinutes(14))));
    }

    @Test
    void shouldReadTheServerAccessLogsOfABucket() {
        Instant before = Instant.now();

        TrailBucket.putAccessLog("2026-03-01-12-30-00-0123456789ABCDEF", """
                        owner gleaner-example-logged [01/Mar/2026:12:00:00 +0000] 192.0.2.3 - R1 REST.GET.OBJECT a/b \
                        "GET /a/b HTTP/1.1" 200 - 700 700 1000 12 "-" "-" -
                        """.getBytes(StandardCharsets.UTF_8));

        await().atMost(PATIENCE)
                .until(() -> topics.signals().stream()
                        .anyMatch(signal -> signal.getResource().equals("arn:aws:s3:::gleaner-example-logged/a/")
                                && signal.getAccess().getObjects(0).getBytes() == 700));
        await().atMost(PATIENCE)
                .until(() -> progress("s3-access-logs", "us-east-1").isPresent());
        assertThat(progress("s3-access-logs", "us-east-1"))
                .hasValueSatisfying(through -> assertThat(through)
                        .isBetween(
                                before.minus(Duration.ofHours(6)), Instant.now().minus(Duration.ofHours(6))));
    }

    @Test
    void shouldReadTheFlowLogsOfABucket() {
        String folder = "AWSLogs/" + ACCOUNT + "/vpcflowlogs/us-east-1/2026/03/01/";
        String name = ACCOUNT + "_vpcflowlogs_us-east-1_fl-0a_20260301T1020Z_1a2b.log.gz";
        Instant before = Instant.now();

        TrailBucket.putFlows(folder + name, Bytes.gzip("""
                        vpc-id flow-direction srcaddr dstaddr bytes start
                        vpc-1 egress 10.0.0.1 198.51.100.200 5 1772360100
                        """.getBytes(StandardCharsets.UTF_8)));

        await().atMost(PATIENCE)
                .until(() -> topics.signals().stream()
                        .anyMatch(signal -> signal.hasFlow()
                                && signal.getResource().equals("arn:aws:ec2:us-east-1:" + ACCOUNT + ":vpc/vpc-1")
                                && signal.getFlow().getBytes() == 5));
        await().atMost(PATIENCE).until(() -> progress("flow-logs", "us-east-1").isPresent());
        assertThat(progress("flow-logs", "us-east-1"))
                .hasValueSatisfying(through -> assertThat(through)
                        .isBetween(
                                before.minus(Duration.ofMinutes(31)),
                                Instant.now().minus(Duration.ofMinutes(29))));
    }

    @Test
    void shouldReadTheBillsOfABucket() {
        String folder = "export/data/BILLING_PERIOD=2026-10/";

        TrailBucket.putBill(folder + "export-00001.csv.gz", Bytes.gzip(Bytes.ofResource("billing/cur2.csv")));
        TrailBucket.putBill(
                "export/metadata/BILLING_PERIOD=2026-10/export-Manifest.json",
                ("{\"dataFiles\": [\"s3://bucket/" + folder + "export-00001.csv.gz\"]}")
                        .getBytes(StandardCharsets.UTF_8));

        await().atMost(PATIENCE)
                .until(() -> topics.signals().stream()
                        .anyMatch(signal -> signal.hasBilledCharges()
                                && signal.getPlace().getName().endsWith(folder)
                                && signal.getResource()
                                        .equals("arn:aws:ec2:us-east-1:012345678901:volume/vol-0a1b2c3d4e5f60718")
                                && signal.getBilledCharges().getChargesCount() == 2
                                && signal.getBilledCharges().getStated() > 0));
        await().atMost(PATIENCE)
                .until(() -> topics.signals().stream()
                        .anyMatch(signal -> signal.hasBillStatement()
                                && signal.getPlace().getName().endsWith(folder)
                                && signal.getBillStatement().getBilled().equals("3.2")));
    }

    @Test
    void shouldReadTheInventoryReportsOfABucket(@TempDir Path folder) throws IOException {
        Instant created = Instant.parse("2026-10-02T01:00:00Z");
        ReportFolder report = new ReportFolder(folder, "2026-10-02T01-00Z")
                .csv("1.csv.gz", "\"data-lake\",\"training-data/a\",\"7\",\"2026-09-01T00:00:00.000Z\",\"STANDARD\"\n");
        String manifest = report.manifest(created, "CSV", "Bucket, Key, Size, LastModifiedDate, StorageClass");
        report.checksum();

        TrailBucket.putReports(folder);

        await().atMost(PATIENCE)
                .until(() -> topics.signals().stream()
                        .anyMatch(signal -> signal.getPlace().getName().endsWith(manifest)
                                && signal.getResource().equals("arn:aws:s3:::data-lake/training-data/")
                                && signal.getInventory().getPrefixes(0).getBytes() == 7));
        await().atMost(PATIENCE)
                .until(() -> progress("inventory-reports", "us-east-1").equals(Optional.of(created)));
    }

    @Test
    void shouldArchiveToABucket() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(TrailBucket.archive())
                        .anySatisfy(file -> assertThat(Archived.in(new ByteArrayInputStream(file)))
                                .isNotEmpty()));
    }

    @Test
    void shouldListEveryInstanceOfEveryRegionThatAnswers() {
        String american = run("us-east-1", "g5.xlarge", "environment", "dev");
        String french = run("eu-west-3", "t3.micro", "aws:cloudformation:stack-name", "serving");

        Inventory first = await().atMost(PATIENCE)
                .until(() -> inventory("us-east-1", american), Optional::isPresent)
                .orElseThrow();
        Inventory second = await().atMost(PATIENCE)
                .until(() -> inventory("eu-west-3", french), Optional::isPresent)
                .orElseThrow();

        assertThat(first.getState()).isEqualTo("running");
        assertThat(first.getType()).isEqualTo("g5.xlarge");
        assertThat(first.getTagsMap()).containsEntry("environment", "dev");
        assertThat(first.getZone()).startsWith("us-east-1");
        assertThat(first.getVolumesList()).isNotEmpty();
        assertThat(first.getAddressesList()).isNotEmpty();
        assertThat(first.getTenancy()).isEqualTo("default");
        assertThat(first.getRootDevice()).isEqualTo("ebs");
        assertThat(first.getLaunched()).isPositive();
        assertThat(second.getOwner()).isEqualTo("cloudformation:serving");
        assertThat(topics.records(Topic.INVENTORY))
                .anyMatch(record -> record.key().endsWith(american))
                .anyMatch(record -> record.key().endsWith(french));
        await().atMost(PATIENCE).until(() -> progress("inventory", "eu-west-3").isPresent());
        awaitUnavailable("inventory");
    }

    @Test
    void shouldTellNoProgressOfARegionThatCouldNotBeListed() {
        round.list("of-the-test", "test:List", (awsAccountRegion, listing) -> {
            if (awsAccountRegion.region().equals("us-east-1")) {
                throw new IllegalStateException("refused");
            }
            return ListedRegion.of(List.of());
        });

        await().atMost(PATIENCE)
                .until(() -> progress("of-the-test", "eu-west-3").isPresent());
        assertThat(progress("of-the-test", "us-east-1")).isEmpty();
    }

    @Test
    void shouldAskForTheMetricsOfKnownInstances() {
        String instance = run("us-east-1", "t3.micro", "environment", "dev");
        Instant hour = Instant.now().minus(Duration.ofHours(5)).truncatedTo(ChronoUnit.HOURS);
        putMetric(instance, "CPUUtilization", hour.plusSeconds(300), 4, 8);
        putMetric(instance, "NetworkIn", hour.plusSeconds(300), 1000, 1000);

        await().atMost(PATIENCE).until(() -> metrics(instance).size() >= 2);

        assertThat(metrics(instance)).anySatisfy(metric -> {
            assertThat(metric.getMetric()).isEqualTo("AWS/EC2 CPUUtilization");
            assertThat(metric.getPeriod()).isEqualTo(300);
            assertThat(metric.getStart()).isEqualTo(hour.toEpochMilli());
            assertThat(metric.getIndexList()).containsExactly(1);
            assertThat(metric.getMeanList()).containsExactly(6.0);
            assertThat(metric.getMaximumList()).containsExactly(8.0);
            assertThat(metric.getSumList()).containsExactly(6.0);
            assertThat(metric.getCountList()).containsExactly(1.0);
        });
        await().atMost(PATIENCE)
                .until(() -> progress("get-metric-data", "us-east-1").isPresent());
    }

    @Test
    void shouldListTheBucketsOfTheConfiguredRegions() {
        String american = bucket("us-east-1", 3_000_000_000_000.0);
        String french = bucket("eu-west-3", 0);
        String elsewhere = bucket("ap-south-1", 0);

        Signal first = await().atMost(PATIENCE)
                .until(() -> listed("arn:aws:s3:::" + american), Optional::isPresent)
                .orElseThrow();
        Signal second = await().atMost(PATIENCE)
                .until(() -> listed("arn:aws:s3:::" + french), Optional::isPresent)
                .orElseThrow();

        assertThat(first.getSource()).isEqualTo("inventory-buckets");
        assertThat(first.getAccount()).isEqualTo(ACCOUNT);
        assertThat(first.getRegion()).isEqualTo("us-east-1");
        assertThat(second.getRegion()).isEqualTo("eu-west-3");
        assertThat(first.getInventory().getLifecycleDocument()).isEqualTo("{\"Rules\":[]}");
        assertThat(first.getInventory().getSizeInStorage()).isEqualTo(3_000_000_000_000L);
        assertThat(second.getInventory().hasSizeInStorage()).isFalse();
        assertThat(first.getInventory().hasCreated()).isTrue();
        assertThat(topics.records(Topic.INVENTORY))
                .anyMatch(record -> record.key().endsWith(american))
                .noneMatch(record -> record.key().endsWith(elsewhere));
        assertThat(progress("inventory-buckets", "eu-west-3"))
                .hasValueSatisfying(through -> assertThat(through).isBeforeOrEqualTo(Instant.now()));
        await().atMost(PATIENCE)
                .until(() -> progress("inventory-buckets", "us-east-1").isPresent());
    }

    @Test
    void shouldListVpcsWithTheirGatewaysAndEndpoints() {
        Network network = new Network(SetUp.ec2("eu-west-3"));
        String arn = "arn:aws:ec2:eu-west-3:" + ACCOUNT + ":vpc/" + network.vpc();

        Inventory inventory = await().atMost(PATIENCE)
                .until(
                        () -> listed(arn).map(Signal::getInventory),
                        listed -> listed.filter(vpc -> vpc.getEndpointsCount() == 1)
                                .isPresent())
                .orElseThrow();

        assertThat(inventory.getState()).isEqualTo("available");
        assertThat(inventory.getTagsMap()).containsEntry("team", "vision");
        assertThat(inventory.getNatGatewaysList()).singleElement().satisfies(gateway -> {
            assertThat(gateway.getId()).isEqualTo(network.gateway());
            assertThat(gateway.getState()).isEqualTo("available");
            assertThat(gateway.getAddressesList()).contains(network.address());
        });
        assertThat(inventory.getEndpoints(0).getId()).isEqualTo(network.endpoint());
        assertThat(inventory.getEndpoints(0).getType()).isEqualTo("Gateway");
        assertThat(inventory.getEndpoints(0).getService()).isEqualTo("com.amazonaws.eu-west-3.s3");
        assertThat(inventory.getEndpoints(0).getState()).isEqualTo("available");
        await().atMost(PATIENCE)
                .until(() -> progress("inventory-networks", "eu-west-3").isPresent());
        awaitUnavailable("inventory-networks");
    }

    @Test
    void shouldListWhatIsBesideInstances() {
        Leftovers left = new Leftovers("eu-west-3");
        String ec2 = "arn:aws:ec2:eu-west-3:" + ACCOUNT + ":";

        Signal volume = awaitListed(ec2 + "volume/" + left.volume());
        assertThat(volume.getSource()).isEqualTo("inventory-volumes");
        assertThat(volume.getInventory().getState()).isEqualTo("available");
        assertThat(volume.getInventory().getSize()).isEqualTo(20L << 30);
        assertThat(volume.getInventory().getTagsMap()).containsEntry("team", "vision");
        assertThat(volume.getInventory().getAttachmentsList()).isEmpty();
        Inventory snapshot = awaitListed(ec2 + "snapshot/" + left.snapshot()).getInventory();
        assertThat(snapshot.getParent()).isEqualTo(volume.getResource());
        assertThat(snapshot.hasImages()).isTrue();
        Inventory address = awaitListed(ec2 + "elastic-ip/" + left.allocation()).getInventory();
        assertThat(address.getAddressesList()).hasSize(1);
        assertThat(address.getParent()).isEmpty();
        Inventory balancer = awaitListed(left.balancer()).getInventory();
        assertThat(balancer.getState()).isEqualTo("active");
        assertThat(balancer.getTagsMap()).containsEntry("team", "vision");
        Inventory group = awaitListed("arn:aws:autoscaling:", ":autoScalingGroupName/" + left.name())
                .getInventory();
        assertThat(group.getScalingGroup().getMaximum()).isEqualTo(4);
        String endpointArn = "arn:aws:sagemaker:eu-west-3:" + ACCOUNT + ":endpoint/" + left.name();
        Inventory endpoint = awaitListed(endpointArn).getInventory();
        assertThat(endpoint.getTagsMap()).containsEntry("team", "vision");
        assertThat(endpoint.getVariants(0).getInstanceType()).isEqualTo("ml.p2.xlarge");
        assertThat(endpoint.getVariants(0).getInstances()).isEqualTo(1);
        Inventory logGroup = awaitListed("arn:aws:logs:eu-west-3:" + ACCOUNT + ":log-group:" + left.name())
                .getInventory();
        assertThat(logGroup.hasRetentionDays()).isFalse();
        assertThat(topics.records(Topic.INVENTORY))
                .anyMatch(record -> record.key().equals(volume.getResource()));
        Metric calls = await().atMost(PATIENCE)
                .until(
                        () -> metric(
                                "get-metric-data-endpoints",
                                endpointArn + "/variant/main",
                                "AWS/SageMaker Invocations"),
                        Optional::isPresent)
                .orElseThrow();
        assertThat(calls.getPeriod()).isEqualTo(3600);
        assertThat(calls.getSumList()).containsExactly(3.0);
        await().atMost(PATIENCE)
                .until(() -> progress("get-metric-data-endpoints", "eu-west-3").isPresent());
        Metric requests = await().atMost(PATIENCE)
                .until(
                        () -> metric("get-metric-data-requests", left.front(), "AWS/ApplicationELB RequestCount"),
                        Optional::isPresent)
                .orElseThrow();
        assertThat(requests.getPeriod()).isEqualTo(3600);
        assertThat(requests.getSumList()).containsExactly(52.0);
        Inventory profile = await().atMost(PATIENCE)
                .until(
                        () -> listed(left.inferenceProfile()).map(Signal::getInventory),
                        listed -> listed.filter(shown -> shown.getTagsMap().containsKey("service"))
                                .isPresent())
                .orElseThrow();
        assertThat(profile.getType()).isEqualTo("anthropic.claude-3-haiku-20240307-v1:0");
        for (Map.Entry<String, Double> count : Map.of(
                        "AWS/Bedrock Invocations", 3.0,
                        "AWS/Bedrock InputTokenCount", 900.0,
                        "AWS/Bedrock OutputTokenCount", 70.0)
                .entrySet()) {
            Metric counted = await().atMost(PATIENCE)
                    .until(
                            () -> metric("get-metric-data-models", left.inferenceProfile(), count.getKey()),
                            Optional::isPresent)
                    .orElseThrow();
            assertThat(counted.getSumList()).containsExactly(count.getValue());
        }
        for (String kind : SetUp.KINDS) {
            await().atMost(PATIENCE)
                    .until(() -> progress("inventory-" + kind, "eu-west-3").isPresent());
            // Bedrock is not called in a region that does not have it.
            if (!kind.equals("inference-profiles")) {
                awaitUnavailable("inventory-" + kind);
            }
        }
    }

    @Test
    void shouldPublishWhatWasListedBeforeItStarted() {
        String volume = "arn:aws:ec2:eu-west-3:" + ACCOUNT + ":volume/" + PastListings.VOLUME;

        await().atMost(PATIENCE).until(() -> listings(volume).size() == 2);

        assertThat(listings(volume))
                .extracting(
                        Signal::getObservedAt, signal -> signal.getInventory().getAttachmentsCount())
                .containsExactly(
                        tuple(PastListings.ATTACHED.toEpochMilli(), 1),
                        tuple(PastListings.UNATTACHED.toEpochMilli(), 0));
        await().atMost(PATIENCE)
                .until(() -> topics.deadLetters().stream()
                        .anyMatch(letter -> letter.source().equals("inventory-volumes")
                                && letter.place().endsWith("volumes/broken.json")));
    }

    private List<Signal> listings(String arn) {
        return topics.signals().stream()
                .filter(signal -> signal.hasInventory() && signal.getResource().equals(arn))
                .toList();
    }

    /** From the listing of networks to the trail of a bucket of another region. */
    @Test
    void shouldTellOfWhoReadsThroughAGatewayOfOurs() {
        Network network = new Network(SetUp.ec2("eu-west-3"));
        String arn = "arn:aws:ec2:eu-west-3:" + ACCOUNT + ":vpc/" + network.vpc();
        // A listing in the middle of its making shows the one and not yet the other.
        await().atMost(PATIENCE)
                .until(() ->
                        networkLocator.locate("", network.address()).gateway().isPresent()
                                && networkLocator
                                        .locate(network.endpoint(), "")
                                        .region()
                                        .isPresent());
        String file = new String(Bytes.ofResource("cloudtrail/storage-access.json"), StandardCharsets.UTF_8)
                .replace("198.51.100.9", network.address())
                .replace("vpce-0aaaaaaaaaaaaaaa1", network.endpoint());

        String name = "access-" + UUID.randomUUID() + ".json";
        double before = accessesOfKnownRegions();
        TrailBucket.put(name, file.getBytes(StandardCharsets.UTF_8));

        // What a file brings is published signal by signal, so that the first one there does not mean all.
        List<Signal> accesses = await().atMost(PATIENCE)
                .until(
                        () -> signals(name),
                        found -> found.stream()
                                .map(Signal::getResource)
                                .toList()
                                .containsAll(List.of(
                                        arn,
                                        "arn:aws:s3:::gleaner-example-data/",
                                        "arn:aws:s3:::gleaner-example-data/training-data/")));
        assertThat(accesses)
                .filteredOn(signal -> signal.getResource().equals(arn))
                .singleElement()
                .satisfies(signal -> {
                    assertThat(signal.getAccess().getReader()).isEqualTo(network.gateway());
                    assertThat(signal.getAccess().getReaderRegion()).isEqualTo("eu-west-3");
                });
        assertThat(accesses)
                .filteredOn(signal -> signal.getResource().equals("arn:aws:s3:::gleaner-example-data/training-data/"))
                .allMatch(signal -> signal.getAccess().getReaderRegion().equals("eu-west-3"));
        assertThat(accesses)
                .filteredOn(signal -> signal.getResource().equals("arn:aws:s3:::gleaner-example-data/"))
                .allMatch(signal -> signal.getAccess().getReaderRegion().equals("internet"));
        await().atMost(PATIENCE).until(() -> accessesOfKnownRegions() == before + 5);
    }

    private double accessesOfKnownRegions() {
        return meters
                .find("gleaner.collector.accesses")
                .tags("source", "cloudtrail-s3", "reader", "region")
                .counters()
                .stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private String bucket(String region, double bytes) {
        String name = "gleaner-" + UUID.randomUUID();
        if (bytes > 0) {
            SetUp.cloudWatch(region)
                    .putMetricData(request -> request.namespace("AWS/S3")
                            .metricData(datum -> datum.metricName("BucketSizeBytes")
                                    .timestamp(Instant.now().minus(1, ChronoUnit.DAYS))
                                    .value(bytes)
                                    .unit(StandardUnit.BYTES)
                                    .dimensions(
                                            dimension("BucketName", name),
                                            dimension("StorageType", "StandardStorage"))))
                    .join();
        }
        TrailBucket.create(region, name);
        return name;
    }

    private static Dimension dimension(String name, String value) {
        return Dimension.builder().name(name).value(value).build();
    }

    private Optional<Metric> metric(String source, String resource, String name) {
        return topics.signals().stream()
                .filter(signal -> signal.getSource().equals(source)
                        && signal.getResource().equals(resource))
                .flatMap(signal -> SignalMetrics.of(signal).stream())
                .filter(metric -> metric.getMetric().equals(name))
                .findFirst();
    }

    private Signal awaitListed(String arn) {
        return awaitListed(arn, arn);
    }

    private Signal awaitListed(String beginning, String end) {
        return await().atMost(PATIENCE)
                .until(() -> listed(beginning, end), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<Signal> listed(String arn) {
        return listed(arn, arn);
    }

    private Optional<Signal> listed(String beginning, String end) {
        return topics.signals().stream()
                .filter(Signal::hasInventory)
                .filter(signal -> signal.getResource().startsWith(beginning)
                        && signal.getResource().endsWith(end))
                .reduce((earlier, later) -> later);
    }

    private String run(String region, String type, String tag, String value) {
        return SetUp.ec2(region)
                .runInstances(request -> request.imageId("ami-12c6146b")
                        .minCount(1)
                        .maxCount(1)
                        .instanceType(type)
                        .tagSpecifications(tags -> tags.resourceType(ResourceType.INSTANCE)
                                .tags(Tag.builder().key(tag).value(value).build())))
                .join()
                .instances()
                .get(0)
                .instanceId();
    }

    private void putMetric(String instance, String name, Instant time, double... values) {
        List<MetricDatum> data = java.util.Arrays.stream(values)
                .mapToObj(value -> MetricDatum.builder()
                        .metricName(name)
                        .timestamp(time)
                        .value(value)
                        .unit(StandardUnit.NONE)
                        .dimensions(dimension -> dimension.name("InstanceId").value(instance))
                        .build())
                .toList();
        SetUp.cloudWatch("us-east-1")
                .putMetricData(request -> request.namespace("AWS/EC2").metricData(data))
                .join();
    }

    private List<Signal> signals(String place) {
        return topics.signals().stream()
                .filter(signal -> signal.getPlace().getName().equals(TrailBucket.PREFIX + place))
                .toList();
    }

    private Optional<Inventory> inventory(String region, String instance) {
        String arn = "arn:aws:ec2:" + region + ":" + ACCOUNT + ":instance/" + instance;
        return topics.signals().stream()
                .filter(Signal::hasInventory)
                .filter(signal -> signal.getResource().equals(arn))
                .map(Signal::getInventory)
                .findFirst();
    }

    private List<Metric> metrics(String instance) {
        return topics.signals().stream()
                .filter(signal -> signal.getSource().equals("get-metric-data"))
                .filter(signal -> signal.getResource().endsWith(instance))
                .flatMap(signal -> SignalMetrics.of(signal).stream())
                .toList();
    }

    /** The furthest that was told. */
    /** The region that is not there fails, and shows, without keeping the others from being listed. */
    private void awaitUnavailable(String source) {
        await().atMost(PATIENCE)
                .until(() -> meters.counter("gleaner.collector.unavailable", "source", source)
                                .count()
                        > 0);
    }

    private Optional<Instant> progress(String source, String region) {
        return topics.signals().stream()
                .flatMap(signal -> signal.getProgress().getSourcesList().stream())
                .filter(entry ->
                        entry.getSource().equals(source) && entry.getRegion().equals(region))
                .map(SourceProgress::getThrough)
                .map(Instant::ofEpochMilli)
                .max(Instant::compareTo);
    }
}
