package dev.gleaner.analyzer.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.evaluation.SignalCounters.Fate;
import dev.gleaner.analyzer.fixture.Recording;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.signal.proto.Access;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.LawSeeds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The order of signals does not matter either if a bucket is read so often that its reads are not kept one by one. */
class FrequentReadsOrderTest {

    private static final int HOURS = 60;
    private static final int READS_PER_HOUR = 600;
    private static final int READS_PER_SIGNAL = 25;
    private static final Backtest BACKTEST = Recording.backtest();
    private static final List<Signal> ORDERED = signals();
    private static final List<String> EXPECTED = finals(ORDERED);
    private static final int[] DEADLINES = BACKTEST.deadlines(ORDERED);

    static LongStream seeds() {
        return LawSeeds.of(3, 5);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldFindTheSameFinally(long seed) {
        assertThat(finals(new SignalShuffler(seed, DEADLINES).of(ORDERED))).isEqualTo(EXPECTED);
    }

    @Test
    void shouldCompareFindingsOfBothPrefixesAndCountRepetitions() {
        Backtest.Result result = BACKTEST.run(ORDERED);

        assertThat(result.finals())
                .extracting(Finding::resource)
                .contains(Signals.prefix("lake", "a/"), Signals.prefix("lake", "b/"));
        assertThat(result.finals()).hasSizeGreaterThan(3);
        assertThat(result.counters().count(Fate.REPEATED)).isEqualTo((long) HOURS * READS_PER_HOUR / 2);
    }

    /** Half of the reads are reported twice; one of the two reports does not contain the region of the reader. */
    private static List<Signal> signals() {
        Random random = new Random(17);
        List<Signal> signals = new ArrayList<>();
        for (int hour = 0; hour < HOURS; hour++) {
            Instant start = Recording.START.plus(Duration.ofHours(hour));
            signals.add(Signals.bucket("lake", start.plusSeconds(1800), Inventory.newBuilder()));
            for (int first = 0; first < READS_PER_HOUR; first += READS_PER_SIGNAL) {
                String prefix = first % (2 * READS_PER_SIGNAL) == 0 ? "a/" : "b/";
                String region = hour % 20 < 10 ? "eu-west-1" : Signals.REGION;
                String resource = Signals.prefix("lake", prefix);
                Access.Builder access = access(hour + "-" + first, start, random);
                Access.Builder unknown = access.clone();
                Signal known = Signals.accesses(resource, start, access.setReaderRegion(region));
                boolean isFirst = random.nextBoolean();
                if (first < READS_PER_HOUR / 2) {
                    Signal other = Signals.accesses(resource, start, unknown);
                    signals.add(isFirst ? known : other);
                    signals.add(isFirst ? other : known);
                } else {
                    signals.add(known);
                }
            }
            Instant end = start.plus(Duration.ofHours(1));
            signals.add(Signals.progress("inventory-buckets", end));
            signals.add(Signals.progress("cloudtrail-s3", end));
        }
        return signals;
    }

    private static Access.Builder access(String event, Instant start, Random random) {
        Access.Builder access = Access.newBuilder().setReader("role/job").setOperation("GetObject");
        for (int read = 0; read < READS_PER_SIGNAL; read++) {
            access.addObjects(ObjectAccess.newBuilder()
                    .setKeyHash(random.nextLong())
                    .setBytes(50_000_000L + random.nextInt(1000))
                    .setTime(start.toEpochMilli() + random.nextInt(3_600_000))
                    .setEventId(event + "-" + read));
        }
        return access;
    }

    private static List<String> finals(List<Signal> signals) {
        Backtest.Result result = BACKTEST.run(signals);
        assertThat(result.counters().count(Fate.LATE)).isZero();
        return result.finals().stream().map(Json::text).toList();
    }
}
