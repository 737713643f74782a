package dev.gleaner.analyzer.rule.idle;

import dev.gleaner.analyzer.rule.Rule;
import java.util.List;

/** The rules about instances that do little. */
public final class InstanceRules {

    private InstanceRules() {}

    /** The rules as configured. */
    public static List<Rule> of(
            IdleInstanceConfig idle,
            SporadicInstanceConfig sporadic,
            CardsConfig cardsConfig,
            EnvironmentConfig environment) {
        IdleLimits limits = new IdleLimits(
                idle.window(),
                idle.mean(),
                idle.busy(),
                idle.peak(),
                idle.peaks(),
                idle.coverage(),
                idle.networkPerDay());
        Cards cards = new Cards(cardsConfig.series());
        InstanceRemedies remedies = new InstanceRemedies(environment.nonProduction());
        return List.of(
                new IdleInstance(limits, cards, remedies, (int) idle.effort().toMinutes()),
                new SporadicInstance(sporadic.mean(), limits, cards, remedies, (int)
                        sporadic.effort().toMinutes()));
    }
}
