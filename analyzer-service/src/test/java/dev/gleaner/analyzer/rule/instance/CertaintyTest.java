package dev.gleaner.analyzer.rule.instance;

import static dev.gleaner.analyzer.fixture.Signals.CPU;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.fixture.Week;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.instance.BackfillHorizon;
import dev.gleaner.analyzer.profile.instance.InstanceProfile;
import dev.gleaner.analyzer.profile.instance.InstanceSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Hours that certainly find nothing are not evaluated, so that this must be true whatever is measured later. */
class CertaintyTest {

    private static final String RESOURCE = Signals.instance("i-certain");
    private static final Hour FIRST = Hour.of(Instant.parse("2026-07-01T00:00:00Z"));
    private static final int HOURS = 336;
    private static final int SEEDS = 200;

    private final List<Rule<InstanceSnapshot>> rules = Defaults.instanceRules().rules();

    @Test
    void shouldFindNothingInHoursThatCertainlyFindNothing() {
        Map<String, Integer> certainHours = new TreeMap<>();
        LongStream.range(0, SEEDS).forEach(seed -> {
            Random random = new Random(seed);
            InstanceProfile profile = profile(random);
            Hour last = FIRST.plus(HOURS - 1);
            InstanceSnapshot known = profile.at(last, BackfillHorizon.NONE);
            Map<String, Hour> certain = new TreeMap<>();
            for (Rule<InstanceSnapshot> rule : rules) {
                Hour through = rule.certainlyNothingThrough(known);
                if (through != null) {
                    certain.put(rule.name(), through);
                }
            }
            double later = random.nextInt(4);
            long end = certain.values().stream()
                    .filter(through -> !through.equals(Hour.MAX))
                    .mapToLong(Hour::number)
                    .max()
                    .orElse(last.number() + 1);
            end = Math.min(end, last.number() + HOURS / 2);
            for (Hour hour = last.plus(1); hour.number() <= end; hour = hour.plus(1)) {
                if (random.nextInt(10) > 0) {
                    measure(profile, hour, later * random.nextDouble());
                }
                InstanceSnapshot snapshot = profile.at(hour, BackfillHorizon.NONE);
                for (Rule<InstanceSnapshot> rule : rules) {
                    Hour through = certain.get(rule.name());
                    if (through != null && !through.isBefore(hour)) {
                        assertThat(rule.evaluate(snapshot))
                                .as("%s of seed %d after %d hours", rule.name(), seed, hour.number() - last.number())
                                .isInstanceOf(Verdict.Nothing.class);
                        certainHours.merge(rule.name(), 1, Integer::sum);
                    }
                }
            }
        });

        assertThat(certainHours)
                .allSatisfy((rule, hours) -> assertThat(hours).isGreaterThan(SEEDS * 20))
                .containsOnlyKeys(
                        "idle-gpu",
                        "idle-instance",
                        "oversized-instance",
                        "sporadic-instance",
                        "underused-gpu",
                        "stopped-instance");
    }

    @Test
    void shouldBeCertainForAsLongAsABusyHourLiesInTheWindow() {
        InstanceProfile profile = profile();
        for (int hour = 0; hour < HOURS; hour++) {
            measure(profile, FIRST.plus(hour), hour == 300 ? 90 : 1);
        }

        assertThat(Week.rule(IdleInstance.NAME.name()).certainlyNothingThrough(last(profile)))
                .isEqualTo(FIRST.plus(300 + 167));
    }

    @Test
    void shouldNotBeCertainOfAnIdleInstance() {
        InstanceProfile profile = profile();
        for (int hour = 0; hour < HOURS; hour++) {
            measure(profile, FIRST.plus(hour), 1);
        }

        assertThat(Week.rule(IdleInstance.NAME.name()).certainlyNothingThrough(last(profile)))
                .isNull();
        assertThat(Week.rule(SporadicInstance.NAME.name()).certainlyNothingThrough(last(profile)))
                .isNull();
    }

    private static InstanceSnapshot last(InstanceProfile profile) {
        return profile.at(FIRST.plus(HOURS - 1), BackfillHorizon.NONE);
    }

    /** An instance of any use, with gaps. */
    private static InstanceProfile profile(Random random) {
        InstanceProfile profile = profile();
        double level = 12 * random.nextDouble();
        int rarity = 1 + (random.nextInt(3) == 0 ? random.nextInt(4) : random.nextInt(200));
        for (int hour = 0; hour < HOURS; hour++) {
            if (random.nextInt(20) > 0) {
                measure(profile, FIRST.plus(hour), random.nextInt(rarity) == 0 ? 20 + random.nextInt(80) : level);
            }
        }
        return profile;
    }

    private static InstanceProfile profile() {
        InstanceProfile profile = Defaults.instances().blank(RESOURCE);
        Week.fold(
                profile,
                Signals.listed(RESOURCE, FIRST.start(), Signals.running().putTags("environment", "dev")));
        return profile;
    }

    private static void measure(InstanceProfile profile, Hour hour, double percent) {
        Week.fold(profile, Signals.metric(RESOURCE, CPU, hour.start(), percent, percent));
    }
}
