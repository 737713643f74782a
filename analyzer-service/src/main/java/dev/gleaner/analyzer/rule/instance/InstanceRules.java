package dev.gleaner.analyzer.rule.instance;

import static dev.gleaner.analyzer.rule.Whole.hours;
import static dev.gleaner.analyzer.rule.Whole.minutes;

import dev.gleaner.analyzer.profile.CardLimits;
import dev.gleaner.analyzer.profile.Snapshot;
import dev.gleaner.analyzer.rule.Rule;
import java.util.List;

/**
 * The rules about instances.
 *
 * @param cards what a reading of a card says before they see it
 */
public record InstanceRules(List<Rule<Snapshot>> rules, CardLimits cards) {

    public InstanceRules {
        rules = List.copyOf(rules);
    }

    /** The rules as configured. */
    public static InstanceRules of(
            WorkConfig work,
            IdleInstanceConfig idle,
            SporadicInstanceConfig sporadic,
            IdleGpuConfig idleGpu,
            UnderusedGpuConfig underusedGpu,
            CardsConfig cardsConfig,
            EnvironmentConfig environment) {
        int gpuHours = Math.max(hours(idleGpu.window()), hours(idleGpu.productionWindow()));
        int memory = Math.max(2 * hours(idle.window()), gpuHours);
        IdleLimits limits = limits(idle, WorkLimits.of(work, memory));
        Cards cards = new Cards(
                cardsConfig.series(),
                cardsConfig.readings(),
                idle.coverage(),
                hours(cardsConfig.silence()),
                TypeTable.gpus());
        InstanceRemedies remedies = new InstanceRemedies(environment.nonProduction());
        List<Rule<Snapshot>> rules = List.of(
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

    private static IdleLimits limits(IdleInstanceConfig idle, WorkLimits work) {
        return new IdleLimits(
                idle.window(),
                idle.mean(),
                idle.workHours(),
                hours(idle.rest()),
                idle.coverage(),
                idle.networkPerDay(),
                work);
    }
}
