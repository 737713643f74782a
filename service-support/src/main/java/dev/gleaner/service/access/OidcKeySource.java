package dev.gleaner.service.access;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.ResourceRetriever;
import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Fetches the keys of the provider by OpenID Connect Discovery 1.0. Blocks, and does not cache. */
final class OidcKeySource implements JWKSetSource<SecurityContext> {

    private static final int TIMEOUT = Math.toIntExact(Duration.ofSeconds(3).toMillis());
    private static final int LARGEST = 256 * 1024;

    private final URI issuer;
    private final ResourceRetriever retriever = new DefaultResourceRetriever(TIMEOUT, TIMEOUT, LARGEST);

    OidcKeySource(URI issuer) {
        this.issuer = issuer;
    }

    @Override
    public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator refresh, long currentTime, @Nullable SecurityContext context)
            throws KeySourceException {
        try {
            String description = get(URI.create(withoutSlash(issuer) + "/.well-known/openid-configuration"));
            return JWKSet.parse(get(keys(Json.read(description, Description.class))));
        } catch (IOException | ParseException | RuntimeException e) {
            throw new RemoteKeySourceException("can't get the keys of " + issuer + ": " + e.getMessage(), e);
        }
    }

    /** The description must be of the same issuer, as it decides whose keys are trusted. */
    private URI keys(Description description) throws IOException {
        if (description.jwks_uri() == null || !issuer.toString().equals(description.issuer())) {
            throw new IOException("it describes itself as " + description.issuer());
        }
        return OidcTokenVerifier.requireSafe(URI.create(description.jwks_uri()));
    }

    private String get(URI from) throws IOException {
        return retriever.retrieveResource(from.toURL()).getContent();
    }

    private static String withoutSlash(URI uri) {
        String text = uri.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    @Override
    public void close() {
        // Nothing to close.
    }

    /** The fields that are used; the names are those of the standard. */
    private record Description(
            @Nullable String issuer, @Nullable String jwks_uri) {}
}
