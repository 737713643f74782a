package dev.gleaner.service.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.gleaner.test.OpenIdTestProvider;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is let in by a token of an OpenID provider, and all the ways not to be. */
class OidcTokenVerifierTest {

    private static final OpenIdTestProvider PROVIDER = OpenIdTestProvider.start();

    private OidcTokenVerifier issuer;

    @BeforeEach
    void open() {
        issuer = opened(PROVIDER, Map.of());
    }

    @AfterAll
    static void stop() {
        PROVIDER.close();
    }

    @Test
    void shouldKnowACallerWithTheRolesOfHisGroups() {
        assertThat(issuer.caller(PROVIDER.token("anna", "finops", "ml-platform", "others")))
                .contains(new AuthenticatedCaller("anna", Set.of("viewer", "approver", "operator")));
        assertThat(issuer.caller(PROVIDER.token("vera", "finops")))
                .contains(new AuthenticatedCaller("vera", Set.of("viewer")));
    }

    @Test
    void shouldGiveNoRoleToGroupsThatNobodyNamed() {
        assertThat(issuer.caller(PROVIDER.token("otto", "approver", "operator")))
                .contains(new AuthenticatedCaller("otto", Set.of()));
        assertThat(issuer.caller(PROVIDER.signed(
                        PROVIDER.claims("otto").claim("groups", null).build())))
                .contains(new AuthenticatedCaller("otto", Set.of()));
    }

    @Test
    void shouldReadNameAndGroupsWhereTheyAreConfigured() {
        OidcTokenVerifier other = opened(
                PROVIDER,
                Map.of(
                        "gleaner.access.oidc.identity-claim", "email",
                        "gleaner.access.oidc.roles-claim", "realm_access.roles"));
        JWTClaimsSet.Builder claims = PROVIDER.claims("4711")
                .claim("email", "anna@example.com")
                .claim("realm_access", Map.of("roles", List.of("ml-platform")));

        assertThat(other.caller(PROVIDER.signed(claims.build())))
                .contains(new AuthenticatedCaller("anna@example.com", Set.of("approver", "operator")));
        assertThat(other.caller(PROVIDER.token("4711", "ml-platform")))
                .as("a token without the name")
                .isEmpty();
        JWTClaimsSet.Builder flat =
                PROVIDER.claims("4711").claim("email", "anna@example.com").claim("realm_access.roles", "others finops");
        assertThat(other.caller(PROVIDER.signed(flat.build())).orElseThrow().roles())
                .containsExactly("viewer");
    }

    @Test
    void shouldRefuseATokenOfAnotherIssuer() {
        refused(PROVIDER.signed(PROVIDER.claims("anna", "finops")
                .issuer("https://other.example")
                .build()));
    }

    @Test
    void shouldRefuseATokenThatWasMadeForSomebodyElse() {
        refused(PROVIDER.signed(
                PROVIDER.claims("anna", "finops").audience("billing").build()));
        refused(PROVIDER.signed(
                PROVIDER.claims("anna", "finops").audience((String) null).build()));
    }

    @Test
    void shouldRefuseATokenOutsideOfItsTime() {
        Instant now = Instant.now();
        refused(PROVIDER.signed(PROVIDER.claims("anna", "finops")
                .expirationTime(Date.from(now.minusSeconds(120)))
                .build()));
        refused(PROVIDER.signed(PROVIDER.claims("anna", "finops")
                .notBeforeTime(Date.from(now.plusSeconds(120)))
                .build()));
        refused(PROVIDER.signed(
                PROVIDER.claims("anna", "finops").expirationTime(null).build()));
    }

    @Test
    void shouldRefuseATokenThatNobodySigned() {
        refused(new PlainJWT(PROVIDER.claims("anna", "finops").build()).serialize());
        String signed = PROVIDER.token("anna", "finops");
        refused(signed.substring(0, signed.lastIndexOf('.') + 1));
    }

