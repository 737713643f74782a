package dev.gleaner.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gleaner.collector.aws.AccountReadFailures;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Price;
import dev.gleaner.contracts.resource.PriceKey;
import dev.gleaner.contracts.signal.SignalMetrics;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import dev.gleaner.test.kafka.KafkaTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;

/** Several accounts of an organization, of which one does not let us in. */
@QuarkusTest
@NeedsAwsStandIn
@WithTestResource(KafkaTestResource.class)
@WithTestResource(OrganizationOfTheTest.class)
class AccountsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String OWN = "123456789012";

    @TestHTTPResource("/q/health/ready")
    URI health;

    @TestHTTPResource("/q/metrics")
    URI metrics;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Inject
    AccountReadFailures accountReadFailures;

    private TopicReader topics;

    @BeforeEach
    void connect() {
        topics = new TopicReader(bootstrapServers);
    }

    @Test
    void shouldReadEachAccountInItsRole() {
        String ours = run(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")));
        String theirs = run(OrganizationOfTheTest.inMember());
        putMetric(theirs);

        awaitSignal(signal -> signal.hasInventory() && signal.getResource().equals(arn(OWN, ours)));
        awaitSignal(signal -> signal.hasInventory()
                && signal.getResource().equals(arn(OrganizationOfTheTest.member(), theirs))
                && signal.getAccount().equals(OrganizationOfTheTest.member()));
        awaitSignal(signal -> !SignalMetrics.of(signal).isEmpty()
                && signal.getResource().equals(arn(OrganizationOfTheTest.member(), theirs)));

        // What is in the other account is not taken for ours.
        assertThat(topics.signals()).noneMatch(signal -> signal.getResource().equals(arn(OWN, theirs)));
    }

    @Test
    void shouldGoOnWithoutTheAccountThatFailsAndShowIt() throws Exception {
        for (String source : List.of("inventory", "inventory-networks", "inventory-buckets")) {
            awaitProgress(source, OWN);
            awaitProgress(source, OrganizationOfTheTest.member());
        }
        for (String kind : SetUp.KINDS) {
            if (!kind.equals("endpoints")) {
                awaitProgress("inventory-" + kind, OWN);
                awaitProgress("inventory-" + kind, OrganizationOfTheTest.member());
            }
        }
        String closed = OrganizationOfTheTest.closed();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(failing("inventory", closed)).contains("AccessDenied"));
        assertThat(failing("inventory", OWN)).isEmpty();
        assertThat(get(health).statusCode()).isEqualTo(200);
        assertThat(get(health).body()).contains("\"inventory\"").doesNotContain(closed, OWN);
        assertThat(get(metrics).body())
                .containsPattern("gleaner_collector_failing\\{[^}]*source=\"inventory\"[^}]*\\} [1-9]")
                .doesNotContain(closed);
        assertThat(get(URI.create(health.toString().replace("/q/health/ready", "/failures")))
                        .statusCode())
                .isEqualTo(401);
        // Who may not see endpoints sees all else.
        assertThat(failing("inventory-endpoints", OWN)).contains("AccessDeniedException");
        assertThat(failing("inventory-volumes", OWN)).isEmpty();
        assertThat(topics.signals())
                .noneMatch(signal -> signal.getProgress().getSourcesList().stream()
                        .anyMatch(entry -> entry.getAccount().equals(closed)
                                || entry.getSource().equals("inventory-endpoints")));
    }

    private List<String> failing(String source, String account) {
        return accountReadFailures.failures().stream()
                .filter(failure ->
                        failure.source().equals(source) && failure.account().equals(account))
                .map(AccountReadFailures.Failure::reason)
                .toList();
    }

    @Test
    void shouldShowLagAndCostOfEachSource() {
        String theirs = run(OrganizationOfTheTest.inMember());
        putMetric(theirs);
        awaitProgress("inventory", OWN);
        awaitProgress("get-metric-data", OrganizationOfTheTest.member());

        await().atMost(PATIENCE).untilAsserted(() -> {
            String shown = get(metrics).body();
            for (String source : List.of("inventory", "inventory-networks", "inventory-buckets", "get-metric-data")) {
                assertThat(value(shown, "gleaner_collector_lag_seconds", source))
                        .isNotNegative();
                assertThat(value(shown, "gleaner_collector_cost_usd_total", source))
                        .isNotNegative();
            }
            assertThat(value(shown, "gleaner_collector_lag_seconds", "get-metric-data"))
                    .isBetween(600.0, 1200.0);
            assertThat(value(shown, "gleaner_collector_cost_usd_total", "get-metric-data"))
                    .isGreaterThanOrEqualTo(0.00003);
            assertThat(value(shown, "gleaner_collector_cost_usd_total", "inventory-buckets"))
                    .isPositive();
            assertThat(shown).contains("gleaner_collector_get_metric_data_spent_usd", "25.0");
        });
    }

    /** Of what runs in any of the accounts, once for all of them; what can't be read keeps nothing else from being told. */
    @Test
    void shouldTellWhatRunningInstancesCost() {
        run(OrganizationOfTheTest.inMember());

        Price list = await().atMost(PATIENCE)
                .until(() -> price(PriceKey.linuxOnDemand("t3.micro", "us-east-1")), Optional::isPresent)
                .orElseThrow();
        Price spot = await().atMost(PATIENCE)
                .until(() -> price(PriceKey.linuxSpot("t3.micro", "us-east-1")), Optional::isPresent)
                .orElseThrow();

        assertThat(list.amount()).isEqualTo(new BigDecimal("0.0104"));
        assertThat(list.source()).isEqualTo("AWS price list, effective 2026-11-01");
        assertThat(spot.amount()).isEqualTo(new BigDecimal("0.00001"));
        assertThat(spot.source()).startsWith("spot market, lowest of ");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(topics.deadLetters())
                        .filteredOn(letter -> letter.source().equals("price-list"))
                        .anySatisfy(letter -> {
                            assertThat(letter.place()).isEqualTo("pricing:GetProducts AmazonEC2 instances us-east-1");
                            assertThat(letter.offset()).isZero();
                            assertThat(letter.reason()).isEqualTo("it is not priced in USD but in [CNY]");
                        }));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(get(metrics).body())
                                .containsPattern(
                                        "gleaner_collector_aws_calls_total\\{api=\"Pricing:GetProducts\",source=\"price-list\"")
                                .containsPattern(
                                        "gleaner_collector_aws_calls_total\\{api=\"Ec2:DescribeSpotPriceHistory\",source=\"spot-prices\""));
    }

    private Optional<Price> price(PriceKey key) {
        return topics.records(Topic.PRICES).stream()
                .filter(record -> record.key().startsWith(key.text() + "|"))
                .map(record -> Json.read(record.value(), Price.class))
                .findFirst();
    }

    private static double value(String shown, String metric, String source) {
        return shown.lines()
                .filter(line -> line.startsWith(metric + "{") && line.contains("source=\"" + source + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }

    private void awaitSignal(Predicate<Signal> wanted) {
        await().atMost(PATIENCE).until(() -> topics.signals().stream().anyMatch(wanted));
    }

    private void awaitProgress(String source, String account) {
        awaitSignal(signal -> signal.getProgress().getSourcesList().stream()
                .anyMatch(entry ->
                        entry.getSource().equals(source) && entry.getAccount().equals(account)));
    }

    private static String run(AwsCredentialsProvider credentials) {
        return Ec2AsyncClient.builder()
                .endpointOverride(AwsStandIn.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .httpClient(NettyNioAsyncHttpClient.create())
                .build()
                .runInstances(request ->
                        request.imageId("ami-12c6146b").minCount(1).maxCount(1).instanceType("t3.micro"))
                .join()
                .instances()
                .get(0)
                .instanceId();
    }

    private static void putMetric(String instance) {
        CloudWatchAsyncClient.builder()
                .endpointOverride(AwsStandIn.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(OrganizationOfTheTest.inMember())
                .httpClient(NettyNioAsyncHttpClient.create())
                .build()
                .putMetricData(request -> request.namespace("AWS/EC2")
                        .metricData(datum -> datum.metricName("NetworkIn")
                                .timestamp(Instant.now().minus(3, ChronoUnit.HOURS))
                                .value(7.0)
                                .dimensions(dimension ->
                                        dimension.name("InstanceId").value(instance))))
                .join();
    }

    private static String arn(String account, String instance) {
        return "arn:aws:ec2:us-east-1:" + account + ":instance/" + instance;
    }

    private static HttpResponse<String> get(URI place) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(place).build(), BodyHandlers.ofString());
    }
}
