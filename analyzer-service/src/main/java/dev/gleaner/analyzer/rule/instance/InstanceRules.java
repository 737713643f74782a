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
            IdleInstanceConfig idle,
            SporadicInstanceConfig sporadic,
            IdleGpuConfig idleGpu,
            UnderusedGpuConfig underusedGpu,
            CardsConfig cardsConfig,
            EnvironmentConfig environment) {
        IdleLimits limits = limits(idle);
        Cards cards = new Cards(cardsConfig.series(), cardsConfig.readings(), idle.coverage());
        InstanceRemedies remedies = new InstanceRemedies(environment.nonProduction());
        List<Rule<Snapshot>> rules = List.of(
                new IdleInstance(limits, cards, remedies, minutes(idle.effort())),
                new SporadicInstance(sporadic.mean(), limits, cards, remedies, minutes(sporadic.effort())),
                new IdleGpu(
                        hours(idleGpu.window()),
                        hours(idleGpu.productionWindow()),
                        cards,
                        remedies,
                        minutes(idleGpu.effort())),
                new UnderusedGpu(
                        hours(underusedGpu.window()), underusedGpu.mean(), cards, minutes(underusedGpu.effort())));
        return new InstanceRules(rules, cardsConfig.limits());
    }

    private static IdleLimits limits(IdleInstanceConfig idle) {
        return new IdleLimits(
                idle.window(),
                idle.mean(),
                idle.busy(),
                idle.peak(),
                idle.peaks(),
                idle.coverage(),
                idle.networkPerDay());
    }
}
