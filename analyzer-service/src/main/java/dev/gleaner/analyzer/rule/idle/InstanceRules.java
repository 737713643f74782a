package dev.gleaner.analyzer.rule.idle;

import dev.gleaner.analyzer.rule.Rule;
import java.util.List;

/** The rules about instances that do little. */
public final class InstanceRules {

    private InstanceRules() {}

    /** The rules as configured. */
    public static List<Rule> of(
            IdleInstanceConfig idle, SporadicInstanceConfig sporadic, EnvironmentConfig environment) {
        IdleLimits limits = new IdleLimits(
                idle.window(),
                idle.mean(),
                idle.busy(),
                idle.peak(),
                idle.peaks(),
                idle.coverage(),
                idle.networkPerDay());
        InstanceRemedies remedies = new InstanceRemedies(environment.nonProduction());
        return List.of(
                new IdleInstance(limits, remedies, (int) idle.effort().toMinutes()),
                new SporadicInstance(sporadic.mean(), limits, remedies, (int)
                        sporadic.effort().toMinutes()));
    }
}
