package dev.gleaner.systemtests.trail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gleaner.analyzer.backtest.Backtest;
import dev.gleaner.collector.source.gpu.smi.OfflineSmiReader;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.signal.proto.Card;
import dev.gleaner.contracts.signal.proto.Gpu;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Output of nvidia-smi on real hosts, idle and under load, repeated for a day with low CPU use and network traffic: the host is
 * idle, or is not.
 */
class RecordedGpuTest {

    private static final Path CAPTURES = Path.of("../../shared/data/gpu_smi_captures");
    private static final String HOST = "arn:aws:ec2:us-east-1:123456789012:instance/i-0c0ffee";
    private static final Instant START = Instant.parse("2026-07-01T00:00:00Z");
    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");
    private static final Duration READ = Duration.ofHours(30);

    /** A host that is read every ten minutes for a day is evaluated by hours. */
    @Test
    void shouldFindIdleHostsByTheLoadOfTheirGpus() throws IOException {
        assertThatIdleOnesAreFound(READ, Duration.ofMinutes(10));
    }

    /** Three hours are too short for a verdict by hours. */
    @Test
    void shouldFindIdleHostsByTheMinute() throws IOException {
        assertThatIdleOnesAreFound(Duration.ofHours(3), Duration.ofMinutes(1));
    }

    private static void assertThatIdleOnesAreFound(Duration read, Duration interval) throws IOException {
        assumeTrue(Files.isDirectory(CAPTURES), "recorded captures are not here: " + CAPTURES);
        TreeMap<String, Boolean> idle = new TreeMap<>();
        TreeMap<String, Boolean> expected = new TreeMap<>();
        try (Stream<Path> files = Files.list(CAPTURES)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".txt")).toList()) {
                for (String state : List.of("idle", "load")) {
                    String name = file.getFileName() + " " + state;
                    idle.put(name, isIdle(cards(Files.readString(file), state), read, interval));
                    expected.put(name, state.equals("idle"));
                }
            }
        }

        assertThat(idle).isEqualTo(expected).isNotEmpty();
    }

    private static String cards(String capture, String state) {
        return section(capture, "# " + state + " :: query-gpu (csv, what the exporter parses)")
                + section(capture, "# " + state + " :: query-compute-apps (per-process)");
    }

    private static String section(String capture, String title) {
        int begin = capture.indexOf("####\n", capture.indexOf(title)) + "####\n".length();
        return capture.substring(begin, capture.indexOf("\n####", begin) + 1);
    }

    private static boolean isIdle(String printed, Duration read, Duration interval) {
        Gpu once = OfflineSmiReader.minutes(printed, ZoneOffset.UTC, LATER).get(0);
        SignalTimeline timeline = new SignalTimeline();
        timeline.put(START, signal("inventory", START).setInventory(host()).build());
        for (Instant at = START; at.isBefore(START.plus(read)); at = at.plus(interval)) {
            timeline.put(at, signal("gpu", at).setGpu(at(once, at)).build());
        }
        for (Instant at = START; at.isBefore(START.plus(read)); at = at.plus(Duration.ofHours(1))) {
            for (String metric : List.of("CPUUtilization", "NetworkIn", "NetworkOut")) {
                timeline.put(
                        at,
                        signal("metric-stream", at).setMetric(quiet(metric, at)).build());
            }
        }
        List<Signal> signals = new ArrayList<>(timeline.inOrder(START.plus(Duration.ofHours(1)), START.plus(read)));
        return Backtest.ofDefaults().run(signals).findings().stream()
                .filter(finding -> finding.rule().equals("idle-gpu"))
                .map(Finding::status)
                .anyMatch(Finding.Status.OPEN::equals);
    }

    private static Metric quiet(String metric, Instant hour) {
        return Metric.newBuilder()
                .setMetric("AWS/EC2 " + metric)
                .setPeriod(3600)
                .setStart(hour.toEpochMilli())
                .addIndex(0)
                .addMean(1)
                .addMaximum(2)
                .addSum(60)
                .addCount(60)
                .build();
    }

    private static Gpu at(Gpu once, Instant time) {
        Gpu.Builder gpu = Gpu.newBuilder();
        for (Card card : once.getCardsList()) {
            gpu.addCards(card.toBuilder()
                    .clearSamples()
                    .addSamples(card.getSamples(0).toBuilder().setTime(time.toEpochMilli())));
        }
        return gpu.build();
    }

    private static Inventory host() {
        return Inventory.newBuilder()
                .setState("running")
                .setType("g5.xlarge")
                .setPlatform("Linux/UNIX")
                .setTenancy("default")
                .setRootDevice("ebs")
                .putTags("environment", "dev")
                .build();
    }

    private static Signal.Builder signal(String source, Instant at) {
        return Signal.newBuilder()
                .setResource(HOST)
                .setSource(source)
                .setAccount("123456789012")
                .setRegion("us-east-1")
                .setObservedAt(at.toEpochMilli());
    }
}
