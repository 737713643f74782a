package dev.gleaner.collector.source.cloudwatch.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.Folders;
import dev.gleaner.collector.TopicReader;
import dev.gleaner.collector.aws.AccountReadFailures;
import dev.gleaner.collector.aws.ClientsAt;
import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.collector.kafka.CheckpointReader;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.kafka.RecentFindings;
import dev.gleaner.collector.progress.BackfillCalls;
import dev.gleaner.collector.progress.BackfillTracker;
import dev.gleaner.collector.progress.ProgressAt;
import dev.gleaner.collector.source.AccountRegionExecutor;
import dev.gleaner.collector.source.GetMetricDataBudget;
import dev.gleaner.collector.source.RoundsAt;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.source.cloudwatch.FoundIdle;
import dev.gleaner.collector.source.cloudwatch.GetMetricDataConfig;
import dev.gleaner.collector.source.cloudwatch.MetricConfig;
import dev.gleaner.contracts.finding.Finding;
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
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;

/** GetMetricData of the stand-in, with a proxy in front that says what the stand-in never does. */
@QuarkusTest
@NeedsAwsStandIn
@WithTestResource(KafkaTestResource.class)
@WithTestResource(Folders.class)
class GetMetricDataIT {

    private static final String ACCOUNT = "123456789012";
    private static final String CALL = "GetMetricData";
    private static final String DENIED =
            "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>";

    private static final String REGION = "us-east-1";

    /** The tests share their topics, and what is kept in them, so that each has instances of its own. */
    private final String test = UUID.randomUUID().toString();

    private final Instant start = lately();
    private final InstanceRegistry instanceRegistry = new InstanceRegistry();
    private MutableClock clock = new MutableClock(start);
    private AwsProxy proxy;
    private ClientsAt aws;
    private ProgressAt progress;
    private GetMetricDataSource source;
    private AccountRegionExecutor rounds;
    private InstanceMemoryReader memory;

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
        start(Map.of());
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    @Test
    void shouldPublishOneSignalForAllMetricsOfAnInstanceAndNothingForWhatIsAbsent() {
        fleet("i-a");
        put("i-a", "CPUUtilization", Duration.ofMinutes(25), 4, 8);
        put("i-a", "CPUUtilization", Duration.ofMinutes(20), 3);
        put("i-a", "NetworkOut", Duration.ofMinutes(20), 500);

        source.poll();

        assertThat(metrics("i-a")).singleElement().satisfies(signal -> {
            assertThat(signal.getAccount()).isEqualTo(ACCOUNT);
            assertThat(SignalMetrics.of(signal)).extracting(Metric::getUnit).containsExactly("Percent", "Bytes");
            Metric cpu = SignalMetrics.of(signal).get(0);
            assertThat(cpu.getIndexList()).containsExactly(9, 10);
            assertThat(cpu.getMeanList()).containsExactly(6.0, 3.0);
            assertThat(cpu.getMaximumList()).containsExactly(8.0, 3.0);
        });
        assertThat(progress()).contains(start.minus(Duration.ofMinutes(10)));
        assertThat(aws.reach().failures()).isEmpty();
    }

    /** The points of the others count, the region is no more complete than before, and it is asked for again. */
    @ParameterizedTest
    @ValueSource(strings = {"InternalError", "Forbidden", "PartialData"})
    void shouldTellNoProgressOfWhatIsNotThere(String status) {
        fleet("i-a", "i-b");
        put("i-a", "NetworkIn", Duration.ofMinutes(20), 1);
        put("i-b", "NetworkIn", Duration.ofMinutes(20), 1);
        AwsProxy flawed = proxy;
        flawed.rewriteResponses(
                call -> call.action().equals(CALL),
                body -> body.replaceFirst("<StatusCode>Complete", "<StatusCode>" + status));

        source.poll();

        assertThat(metrics("i-a")).isEmpty();
        assertThat(metrics("i-b")).hasSize(1);
        assertThat(progress()).isEmpty();
        assertThat(aws.reach().failures())
                .extracting(AccountReadFailures.Failure::reason)
                .containsExactly("MissingException");

        flawed.close();
        proxy = AwsProxy.start(0, AwsStandIn.endpoint());
        start(Map.of());
        source.poll();

        assertThat(metrics("i-a")).hasSize(1);
        assertThat(metrics("i-b")).hasSize(1);
        assertThat(proxy.calls(CALL))
                .singleElement()
                .satisfies(call -> assertThat(call.body()).contains("i-a").doesNotContain("i-b"));
        assertThat(progress()).contains(start.minus(Duration.ofMinutes(10)));
    }

