package dev.gleaner.collector.source;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who may report for which services and accounts. */
class IngestScopeTest {

    private final IngestScope scope =
            scope(Map.of("Ranker", List.of("search", "ranking")), Map.of("lab", List.of("123456789012")));

    @Test
    void shouldLimitACallerToWhatIsConfigured() {
        assertThatCode(() -> scope.requireService("RANKER", "ranking")).doesNotThrowAnyException();
        assertThatThrownBy(() -> scope.requireService("ranker", "Ranking"))
                .isInstanceOf(IngestScope.Exceeded.class)
                .hasMessage("ranker may not report for service Ranking, only for ranking, search"
                        + " (collector.ingest.services)");
        assertThatCode(() -> scope.requireAccount("lab", "123456789012")).doesNotThrowAnyException();
        assertThatThrownBy(() -> scope.requireAccount("lab", "210987654321")).isInstanceOf(IngestScope.Exceeded.class);
    }

    @Test
    void shouldNotLimitACallerWithoutAnEntry() {
        assertThatCode(() -> scope.requireService("lab", "anything")).doesNotThrowAnyException();
        assertThatCode(() -> scope.requireAccount("ranker", "210987654321")).doesNotThrowAnyException();
    }

    /** A misspelt name would limit nobody. */
    @Test
    void shouldNotStartWithANameThatNoCallerHas() {
        assertThatThrownBy(() -> scope(Map.of("rankr", List.of("ranking")), Map.of()))
                .hasMessage("collector.ingest names rankr, whom the token file does not name");
    }

    private static IngestScope scope(Map<String, List<String>> services, Map<String, List<String>> accounts) {
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
        return new IngestScope(config, name -> List.of("ranker", "lab").contains(name.toLowerCase()));
    }
}
