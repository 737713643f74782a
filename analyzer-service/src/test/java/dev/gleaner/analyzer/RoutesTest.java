package dev.gleaner.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.service.access.AccessRoles;
import dev.gleaner.test.arch.RestRouteRoles;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** No door is left open: each REST route names its roles. */
class RoutesTest {

    private static final Map<String, Set<String>> ROUTES = RestRouteRoles.below("dev.gleaner.analyzer");

    /** Open to callers without a token. Nothing is. */
    private static final Set<String> OPEN = Set.of();

    @Test
    void shouldAskForARoleOnEachRoute() {
        assertThat(ROUTES).isNotEmpty();
        assertThat(ROUTES)
                .allSatisfy(
                        (route, roles) -> assertThat(roles.isEmpty()).as(route).isEqualTo(OPEN.contains(route)));
        assertThat(ROUTES.keySet()).containsAll(OPEN);
    }

    @Test
    void shouldLetAViewerReadAndNothingElse() {
        assertThat(ROUTES)
                .allSatisfy((route, roles) ->
                        assertThat(roles.contains(AccessRoles.VIEWER)).as(route).isEqualTo(route.startsWith("GET ")));
    }
}
