package dev.gleaner.actuator.approval.slack;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Configurations of Slack. */
public final class SlackConfigs {

    private static final int PRIORITY = 100;

    private SlackConfigs() {}

    /** The defaults with these keys below {@code actuator.slack}. */
    public static SlackConfig with(Map<String, String> keys) {
        Map<String, String> properties = new HashMap<>();
        keys.forEach((key, value) -> properties.put("actuator.slack." + key, value));
        return new SmallRyeConfigBuilder()
                .withMapping(SlackConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", PRIORITY))
                .withConverter(Duration.class, PRIORITY, SlackConfigs::duration)
                .addDefaultInterceptors()
                .build()
                .getConfigMapping(SlackConfig.class);
    }

    private static Duration duration(String text) {
        return Duration.parse(text.startsWith("P") ? text : "PT" + text);
    }
}
