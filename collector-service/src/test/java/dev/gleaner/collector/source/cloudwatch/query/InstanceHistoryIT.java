package dev.gleaner.collector.source.cloudwatch.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.collector.Folders;
import dev.gleaner.collector.TopicReader;
import dev.gleaner.collector.aws.ClientsAt;
import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.collector.kafka.CheckpointReader;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.kafka.RecentFindings;
import dev.gleaner.collector.progress.BackfillCalls;
import dev.gleaner.collector.progress.BackfillTracker;
import dev.gleaner.collector.progress.ProgressAt;
import dev.gleaner.collector.source.AccountRegionExecutor;
import dev.gleaner.collector.source.FirstStart;
import dev.gleaner.collector.source.GetMetricDataBudget;
import dev.gleaner.collector.source.RoundsAt;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.source.cloudwatch.GetMetricDataConfig;
import dev.gleaner.collector.source.cloudwatch.MetricConfig;
import dev.gleaner.contracts.signal.SignalMetrics;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.MutableClock;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import dev.gleaner.test.kafka.KafkaTestResource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/** The first start on an account that has existed for 400 days. */
@QuarkusTest
@NeedsAwsStandIn
@WithTestResource(KafkaTestResource.class)
@WithTestResource(Folders.class)
class InstanceHistoryIT {

    private static final String ACCOUNT = "123456789012";
    private static final String CALL = "GetMetricData";
    private static final String REFUSED =
            "<ErrorResponse><Error><Type>Sender</Type><Code>InvalidParameterValue</Code><Message>no</Message></Error></ErrorResponse>";

    /** Of a region of its own each test keeps its checkpoints. */
    private static final List<String> REGIONS = List.of("eu-north-1", "eu-west-2", "eu-central-1", "ap-south-1");

