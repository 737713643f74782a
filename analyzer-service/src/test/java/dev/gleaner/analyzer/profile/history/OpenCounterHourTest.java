package dev.gleaner.analyzer.profile.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.test.LawSeeds;
import dev.gleaner.test.SeededTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an hour keeps of reported transfers, compared with a map of all of them. */
class OpenCounterHourTest {

    private static final List<String> REGIONS = List.of("", "", "eu-west-1", "internet", "us-east-1");

    /** The rows of the routes of two hours in the format before. */
    private static final String FEW_BEFORE =
            "01010e646174656e2f6772c3b6c39f652f0965752d776573742d3102ac8280808020ffffffffffffffff03ac020200000000"
                    + "000000008080808080200e646174656e2f6772c3b6c39f652f08696e7465726e6574010003000000000000000100076d6f64"
                    + "656c732f00010705000000000000800207";

    private static final String MANY_BEFORE =
            "01000e646174656e2f6772c3b6c39f652f0965752d776573742d31ac029286150e646174656e2f6772c3b6c39f652f08696e"
                    + "7465726e65740109076d6f64656c732f000180808080808008";

    @SeededTest(20)
    void shouldCountFewTransfersExactlyInAnyOrder(long seed) {
        Random random = new Random(seed);
        List<CounterSample> reports = new ArrayList<>();
        for (CounterSample report : reports(random, OpenCounterHour.MOST_EXACT)) {
            reports.add(report);
            reports.add(
                    new CounterSample(report.id(), report.quarter(), report.key(), report.bytes() - random.nextInt(2)));
        }
        Collections.shuffle(reports, random);
        Stored hour = new Stored();
        int known = batches(reports, random).stream().mapToInt(hour::put).sum();

        assertThat(hour.sums()).isEqualTo(model(reports));
        assertThat(known)
                .isEqualTo(reports.size()
                        - reports.stream().map(CounterSample::id).distinct().count());
        assertThat(hour.rows).hasSize(1);
    }

    @SeededTest(20)
    void shouldCountManyTransfersInAnyOrder(long seed) {
        Random random = new Random(seed);
        List<CounterSample> reports = reports(random, 1 + random.nextInt(3000));
        Stored hour = new Stored();
        batches(reports, random).forEach(hour::put);
        Collections.shuffle(reports, random);
        Stored again = new Stored();
        batches(reports, random).forEach(again::put);

        Map<CounterKey, List<Long>> expected = model(reports);

        assertThat(count(expected) - count(hour.sums())).isBetween(0L, 3L);
        if (count(expected) == count(hour.sums())) {
            assertThat(hour.sums()).isEqualTo(expected);
        }
        if (count(expected) == count(again.sums())) {
            assertThat(again.sums()).isEqualTo(expected);
        }
    }

