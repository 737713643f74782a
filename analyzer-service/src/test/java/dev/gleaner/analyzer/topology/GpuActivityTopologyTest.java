package dev.gleaner.analyzer.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.GpuActivity;
import dev.gleaner.contracts.signal.proto.Card;
import dev.gleaner.contracts.signal.proto.CardSample;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the actuator is told of the GPUs of a host before it stops it. */
class GpuActivityTopologyTest {

    private static final Instant START = Instant.parse("2026-07-01T00:00:00Z");
    private static final String HOST = Signals.instance("i-host");
    private static final double TRAINING = 95;

    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    /** The finding of an idle host is not confirmed any more once it works, which is when the work has to be known. */
    @Test
    void shouldPublishTheWorkOfAHostThatWasFoundIdleBefore() {
        bench.send(Signals.listed(
                HOST, START, Signals.running().setType("g5.xlarge").putTags("environment", "dev")));
        run(0, 4 * 60, 0);
        assertThat(bench.findings()).anyMatch(finding -> finding.status() == Finding.Status.OPEN);
        assertThat(bench.gpuActivity())
                .last()
                .isEqualTo(new Bench.GpuRecord(HOST, new GpuActivity(at(4 * 60 - 1), 1, null, null, null)));

        run(4 * 60, 5 * 60, TRAINING);

        Instant last = at(5 * 60 - 1);
        assertThat(bench.gpuActivity())
                .hasSize(60)
                .last()
                .isEqualTo(new Bench.GpuRecord(HOST, new GpuActivity(last, 1, last, last, null)));
    }

    @Test
    void shouldPublishTheWorkOfAHostThatWasNeverIdle() {
        bench.send(Signals.listed(HOST, START, Signals.running().setType("g5.xlarge")));

        run(0, 3 * 60, TRAINING);

        Instant last = at(3 * 60 - 1);
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.gpuActivity())
                .last()
                .isEqualTo(new Bench.GpuRecord(HOST, new GpuActivity(last, 1, last, last, null)));
    }

    /** Readings of each second would be 60 records a minute. */
    @Test
    void shouldPublishAHostOnceAMinuteAndWorkAtOnce() {
        begin();

        for (int second = 0; second < 60; second++) {
            bench.send(Signals.card(HOST, at(60).plusSeconds(second), second == 40 ? TRAINING : 0));
        }

        assertThat(bench.gpuActivity())
                .extracting(Bench.GpuRecord::activity)
                .containsExactly(
                        new GpuActivity(at(60), 1, null, null, null),
                        new GpuActivity(
                                at(60).plusSeconds(40), 1, at(60).plusSeconds(40), at(60).plusSeconds(40), null));
    }

    /** What is not read any longer must not seem to be idle because another GPU is. */
    @Test
    void shouldPublishThroughWhenEachGpuWasRead() {
        begin();

        bench.send(Signals.cards(HOST, at(60), card("GPU-1", at(60), 0), card("GPU-2", at(60), 0)));
        bench.send(Signals.cards(HOST, at(75), card("GPU-1", at(75), 0)));

        assertThat(bench.gpuActivity())
                .extracting(Bench.GpuRecord::activity)
                .containsExactly(new GpuActivity(at(60), 2, null, null, null));
    }

    @Test
    void shouldPublishAReadingThatDoesNotShowWhetherAGpuWorked() {
        begin();

        bench.send(Signals.cards(
                HOST,
                at(61),
                Card.newBuilder()
                        .setUuid("GPU-1")
                        .addSamples(CardSample.newBuilder().setTime(at(61).toEpochMilli()))));

        assertThat(bench.gpuActivity())
                .extracting(Bench.GpuRecord::activity)
                .containsExactly(new GpuActivity(at(61), 1, null, null, at(61)));
    }

    @Test
    void shouldNotPublishOldReadings() {
        run(0, 12 * 60, 0);
        bench.gpuActivity();

        bench.send(Signals.card(Signals.instance("i-other"), at(60), TRAINING));

        assertThat(bench.gpuActivity()).isEmpty();
    }

    @Test
    void shouldWithdrawAHostOfWhichNoReadingIsKept() {
        bench.send(Signals.listed(HOST, START, Signals.running().setType("g5.xlarge")));
        run(0, 3 * 60, 0);
        bench.send(Signals.listed(HOST, at(3 * 60), "terminated", Map.of()));
        bench.gpuActivity();

        for (int day = 1; day < 70; day++) {
            progress(day * 24 * 60);
        }

        assertThat(bench.gpuActivity()).containsExactly(new Bench.GpuRecord(HOST, null));
    }

    private void begin() {
        bench.send(Signals.listed(HOST, START, Signals.running().setType("g5.xlarge")));
        progress(60);
    }

    /** A reading each minute; each hour ends with the values of its CPU and network. */
    private void run(int from, int to, double utilization) {
        for (int minute = from; minute < to; minute++) {
            bench.send(Signals.card(HOST, at(minute), utilization));
            if (minute % 60 == 59) {
                Instant hour = at(minute - 59);
                bench.send(Signals.metric(HOST, Signals.CPU, hour, 1, 2));
                bench.send(Signals.bytes(HOST, Signals.NETWORK_IN, hour, 10));
                bench.send(Signals.bytes(HOST, Signals.NETWORK_OUT, hour, 10));
                progress(minute + 1);
            }
        }
    }

    private void progress(int minute) {
        for (String source : List.of("gpu", "metric-stream", "inventory")) {
            Signal progress = Signals.progress(source, at(minute));
            bench.send(progress);
        }
        bench.turn();
    }

    private static Card.Builder card(String uuid, Instant time, double utilization) {
        return Card.newBuilder()
                .setUuid(uuid)
                .addSamples(CardSample.newBuilder().setTime(time.toEpochMilli()).setUtilization(utilization));
    }

    private static Instant at(int minute) {
        return START.plus(minute, ChronoUnit.MINUTES);
    }
}
