package dev.gleaner.actuator.support;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Stands in for hooks.slack.com. */
public final class SlackHooksResource implements QuarkusTestResourceLifecycleManager {

    /** Path of the webhook. */
    public static final String WEBHOOK = "/services/webhook";

    private @Nullable SlackHooks hooks;
    private boolean webhook;

    @Override
    public void init(Map<String, String> arguments) {
        webhook = arguments.containsKey("webhook");
    }

    @Override
    public Map<String, String> start() {
        hooks = SlackHooks.start();
        Map<String, String> config = new HashMap<>();
        config.put("actuator.slack.response-origin", hooks.origin());
        if (webhook) {
            config.put("actuator.slack.webhook-url", hooks.origin() + WEBHOOK);
        }
        return config;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(Objects.requireNonNull(hooks), new TestInjector.MatchesType(SlackHooks.class));
    }

    @Override
    public void stop() {
        if (hooks != null) {
            hooks.close();
        }
    }
}
