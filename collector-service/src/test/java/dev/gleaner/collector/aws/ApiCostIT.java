package dev.gleaner.collector.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gleaner.collector.TopicReader;
import dev.gleaner.collector.TrailBucket;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.progress.CollectorName;
import dev.gleaner.collector.progress.ProgressAt;
import dev.gleaner.collector.progress.ProgressConfig;
import dev.gleaner.contracts.signal.proto.ApiCost;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.MutableClock;
import dev.gleaner.test.aws.AwsTestResource;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import dev.gleaner.test.kafka.KafkaTestResource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** What the collector's own calls cost, on a real broker and a stand-in of AWS. */
@QuarkusTest
@NeedsAwsStandIn
@WithTestResource(KafkaTestResource.class)
@WithTestResource(AwsTestResource.class)
@WithTestResource(TrailBucket.class)
class ApiCostIT {

    @Inject
    MeterRegistry registry;

    @Inject
    KafkaPublisher publisher;

    @Inject
    ProgressConfig config;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Test
    void shouldPublishWhatItsCallsCost() {
        String collector = CollectorName.of(config);
        await().atMost(Duration.ofSeconds(40)).until(() -> counted() > 0);
        double before = counted();

        await().atMost(Duration.ofSeconds(40)).until(() -> newestRun(collector).doubleValue() >= before);

        assertThat(newestRun(collector).doubleValue()).isLessThanOrEqualTo(counted() + 1e-12);
        assertThat(signals(collector))
                .allMatch(signal -> signal.getResource().equals("arn:aws:gleaner:::collector/" + collector)
                        && signal.getSource().equals("api-cost"));
    }

    /** A counter that starts again at 0 must not fall behind the amount of the former one. */
    @Test
    void shouldCountEachRunOfADayForItself() throws InterruptedException {
        MutableClock clock = new MutableClock(Instant.parse("2031-05-30T22:00:00Z"));
        CallCostMeter meter = new CallCostMeter(new SimpleMeterRegistry(), clock);
        ApiCostPublisher first = new ApiCostPublisher(meter, publisher, new ProgressAt.Config("restarted"), clock);
        meter.addCost("cloudtrail-s3", new BigDecimal("0.5000004"));
        first.publish();
        first.publish();
        meter.addCost("cloudtrail-s3", new BigDecimal("0.25"));
        first.stop(new ShutdownEvent());

        clock.advance(Duration.ofMinutes(1));
        CallCostMeter again = new CallCostMeter(new SimpleMeterRegistry(), clock);
        ApiCostPublisher second = new ApiCostPublisher(again, publisher, new ProgressAt.Config("restarted"), clock);
        again.addCost("cloudtrail-s3", new BigDecimal("0.1"));
        second.publish();

        assertThat(signals("restarted"))
                .extracting(signal -> signal.getApiCost().getCollector() + " "
                        + signal.getApiCost().getAmount())
                .containsExactly(
                        "restarted 2031-05-30T22:00:00Z 0.5000004",
                        "restarted 2031-05-30T22:00:00Z 0.7500004",
                        "restarted 2031-05-30T22:01:00Z 0.1");
        assertThat(total("restarted")).isEqualByComparingTo("0.8500004");
    }

    @Test
    void shouldCompleteADayThatIsOver() {
        MutableClock clock = new MutableClock(Instant.parse("2031-05-30T23:30:00Z"));
        CallCostMeter meter = new CallCostMeter(new SimpleMeterRegistry(), clock);
        ApiCostPublisher costs = new ApiCostPublisher(meter, publisher, new ProgressAt.Config("overnight"), clock);
        meter.addCost("cloudtrail-s3", new BigDecimal("0.5"));
        costs.publish();
        meter.addCost("cloudtrail-s3", new BigDecimal("0.25"));
        clock.set(Instant.parse("2031-05-31T00:01:00Z"));
        meter.addCost("cloudtrail-s3", new BigDecimal("0.125"));
        costs.publish();
        clock.set(Instant.parse("2031-06-02T00:01:00Z"));
        costs.publish();

        assertThat(signals("overnight").stream()
                        .map(Signal::getApiCost)
                        .collect(Collectors.toMap(
                                cost -> Instant.ofEpochMilli(cost.getDay()).toString(),
                                ApiCost::getAmount,
                                (earlier, later) -> later)))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("2031-05-30T00:00:00Z", "0.75", "2031-05-31T00:00:00Z", "0.125"));
        assertThat(signals("overnight")).hasSize(3);
        assertThat(meter.dailyCosts()).isEmpty();
    }

    private double counted() {
        return registry.find(CallCostMeter.COST).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    /** Other tests of this process have started the same collector before. */
    private BigDecimal newestRun(String collector) {
        List<ApiCost> costs =
                signals(collector).stream().map(Signal::getApiCost).toList();
        return total(costs.stream()
                .filter(cost ->
                        cost.getCollector().equals(costs.get(costs.size() - 1).getCollector()))
                .toList());
    }

    private BigDecimal total(String collector) {
        return total(signals(collector).stream().map(Signal::getApiCost).toList());
    }

    /** As the analyzer counts: the largest amount of each run and day. */
    private static BigDecimal total(List<ApiCost> costs) {
        return costs.stream()
                .collect(Collectors.toMap(
                        cost -> List.of(cost.getCollector(), cost.getDay()),
                        cost -> new BigDecimal(cost.getAmount()),
                        BigDecimal::max))
                .values()
                .stream()
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private List<Signal> signals(String collector) {
        return new TopicReader(bootstrapServers)
                .signals().stream()
                        .filter(signal -> signal.hasApiCost()
                                && signal.getApiCost().getCollector().startsWith(collector + " "))
                        .toList();
    }
}
