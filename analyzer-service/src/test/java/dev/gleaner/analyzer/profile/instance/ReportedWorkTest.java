package dev.gleaner.analyzer.profile.instance;

import static dev.gleaner.analyzer.fixture.Week.fold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.profile.BackfillHorizon;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.LawSeeds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReportedWorkTest {

    private static final Instant START = Instant.parse("2026-07-01T00:00:00Z");
    private static final String RESOURCE = Signals.instance("i-1");
    private static final BackfillHorizon FAR = new BackfillHorizon(Long.MAX_VALUE, Long.MAX_VALUE);
    private static final int HOURS = 400;

    private final InstanceProfile profile = Defaults.instances().blank(RESOURCE);

    static LongStream seeds() {
        return LawSeeds.upTo(500);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldBeTheSameForEveryOrderAndRepetition(long seed) {
        Random random = new Random(seed);
        List<Signal> reports = new ArrayList<>();
        BitSet expected = new BitSet();
        for (int count = 1 + random.nextInt(20); count > 0; count--) {
            int from = random.nextInt(200 * 60);
            int until = from + 1 + random.nextInt(24 * 60);
            reports.add(report(from, until, "session " + random.nextInt(3)));
            expected.set(from / 60, (until + 59) / 60);
        }
        InstanceProfile ordered = Defaults.instances().blank(RESOURCE);
        reports.forEach(report -> fold(ordered, report));

        reports.addAll(reports.subList(0, reports.size() / 2));
        Collections.shuffle(reports, random);
        reports.forEach(report -> fold(profile, report));

        assertThat(profile.encode()).isEqualTo(ordered.encode());
        assertThat(reported(profile)).isEqualTo(expected);
        assertThat(reported(read(profile))).isEqualTo(expected);
        assertThat(read(profile).encode()).isEqualTo(profile.encode());
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

    private static InstanceProfile read(InstanceProfile profile) {
        return InstanceProfile.decode(
                RESOURCE,
                profile.encode(),
                Defaults.instances().quantizer(),
                Defaults.instances().hoursKept(),
                InstanceProfile.StoredRows.NONE);
    }

    private static Signal report(int from, int until, String what) {
        return Signals.activity(
                RESOURCE, START.plus(Duration.ofMinutes(from)), START.plus(Duration.ofMinutes(until)), what);
    }

    private static Hour hour(int number) {
        return Hour.of(START).plus(number);
    }
}
