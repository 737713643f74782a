package dev.gleaner.service.access;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.logging.Log;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.credential.TokenCredential;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the token in {@code Authorization: Bearer ...}, and logs why a request is answered with 401. */
@ApplicationScoped
class BearerAuthentication implements HttpAuthenticationMechanism {

    private static final String SCHEME = "Bearer";
    private static final String FAILURE = BearerAuthentication.class.getName();

    private final RefusalLog log = new RefusalLog(Clock.systemUTC(), text -> Log.warn(text));

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        String header = context.request().getHeader(HttpHeaderNames.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, SCHEME + " ", 0, SCHEME.length() + 1)) {
            return Uni.createFrom().nullItem();
        }
        String token = header.substring(SCHEME.length() + 1).strip();
        return identities
                .authenticate(new TokenAuthenticationRequest(new TokenCredential(token, SCHEME)))
                .onFailure(AuthenticationFailedException.class)
                .invoke(failure -> context.put(FAILURE, failure.getMessage()));
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        log.logRefusal(context.request().method() + " " + context.normalizedPath() + " from "
                + context.request().remoteAddress() + " is answered with 401: "
                + reason(context.request().getHeader(HttpHeaderNames.AUTHORIZATION), context.get(FAILURE)));
        return Uni.createFrom()
                .item(new ChallengeData(
                        HttpResponseStatus.UNAUTHORIZED.code(), HttpHeaderNames.WWW_AUTHENTICATE, SCHEME));
    }

    /** Why a request with this header is not authenticated; never the token. */
    static String reason(@Nullable String header, @Nullable String failure) {
        if (header == null) {
            return "it has no header Authorization";
        }
        return failure == null ? "its header Authorization is not of the scheme " + SCHEME : failure;
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(TokenAuthenticationRequest.class);
    }
}
