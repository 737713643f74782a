package dev.gleaner.analyzer.profile.instance;

import static dev.gleaner.analyzer.fixture.Week.fold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.SeededTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReportedWorkTest {

    private static final Instant START = Instant.parse("2026-07-01T00:00:00Z");
    private static final String RESOURCE = Signals.instance("i-1");
    private static final BackfillHorizon FAR = new BackfillHorizon(Long.MAX_VALUE, Long.MAX_VALUE);
    private static final int HOURS = 400;

    private final InstanceProfile profile = Defaults.instances().blank(RESOURCE);

    @SeededTest(500)
    void shouldBeTheSameForEveryOrderAndRepetition(long seed) {
        Random random = new Random(seed);
        List<Signal> signals = signals(random, 200);
        InstanceProfile ordered = Defaults.instances().blank(RESOURCE);
        signals.forEach(signal -> fold(ordered, signal));

        List<Signal> shuffled = new ArrayList<>(signals);
        shuffled.addAll(signals.subList(0, signals.size() / 2));
        Collections.shuffle(shuffled, random);
        shuffled.forEach(signal -> fold(profile, signal));

        assertThat(profile.encode()).isEqualTo(ordered.encode());
        for (InstanceProfile known : List.of(profile, read(profile))) {
            assertThat(reported(known)).isEqualTo(expectedHours(signals));
            assertThat(known.reportedUntil()).isEqualTo(expectedEnd(signals));
        }
        assertThat(read(profile).encode()).isEqualTo(profile.encode());
    }

    /** Each signal comes half a day late at most, and hours are final after a day. */
    @SeededTest(500)
    void shouldBeTheSameForEveryOrderInWhichNothingIsLate(long seed) {
        Random random = new Random(seed);
        List<Signal> signals = signals(random, 200);
        signals.sort(Comparator.comparingLong(Signal::getObservedAt));
        InstanceProfile ordered = Defaults.instances().blank(RESOURCE);
        List<Signal> waiting = new ArrayList<>();
        int next = 0;
        for (int number = 0; number < 250; number++) {
            for (;
                    next < signals.size()
                            && Hour.of(signals.get(next).getObservedAt()).equals(hour(number));
                    next++) {
                foldOnTime(ordered, signals.get(next), number);
                waiting.add(signals.get(next));
                waiting.add(signals.get(next));
            }
            if (number % 12 == 11) {
                Collections.shuffle(waiting, random);
                for (Signal signal : waiting) {
                    foldOnTime(profile, signal, number);
                }
                waiting.clear();
                profile.close(hour(number - 24), 14);
            }
            ordered.close(hour(number - 24), 14);
        }
        profile.close(hour(225), 14);

        assertThat(profile.encode()).isEqualTo(ordered.encode());
        assertThat(reported(read(profile))).isEqualTo(expectedHours(signals));
        assertThat(profile.reportedUntil()).isEqualTo(expectedEnd(signals));
    }

    private static void foldOnTime(InstanceProfile profile, Signal signal, int number) {
        Hour closed = hour(number - 25);
        assertThat(InstanceProfileUpdater.fold(profile, signal, Defaults.cards(), closed, closed))
                .isZero();
    }

    @Test
    void shouldEndReportsAtTheEndOfTheHourInWhichTheyAreWithdrawn() {
        fold(profile, report(5 * 60, 20 * 60, "stolen token"));
        fold(profile, report(6 * 60 + 50, 9 * 60, "after it, in the same hour"));
        fold(profile, Signals.withdrawal(RESOURCE, at(6 * 60 + 30)));

        assertThat(reported(profile).stream()).containsExactly(5, 6);
        assertThat(profile.at(hour(5), FAR).workReportedNow())
                .contains(
                        "someone is reported to be at work there until 2026-07-01T07:00:00Z: after it, in the same hour");
        assertThat(profile.at(hour(6), FAR).workReportedNow()).isEmpty();

        fold(profile, report(7 * 60, 7 * 60 + 15, "the next hour"));
        assertThat(reported(profile).stream()).containsExactly(5, 6, 7);
        assertThat(profile.at(hour(6), FAR).workReportedNow())
                .contains("someone is reported to be at work there until 2026-07-01T08:00:00Z: the next hour");
    }

    /** The first report would hold again otherwise. */
    @Test
    void shouldNotTakeALaterWithdrawalForTheFirstOne() {
        fold(profile, report(60, 20 * 60, "first"));
        fold(profile, Signals.withdrawal(RESOURCE, at(2 * 60)));
        fold(profile, report(5 * 60, 20 * 60, "second"));
        fold(profile, Signals.withdrawal(RESOURCE, at(6 * 60)));

        assertThat(reported(profile).stream()).containsExactly(1, 2, 5, 6);
    }

    @Test
    void shouldNotWithdrawWhatIsFinal() {
        fold(profile, report(5 * 60, 20 * 60, "session"));
        profile.close(hour(10), 14);

        assertThat(InstanceProfileUpdater.fold(
                        profile, Signals.withdrawal(RESOURCE, at(10 * 60 + 59)), Defaults.cards(), hour(10), hour(10)))
                .isEqualTo(1);
        assertThat(reported(profile).cardinality()).isEqualTo(15);

        InstanceProfileUpdater.fold(
                profile, Signals.withdrawal(RESOURCE, at(12 * 60)), Defaults.cards(), hour(10), hour(10));
        assertThat(reported(profile).stream()).containsExactly(5, 6, 7, 8, 9, 10, 11, 12);
        profile.close(hour(15), 14);
        assertThat(profile.at(hour(11), FAR).reportedUntil()).contains(at(13 * 60));
    }

    /** Such a row says nothing of when reports were received, except of the last one. */
    @Test
    void shouldWithdrawReportsOfARowOfAnEarlierVersion() {
        fold(profile, report(5 * 60, 20 * 60, "session"));
        fold(profile, report(6 * 60, 7 * 60, "another"));
        byte[] row = profile.encode();
        row[1] = (byte) (row[1] & 0x7f);

        InstanceProfile known = read(row);
        assertThat(reported(known)).isEqualTo(reported(profile));
        assertThat(known.reportedUntil()).isEqualTo(at(20 * 60).toEpochMilli());

        fold(known, Signals.withdrawal(RESOURCE, at(8 * 60)));
        assertThat(reported(known).stream()).containsExactly(5, 6, 7, 8);
        assertThat(known.reportedUntil()).isEqualTo(at(9 * 60).toEpochMilli());
        assertThat(reported(read(known))).isEqualTo(reported(known));
    }

    @Test
    void shouldTakeAWithdrawalWithoutAnyReport() {
        fold(profile, Signals.withdrawal(RESOURCE, at(8 * 60)));

        assertThat(reported(read(profile)).isEmpty()).isTrue();
        assertThat(read(profile).encode()).isEqualTo(profile.encode());
        InstanceProfile other = Defaults.instances().blank(RESOURCE);
        profile.close(hour(8), 14);
        other.close(hour(8), 14);
        assertThat(profile.encode()).isEqualTo(other.encode());
    }

    /** The state does not grow with the number of reports. */
    @Test
    void shouldKeepNoMoreThanTheHoursThatRulesLookBack() {
        for (int minute = 0; minute < 60 * 24 * 40; minute += 10) {
            fold(profile, report(minute, minute + 15, "session"));
            if (minute % 60 == 0 && minute > 48 * 60) {
                profile.close(hour(minute / 60 - 48), 14);
            }
        }
        assertThat(profile.encode().length).isLessThan(200);
        profile.close(hour(24 * 40 + 400), 14);
        assertThat(profile.reportedWork().isEmpty()).isTrue();
        assertThat(read(profile).encode()).isEqualTo(profile.encode());
    }

    @Test
    void shouldNotChangeAFinalHour() {
        profile.close(hour(10), 14);

        assertThat(InstanceProfileUpdater.fold(
                        profile, report(8 * 60, 10 * 60 + 59, "late"), Defaults.cards(), hour(10), hour(10)))
                .isEqualTo(1);
        assertThat(reported(profile).isEmpty()).isTrue();

        InstanceProfileUpdater.fold(profile, report(9 * 60, 12 * 60, "session"), Defaults.cards(), hour(10), hour(10));
        assertThat(reported(profile).stream()).containsExactly(11);
    }

    @Test
    void shouldNotLetALaterHourDecideAboutAnEarlierOne() {
        fold(profile, report(5 * 60 + 10, 7 * 60 + 10, "2 login sessions"));

        assertThat(profile.at(hour(4), FAR).reportedHours(hour(0), 10).isEmpty())
                .isTrue();
        assertThat(profile.at(hour(6), FAR).reportedHours(hour(0), 10).stream()).containsExactly(5, 6);
        assertThat(profile.at(hour(6), FAR).workReportedNow())
                .contains("someone is reported to be at work there until 2026-07-01T08:00:00Z: 2 login sessions");
        assertThat(profile.at(hour(7), FAR).workReportedNow()).isEmpty();
        profile.close(hour(6), 14);
        assertThat(profile.at(hour(6), FAR).workReportedNow())
                .as("of a final hour")
                .isEmpty();
    }

    @Test
    void shouldRefuseAReportWithoutAnEndOrWithAFarOne() {
        assertThatThrownBy(() -> InstanceProfileUpdater.check(report(60, 60, "x")))
                .isInstanceOf(MalformedSignalException.class);
        assertThatThrownBy(() -> InstanceProfileUpdater.check(report(60, 62 + 7 * 24 * 60, "x")))
                .isInstanceOf(MalformedSignalException.class);
    }

    private static BitSet reported(InstanceProfile profile) {
        return profile.at(hour(HOURS), FAR).reportedHours(hour(0), HOURS);
    }

    /** Reports, and withdrawals among them. */
    private static List<Signal> signals(Random random, int hours) {
        List<Signal> signals = new ArrayList<>();
        for (int count = 1 + random.nextInt(20); count > 0; count--) {
            int from = random.nextInt(hours * 60);
            int until = from + 1 + random.nextInt(random.nextBoolean() ? 24 * 60 : 90);
            signals.add(report(from, until, "session " + random.nextInt(3)));
        }
        for (int count = random.nextInt(6); count > 0; count--) {
            signals.add(Signals.withdrawal(RESOURCE, at(random.nextInt(hours * 60))));
        }
        Collections.shuffle(signals, random);
        return signals;
    }

    /** What the reports say, each up to the first withdrawal that ends it. */
    private static BitSet expectedHours(List<Signal> signals) {
        BitSet expected = new BitSet();
        for (Signal signal : signals) {
            if (!signal.getActivity().getWithdrawn()) {
                expected.set(
                        number(Hour.of(signal.getActivity().getFrom())),
                        number(Hour.knowing(end(signal, signals))) + 1);
            }
        }
        return expected;
    }

    private static long expectedEnd(List<Signal> signals) {
        return signals.stream()
                .filter(signal -> !signal.getActivity().getWithdrawn())
                .mapToLong(signal -> end(signal, signals))
                .max()
                .orElseThrow();
    }

    private static long end(Signal report, List<Signal> signals) {
        Hour received = Hour.of(report.getActivity().getFrom());
        return signals.stream()
                .filter(signal -> signal.getActivity().getWithdrawn())
                .map(signal -> Hour.of(signal.getActivity().getFrom()))
                .filter(hour -> !hour.isBefore(received))
                .mapToLong(Hour::endMillis)
                .reduce(report.getActivity().getUntil(), Math::min);
    }

    private static int number(Hour hour) {
        return (int) (hour.number() - Hour.of(START).number());
    }

    private static InstanceProfile read(InstanceProfile profile) {
        return read(profile.encode());
    }

    private static InstanceProfile read(byte[] row) {
        return InstanceProfile.decode(
                RESOURCE,
                row,
                Defaults.instances().quantizer(),
                Defaults.instances().hoursKept(),
                InstanceProfile.StoredRows.NONE);
    }

    private static Signal report(int from, int until, String what) {
        return Signals.activity(RESOURCE, at(from), at(until), what);
    }

    private static Instant at(int minute) {
        return START.plus(Duration.ofMinutes(minute));
    }

    private static Hour hour(int number) {
        return Hour.of(START).plus(number);
    }
}
