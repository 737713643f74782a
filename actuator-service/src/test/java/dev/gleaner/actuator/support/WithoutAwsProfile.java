package dev.gleaner.actuator.support;

import java.util.List;
import java.util.Map;

/** An actuator where there is no AWS: whoever calls it all the same gets another error than the one expected. */
public final class WithoutAwsProfile extends ActingProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> config = super.getConfigOverrides();
        config.remove("actuator.dry-run");
        config.put("actuator.aws.enabled", "false");
        config.put("actuator.aws.endpoint", "http://127.0.0.1:1");
        return config;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return super.testResources().stream()
                .filter(resource -> !resource.getClazz().equals(AwsProxyResource.class))
                .toList();
    }
}
