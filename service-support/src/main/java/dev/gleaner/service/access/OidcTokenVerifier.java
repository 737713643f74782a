package dev.gleaner.service.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.quarkus.logging.Log;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies tokens of an OpenID provider: signature, issuer, audience and times, without a request to the provider for each token.
 * Keys are cached for a few minutes, so that a revoked one is soon rejected; without the provider all tokens are then rejected.
 * An unknown key causes another read of the keys, at most twice in an interval.
 */
final class OidcTokenVerifier {

    /** Asymmetric algorithms only: with a shared secret, everyone who can verify a token could issue one. */
    private static final Set<JWSAlgorithm> SIGNATURES = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    /** ID tokens, and access tokens by RFC 9068; some providers omit the type. */
    private static final DefaultJOSEObjectTypeVerifier<SecurityContext> TYPES =
            new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null);

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");

    private static final Duration CACHE_DURATION = Duration.ofMinutes(5);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(15);
    private static final Duration BETWEEN_READS = Duration.ofSeconds(30);

    private final URI issuer;
    private final OidcClaimMapper claims;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    private OidcTokenVerifier(URI issuer, String audience, OidcClaimMapper claims, Duration betweenReads) {
        this.issuer = issuer;
        this.claims = claims;
        processor.setJWSTypeVerifier(TYPES);
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(SIGNATURES, keys(issuer, betweenReads)));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                audience, new JWTClaimsSet.Builder().issuer(issuer.toString()).build(), Set.of("exp")));
    }

    /**
     * The verifier for the configured provider; empty when there is none. The first call causes the first request to it.
     *
     * @throws IllegalArgumentException when the audience is missing, a role is unknown, or the keys would come over an
     *     unencrypted network connection
     */
    static Optional<OidcTokenVerifier> of(AccessConfig.Oidc config) {
        return of(config, BETWEEN_READS);
    }

    /** The same with another interval, in which keys are read at most twice. */
    static Optional<OidcTokenVerifier> of(AccessConfig.Oidc config, Duration betweenReads) {
        return config.issuer()
                .map(issuer -> new OidcTokenVerifier(
                        requireSafe(issuer),
                        config.audience()
                                .orElseThrow(() -> new IllegalArgumentException(
                                        "gleaner.access.oidc.audience is missing: who are the tokens of " + issuer
                                                + " made for?")),
                        OidcClaimMapper.of(config),
                        betweenReads));
    }

    /** The realm of its callers. */
    String realm() {
        return AuthenticationRealm.oidc(issuer);
    }

    /** Whether a text has the form of a JWT. */
    static boolean isToken(String text) {
        return text.chars().filter(character -> character == '.').count() == 2;
    }

    /** The caller of a token; empty when it is not valid. May wait for the provider. */
    Optional<AuthenticatedCaller> caller(String token) {
        try {
            return claims.caller(processor.process(token, null));
        } catch (KeySourceException e) {
            Log.warnf("Tokens of %s can't be verified now: %s", issuer, e.getMessage());
            return Optional.empty();
        } catch (BadJOSEException | JOSEException | ParseException e) {
            Log.debugf("A token of %s is not valid: %s", issuer, e.getMessage());
            return Optional.empty();
        }
    }

    /** Requires an address from which keys can be trusted. */
    static URI requireSafe(URI address) {
        boolean safe = "https".equals(address.getScheme())
                || ("http".equals(address.getScheme()) && LOOPBACK.contains(address.getHost()));
        if (!safe) {
            throw new IllegalArgumentException(address + " has to be https (http on this machine alone)");
        }
        return address;
    }

    private static JWKSource<SecurityContext> keys(URI issuer, Duration betweenReads) {
        return JWKSourceBuilder.create(new OidcKeySource(issuer))
                .cache(CACHE_DURATION.toMillis(), FIRST_WAIT.toMillis())
                .refreshAheadCache(false)
                .rateLimited(betweenReads.toMillis())
                .build();
    }
}
