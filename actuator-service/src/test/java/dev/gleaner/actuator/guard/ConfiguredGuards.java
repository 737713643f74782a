package dev.gleaner.actuator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.Optional;

/** The guards as a configuration makes them, and what they say of a case. */
final class ConfiguredGuards {

    private ConfiguredGuards() {}

    /** With the defaults. */
    static GuardEvaluator create() {
        return create(Map.of());
    }

    /** With these keys configured. */
    static GuardEvaluator create(Map<String, String> keys) {
        return new GuardEvaluator(config(keys));
    }

    static GuardConfig config(Map<String, String> keys) {
        return new SmallRyeConfigBuilder()
                .withMapping(GuardConfig.class)
                .withDefaultValues(keys)
                .build()
                .getConfigMapping(GuardConfig.class);
    }

    /** Requires that this guard refuses a start, for a reason that contains this. */
    static GuardResult.Refusal assertRefused(GuardEvaluator guards, Case with, String guard, String why) {
        Optional<GuardResult> objection = guards.evaluateStart(with.situation());

        assertThat(objection).get().isInstanceOf(GuardResult.Refusal.class);
        GuardResult.Refusal refusal = (GuardResult.Refusal) objection.orElseThrow();
        assertThat(refusal.guard()).isEqualTo(guard);
        assertThat(refusal.reason()).contains(why);
        return refusal;
    }
}
