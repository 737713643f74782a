package dev.gleaner.analyzer.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.finding.ExemptionSource;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.rule.RuleSettings;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RuleConfigMappingsTest {

    @Test
    void shouldHaveWhatTheRulesOfAllKindsAskFor() {
        Set<Class<?>> asked = new HashSet<>();

        AnalyzedKinds.of(
                new RuleSettings() {
                    @Override
                    public <T> T of(Class<T> mapping) {
                        asked.add(mapping);
                        return Defaults.of(mapping);
                    }
                },
                Defaults.prices(),
                ExemptionSource.NONE);

        assertThat(RuleConfigMappings.ALL).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(asked);
    }
}
