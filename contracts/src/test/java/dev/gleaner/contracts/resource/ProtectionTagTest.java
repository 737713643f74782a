package dev.gleaner.contracts.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtectionTagTest {

    @ParameterizedTest
    @CsvSource({
        "gleaner:protected, true",
        "gleaner:protected, ''",
        "Gleaner:Protected, yes",
        "gleaner:protected, no",
        "gleaner:protected, ' false'"
    })
    void shouldProtectByAnyValueButFalse(String key, String value) {
        assertThat(ProtectionTag.protecting(Map.of("team", "vision", key, value), ProtectionTag.KEY))
                .contains(key);
    }

    @ParameterizedTest
    @CsvSource({
        "gleaner:protected, false",
        "GLEANER:PROTECTED, False",
        "gleaner:protected-until, true",
        "protected, true"
    })
    void shouldNotProtectByAnotherTagOrFalse(String key, String value) {
        assertThat(ProtectionTag.protecting(Map.of(key, value), ProtectionTag.KEY))
                .isEmpty();
    }

    @Test
    void shouldProtectIfOneSpellingOfTheKeyDoes() {
        Map<String, String> tags = Map.of("gleaner:protected", "false", "Gleaner:protected", "true");

        assertThat(ProtectionTag.protecting(tags, ProtectionTag.KEY)).contains("Gleaner:protected");
    }
}
