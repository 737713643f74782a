package dev.gleaner.local.estate.generator;

import dev.gleaner.local.estate.series.EstateTime;
import dev.gleaner.local.estate.series.SeriesShape.Once;
import dev.gleaner.local.estate.series.SeriesShape.Weekly;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;

/**
 * Instances whose work does not show in the days before: it comes each night, or every four weeks, which is longer than the history of an estate, or
 * somebody sits in a shell.
 */
final class SampleHiddenWork {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration AGE = DAY.multipliedBy(150);

    /** As far back as the actuator looks. */
    private static final Duration REMEMBERED = DAY.multipliedBy(62);

    private SampleHiddenWork() {}

    static void addTo(EstateBuilder estateBuilder) {
        InstanceBuilder nightly =
                estateBuilder.instance("nightly-eval", "c5.xlarge").tagged("dev", "research");
        Weekly evaluation = Weekly.everyDay(LocalTime.of(3, 0), Duration.ofHours(2), 30);
        nightly.doing(InstanceLoadFactory.working(nightly.load(), evaluation)).addExpecting(EstateGenerator.SPORADIC);

        // It worked 20 and 48 days ago, and will in 8 days. The analyzer has 14 days, in which it is idle; CloudWatch
        // knows better, so that
        // no stop is carried out.
        InstanceBuilder monthly =
                estateBuilder.instance("month-end-close", "m5.xlarge").tagged("dev", "platform");
        List<Once> closings = List.of(
                new Once(new EstateTime("-P20D"), Duration.ofHours(4), 75),
                new Once(new EstateTime("-P48D"), Duration.ofHours(4), 75));
        monthly.aged(AGE)
                .measuredSince(REMEMBERED)
                .doing(monthly.load().withCpu(monthly.load().cpu().withOnce(closings)))
                .addExpecting(EstateGenerator.IDLE);
        estateBuilder
                .instance("notebook-host", "m5.large")
                .tagged("dev", "research")
                .withSession(Duration.ofHours(2))
                .addExpecting(EstateGenerator.IDLE);
    }
}
