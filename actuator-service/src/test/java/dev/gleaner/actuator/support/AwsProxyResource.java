package dev.gleaner.actuator.support;

import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.AwsStandIn;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The AWS stand-in behind a proxy that counts and holds what the actuator calls. */
public final class AwsProxyResource implements QuarkusTestResourceLifecycleManager {

    private @Nullable AwsProxy proxy;

    @Override
    public Map<String, String> start() {
        proxy = AwsProxy.start(0, AwsStandIn.endpoint());
        return Map.of("actuator.aws.endpoint", proxy.endpoint().toString());
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(Objects.requireNonNull(proxy), new TestInjector.MatchesType(AwsProxy.class));
    }

    @Override
    public void stop() {
        if (proxy != null) {
            proxy.close();
        }
    }
}