    @Test
    void shouldReadAnAnswerOfSeveralPagesAndPayForEach() {
        fleet("i-a");
        proxy.answerNext(CALL, 200, page("<NextToken>2</NextToken>", "PartialData", start.minusSeconds(1800), 1));
        proxy.answerNext(CALL, 200, page("", "Complete", start.minusSeconds(1500), 2));

        source.poll();

        assertThat(metrics("i-a"))
                .singleElement()
                .satisfies(signal -> assertThat(SignalMetrics.of(signal))
                        .hasSize(3)
                        .allSatisfy(metric -> assertThat(metric.getMeanList()).containsExactly(1.0, 2.0)));
        assertThat(progress()).contains(start.minus(Duration.ofMinutes(10)));
        assertThat(aws.registry()
                        .get("gleaner.collector.cost.usd")
                        .tag("source", "get-metric-data")
                        .counter()
                        .count())
                .isEqualTo(0.00006);
    }

    @Test
    void shouldAskNothingAgainAfterARestart() {
        fleet("i-a");
        source.poll();

        start(Map.of());
        source.poll();

        assertThat(proxy.calls(CALL)).hasSize(1);
    }

    /** Three metrics of one instance are 0.00003 USD a round. */
    @Test
    void shouldStopAtItsBudgetAlsoAfterARestartUntilTheNextMonth() {
        clock = new MutableClock(Instant.parse("2031-05-30T10:10:00Z"));
        Map<String, String> budget = Map.of("collector.get-metric-data.budget", "0.00007");
        start(budget);
        fleet("i-a");
        for (int round = 0; round < 4; round++) {
            source.poll();
            clock.advance(Duration.ofHours(1));
        }
        assertThat(proxy.calls(CALL)).hasSize(2);
        assertThat(progress()).contains(Instant.parse("2031-05-30T11:00:00Z"));
        assertThat(aws.reach().failures())
                .extracting(AccountReadFailures.Failure::reason)
                .containsExactly("SpentException");

        start(budget);
        source.poll();
        assertThat(proxy.calls(CALL)).hasSize(2);

        clock.advance(Duration.ofDays(2));
        source.poll();
        assertThat(proxy.calls(CALL)).hasSize(3);
        assertThat(aws.reach().failures()).isEmpty();
    }

    /** Who is denied asks again and again, which must not use the budget up: AWS does not bill it. */
    @Test
    void shouldPayNothingForWhatAwsRefusesAndLeaveTheRegionAloneForAWhile() {
        clock = new MutableClock(Instant.parse("2032-01-10T10:10:00Z"));
        start(Map.of("collector.get-metric-data.budget", "0.00003"));
        fleet("i-a");
        AwsProxy denying = proxy;
        denying.answerAll(call -> call.action().equals(CALL), 403, DENIED);
        start(Map.of("collector.get-metric-data.budget", "0.00003"));
        for (int minute = 0; minute < 25; minute++) {
            source.poll();
            clock.advance(Duration.ofMinutes(1));
        }

        assertThat(calls("CloudWatch:GetMetricData")).isEqualTo(3);
        assertThat(aws.reach().failures())
                .extracting(AccountReadFailures.Failure::reason)
                .containsExactly("AccessDenied");
        assertThat(progress()).isEmpty();

        denying.close();
        proxy = AwsProxy.start(0, AwsStandIn.endpoint());
        start(Map.of("collector.get-metric-data.budget", "0.00003"));
        source.poll();
        assertThat(proxy.calls(CALL)).hasSize(1);
    }

    private double calls(String api) {
        return aws.registry()
                .get("gleaner.collector.aws.calls")
                .tag("api", api)
                .counter()
                .count();
    }

    @Test
    void shouldAskMoreOftenForWhatWasFoundLately() throws Exception {
        String[] ids = IntStream.range(0, 25).mapToObj(i -> "i-" + i).toArray(String[]::new);
        fleet(ids);
        new FoundIdle(bootstrapServers).publish(arn("i-7"), Finding.Status.OPEN, start);
        new FoundIdle(bootstrapServers).publish(arn("i-8"), Finding.Status.RESOLVED, start);
        source.poll();

        clock.advance(Duration.ofMinutes(15));
        source.poll();

        assertThat(proxy.calls(CALL)).hasSize(2);
        assertThat(proxy.calls(CALL).get(1).body()).contains(id("i-7")).doesNotContain(id("i-8"));
    }

