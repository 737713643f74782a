package dev.gleaner.analyzer.profile.prefix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.history.RowWriter;
import dev.gleaner.test.SeededTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AccessHistoryTest {

    private static final long FIRST = 480_000;
    private static final int WEEK = 7 * 24;

    /** The rows of final hours and of an hour that may change, in the format before. */
    private static final String FINAL_BEFORE =
            "019ea61da0a61d010400ffffffffffffffffff01ffffffffffffffffff0102612fffffffffffffffffff01ffffffffffffff"
                    + "ffff0104612f622f9ea61dffffffffffffffffff0102632fffffffffffffffffff01a0a61d";

    private static final String HOUR_BEFORE =
            "010300ffffffffffffffffff01ffffffffffffffffff0102612fffffffffffffffffff01ffffffffffffffffff0104612f62"
                    + "2fa8a61dffffffffffffffffff01";

    private AccessHistory history = new AccessHistory();
    private int closed;

    @Test
    void shouldKnowAccessesFromTheFirstOneOn() {
        access(30, "a/");
        closeThrough(29, true);
        assertThat(recordedSince()).isNull();

        closeThrough(40, true);

        assertThat(recordedSince()).isEqualTo(30);
        assertThat(history.asOf(hour(40)).folders().lastHour("a/")).hasValue(FIRST + 30);
    }

    @Test
    void shouldStartAgainAfterAnHourThatWasNotObserved() {
        access(1, "a/");
        access(60, "a/");
        closeThrough(49, true);
        closeThrough(50, false);
        closeThrough(59, true);
        assertThat(recordedSince()).isNull();

        closeThrough(70, true);

        assertThat(recordedSince()).isEqualTo(60);
    }

    /** Data events may have been switched off. */
    @Test
    void shouldNotKnowAccessesAWeekAfterTheLastOne() {
        access(1, "a/");
        closeThrough(1 + WEEK, true);
        assertThat(recordedSince()).isEqualTo(1);

        closeThrough(2 + WEEK, true);

        assertThat(recordedSince()).isNull();
    }

    /** Nobody may delete what is not read by these: an access that is not there may be one whose record S3 lost. */
    @Test
    void shouldKnowAccessesOfServerAccessLogsWithoutTakingThemForAll() {
        history.addLogged(hour(5), "a/", true);
        closeThrough(20, true);
        assertThat(recordedSince()).isNull();

        access(30, "b/");
        history.addLogged(hour(40), "a/", true);
        history.addLogged(hour(80), "a/", true);
        closeThrough(50, true);

        assertThat(recordedSince()).isEqualTo(30);
        assertThat(history.asOf(hour(50)).folders().lastHour("a/")).hasValue(FIRST + 40);
        assertThat(history.asOf(hour(80)).folders().lastHour("a/")).hasValue(FIRST + 80);
        closeThrough(31 + WEEK, true);
        assertThat(recordedSince()).isNull();
    }

    /** A later access does not hide that there was an earlier one. */
    @Test
    void shouldNotKnowWhatComesAfterTheHour() {
        access(1, "a/");
        access(9, "a/");
        closeThrough(1, true);

        assertThat(history.asOf(hour(5)).folders().lastHour("a/")).hasValue(FIRST + 1);
        assertThat(history.asOf(hour(9)).folders().lastHour("a/")).hasValue(FIRST + 9);
    }

    @SeededTest(60)
    void shouldKnowTheSameForAccessesInAnyOrder(long seed) {
        Random random = new Random(seed);
        List<Integer> accesses = new ArrayList<>();
        random.ints(60, 0, 20 * 24).forEach(accesses::add);
        List<AccessRecord> inOrder = play(accesses, random.nextInt(24), seed);
        List<Integer> shuffled = new ArrayList<>(accesses);
        shuffled.addAll(accesses.subList(0, 10));
        Collections.shuffle(shuffled, random);

        assertThat(play(shuffled, 20 * 24, seed)).isEqualTo(inOrder);
    }

    @SeededTest(60)
    void shouldKeepWhatIsStored(long seed) {
        Random random = new Random(seed);
        Map<String, byte[]> rows = new TreeMap<>();
        for (int hour = 0; hour < 200; hour++) {
            if (random.nextInt(4) == 0) {
                access(hour + random.nextInt(24), "abc".charAt(random.nextInt(3)) + "/");
                history.addLogged(hour(hour + random.nextInt(24)), "abc".charAt(random.nextInt(3)) + "/", true);
            }
            if (random.nextInt(10) == 0) {
                store(rows);
                AccessHistory restored = new AccessHistory();
                rows.forEach((name, row) -> {
                    if (name.charAt(0) == AccessHistory.FINAL) {
                        restored.restore(row);
                    } else if (name.charAt(0) == AccessHistory.LOGGED_HOUR) {
                        restored.restoreLogged(Long.parseLong(name.substring(1)), row);
                    } else {
                        restored.restore(Long.parseLong(name.substring(1)), row);
                    }
                });
                assertThat(restored.asOf(hour(hour))).isEqualTo(history.asOf(hour(hour)));
                assertThat(restored.asOf(hour(hour + 24))).isEqualTo(history.asOf(hour(hour + 24)));
                history = restored;
            }
            closeThrough(hour, random.nextInt(50) > 0);
        }
        history.clear();
        store(rows);

        assertThat(rows).isEmpty();
        assertThat(history.isEmpty()).isTrue();
    }

    @Test
    void shouldReadTheFormatBefore() {
        access(30, "a/b/");
        closeThrough(31, true);
        history.add(hour(32), "c/", false);
        closeThrough(32, true);
        access(40, "a/b/");
        AccessHistory restored = new AccessHistory();
        restored.restore(HexFormat.of().parseHex(FINAL_BEFORE));
        restored.restore(FIRST + 40, HexFormat.of().parseHex(HOUR_BEFORE));

        assertThat(restored.asOf(hour(32))).isEqualTo(history.asOf(hour(32)));
        assertThat(restored.asOf(hour(40))).isEqualTo(history.asOf(hour(40)));
    }

    private void store(Map<String, byte[]> rows) {
        RowWriter writer = (name, row) -> {
            if (row == null) {
                rows.remove(name);
            } else {
                rows.put(name, row);
            }
        };
        history.drain(writer, writer);
    }

    /** What is known each hour, if accesses are added up to this number of hours early. */
    private static List<AccessRecord> play(List<Integer> accesses, int early, long seed) {
        AccessHistory played = new AccessHistory();
        Random gaps = new Random(seed);
        List<AccessRecord> known = new ArrayList<>();
        List<Integer> left = new ArrayList<>(accesses);
        for (int at = 0; at < 20 * 24; at++) {
            int last = at + early;
            left.removeIf(hour -> {
                if (hour <= last) {
                    played.add(hour(hour), "abc".charAt(hour % 3) + "/", true);
                }
                return hour <= last;
            });
            played.close(hour(at), gaps.nextInt(100) > 0);
            known.add(played.asOf(hour(at)));
        }
        return known;
    }

    private void access(int hour, String folder) {
        history.add(hour(hour), folder, true);
    }

    private void closeThrough(int hour, boolean isObserved) {
        for (; closed <= hour; closed++) {
            history.close(hour(closed), isObserved);
        }
    }

    private Long recordedSince() {
        var since = history.asOf(hour(closed)).recordedSince();
        return since == null ? null : Hour.of(since).number() - FIRST;
    }

    private static Hour hour(int number) {
        return new Hour(FIRST + number);
    }
}
