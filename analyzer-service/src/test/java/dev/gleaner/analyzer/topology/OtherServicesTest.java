package dev.gleaner.analyzer.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.contracts.finding.Finding;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What looks as idle as an idle instance, and belongs to a service whose habits no rule here knows. */
class OtherServicesTest {

    private static final Instant START = Instant.parse("2026-07-01T00:00:00Z");
    private static final int HOURS = 192;

    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    /**
     * aws-solutions/instance-scheduler-on-aws#42, aws-solutions/instance-scheduler-on-aws#588 and
     * aws-solutions/instance-scheduler-on-aws#384: a database that was stopped is back after seven days, or after its
     * maintenance window, and whoever promised a month of it was wrong. So nothing is promised of one, however idle.
     */
    @ParameterizedTest
    @ValueSource(strings = {"db:orders", "cluster:orders", "instance/orders"})
    void shouldPromiseNothingOfADatabaseThatComesBackAfterSevenDays(String name) {
        assertNothingIsSaidOf("arn:aws:rds:us-east-1:123456789012:" + name);
    }

    /** cloud-custodian/cloud-custodian#4320: a balancer without traffic publishes no count of requests at all. */
    @Test
    void shouldNotCallABalancerIdleThatPublishesNothing() {
        assertNothingIsSaidOf("arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/1");
    }

    private void assertNothingIsSaidOf(String other) {
        String instance = Signals.instance("i-1");

        idle(instance);
        idle(other);
        bench.send(Signals.progress("metric-stream", hour(HOURS)));
        bench.send(Signals.progress("inventory", hour(HOURS)));
        bench.turn();

        assertThat(bench.findings()).isNotEmpty().extracting(Finding::resource).containsOnly(instance);
        assertThat(bench.deadLetters()).isEmpty();
    }

    private void idle(String resource) {
        for (int hour = 0; hour < HOURS; hour++) {
            bench.send(Signals.metric(resource, Signals.CPU, hour(hour), 1, 2));
            bench.send(Signals.bytes(resource, Signals.NETWORK_IN, hour(hour), 1000));
            bench.send(Signals.bytes(resource, Signals.NETWORK_OUT, hour(hour), 1000));
        }
        bench.send(Signals.listed(resource, START.plusSeconds(1), "running", Map.of()));
    }

    private static Instant hour(int number) {
        return START.plus(number, ChronoUnit.HOURS);
    }
}
