package dev.gleaner.local.estate.generator;

import dev.gleaner.local.estate.saving.ExpectedSavingCalculator;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.SeriesShape;
import dev.gleaner.local.estate.series.SeriesShape.Weekly;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Set;

/** Auto Scaling groups with more instances than their load needs, and those that only look so. */
final class SampleGroups {

    private static final String TYPE = "m5.large";
    private static final Duration OLD = Duration.ofDays(120);
    private static final Duration NEW = Duration.ofDays(3);

    private final EstateBuilder estateBuilder;

    private SampleGroups(EstateBuilder estateBuilder) {
        this.estateBuilder = estateBuilder;
    }

    static void addTo(EstateBuilder estateBuilder) {
        SampleGroups sample = new SampleGroups(estateBuilder);
        estateBuilder.expectOpen(
                ExpectedSavingCalculator.OVERSIZED_FLEET,
                sample.group("quiet-workers", 6, OLD, InstanceLoadFactory.steady(10)));
        // Six hours a week need all of them.
        Weekly report = new Weekly(Set.of(DayOfWeek.SUNDAY), LocalTime.of(2, 0), Duration.ofHours(6), 90);
        sample.group("weekly-report", 3, OLD, InstanceLoadFactory.working(InstanceLoadFactory.steady(8), report));
        // Two in two zones are for the case that one of them fails.
        sample.group("standby-pair", 2, OLD, InstanceLoadFactory.steady(6));
        sample.group("new-workers", 3, NEW, InstanceLoadFactory.steady(8));
    }

    /** Adds a group of instances that share its load, by turns in two zones, and returns its name. */
    private String group(String name, int instances, Duration age, InstanceLoadFactory.InstanceLoad load) {
        String own = estateBuilder.name(name);
        for (int number = 1; number <= instances; number++) {
            estateBuilder
                    .instance(name + "-" + number, TYPE)
                    .tagged("dev", "platform")
                    .aged(age)
                    .inZone(number % 2 == 0 ? "b" : "a")
                    .inGroup(own)
                    .doing(load)
                    .add();
        }
        estateBuilder.add(own, EstateMetric.GROUP_CPU_UTILIZATION, load.cpu());
        estateBuilder.add(own, EstateMetric.GROUP_IN_SERVICE_INSTANCES, SeriesShape.flat(instances, 0));
        return own;
    }
}
