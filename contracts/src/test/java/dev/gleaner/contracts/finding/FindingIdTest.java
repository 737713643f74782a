package dev.gleaner.contracts.finding;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FindingIdTest {

    private static final Instant NINE = Instant.parse("2026-07-14T09:00:00Z");

    @Test
    void shouldBeTheSameOnEveryReplay() {
        assertThat(FindingId.ofEpisode("idle-instance", "arn:aws:s3:::models", NINE))
                .isEqualTo("fnd_1906244a31b8b4759210503b");
        assertThat(FindingId.ofCurrent("idle-instance", "arn:aws:s3:::models"))
                .isEqualTo("fnd_384bde85ea8ce9301a09068d");
    }

    @Test
    void shouldDifferByRuleResourceAndEpisode() {
        assertThat(Set.of(
                        FindingId.ofEpisode("a", "r", NINE),
                        FindingId.ofEpisode("b", "r", NINE),
                        FindingId.ofEpisode("a", "s", NINE),
                        FindingId.ofEpisode("a", "r", NINE.plusSeconds(3600)),
                        FindingId.ofCurrent("a", "r")))
                .hasSize(5);
    }
}
