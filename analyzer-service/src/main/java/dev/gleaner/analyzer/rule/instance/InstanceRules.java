package dev.gleaner.analyzer.rule.instance;

import static dev.gleaner.analyzer.rule.WholeDurations.hours;
import static dev.gleaner.analyzer.rule.WholeDurations.minutes;

import dev.gleaner.analyzer.profile.GpuLimits;
import dev.gleaner.analyzer.profile.InstanceSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import java.util.List;

/**
 * The rules about instances.
 *
 * @param cards what a reading of a card says before they see it
 */
public record InstanceRules(List<Rule<InstanceSnapshot>> rules, GpuLimits cards) {

    public InstanceRules {
        rules = List.copyOf(rules);
    }

    /** The rules as configured. */
    public static InstanceRules of(
            WorkHoursConfig work,
            IdleInstanceConfig idle,
            SporadicInstanceConfig sporadic,
            IdleGpuConfig idleGpu,
            UnderusedGpuConfig underusedGpu,
            GpuReadingConfig cardsConfig,
            EnvironmentConfig environment) {
        int gpuHours = Math.max(hours(idleGpu.window()), hours(idleGpu.productionWindow()));
        int memory = Math.max(2 * hours(idle.window()), gpuHours);
        IdleInstanceLimits limits = limits(idle, WorkHoursLimits.of(work, memory));
        GpuReadingPolicy cards = new GpuReadingPolicy(
                cardsConfig.series(),
                cardsConfig.readings(),
                idle.coverage(),
                hours(cardsConfig.silence()),
                InstanceTypeTable.gpus());
        InstanceRemedies remedies = new InstanceRemedies(environment.nonProduction());
        List<Rule<InstanceSnapshot>> rules = List.of(
                new IdleInstance(limits, cards, remedies, minutes(idle.effort())),
                new SporadicInstance(
                        sporadic.mean(), sporadic.rest(), limits, cards, remedies, minutes(sporadic.effort())),
                new IdleGpu(
                        hours(idleGpu.window()),
                        hours(idleGpu.productionWindow()),
                        limits,
                        cards,
                        remedies,
                        minutes(idleGpu.effort())),
                new UnderusedGpu(
                        hours(underusedGpu.window()), underusedGpu.mean(), cards, minutes(underusedGpu.effort())));
        return new InstanceRules(rules, cardsConfig.limits());
    }

    private static IdleInstanceLimits limits(IdleInstanceConfig idle, WorkHoursLimits work) {
        return new IdleInstanceLimits(
                idle.window(),
                idle.mean(),
                idle.workHours(),
                hours(idle.rest()),
                idle.coverage(),
                idle.networkPerDay(),
                work);
    }
}
