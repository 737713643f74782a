package dev.gleaner.actuator.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An actuator that listens to Slack, with three approvers of whom one also has a token. */
public class SlackProfile extends ActingProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> config = super.getConfigOverrides();
        config.put("actuator.slack.port", "0");
        // Nobody's channel is flooded here, and nobody wants to wait.
        config.put("actuator.slack.interval", "1s");
        config.put("actuator.slack.pace", "PT0S");
        config.put("actuator.slack.questions-per-hour", "100000");
        config.put("actuator.slack.digest-at", "00:00");
        config.put("actuator.slack.status-interval", "1s");
        config.put("actuator.slack.signing-secret", SlackClick.SECRET);
        config.put("actuator.slack.approvers.U0ANNA", "viewer,approver");
        config.put("actuator.slack.approvers.U0BERT", "approver,operator");
        config.put("actuator.slack.approvers.U0VERA", "viewer");
        config.put("actuator.approval.people.U0ANNA", "anna");
        return config;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        List<TestResourceEntry> resources = new ArrayList<>(super.testResources());
        resources.add(new TestResourceEntry(SlackHooksResource.class));
        resources.add(new TestResourceEntry(SlackEmulatorResource.class));
        return resources;
    }
}
