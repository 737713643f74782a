package dev.gleaner.actuator.support;

import dev.gleaner.test.OpenIdTestProvider;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An OpenID provider beside the token file; its group {@code finops} reads, {@code ml-platform} reads and decides. */
public final class TokenIssuerResource implements QuarkusTestResourceLifecycleManager {

    private @Nullable OpenIdTestProvider issuer;

    @Override
    public Map<String, String> start() {
        issuer = OpenIdTestProvider.start();
        return Map.of(
                "gleaner.access.oidc.issuer",
                issuer.url(),
                "gleaner.access.oidc.audience",
                OpenIdTestProvider.AUDIENCE,
                "gleaner.access.oidc.roles.finops",
                "viewer",
                "gleaner.access.oidc.roles.ml-platform",
                "viewer,approver");
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(
                Objects.requireNonNull(issuer), new TestInjector.MatchesType(OpenIdTestProvider.class));
    }

    @Override
    public void stop() {
        if (issuer != null) {
            issuer.close();
        }
    }
}