    private final String test = UUID.randomUUID().toString();
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofMinutes(20));
    private final MutableClock clock = new MutableClock(now);
    private final InstanceRegistry instanceRegistry = new InstanceRegistry();
    private final List<MetricDatum> data = new ArrayList<>();
    private String region = "";
    private AwsProxy proxy;
    private BackfillCalls backfillCalls = new BackfillCalls();
    private InstanceHistorySource history;
    private GetMetricDataSource recent;

    @Inject
    KafkaPublisher publisher;

    @Inject
    BackfillTracker backfill;

    @Inject
    CheckpointReader checkpointReader;

    @Inject
    RecentFindings findings;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @BeforeEach
    void start() {
        proxy = AwsProxy.start(0, AwsStandIn.endpoint());
        // Other tests have requested metrics before.
        decide(true);
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    @Test
    void shouldFillAllHoursOf62DaysInOneRun() {
        region = REGIONS.get(0);
        fleet("i-a");
        IntStream.range(0, 400 * 24)
                .forEach(hour -> put("i-a", Duration.ofHours(hour).plusMinutes(20)));
        flush();
        start(Map.of());

        recent.poll();
        history.poll();

        assertThat(hours("i-a"))
                .hasSize(62 * 24 + 1)
                .contains(now.minus(Duration.ofDays(62)).truncatedTo(ChronoUnit.HOURS));
        assertThat(metrics("i-a")
                        .flatMap(signal -> SignalMetrics.of(signal).stream())
                        .filter(metric -> metric.getPeriod() == 3600)
                        .map(metric -> Instant.ofEpochMilli(metric.getStart())))
                .as("hours of which there are points of five minutes have no other ones")
                .allMatch(hour -> hour.isBefore(now.minus(Duration.ofDays(14)).truncatedTo(ChronoUnit.HOURS)));
        assertThat(backfillCalls.readings())
                .extracting(reading -> reading.source() + " " + reading.done() + "/" + reading.expected())
                .containsExactly("get-metric-data 1/1", "get-metric-data-history 1/1");

        history.poll();
        start(Map.of());
        history.poll();
        assertThat(proxy.calls(CALL)).hasSize(2);
    }

    /** 21 instances fit into a call. */
    @Test
    void shouldGoOnWithoutAskingTwiceAfterAnInterruption() {
        region = REGIONS.get(1);
        String[] ids = IntStream.range(0, 50).mapToObj(i -> "i-" + (10 + i)).toArray(String[]::new);
        fleet(ids);
        AwsProxy interrupted = proxy;
        interrupted.answerAll(call -> call.action().equals(CALL) && call.body().contains(id("i-40")), 400, REFUSED);
        start(Map.of());
        assertThatThrownBy(history::poll).hasMessageContaining("not all hours of the past");
        assertThatThrownBy(history::poll).as("it waits before it tries again").hasMessageContaining("not all hours");
        assertThat(backfillCalls.readings()).singleElement().satisfies(reading -> {
            assertThat(reading.done()).isEqualTo(1);
            assertThat(reading.expected()).isEqualTo(3);
            assertThat(reading.usd()).isEqualByComparingTo("0.00063");
        });

        interrupted.close();
        proxy = AwsProxy.start(0, AwsStandIn.endpoint());
        clock.advance(Duration.ofHours(2));
        start(Map.of());
        history.poll();

        assertThat(proxy.calls(CALL))
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.body()).doesNotContain(id("i-10"), id("i-30")));
        assertThat(proxy.calls(CALL).get(0).body()).contains(id("i-31"), id("i-40"));
    }

    /** A metric stream has nothing of the past. */
    @Test
    void shouldRequestAllOfThePastBesideAMetricStream() {
        region = REGIONS.get(2);
        fleet("i-a");
        put("i-a", Duration.ofDays(61));
        put("i-a", Duration.ofHours(3));
        flush();
        start(Map.of("collector.get-metric-data.enabled", "false"));

        history.poll();

        assertThat(hours("i-a")).hasSize(2);
    }

    @Test
    void shouldRequestNothingWhereAnEarlierStartReportedProgress() {
        region = REGIONS.get(3);
        decide(false);
        fleet("i-a");
        start(Map.of());

        history.poll();

        assertThat(proxy.calls(CALL)).isEmpty();
    }

    private void decide(boolean readsThePast) {
        publisher.publishCheckpoint(
                "first-start",
                "{\"at\":\"2026-01-01T00:00:00Z\",\"readsThePast\":%s}"
                        .formatted(readsThePast)
                        .getBytes(StandardCharsets.UTF_8));
    }

    private void start(Map<String, String> values) {
        Map<String, String> all = new HashMap<>(values);
        all.putIfAbsent("collector.get-metric-data.enabled", "true");
        all.put("collector.get-metric-data.memory.enabled", "false");
        all.put("collector.get-metric-data.budget", "1000");
        GetMetricDataConfig config = MetricConfig.of(all);
        SourceMeters meters = new SourceMeters(new SimpleMeterRegistry());
        ClientsAt aws = ClientsAt.of(proxy.endpoint(), clock, Map.of("collector.aws.regions", region));
        GetMetricDataBudget budget =
                new GetMetricDataBudget(MetricConfig.budget(all), checkpointReader, publisher, aws.registry(), clock);
        backfillCalls = new BackfillCalls();
        RegionMetricReader reading = new RegionMetricReader(
                new MetricQueryExecutor(aws.clients(), budget, publisher, meters, clock),
                new MetricQueryCheckpoints(checkpointReader, publisher),
                backfillCalls);
        AccountRegionExecutor rounds = RoundsAt.of(aws, meters);
        SourceEnvironment environment = new SourceEnvironment(
                new ProgressAt(backfill, publisher, clock).owner(), publisher, checkpointReader, meters, clock);
        history = new InstanceHistorySource(
                config,
                () -> true,
                new FirstStart(checkpointReader, publisher, clock),
                instanceRegistry,
                rounds,
                reading,
                environment);
        recent = new GetMetricDataSource(
                config,
                rounds,
                instanceRegistry,
                new PendingDecisionInstances(config, findings, clock),
                new InstanceMemoryReader(config, aws.clients(), rounds, reading, clock),
                reading,
                environment);
    }

    private void fleet(String... ids) {
        instanceRegistry.replace(new InstanceRegistry.Region(
                ACCOUNT,
                region,
                Stream.of(ids)
                        .map(id -> new InstanceRegistry.Member(ACCOUNT, id(id), Optional.empty()))
                        .toList()));
    }

    private void put(String instance, Duration before) {
        data.add(MetricDatum.builder()
                .metricName("CPUUtilization")
                .unit(StandardUnit.PERCENT)
                .timestamp(now.minus(before))
                .value(3.0)
                .dimensions(dimension -> dimension.name("InstanceId").value(id(instance)))
                .build());
    }

    private void flush() {
        try (CloudWatchAsyncClient cloudWatch = CloudWatchAsyncClient.builder()
                .endpointOverride(AwsStandIn.endpoint())
                .region(software.amazon.awssdk.regions.Region.of(region))
                .build()) {
            for (int from = 0; from < data.size(); from += 500) {
                List<MetricDatum> some = data.subList(from, Math.min(from + 500, data.size()));
                cloudWatch
                        .putMetricData(request -> request.namespace("AWS/EC2").metricData(some))
                        .join();
            }
        }
    }

    private String id(String name) {
        return name + "-" + test;
    }

    private Stream<Signal> metrics(String instance) {
        String arn = "arn:aws:ec2:" + region + ":" + ACCOUNT + ":instance/" + id(instance);
        return new TopicReader(bootstrapServers)
                .signals().stream()
                        .filter(Signal::hasMetricSet)
                        .filter(signal -> signal.getResource().equals(arn));
    }

    private TreeSet<Instant> hours(String instance) {
        TreeSet<Instant> hours = new TreeSet<>();
        metrics(instance)
                .flatMap(signal -> SignalMetrics.of(signal).stream())
                .map(Metric::getStart)
                .forEach(start -> hours.add(Instant.ofEpochMilli(start).truncatedTo(ChronoUnit.HOURS)));
        return hours;
    }
}
