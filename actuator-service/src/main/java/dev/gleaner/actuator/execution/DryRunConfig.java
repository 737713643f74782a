package dev.gleaner.actuator.execution;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Dry run of all actions. */
@ConfigMapping(prefix = "actuator")
public interface DryRunConfig {

    /**
     * If {@code true}, an action passes every check up to the call that changes something, but the call is not made.
     */
    @WithDefault("true")
    boolean dryRun();
}
