package dev.gleaner.collector.source;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who may report for which services and accounts. */
class IngestScopeTest {

    @Test
    void shouldLimitACallerToWhatIsConfigured() {
        assertThatCode(() -> of("RANKER").requireService("ranking")).doesNotThrowAnyException();
        assertThatThrownBy(() -> of("ranker").requireService("Ranking"))
                .isInstanceOf(IngestScope.Exceeded.class)
                .hasMessage("ranker may not report for service Ranking, only for ranking, search"
                        + " (collector.ingest.services)");
        assertThatCode(() -> of("lab").requireAccount("123456789012")).doesNotThrowAnyException();
        assertThatThrownBy(() -> of("lab").requireAccount("210987654321")).isInstanceOf(IngestScope.Exceeded.class);
    }

    @Test
    void shouldNotLimitACallerWithoutAnEntry() {
        assertThatCode(() -> of("lab").requireService("anything")).doesNotThrowAnyException();
        assertThatCode(() -> of("ranker").requireAccount("210987654321")).doesNotThrowAnyException();
    }

    /** A misspelt name would limit nobody. */
    @Test
    void shouldNotStartWithANameThatNoCallerHas() {
        assertThatThrownBy(() -> scope(Map.of("rankr", List.of("ranking")), Map.of(), "lab"))
                .hasMessage("collector.ingest names rankr, whom the token file does not name");
    }

    private static IngestScope of(String caller) {
        return scope(Map.of("Ranker", List.of("search", "ranking")), Map.of("lab", List.of("123456789012")), caller);
    }

    private static IngestScope scope(
            Map<String, List<String>> services, Map<String, List<String>> accounts, String caller) {
        IngestConfig config = new IngestConfig() {
            @Override
            public Map<String, List<String>> services() {
                return services;
            }

            @Override
            public Map<String, List<String>> accounts() {
                return accounts;
            }
        };
        return new IngestScope(
                config,
                name -> List.of("ranker", "lab").contains(name.toLowerCase(Locale.ROOT)),
                QuarkusSecurityIdentity.builder()
                        .setPrincipal(new QuarkusPrincipal(caller))
                        .build());
    }
}
