package dev.gleaner.actuator.execution;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Whether anything is done at all. */
@ConfigMapping(prefix = "actuator")
public interface DryRunConfig {

    /** Everything up to the AWS call, but not the call. */
    @WithDefault("true")
    boolean dryRun();
}
