package dev.gleaner.analyzer.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.analyzer.finding.ExemptionSource;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.rule.RuleSettings;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnalyzedKindsTest {

    private final Set<Class<?>> asked = new HashSet<>();

    private final RuleSettings settings = new RuleSettings() {
        @Override
        public <T> T of(Class<T> mapping) {
            asked.add(mapping);
            return Defaults.of(mapping);
        }
    };

    @Test
    void shouldAskForTheRegisteredMappings() {
        AnalyzedKinds.of(settings);

        assertThat(RuleConfigMappings.ALL).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(asked);
    }

    /** A partition that is taken over must not read files, nor fail by a value that could not be used at the start. */
    @Test
    void shouldMakeItsRulesOnce() {
        AnalyzedKinds kinds = AnalyzedKinds.of(settings);
        asked.clear();

        assertThat(kinds.registry(Defaults.prices(), ExemptionSource.NONE).all())
                .isNotEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void shouldRefuseAValueThatARuleDoesNotTake() {
        SmallRyeConfigBuilder builder =
                new SmallRyeConfigBuilder().withDefaultValue("analyzer.storage-lifecycle.minimum", "-1");
        RuleConfigMappings.ALL.forEach(builder::withMapping);

        assertThatThrownBy(() -> AnalyzedKinds.of(builder.build()::getConfigMapping))
                .hasMessage("the minimum of storage-lifecycle is an amount of USD, and not -1.0");
    }
}
