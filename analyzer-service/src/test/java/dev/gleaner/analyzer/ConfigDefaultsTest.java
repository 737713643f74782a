package dev.gleaner.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.analysis.AnalysisConfig;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.rule.instance.CardsConfig;
import dev.gleaner.analyzer.rule.instance.EnvironmentConfig;
import dev.gleaner.analyzer.rule.instance.IdleInstanceConfig;
import dev.gleaner.analyzer.rule.instance.SporadicInstanceConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the documentation promises without any configuration. */
class ConfigDefaultsTest {

    @Test
    void shouldPinTheAnalysis() {
        AnalysisConfig config = Defaults.of(AnalysisConfig.class);

        assertThat(config.lateness()).isEqualTo(Duration.ofHours(24));
        assertThat(config.patience()).isEqualTo(Duration.ofHours(1));
        assertThat(config.giveUp()).isEqualTo(Duration.ofDays(15));
        assertThat(config.instance()).isEqualTo("analyzer-1");
        assertThat(config.stateDir()).isEqualTo(Path.of("data/analyzer"));
        assertThat(config.cachedProfiles()).isEqualTo(500);
        assertThat(config.hoursPerTurn()).isEqualTo(2000);
    }

    @Test
    void shouldPinIdleInstance() {
        IdleInstanceConfig config = Defaults.of(IdleInstanceConfig.class);

        assertThat(config.window()).isEqualTo(Duration.ofDays(7));
        assertThat(config.mean()).isEqualTo(5);
        assertThat(config.busy()).isEqualTo(20);
        assertThat(config.peak()).isEqualTo(50);
        assertThat(config.peaks()).isEqualTo(3);
        assertThat(config.coverage()).isEqualTo(0.8);
        assertThat(config.networkPerDay()).isEqualTo(5_000_000);
        assertThat(config.effort()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void shouldPinTheSeriesWithCards() {
        assertThat(Defaults.of(CardsConfig.class).series())
                .containsExactlyInAnyOrder("dl", "f", "g", "gr", "inf", "p", "trn", "vt");
    }

    @Test
    void shouldPinSporadicInstanceAndEnvironments() {
        SporadicInstanceConfig config = Defaults.of(SporadicInstanceConfig.class);

        assertThat(config.mean()).isEqualTo(5);
        assertThat(config.effort()).isEqualTo(Duration.ofMinutes(15));
        assertThat(Defaults.of(EnvironmentConfig.class).nonProduction())
                .contains("dev", "test", "staging")
                .doesNotContain("prod", "production", "live");
    }
}
