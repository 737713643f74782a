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
 * Recognises callers by tokens of an OpenID provider: signature, issuer, audience and times are checked here, without
 * asking the provider each time. Keys are kept for minutes, so that one that was taken back is good no longer; without the
 * provider nobody is recognised. An unknown key makes them be read again, but not more often than twice in the interval.
 */
final class OidcTokenVerifier {

    /** Public keys alone: with a shared secret whoever can check a token could make one. */
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

    /** ID tokens, and access tokens by RFC 9068; some providers leave the type out. */
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
     * The configured provider; empty when there is none. It is first asked when somebody calls.
     *
     * @throws IllegalArgumentException when the audience is missing, a role is unknown or the keys would come over a
     *     network in the clear
     */
    static Optional<OidcTokenVerifier> of(AccessConfig.Oidc config) {
        return of(config, BETWEEN_READS);
    }

    /** The same with another interval, in which keys are read twice at most. */
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

    /** The realm of those whom it recognises. */
    String realm() {
        return AuthenticationRealm.oidc(issuer);
    }

    /** Whether a text has the form of such a token. */
    static boolean isToken(String text) {
        return text.chars().filter(character -> character == '.').count() == 2;
    }

    /** Whom a token stands for; empty when it does not hold. May wait for the provider. */
    Optional<AuthenticatedCaller> caller(String token) {
        try {
            return claims.caller(processor.process(token, null));
        } catch (KeySourceException e) {
            Log.warnf("Nobody can be recognised by a token of %s now: %s", issuer, e.getMessage());
            return Optional.empty();
        } catch (BadJOSEException | JOSEException | ParseException e) {
            Log.debugf("A token of %s does not hold: %s", issuer, e.getMessage());
            return Optional.empty();
        }
    }

    /** An address from which keys can be believed. */
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
