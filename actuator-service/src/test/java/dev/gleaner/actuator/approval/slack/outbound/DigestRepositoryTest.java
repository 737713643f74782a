package dev.gleaner.actuator.approval.slack.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DigestRepositoryTest {

    private static final LocalDate MONDAY = LocalDate.of(2026, 12, 7);
    private static final Optional<String> COMMON = Optional.of("C0ALL");

    @Test
    void shouldTellOfSourcesOnMondaysInTheChannelOfNoTeam() {
        assertThat(DigestRepository.hasSources("C0ALL", MONDAY, COMMON)).isTrue();
        assertThat(DigestRepository.hasSources("C0VISION", MONDAY, COMMON)).isFalse();
        assertThat(DigestRepository.hasSources("C0ALL", MONDAY, Optional.empty()))
                .isFalse();
        for (int day = 1; day < 7; day++) {
            assertThat(DigestRepository.hasSources("C0ALL", MONDAY.plusDays(day), COMMON))
                    .isFalse();
        }
    }
}