    /** A time not long ago, and not in the hour before memory is read again, whenever the test runs. */
    private static Instant lately() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofMinutes(10));
        boolean isReadAgain = memoryReading(now.plus(Duration.ofHours(1))) > memoryReading(now);
        return isReadAgain ? now.minus(Duration.ofHours(1)) : now;
    }

    private static long memoryReading(Instant time) {
        return time.getEpochSecond() / Duration.ofHours(18).toSeconds();
    }

    /** By all dimensions with which the agent publishes it, once in 18 hours, and before progress shows that the time is complete. */
    @Test
    void shouldReadTheMemoryThatTheAgentReports() {
        fleet("i-a", "i-b");
        String[] dimensions = {"InstanceId", id("i-a"), "InstanceType", "r5.large"};
        putMemory("mem_used_percent", Duration.ofMinutes(80), 40, dimensions);
        putMemory("mem_used_percent", Duration.ofMinutes(75), 44, dimensions);
        putMemory("mem_used_percent", Duration.ofMinutes(75), 44, "InstanceId", id("i-unlisted"));
        putMemory("mem_used_percent", Duration.ofMinutes(75), 90, "AutoScalingGroupName", "group-" + test);
        putMemory("Memory % Committed Bytes In Use", Duration.ofMinutes(75), 51, "InstanceId", id("i-b"));
        put("i-a", "CPUUtilization", Duration.ofMinutes(25), 4);

        source.poll();
        clock.advance(Duration.ofHours(1));
        source.poll();
        start(Map.of());
        source.poll();

        assertThat(metrics("i-a").filter(signal -> signal.getSource().equals("get-metric-data-memory")))
                .singleElement()
                .satisfies(signal -> assertThat(SignalMetrics.of(signal))
                        .singleElement()
                        .satisfies(metric -> {
                            assertThat(metric.getMetric()).isEqualTo("CWAgent mem_used_percent");
                            assertThat(metric.getMaximumList()).containsExactly(44.0);
                        }));
        assertThat(metrics("i-b"))
                .singleElement()
                .satisfies(signal -> assertThat(SignalMetrics.of(signal))
                        .extracting(Metric::getMetric)
                        .containsExactly("CWAgent Memory % Committed Bytes In Use"));
        assertThat(proxy.calls(CALL).get(0).body()).contains("mem_used_percent", "r5.large");
        assertThat(proxy.calls(CALL).stream().filter(call -> call.body().contains("mem_used_percent")))
                .hasSize(1);
        assertThat(progress.through("get-metric-data-memory")).isEmpty();
    }

    /** The memory is a person's to check then; nothing else depends on it. */
    @Test
    void shouldReadTheOtherMetricsWhereTheMemoryIsDenied() {
        fleet("i-a");
        put("i-a", "CPUUtilization", Duration.ofMinutes(25), 4);
        proxy.answerAll(call -> call.action().equals("ListMetrics"), 403, DENIED);
        start(Map.of());

        source.poll();
        source.poll();

        assertThat(metrics("i-a")).hasSize(1);
        assertThat(progress()).contains(start.minus(Duration.ofMinutes(10)));
        assertThat(calls("CloudWatch:ListMetrics")).isEqualTo(1);
        assertThat(aws.reach().failures())
                .extracting(AccountReadFailures.Failure::source)
                .containsExactly("get-metric-data-memory");
    }

    /** With a metric stream the other metrics are not requested. */
    @Test
    void shouldReadTheMemoryBesideAMetricStream() {
        fleet("i-a");
        putMemory("mem_used_percent", Duration.ofMinutes(75), 44, "InstanceId", id("i-a"));
        InstanceMemorySource beside = memorySource(true, Map.of());

        beside.poll();
        beside.poll();

        assertThat(metrics("i-a"))
                .singleElement()
                .satisfies(signal -> assertThat(signal.getSource()).isEqualTo("get-metric-data-memory"));
        assertThat(proxy.calls("ListMetrics")).hasSize(2);
        assertThat(beside.polling().enabled()).isTrue();
        assertThat(memorySource(false, Map.of()).polling().enabled()).isFalse();
        assertThat(memorySource(true, Map.of("collector.get-metric-data.enabled", "true"))
                        .polling()
                        .enabled())
                .isFalse();
        assertThat(memorySource(true, Map.of("collector.get-metric-data.memory.enabled", "false"))
                        .polling()
                        .enabled())
                .isFalse();
    }

    private InstanceMemorySource memorySource(boolean isListed, Map<String, String> values) {
        return new InstanceMemorySource(MetricConfig.of(values), () -> isListed, rounds, instanceRegistry, memory);
    }

    private void putMemory(String metric, Duration before, double value, String... dimensions) {
        List<Dimension> all = IntStream.range(0, dimensions.length / 2)
                .mapToObj(i -> Dimension.builder()
                        .name(dimensions[2 * i])
                        .value(dimensions[2 * i + 1])
                        .build())
                .toList();
        cloudWatch()
                .putMetricData(request -> request.namespace("CWAgent")
                        .metricData(datum -> datum.metricName(metric)
                                .timestamp(start.minus(before))
                                .value(value)
                                .dimensions(all)))
                .join();
    }

    private void start(Map<String, String> values) {
        Map<String, String> all = new HashMap<>(values);
        all.put("collector.get-metric-data.enabled", "true");
        all.put("collector.get-metric-data.days", "1");
        all.putIfAbsent("collector.get-metric-data.budget", "1000");
        GetMetricDataConfig config = MetricConfig.of(all);
        progress = new ProgressAt(backfill, publisher, clock);
        SourceMeters meters = new SourceMeters(new SimpleMeterRegistry());
        aws = ClientsAt.of(proxy.endpoint(), clock, Map.of("collector.aws.regions", REGION));
        GetMetricDataBudget budget =
                new GetMetricDataBudget(MetricConfig.budget(all), checkpointReader, publisher, aws.registry(), clock);
        MetricQueryCheckpoints metricQueryCheckpoints = new MetricQueryCheckpoints(checkpointReader, publisher);
        RegionMetricReader reading = new RegionMetricReader(
                new MetricQueryExecutor(aws.clients(), budget, publisher, meters, clock),
                metricQueryCheckpoints,
                new BackfillCalls());
        rounds = RoundsAt.of(aws, meters);
        memory = new InstanceMemoryReader(config, aws.clients(), rounds, reading, clock);
        source = new GetMetricDataSource(
                config,
                rounds,
                instanceRegistry,
                new PendingDecisionInstances(config, findings, clock),
                memory,
                reading,
                new SourceEnvironment(progress.owner(), publisher, checkpointReader, meters, clock));
    }

    private void fleet(String... ids) {
        instanceRegistry.replace(new InstanceRegistry.Region(
                ACCOUNT,
                REGION,
                Stream.of(ids)
                        .map(id -> new InstanceRegistry.Member(ACCOUNT, id(id), Optional.empty()))
                        .toList()));
    }

    private void put(String instance, String metric, Duration before, double... values) {
        for (double value : values) {
            cloudWatch()
                    .putMetricData(request -> request.namespace("AWS/EC2")
                            .metricData(datum -> datum.metricName(metric)
                                    .timestamp(start.minus(before))
                                    .value(value)
                                    .dimensions(dimension ->
                                            dimension.name("InstanceId").value(id(instance)))))
                    .join();
        }
    }

    private CloudWatchAsyncClient cloudWatch() {
        return CloudWatchAsyncClient.builder()
                .endpointOverride(AwsStandIn.endpoint())
                .region(software.amazon.awssdk.regions.Region.of(REGION))
                .build();
    }

    /** Its own, as the answer to the four queries of one instance. */
    private static String page(String next, String status, Instant time, double value) {
        StringBuilder results = new StringBuilder();
        for (int query = 0; query < InstanceMetrics.INSTANCES.queries(); query++) {
            results.append("<member><Id>q%d</Id><Timestamps><member>%s</member></Timestamps>".formatted(query, time))
                    .append("<Values><member>%s</member></Values><StatusCode>%s</StatusCode></member>"
                            .formatted(value, status));
        }
        return "<GetMetricDataResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\"><GetMetricDataResult>"
                + "<MetricDataResults>" + results + "</MetricDataResults>" + next
                + "</GetMetricDataResult></GetMetricDataResponse>";
    }

    private String arn(String instance) {
        return "arn:aws:ec2:" + REGION + ":" + ACCOUNT + ":instance/" + id(instance);
    }

    private String id(String name) {
        return name + "-" + test;
    }

    private Stream<Signal> metrics(String instance) {
        return new TopicReader(bootstrapServers)
                .signals().stream()
                        .filter(Signal::hasMetricSet)
                        .filter(signal -> signal.getResource().equals(arn(instance)));
    }

    private Optional<Instant> progress() {
        return progress.through("get-metric-data");
    }
}
