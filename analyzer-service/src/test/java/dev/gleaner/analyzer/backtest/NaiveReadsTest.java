package dev.gleaner.analyzer.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Recording;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.fixture.Store;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said for good of reads from elsewhere, against sums made in the plainest way. */
class NaiveReadsTest {

    private static final List<Signal> SIGNALS = Recording.of(42);
    private static final List<Finding> FINALS =
            Recording.backtest().run(SIGNALS).finals();

    /** Finals go on up to a day and a quarter before the end. */
    private static final int LAST = Recording.HOURS - 25;

    @ParameterizedTest
    @CsvSource({"lake, training-data/, 0", "lake, '', 0", "late, models/, " + Store.LISTED_FROM})
    void shouldOpenAndResolveWhenThePlainSumDoes(String bucket, String prefix, int listed) {
        String resource = Signals.prefix(bucket, prefix);
        Map<Integer, Long> hourly = elsewhere(resource);
        List<String> expected = new ArrayList<>();
        boolean open = false;
        for (int hour = listed; hour < LAST; hour++) {
            long sum = 0;
            for (int before = hour - Recording.WINDOW + 1; before <= hour; before++) {
                sum += hourly.getOrDefault(before, 0L);
            }
            double gigabytes = sum * 730.0 / Recording.WINDOW / 1e9;
            // To the internet, of which 100 GB are free, or to another region.
            double cost = prefix.isEmpty() ? Math.max(0, gigabytes - 100) * 0.09 : gigabytes * 0.02;
            boolean found = cost > Recording.READ_MINIMUM;
            if (found != open) {
                expected.add((found ? Finding.Status.OPEN : Finding.Status.RESOLVED) + " " + end(hour));
            }
            open = found;
        }

        assertThat(changes(resource, "cross-region-read")).isEqualTo(expected).isNotEmpty();
    }

    @Test
    void shouldSayOfStorageAndNetworksWhatTheirLastListingOfTheHourShows() {
        assertThat(changes("arn:aws:s3:::lake", "storage-lifecycle"))
                .containsExactly(
                        Finding.Status.OPEN + " " + end(0), Finding.Status.RESOLVED + " " + end(Store.RULE_FROM));
        assertThat(changes(Store.VPC, "nat-to-s3"))
                .containsExactly(
                        Finding.Status.OPEN + " " + end(firstBytes(Store.VPC)),
                        Finding.Status.RESOLVED + " " + end(Store.ENDPOINT_FROM));
        assertThat(changes(Store.LOGGED_VPC, "nat-to-s3"))
                .containsExactly(
                        Finding.Status.INSUFFICIENT + " " + end(Recording.WINDOW - 1),
                        Finding.Status.RESOLVED + " " + end(Store.LOGGED_FROM),
                        Finding.Status.OPEN + " " + end(firstLogged()),
                        Finding.Status.RESOLVED + " " + end(Store.ENDPOINT_FROM));
        assertThat(changes("arn:aws:s3:::closed", "storage-lifecycle"))
                .startsWith(Finding.Status.INSUFFICIENT + " " + end(0), Finding.Status.OPEN + " " + end(20))
                .endsWith(
                        Finding.Status.INSUFFICIENT + " " + end(120),
                        Finding.Status.RESOLVED + " " + end(Store.DELETED_AT));
    }

    /** Each event once, wherever one of its reports says that it was read. */
    private static Map<Integer, Long> elsewhere(String resource) {
        Map<String, ObjectAccess> events = new HashMap<>();
        for (Signal signal : SIGNALS) {
            String region = signal.getAccess().getReaderRegion();
            if (signal.getResource().equals(resource) && !region.isEmpty() && !region.equals(Signals.REGION)) {
                signal.getAccess().getObjectsList().forEach(object -> events.put(object.getEventId(), object));
            }
        }
        Map<Integer, Long> hourly = new HashMap<>();
        events.values().forEach(object -> hourly.merge(hour(object.getTime()), object.getBytes(), Long::sum));
        return hourly;
    }

    /** The first hour in which bytes were read through the resource. */
    private static int firstBytes(String resource) {
        return SIGNALS.stream()
                .filter(signal -> signal.getResource().equals(resource))
                .flatMap(signal -> signal.getAccess().getObjectsList().stream())
                .filter(object -> object.getBytes() > 0)
                .mapToInt(object -> hour(object.getTime()))
                .min()
                .orElseThrow();
    }

    /** The first hour in which flow logs tell of bytes; those of events in other hours with flow logs do not count. */
    private static int firstLogged() {
        return SIGNALS.stream()
                .filter(signal -> signal.getServiceFlow().getBytes() > 0)
                .mapToInt(signal -> hour(signal.getServiceFlow().getFrom()))
                .min()
                .orElseThrow();
    }

    private static List<String> changes(String resource, String rule) {
        List<String> changes = new ArrayList<>();
        Finding.Status last = Finding.Status.RESOLVED;
        for (Finding finding : FINALS) {
            if (finding.resource().equals(resource) && finding.rule().equals(rule) && finding.status() != last) {
                last = finding.status();
                changes.add(last + " " + finding.updatedAt());
            }
        }
        return changes;
    }

    private static int hour(long time) {
        return (int) ChronoUnit.HOURS.between(Recording.START, Instant.ofEpochMilli(time));
    }

    private static Instant end(int hour) {
        return Recording.START.plus(hour + 1, ChronoUnit.HOURS);
    }
}
