package dev.gleaner.actuator.support;

import java.util.Map;

/** An actuator as it is when nobody configured that it may act. */
public final class DryRunProfile extends ActingProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> config = super.getConfigOverrides();
        config.remove("actuator.dry-run");
        return config;
    }
}