    /** The public key is known to everybody, so what is "signed" with it as a secret proves nothing (RFC 8725, 2.1). */
    @Test
    void shouldRefuseThePublicKeyAsASharedSecret() throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(JOSEObjectType.JWT)
                        .keyID(PROVIDER.key().getKeyID())
                        .build(),
                PROVIDER.claims("anna", "finops").build());
        token.sign(new MACSigner(PROVIDER.key().toECKey().toECPublicKey().getEncoded()));

        refused(token.serialize());
    }

    @Test
    void shouldRefuseAKeyThatTheProviderDoesNotPublish() {
        ECKey stranger = OpenIdTestProvider.newKey();
        JWTClaimsSet claims = PROVIDER.claims("anna", "finops").build();

        refused(OpenIdTestProvider.signed(stranger, claims));
        refused(OpenIdTestProvider.signed(
                new ECKey.Builder(stranger).keyID(PROVIDER.key().getKeyID()).build(), claims));
    }

    @Test
    void shouldRefuseClaimsThatWereChangedAfterwards() {
        String[] token = PROVIDER.token("anna", "finops").split("\\.");
        String[] other = PROVIDER.token("anna", "ml-platform").split("\\.");

        refused(token[0] + "." + other[1] + "." + token[2]);
        refused("a.b.c");
    }

    @Test
    void shouldFollowTheProviderToItsNextKey() throws Exception {
        try (OpenIdTestProvider provider = OpenIdTestProvider.start()) {
            OidcTokenVerifier known = opened(provider, Map.of());
            String before = provider.token("anna", "finops");
            assertThat(known.caller(before)).isPresent();

            provider.rotate(new RSAKeyGenerator(2048).keyID("next").generate());

            assertThat(known.caller(provider.token("anna", "finops"))).isPresent();
            assertThat(known.caller(before)).as("signed by the key of before").isEmpty();
        }
    }

    /** Whoever sends keys that nobody knows must not make us ask the provider each time. */
    @Test
    void shouldNotAskTheProviderForEachUnknownKey() {
        try (OpenIdTestProvider provider = OpenIdTestProvider.start()) {
            OidcTokenVerifier known = opened(provider, Map.of());
            for (int i = 0; i < 20; i++) {
                JWTClaimsSet claims = provider.claims("anna", "finops").build();
                assertThat(known.caller(OpenIdTestProvider.signed(
                                new ECKey.Builder(PROVIDER.key().toECKey())
                                        .keyID("unknown-" + i)
                                        .build(),
                                claims)))
                        .isEmpty();
            }

            assertThat(provider.reads()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void shouldKnowNobodyWhileTheProviderIsAway() {
        OpenIdTestProvider provider = OpenIdTestProvider.start();
        OidcTokenVerifier away = opened(provider, Map.of());
        String token = provider.token("anna", "finops");
        provider.close();

        assertThat(away.caller(token)).isEmpty();
    }

    @Test
    void shouldNotBelieveADescriptionOfSomebodyElse() {
        try (OpenIdTestProvider provider = OpenIdTestProvider.start()) {
            provider.describeAs("https://other.example");

            assertThat(opened(provider, Map.of()).caller(provider.token("anna", "finops")))
                    .isEmpty();
        }
    }

    @Test
    void shouldNotStartWithHalfASetting() {
        assertThatThrownBy(() -> opened(PROVIDER, Map.of("gleaner.access.oidc.audience", "")))
                .hasMessageContaining("audience is missing");
        assertThatThrownBy(() -> opened(PROVIDER, Map.of("gleaner.access.oidc.issuer", "http://idp.example.com")))
                .hasMessageContaining("https");
        assertThatThrownBy(() -> opened(PROVIDER, Map.of("gleaner.access.oidc.roles.finops", "admin")))
                .hasMessageContaining("gleaner.access.oidc.roles.finops");
        assertThat(OidcTokenVerifier.of(config(Map.of()).oidc())).isEmpty();
    }

    private void refused(String token) {
        assertThat(issuer.caller(token)).isEmpty();
    }

    private static OidcTokenVerifier opened(OpenIdTestProvider provider, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "gleaner.access.oidc.issuer",
                provider.url(),
                "gleaner.access.oidc.audience",
                OpenIdTestProvider.AUDIENCE,
                "gleaner.access.oidc.roles.finops",
                "viewer",
                "gleaner.access.oidc.roles.ml-platform",
                "approver,operator"));
        all.putAll(settings);
        return OidcTokenVerifier.of(config(all).oidc(), Duration.ofSeconds(30)).orElseThrow();
    }

    private static AccessConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(AccessConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 500))
                .build()
                .getConfigMapping(AccessConfig.class);
    }
}
