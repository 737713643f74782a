package dev.gleaner.service.access;

import io.quarkus.logging.Log;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.credential.TokenCredential;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Authenticates callers by the tokens of the configured file, and by those of the configured OpenID provider. */
@ApplicationScoped
class TokenIdentityProvider implements IdentityProvider<TokenAuthenticationRequest>, CallerDirectory {

    /** Time between two looks at the file, of which the second one takes a change. */
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final TokenFile file;
    private final Optional<OidcTokenVerifier> issuer;
    private final ScheduledExecutorService refresh = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread worker = new Thread(work, "token-file");
        worker.setDaemon(true);
        return worker;
    });

    TokenIdentityProvider(AccessConfig config) {
        this.issuer = OidcTokenVerifier.of(config.oidc());
        this.file = config.tokenFile().map(TokenFile::open).orElseGet(TokenFile::empty);
        ScheduledFuture<?> unused = refresh.scheduleWithFixedDelay(
                this::refresh, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void refresh() {
        try {
            file.refresh();
        } catch (RuntimeException e) {
            Log.error("The token file can't be looked at now; it will be tried again", e);
        }
    }

    @PreDestroy
    void stop() {
        refresh.shutdownNow();
    }

    @Override
    public Class<TokenAuthenticationRequest> getRequestType() {
        return TokenAuthenticationRequest.class;
    }

    @Override
    public boolean mayInclude(String identity) {
        return issuer.isPresent() || file.names(identity);
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            TokenAuthenticationRequest request, AuthenticationRequestContext context) {
        TokenCredential credential = request.getToken();
        String token = credential.getToken();
        Optional<AuthenticatedCaller> known = file.caller(token);
        if (known.isEmpty() && issuer.isPresent() && OidcTokenVerifier.isToken(token)) {
            // The provider's keys may have to be fetched.
            return context.runBlocking(
                    () -> identity(issuer.get().caller(token), issuer.get().realm(), credential));
        }
        return Uni.createFrom().item(() -> identity(known, AuthenticationRealm.TOKENS, credential));
    }

    private SecurityIdentity identity(Optional<AuthenticatedCaller> caller, String realm, TokenCredential credential) {
        return identity(
                caller.orElseThrow(() -> new AuthenticationFailedException(file.describeUnknown(credential.getToken())
                        + (issuer.isPresent() ? ", nor does the OpenID provider vouch for it" : ""))),
                realm,
                credential);
    }

    private static SecurityIdentity identity(AuthenticatedCaller caller, String realm, TokenCredential credential) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(caller.identity()))
                .addRoles(caller.roles())
                .addAttribute(AuthenticationRealm.ATTRIBUTE, realm)
                .addCredential(credential)
                .build();
    }
}
