package dev.gleaner.analyzer.profile.inventory;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Since when a resource is unused, compared with a list of all its listings. */
class UnusedRunHistoryTest {

    private static final Hour FIRST = new Hour(500_000);
    private static final int HOURS = 12;
    private static final int MINUTES = 60;
    private static final int VERSION = 1;

    @SeededTest(300)
    void shouldBeTheSameInAnyOrderAndNeverTooEarly(long seed) {
        Random random = new Random(seed);
        List<Seen> all = listings(random);
        List<Seen> shuffled = new ArrayList<>(all);
        shuffled.addAll(all.subList(0, all.size() / 2));
        Collections.shuffle(shuffled, random);
        UnusedRunHistory ordered = of(all);
        UnusedRunHistory history = of(shuffled);

        for (int closed = -1; closed < HOURS; closed++) {
            if (closed >= 0 && random.nextBoolean()) {
                history.close(FIRST.plus(closed));
                history = restored(history);
            }
            for (int hour = Math.max(0, closed); hour < HOURS; hour++) {
                Hour asked = FIRST.plus(hour);
                Long since = history.unusedSince(asked);
                Long exact = model(all, asked);
                assertThat(since).as("hour %d of %d closed", hour, closed).isEqualTo(ordered.unusedSince(asked));
                assertThat(since == null).isEqualTo(exact == null);
                if (since != null && exact != null) {
                    assertThat(since).isBetween(exact, exact + Hour.MILLIS - 1);
                    if (isPure(all, Hour.knowing(exact))) {
                        assertThat(since).isEqualTo(exact);
                    }
                }
            }
        }
    }

    /** Listings of later hours may come before earlier hours are final, and those of hours that are not final after. */
    @SeededTest(300)
    void shouldBeTheSameWhetherListingsComeBeforeOrAfterEarlierHoursAreFinal(long seed) {
        Random random = new Random(seed);
        List<Seen> all = listings(random);
        List<Seen> waiting = new ArrayList<>(all);
        Collections.shuffle(waiting, random);
        UnusedRunHistory history = new UnusedRunHistory();
        for (int closing = 0; closing < HOURS; closing++) {
            Hour hour = FIRST.plus(closing);
            waiting.removeIf(seen -> {
                boolean comes = Hour.knowing(seen.time()).compareTo(hour) <= 0 || random.nextInt(4) == 0;
                if (comes) {
                    add(history, seen);
                }
                return comes;
            });
            history.close(hour);
            assertThat(history.unusedSince(hour)).isEqualTo(of(all).unusedSince(hour));
        }
    }

    @Test
    void shouldStartAgainWithEachUse() {
        UnusedRunHistory history = new UnusedRunHistory();
        for (int day = 0; day < 60; day++) {
            history.add(at(day * 24 * MINUTES), day % 7 == 3);
            history.close(FIRST.plus(day * 24L));
            Long since = history.unusedSince(FIRST.plus(day * 24L));
            if (since != null) {
                assertThat(at(day * 24 * MINUTES) - since).isLessThanOrEqualTo(5 * 24 * Hour.MILLIS);
            }
        }
    }

    /** The last of the three listings is the first of the last run, and the middle one must not be forgotten. */
    @Test
    void shouldSeeAUseBetweenTwoListingsOfOneHour() {
        UnusedRunHistory history = new UnusedRunHistory();
        history.add(at(5), false);
        history.add(at(50), false);
        history.add(at(30), true);

        assertThat(history.unusedSince(FIRST)).isEqualTo(at(50));
    }

    @Test
    void shouldCountTheUsedOneOfTwoListingsOfTheSameTime() {
        UnusedRunHistory one = new UnusedRunHistory();
        one.add(at(5), false);
        one.add(at(30), false);
        one.add(at(30), true);
        UnusedRunHistory other = new UnusedRunHistory();
        other.add(at(30), true);
        other.add(at(30), false);
        other.add(at(5), false);

        assertThat(one.unusedSince(FIRST)).isNull();
        assertThat(other.unusedSince(FIRST)).isNull();
    }

    @Test
    void shouldKnowNothingBeforeTheFirstListing() {
        UnusedRunHistory history = new UnusedRunHistory();
        history.add(at(90), false);

        assertThat(history.unusedSince(FIRST)).isNull();
        assertThat(history.unusedSince(FIRST.plus(1))).isEqualTo(at(90));
    }

    @Test
    void shouldKeepOneTimeOfAllFinalHours() {
        UnusedRunHistory history = new UnusedRunHistory();
        for (int minute = 0; minute < HOURS * MINUTES; minute++) {
            history.add(at(minute), minute % 100 == 7);
        }
        history.close(FIRST.plus(HOURS));

        assertThat(bytes(history).length).isLessThan(10);
    }

    private static List<Seen> listings(Random random) {
        List<Seen> all = new ArrayList<>();
        int used = 1 + random.nextInt(12);
        for (int minute = 1; minute < HOURS * MINUTES; minute += 1 + random.nextInt(50)) {
            all.add(new Seen(at(minute), random.nextInt(used) == 0));
        }
        return all;
    }

    private static @Nullable Long model(List<Seen> all, Hour hour) {
        Long since = null;
        for (Seen seen : all.stream().sorted(Comparator.comparing(Seen::time)).toList()) {
            if (seen.time() <= hour.endMillis()) {
                since = seen.isUsed() ? null : since == null ? (Long) seen.time() : since;
            }
        }
        return since;
    }

    private static boolean isPure(List<Seen> all, Hour hour) {
        return all.stream().noneMatch(seen -> Hour.knowing(seen.time()).equals(hour) && seen.isUsed());
    }

    private static UnusedRunHistory of(List<Seen> listings) {
        UnusedRunHistory history = new UnusedRunHistory();
        for (Seen seen : listings) {
            add(history, seen);
            history = restored(history);
        }
        return history;
    }

    private static void add(UnusedRunHistory history, Seen seen) {
        history.add(seen.time(), seen.isUsed());
    }

    private static UnusedRunHistory restored(UnusedRunHistory history) {
        return BinaryRow.decode(bytes(history), VERSION, UnusedRunHistory::read);
    }

    private static byte[] bytes(UnusedRunHistory history) {
        return BinaryRow.encode(VERSION, history::write);
    }

    private static long at(int minute) {
        return FIRST.startMillis() + minute * 60_000L;
    }

    private record Seen(long time, boolean isUsed) {}
}
