package dev.gleaner.analyzer.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.cost.BundledPriceSource;
import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.cost.PriceSource;
import dev.gleaner.analyzer.finding.ExemptionSource;
import dev.gleaner.analyzer.fixture.Life;
import dev.gleaner.analyzer.fixture.Recording;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Price;
import dev.gleaner.contracts.resource.PriceKey;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What is said for good does not depend on when in its day a price is told: an hour is final no sooner than a day after its
 * end. The first prices are told before the first progress, as the collector does it.
 */
class PriceOrderTest {

    private static final int SEEDS = 3;
    private static final PriceKey KEY = PriceKey.linuxOnDemand("m5.xlarge", "us-east-1");
    private static final LocalDate FIRST = Recording.START
            .plus(Duration.ofHours(Recording.BACKFILL))
            .atZone(ZoneOffset.UTC)
            .toLocalDate();
    private static final int DAYS = Recording.HOURS / 24 - Recording.BACKFILL / 24;
    /** Of resources that have the price. */
    private static final Set<String> PRICED = Stream.of(Life.IDLE, Life.SPORADIC, Life.HOLES, Life.RETAGGED)
            .map(Recording::resource)
            .collect(Collectors.toSet());

    private static final List<Signal> ORDERED = Recording.of(42).stream()
            .filter(signal -> signal.hasProgress() || PRICED.contains(signal.getResource()))
            .toList();

    /** As a restart finds them: all of them are there, and of each day the last one. */
    private static final List<String> FINALS = finals(ORDERED, told(new Random(0), Duration.ofDays(-365)));

    @Test
    void shouldSayTheSameForGoodWheneverInItsDayAPriceIsTold() {
        int[] deadlines = backtest(key -> List.of()).deadlines(ORDERED);

        assertThat(LongStream.range(0, SEEDS)
                        .parallel()
                        .filter(seed -> !finals(
                                        new SignalShuffler(seed, deadlines).of(ORDERED),
                                        told(new Random(seed), Duration.ZERO))
                                .equals(FINALS)))
                .as("seeds that differ")
                .isEmpty();
    }

    @Test
    void shouldSayEachDayAtItsPrice() {
        String idle = Recording.resource(Life.IDLE);

        assertThat(FINALS)
                .filteredOn(finding -> finding.contains(idle) && finding.contains("\"idle-instance\""))
                .hasSize(3)
                .anyMatch(finding -> finding.contains("Linux 1/h, 2026-07-04, price list"))
                .anyMatch(finding -> finding.contains("Linux 1.5/h, 2026-07-05, price list"))
                .noneMatch(finding -> finding.contains("Linux 9"));
    }

    /** Without it the tests above might hold for want of hours that a price decides on. */
    @Test
    void shouldNotSayTheSameWhenPricesAreToldDaysTooLate() {
        assertThat(finals(ORDERED, told(new Random(1), Duration.ofDays(2)))).isNotEqualTo(FINALS);
    }

    /** A price in the morning and, in its place, another one in the evening of each day, so much later than they are dated. */
    private static List<Telling> told(Random random, Duration delay) {
        List<Telling> all = new ArrayList<>();
        for (int i = 0; i < DAYS; i++) {
            LocalDate day = FIRST.plusDays(i);
            Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant().plus(delay);
            boolean isFirst = i == 0;
            all.add(new Telling(
                    isFirst ? Instant.MIN : start.plusSeconds(random.nextInt(43_200)), price(day, "9" + i)));
            all.add(new Telling(
                    isFirst ? Instant.MIN : start.plusSeconds(43_200 + random.nextInt(43_200)),
                    price(day, i % 2 == 0 ? "1" : "1.5")));
        }
        return all;
    }

    private static Price price(LocalDate day, String amount) {
        return new Price(KEY, new BigDecimal(amount), day, "price list");
    }

    private static List<String> finals(Collection<Signal> signals, List<Telling> tellings) {
        Map<String, Price> topic = new TreeMap<>();
        PriceSource overlay = key -> key.equals(KEY) ? List.copyOf(topic.values()) : List.of();
        return backtest(overlay).run(() -> told(signals.iterator(), tellings, topic)).finals().stream()
                .map(Json::text)
                .toList();
    }

    private static Backtest backtest(PriceSource overlay) {
        return Recording.backtest(new PriceBook(BundledPriceSource.bundled(), overlay), ExemptionSource.NONE);
    }

    /** The signals; before each one the topic gets what was told by then. No source is complete up to a time to come. */
    private static Iterator<Signal> told(Iterator<Signal> signals, List<Telling> tellings, Map<String, Price> topic) {
        return new Iterator<>() {
            private Instant now = Instant.MIN;

            @Override
            public boolean hasNext() {
                return signals.hasNext();
            }

            @Override
            public Signal next() {
                Signal signal = signals.next();
                Instant before = now;
                signal.getProgress().getSourcesList().stream()
                        .map(SourceProgress::getThrough)
                        .map(Instant::ofEpochMilli)
                        .filter(through -> through.isAfter(now))
                        .forEach(through -> now = through);
                if (topic.isEmpty() || now.isAfter(before)) {
                    tellings.stream()
                            .filter(telling -> !telling.at().isAfter(now))
                            .forEach(telling -> topic.put(telling.price().topicKey(), telling.price()));
                }
                return signal;
            }
        };
    }

    private record Telling(Instant at, Price price) {}
}
