package dev.gleaner.analyzer.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.evaluation.SignalCounters.Fate;
import dev.gleaner.analyzer.finding.ExemptionSource;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Recording;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.signal.proto.Access;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.LawSeeds;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is finally found of repeated reads does not depend on the order, the repetition and the delay of signals. */
class RepeatedReadsOrderTest {

    private static final int DAYS = 17;
    /** Days without re-reads of one prefix. */
    private static final int DAYS_APART = 4;

    private static final int READS_PER_HOUR = 40;
    private static final int READS_PER_SIGNAL = 20;
    private static final int OBJECTS = 200;
    private static final String AGAIN = Signals.prefix("lake", "again/");
    /** In a bucket of its own: of more than 128 reads an hour one in ten thousand may be taken for a repeated report. */
    private static final String LATER = Signals.prefix("pond", "later/");

    private static final String ONCE = Signals.prefix("lake", "once/");
    private static final Backtest BACKTEST = Backtest.of(Map.of(), Defaults.prices(), ExemptionSource.NONE);
    private static final List<Signal> ORDERED = signals();
    private static final List<String> EXPECTED = finals(ORDERED);
    private static final int[] DEADLINES = BACKTEST.deadlines(ORDERED);

    static LongStream seeds() {
        return LawSeeds.of(3, 8);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldFindTheSameFinally(long seed) {
        assertThat(finals(new SignalShuffler(seed, DEADLINES).of(ORDERED))).isEqualTo(EXPECTED);
    }

    @Test
    void shouldFindThePrefixThatIsReadAgainOnceAWeekOfItIsKnown() {
        Backtest.Result result = BACKTEST.run(ORDERED);
        List<Finding> findings = result.finals().stream()
                .filter(finding -> finding.rule().equals("repeated-download"))
                .toList();

        assertThat(result.counters().count(Fate.REPEATED)).isPositive();
        assertThat(findings)
                .extracting(Finding::resource)
                .contains(AGAIN)
                .doesNotContain(Signals.prefix("lake", "home/"));
        assertThat(findings.stream().filter(finding -> finding.resource().equals(AGAIN)))
                .extracting(Finding::status)
                .startsWith(Finding.Status.INSUFFICIENT, Finding.Status.OPEN);
        assertThat(findings.stream().filter(finding -> finding.resource().equals(ONCE)))
                .extracting(Finding::status)
                .containsExactly(Finding.Status.INSUFFICIENT, Finding.Status.RESOLVED);
        // Its objects are read again from the fifth day on. The sixth shows it, and a week is known from the ninth one
        // on.
        assertThat(findings.stream().filter(finding -> finding.resource().equals(LATER)))
                .extracting(Finding::status)
                .containsExactly(Finding.Status.INSUFFICIENT, Finding.Status.OPEN);
        Finding later = findings.stream()
                .filter(finding -> finding.status() == Finding.Status.OPEN
                        && finding.resource().equals(LATER))
                .findFirst()
                .orElseThrow();
        assertThat(later.updatedAt()).isEqualTo(Recording.START.plus(Duration.ofDays(8 + 7)));
        assertThat(value(later, "reads are known")).isEqualTo(7);
        Finding open = findings.stream()
                .filter(finding -> finding.status() == Finding.Status.OPEN
                        && finding.resource().equals(AGAIN))
                .findFirst()
                .orElseThrow();
        assertThat(open.updatedAt()).isEqualTo(Recording.START.plus(Duration.ofDays(7)));
        assertThat(open.step()).isEqualTo(3);
        assertThat(value(open, "reads are known")).isEqualTo(7);
        // 200 objects of 50 MB; one that is read twice within a quarter of an hour counts with twice the size.
        assertThat(value(open, "cache size at the knee")).isBetween(9e9, 17e9);
        assertThat(value(open, "read again within 30 days")).isBetween(95.0, 99.0);
        assertThat(value(open, "read a month")).isBetween(1.4e12, 1.5e12);
        // 1.46 TB to another region at 0.02 a GB.
        assertThat(open.saving().monthly()).isBetween(new BigDecimal(26), new BigDecimal("29.2"));
        assertThat(open.saving().low()).isZero();
        assertThat(open.saving().basis())
                .contains("a cache in us-west-2, gp3 GB", "low: no action carries out what is advised")
                .doesNotContain("us-east-1");
    }

    /** A prefix that is read again, one that is after some days, one that is read once, and one that is read again in its own region. */
    private static List<Signal> signals() {
        Random random = new Random(17);
        Random later = new Random(18);
        List<Signal> signals = new ArrayList<>();
        long once = 1_000_000;
        for (int hour = 0; hour < DAYS * 24; hour++) {
            Instant start = Recording.START.plus(Duration.ofHours(hour));
            if (hour % 6 == 0) {
                signals.add(Signals.bucket("lake", start.plusSeconds(1800), Inventory.newBuilder()));
                signals.add(Signals.bucket("pond", start.plusSeconds(1800), Inventory.newBuilder()));
            }
            for (int first = 0; first < READS_PER_HOUR; first += READS_PER_SIGNAL) {
                String event = hour + "-" + first;
                Access.Builder again = access("a" + event, start, random, -1);
                Signal known = Signals.accesses(AGAIN, start, again.clone().setReaderRegion("us-west-2"));
                signals.add(known);
                if (first == 0) {
                    signals.add(Signals.accesses(AGAIN, start, again));
                }
                signals.add(Signals.accesses(
                        ONCE, start, access("o" + event, start, random, once).setReaderRegion("us-west-2")));
                signals.add(Signals.accesses(
                        LATER,
                        start,
                        access("l" + event, start, later, hour < DAYS_APART * 24 ? 1_000_000_000 + once : -1)
                                .setReaderRegion("us-west-2")));
                once += READS_PER_SIGNAL;
                signals.add(Signals.accesses(
                        Signals.prefix("lake", "home/"),
                        start,
                        access("h" + event, start, random, -1).setReaderRegion(Signals.REGION)));
            }
            Instant end = start.plus(Duration.ofHours(1));
            signals.add(Signals.progress("inventory-buckets", end));
            signals.add(Signals.progress("cloudtrail-s3", end));
        }
        return signals;
    }

    /** Reads of random objects; or, from a number on, of new ones. */
    private static Access.Builder access(String event, Instant start, Random random, long number) {
        Access.Builder access = Access.newBuilder().setReader("role/job").setOperation("GetObject");
        for (int read = 0; read < READS_PER_SIGNAL; read++) {
            access.addObjects(ObjectAccess.newBuilder()
                    .setKeyHash(number < 0 ? random.nextInt(OBJECTS) : number + read)
                    .setBytes(50_000_000L)
                    .setTime(start.toEpochMilli() + 1000L * random.nextInt(3600))
                    .setEventId(event + "-" + read));
        }
        return access;
    }

    private static double value(Finding finding, String name) {
        return finding.evidence().stream()
                .filter(evidence -> evidence.name().equals(name))
                .mapToDouble(Evidence::value)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> finals(List<Signal> signals) {
        Backtest.Result result = BACKTEST.run(signals);
        assertThat(result.counters().count(Fate.LATE)).isZero();
        return result.finals().stream().map(Json::text).toList();
    }
}