    /** Else the comparison above would compare nothing. */
    @Test
    void shouldMostlyCountAllOfManyTransfers() {
        long[] seeds = LawSeeds.upTo(20).toArray();
        long complete = LongStream.of(seeds)
                .filter(seed -> {
                    Random random = new Random(seed);
                    List<CounterSample> reports = reports(random, 1 + random.nextInt(3000));
                    Stored hour = new Stored();
                    batches(reports, random).forEach(hour::put);
                    return hour.sums().equals(model(reports));
                })
                .count();

        assertThat(complete).isGreaterThan(seeds.length * 7 / 10);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 4800, 60_000})
    void shouldDropAtMostOneTransferInTenThousand(int transfers) {
        int seeds = Math.max(1, 300_000 / transfers);
        CounterKey route = new CounterKey("data/", "eu-west-1");
        long counted = 0;
        for (int seed = 0; seed < seeds; seed++) {
            Random random = new Random(seed);
            OpenCounterHour hour = new OpenCounterHour();
            for (int first = 0; first < transfers; first += 1000) {
                hour.put(random.longs(Math.min(1000, transfers - first))
                        .mapToObj(id -> new CounterSample(id, 1, route, 1))
                        .toList());
            }
            counted += hour.sums().get(route).bytes();
        }

        double dropped = 1 - counted / ((double) transfers * seeds);
        assertThat(dropped).isBetween(0.0, 1e-4);
    }

    @Test
    void shouldMoveATransferWhoseReaderBecomesKnownAmongMany() {
        OpenCounterHour hour = new OpenCounterHour();
        CounterKey unknown = new CounterKey("data/", "");
        CounterKey known = new CounterKey("data/", "eu-west-1");
        Random random = new Random(3);
        List<CounterSample> transfers = random.longs(1000)
                .mapToObj(id -> new CounterSample(id, 0, unknown, 7))
                .toList();
        hour.put(transfers);
        assertThat(hour.sums().get(unknown).bytes()).isEqualTo(7000);

        for (int time = 0; time < 2; time++) {
            for (CounterSample transfer : transfers) {
                hour.put(List.of(new CounterSample(transfer.id(), 0, known, 7)));
                assertThat(hour.put(List.of(transfer))).isEqualTo(1);
            }
        }

        assertThat(hour.sums().keySet()).containsExactly(known);
        assertThat(hour.sums().get(known).bytes()).isEqualTo(7000);
    }

    /** However many transfers and parts there are, no row comes near the broker's limit, and a transfer costs 3 bytes. */
    @Test
    void shouldBoundRowsAndBytes() {
        Random random = new Random(5);
        Stored hour = new Stored();
        int parts = 200;
        int transfers = 40_000;
        for (int first = 0; first < transfers; first += 200) {
            CounterKey route = new CounterKey("part-" + first * parts / transfers + "/", "eu-west-1");
            int quarter = random.nextInt(CounterSample.QUARTERS);
            hour.put(random.longs(200)
                    .mapToObj(id -> new CounterSample(id, quarter, route, 1L << 40))
                    .toList());
        }

        int routes = hour.sums().size();
        int bytes = hour.rows.values().stream().mapToInt(row -> row.length).sum();
        assertThat(bytes).isLessThan(routes * 32 + transfers * 3);
        assertThat(hour.rows.values()).allMatch(row -> row.length < 50_000);
    }

    @Test
    void shouldReadFewTransfersInTheFormatBefore() {
        CounterKey near = new CounterKey("daten/größe/", "eu-west-1");
        CounterKey far = new CounterKey("daten/größe/", "internet");
        CounterKey other = new CounterKey("models/", "");
        List<CounterSample> transfers = List.of(
                new CounterSample(-1, 3, near, 300),
                new CounterSample(2, 0, near, 1L << 40),
                new CounterSample(3, 1, far, 0),
                new CounterSample(Long.MIN_VALUE + 5, 2, other, 7));
        Stored hour = new Stored();
        hour.rows.put("o0", HexFormat.of().parseHex(FEW_BEFORE));

        assertThat(hour.sums()).isEqualTo(model(transfers));
        assertThat(hour.put(transfers)).isEqualTo(4);
        hour.put(List.of(new CounterSample(9, 0, other, 5)));
        assertThat(hour.rows.get("o0")[0]).isEqualTo((byte) 2);
        assertThat(hour.put(transfers)).isEqualTo(4);
        assertThat(hour.sums())
                .containsEntry(near, List.of(2L, 300 + (1L << 40)))
                .containsEntry(other, List.of(2L, 12L));
    }

    @Test
    void shouldReadManyTransfersInTheFormatBefore() {
        Stored hour = new Stored();
        hour.rows.put("o0", HexFormat.of().parseHex(MANY_BEFORE));

        Map<CounterKey, List<Long>> sums = Map.of(
                new CounterKey("daten/größe/", "eu-west-1"), List.of(300L, 344_850L),
                new CounterKey("daten/größe/", "internet"), List.of(1L, 9L),
                new CounterKey("models/", ""), List.of(1L, 1L << 45));
        assertThat(hour.sums()).isEqualTo(sums);
        hour.put(List.of(new CounterSample(9, 0, new CounterKey("zoo/", ""), 5)));
        assertThat(hour.rows.get("o0")[0]).isEqualTo((byte) 2);
        assertThat(hour.sums()).containsAllEntriesOf(sums).hasSize(4);
    }

    /** Names of parts are near each other, regions few, and numbers of the same size. */
    @Test
    void shouldTakeFewBytesForARoute() {
        Stored hour = new Stored();
        Random random = new Random(3);
        for (int part = 0; part < 50; part++) {
            CounterKey route =
                    new CounterKey("training/part-" + (10 + part) + "/", part % 5 == 0 ? "eu-west-1" : "us-east-1");
            hour.put(random.longs(240)
                    .mapToObj(id -> new CounterSample(id, 0, route, 20_000_000))
                    .toList());
        }

        assertThat(hour.rows.get("o0").length).isLessThan(50 * 8 + 60);
    }

    /** Some transfers are reported several times, and some of these without the region of the reader. */
    private static List<CounterSample> reports(Random random, int transfers) {
        List<CounterSample> reports = new ArrayList<>();
        for (int transfer = 0; transfer < transfers; transfer++) {
            long id = random.nextLong();
            String part = "part-" + random.nextInt(5) + "/";
            String region = REGIONS.get(random.nextInt(REGIONS.size()));
            long bytes = 1L + random.nextInt(1 << 25);
            int quarter = random.nextInt(CounterSample.QUARTERS);
            int times = random.nextInt(3);
            for (int time = 0; time < times; time++) {
                String reported = random.nextInt(3) == 0 ? "" : region;
                reports.add(new CounterSample(id, quarter, new CounterKey(part, reported), bytes));
            }
            reports.add(new CounterSample(id, quarter, new CounterKey(part, region), bytes));
        }
        Collections.shuffle(reports, random);
        return reports;
    }

    /** In batches of one route each, as signals bring them. */
    private static List<List<CounterSample>> batches(List<CounterSample> reports, Random random) {
        List<List<CounterSample>> batches = new ArrayList<>();
        for (int first = 0; first < reports.size(); ) {
            int end = Math.min(reports.size(), first + 1 + random.nextInt(400));
            Map<CounterKey, List<CounterSample>> routes = new TreeMap<>();
            reports.subList(first, end)
                    .forEach(report -> routes.computeIfAbsent(report.key(), key -> new ArrayList<>())
                            .add(report));
            batches.addAll(routes.values());
            first = end;
        }
        return batches;
    }

    /** Number and bytes of the transfers of each route. */
    private static Map<CounterKey, List<Long>> model(List<CounterSample> reports) {
        Map<Long, CounterSample> best = new HashMap<>();
        reports.forEach(report -> best.merge(report.id(), report, (one, other) -> other.beats(one) ? other : one));
        Map<CounterKey, List<Long>> sums = new TreeMap<>();
        best.values()
                .forEach(transfer -> sums.merge(
                        transfer.key(),
                        List.of(1L, transfer.bytes()),
                        (one, other) -> List.of(one.get(0) + other.get(0), one.get(1) + other.get(1))));
        return sums;
    }

    private static long count(Map<CounterKey, List<Long>> sums) {
        return sums.values().stream().mapToLong(sum -> sum.get(0)).sum();
    }

    /** An hour that is stored after each batch, and often restored. */
    private static final class Stored {

        private final Map<String, byte[]> rows = new HashMap<>();
        private OpenCounterHour hour = new OpenCounterHour();
        private int batches;

        int put(List<CounterSample> batch) {
            hour = batches++ % 7 == 0 ? restored() : hour;
            int known = hour.put(batch);
            hour.drain(rows::put);
            assertThat(hour.stored()).isEqualTo(rows.keySet());
            return known;
        }

        Map<CounterKey, List<Long>> sums() {
            Map<CounterKey, List<Long>> sums = new TreeMap<>();
            restored().sums().forEach((route, sum) -> sums.put(route, List.of(sum.transfers(), sum.bytes())));
            return sums;
        }

        private OpenCounterHour restored() {
            OpenCounterHour restored = new OpenCounterHour();
            rows.forEach(restored::restore);
            return restored;
        }
    }
}
