package dev.gleaner.service.access;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Maps the claims of a verified token to name and roles. */
record OidcClaimMapper(String identityClaim, String rolesClaim, Map<String, List<String>> rolesByGroup) {

    private static final Set<String> KNOWN =
            Set.of(AccessRoles.VIEWER, AccessRoles.APPROVER, AccessRoles.OPERATOR, AccessRoles.INGEST);

    OidcClaimMapper {
        Map<String, List<String>> copy = new HashMap<>(rolesByGroup);
        copy.forEach((group, roles) -> {
            if (!KNOWN.containsAll(roles)) {
                throw new IllegalArgumentException("gleaner.access.oidc.roles." + group + ": the roles are " + KNOWN);
            }
        });
        rolesByGroup = Map.copyOf(copy);
    }

    static OidcClaimMapper of(AccessConfig.Oidc config) {
        return new OidcClaimMapper(config.identityClaim(), config.rolesClaim(), config.roles());
    }

    /** The caller; empty without a name, as every decision needs one. */
    Optional<AuthenticatedCaller> caller(JWTClaimsSet claims) {
        return Optional.ofNullable(claims.getClaim(identityClaim))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(name -> !name.isBlank())
                .map(name -> new AuthenticatedCaller(name, roles(claims)));
    }

    private Set<String> roles(JWTClaimsSet claims) {
        return groups(rolesValue(claims.getClaims()))
                .flatMap(group -> rolesByGroup.getOrDefault(group, List.of()).stream())
                .collect(Collectors.toSet());
    }

    /** The value of the roles claim. A claim with the whole name, even with a dot, precedes a nested one. */
    private @Nullable Object rolesValue(Map<String, Object> claims) {
        if (claims.containsKey(rolesClaim)) {
            return claims.get(rolesClaim);
        }
        Object found = claims;
        for (String name : rolesClaim.split("\\.")) {
            found = found instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return found;
    }

    private static Stream<String> groups(@Nullable Object claim) {
        if (claim instanceof Collection<?> many) {
            return many.stream().filter(String.class::isInstance).map(String.class::cast);
        }
        return claim instanceof String text ? Arrays.stream(text.split(" ")) : Stream.empty();
    }
}
