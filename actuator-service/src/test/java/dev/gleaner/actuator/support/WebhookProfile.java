package dev.gleaner.actuator.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An actuator with a webhook instead of a bot. */
public final class WebhookProfile extends SlackProfile {

    @Override
    public List<TestResourceEntry> testResources() {
        List<TestResourceEntry> resources = new ArrayList<>(super.testResources());
        resources.removeIf(resource -> resource.getClazz().equals(SlackEmulatorResource.class)
                || resource.getClazz().equals(SlackHooksResource.class));
        resources.add(new TestResourceEntry(SlackHooksResource.class, Map.of("webhook", "yes")));
        return resources;
    }
}
