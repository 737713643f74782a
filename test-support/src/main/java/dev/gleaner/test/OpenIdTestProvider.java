package dev.gleaner.test;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** An OpenID provider on 127.0.0.1: its configuration document, its keys, and tokens that it signs. */
public final class OpenIdTestProvider implements AutoCloseable {

    /** The audience of its tokens, unless a test sets another one. */
    public static final String AUDIENCE = "gleaner";

    private final HttpServer server;
    private final AtomicInteger reads = new AtomicInteger();
    private volatile JWK key = newKey();
    private volatile String describedAs = "";

    private OpenIdTestProvider(HttpServer server) {
        this.server = server;
    }

    /** Starts a provider on a free port. */
    public static OpenIdTestProvider start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            OpenIdTestProvider issuer = new OpenIdTestProvider(server);
            server.createContext("/.well-known/openid-configuration", issuer::describe);
            server.createContext("/keys", issuer::keys);
            server.start();
            return issuer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its issuer URL. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The current signing key. */
    public JWK key() {
        return key;
    }

    /** Replaces the signing key; the previous key is no longer published. */
    public void rotate(JWK next) {
        key = next;
    }

    /** Publishes another issuer in its configuration document. */
    public void describeAs(String other) {
        describedAs = other;
    }

    /** The number of requests for its keys. */
    public int reads() {
        return reads.get();
    }

    /** Claims that are valid for the next hour. */
    public JWTClaimsSet.Builder claims(String subject, String... groups) {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(url())
                .audience(AUDIENCE)
                .subject(subject)
                .claim("groups", List.of(groups))
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(3600)));
    }

    /** A signed token for a member of these groups. */
    public String token(String subject, String... groups) {
        return signed(claims(subject, groups).build());
    }

    /** Signs these claims. */
    public String signed(JWTClaimsSet claims) {
        return signed(key, claims);
    }

    /** Signs these claims with another key. */
    public static String signed(JWK key, JWTClaimsSet claims) {
        try {
            JWSHeader header = new JWSHeader.Builder(key instanceof RSAKey ? JWSAlgorithm.RS256 : JWSAlgorithm.ES256)
                    .type(JOSEObjectType.JWT)
                    .keyID(key.getKeyID())
                    .build();
            SignedJWT token = new SignedJWT(header, claims);
            token.sign(new DefaultJWSSignerFactory().createJWSSigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A key that is not published; elliptic curve keys are generated fast. */
    public static ECKey newKey() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyID(UUID.randomUUID().toString())
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void describe(HttpExchange exchange) throws IOException {
        String name = describedAs.isEmpty() ? url() : describedAs;
        answer(exchange, "{\"issuer\":\"" + name + "\",\"jwks_uri\":\"" + url() + "/keys\"}");
    }

    private void keys(HttpExchange exchange) throws IOException {
        reads.incrementAndGet();
        answer(exchange, new JWKSet(key.toPublicJWK()).toString());
    }

    private static void answer(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
