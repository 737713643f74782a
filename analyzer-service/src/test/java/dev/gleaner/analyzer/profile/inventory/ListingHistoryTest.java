package dev.gleaner.analyzer.profile.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Sights;
import dev.gleaner.analyzer.profile.BinaryRow;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.test.SeededTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The history of listings, compared with a list of all of them. */
class ListingHistoryTest {

    private static final Hour FIRST = Sights.LAST;
    private static final int HOURS = 6;
    private static final int VERSION = 1;

    @SeededTest(100)
    void shouldShowTheLastListingInAnyOrder(long seed) {
        Random random = new Random(seed);
        List<Listed> all = listed(random);
        List<Listed> reports = new ArrayList<>(all);
        reports.addAll(all.subList(0, all.size() / 2));
        Collections.shuffle(reports, random);
        ListingHistory<BucketFacts> history = new ListingHistory<>();
        for (Listed listed : reports) {
            history.add(listed.time(), listed.facts());
            history = restored(history);
        }

        for (int closed = -1; closed < HOURS; closed++) {
            if (closed >= 0) {
                history.close(FIRST.plus(closed));
                history = restored(history);
            }
            for (int hour = Math.max(0, closed); hour < HOURS; hour++) {
                long horizon = at(random.nextInt(HOURS * 60));
                long expectedHorizon = closed < 0 ? horizon : Long.MIN_VALUE;
                assertThat(history.asOf(FIRST.plus(hour), expectedHorizon))
                        .as("hour %d of %d closed", hour, closed)
                        .isEqualTo(model(all, FIRST.plus(hour), expectedHorizon));
            }
        }
        assertThat(history.facts()).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void shouldKeepFactsOnceHoweverOftenTheyAreListed() {
        ListingHistory<BucketFacts> history = new ListingHistory<>();
        history.add(at(1), Sights.facts("a"));
        assertThat(history.takeFactsChanged()).isTrue();

        for (int minute = 2; minute < 1440; minute++) {
            history.add(at(minute), Sights.facts("a"));
        }

        assertThat(history.takeFactsChanged()).isFalse();
        assertThat(history.takeTimesChanged()).isTrue();
        assertThat(history.facts()).hasSize(1);
        assertThat(row(history).length).isLessThan(260);
    }

    private static List<Listed> listed(Random random) {
        List<Listed> all = new ArrayList<>();
        int count = 1 + random.nextInt(20);
        for (int number = 0; number < count; number++) {
            long time = at(1 + random.nextInt(HOURS * 60));
            int facts = random.nextInt(4);
            all.add(new Listed(time, facts == 0 ? null : Sights.facts("document " + facts)));
        }
        return all;
    }

    private static @Nullable BucketFacts model(List<Listed> all, Hour hour, long horizon) {
        Comparator<Listed> order =
                Comparator.comparingLong(Listed::time).thenComparing(listed -> String.valueOf(listed.facts()));
        long end = hour.end().toEpochMilli();
        Listed last =
                all.stream().filter(listed -> listed.time() <= end).max(order).orElse(null);
        if (last != null) {
            return last.facts();
        }
        long first = all.stream().mapToLong(Listed::time).min().orElseThrow();
        return first > horizon
                ? null
                : all.stream()
                        .filter(listed -> listed.time() == first)
                        .max(order)
                        .orElseThrow()
                        .facts();
    }

    private static ListingHistory<BucketFacts> restored(ListingHistory<BucketFacts> history) {
        ListingHistory<BucketFacts> restored = BinaryRow.decode(row(history), VERSION, ListingHistory::read);
        restored.restore(history.facts());
        return restored;
    }

    private static byte[] row(ListingHistory<BucketFacts> history) {
        return BinaryRow.encode(VERSION, history::write);
    }

    private static long at(int minute) {
        return FIRST.start().toEpochMilli() + minute * 60_000L;
    }

    private record Listed(long time, @Nullable BucketFacts facts) {}
}
