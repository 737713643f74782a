package dev.gleaner.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gleaner.collector.aws.AwsClients;
import dev.gleaner.contracts.signal.Change;
import dev.gleaner.contracts.signal.Inventory;
import dev.gleaner.contracts.signal.Metric;
import dev.gleaner.contracts.signal.Signal;
import dev.gleaner.contracts.signal.SourceProgress;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.AwsResource;
import dev.gleaner.test.KafkaResource;
import dev.gleaner.test.NeedsAwsStandIn;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;

@QuarkusTest
@NeedsAwsStandIn
@WithTestResource(KafkaResource.class)
@WithTestResource(AwsResource.class)
@WithTestResource(TrailBucket.class)
class AwsSourcesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String ACCOUNT = "123456789012";

    @Inject
    AwsClients aws;

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
        assertThat(progress("inventory", "no-such-region")).isEmpty();
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
            assertThat(metric.getSumList()).containsExactly(12.0);
            assertThat(metric.getCountList()).containsExactly(2.0);
        });
        await().atMost(PATIENCE)
                .until(() -> progress("get-metric-data", "us-east-1").isPresent());
    }

    private String run(String region, String type, String tag, String value) {
        return aws.ec2(region)
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
        aws.cloudWatch("us-east-1")
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
                .filter(Signal::hasMetric)
                .filter(signal -> signal.getSource().equals("get-metric-data"))
                .filter(signal -> signal.getResource().endsWith(instance))
                .map(Signal::getMetric)
                .toList();
    }

    private Optional<Instant> progress(String source, String region) {
        return topics.signals().stream()
                .flatMap(signal -> signal.getProgress().getSourcesList().stream())
                .filter(entry ->
                        entry.getSource().equals(source) && entry.getRegion().equals(region))
                .map(SourceProgress::getThrough)
                .map(Instant::ofEpochMilli)
                .findFirst();
    }
}
