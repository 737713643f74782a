package dev.gleaner.contracts.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllocationTagTest {

    private static final int SEEDS = 20_000;

    /** With characters whose lower case is another character of ASCII, or two characters, or depends on its place. */
    private static final String ALPHABET = "aAbB-_ 0\u212A\u0130kKi\u03A3\u03C3\u03C2";

    @ParameterizedTest
    @CsvSource({
        "cost-center, CostCenter, true",
        "cost-center, COST_CENTER, true",
        "cost-center, 'cost center', true",
        "cost-center, -cost--center-, true",
        "cost-center, cost-centre, false",
        "cost-center, cost-cente, false",
        "cost-center, cost-centers, false",
        "cost-center, cost.center, false",
        "environment, Env, true",
        "project, '', false"
    })
    void shouldCompareKeysWithoutCaseAndSeparators(String key, String shown, boolean isSame) {
        assertThat(AllocationTag.isSet(Map.of(shown, "x"), key)).isEqualTo(isSame);
    }

    /** Whoever typed a space did not found another team. */
    @Test
    void shouldReadAValueWithoutWhiteSpaceAroundIt() {
        assertThat(AllocationTag.valueOf(Map.of("team", "search "), "team")).isEqualTo("search");
        assertThat(AllocationTag.valueOf(Map.of("team", "search ", "Team", "search"), "team"))
                .isEqualTo("search");
        assertThat(AllocationTag.valueOf(Map.of("team", "search", "Team", "ranking"), "team"))
                .isNull();
        assertThat(AllocationTag.serviceOf(Map.of("service", " ", "project", " atlas"), "service"))
                .isEqualTo("atlas");
    }

    @Test
    void shouldCompareAsTextsWithoutCaseAndSeparators() {
        int same = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            String key = text(random);
            String shown = random.nextBoolean() ? text(random) : key.toUpperCase(Locale.ROOT) + "-";

            assertThat(AllocationTag.isSet(Map.of(shown, "x"), key))
                    .as("seed %s: '%s' and '%s'", seed, key, shown)
                    .isEqualTo(plain(shown).equals(plain(key)));
            same += plain(shown).equals(plain(key)) ? 1 : 0;
        }
        assertThat(same).isBetween(SEEDS / 4, SEEDS * 3 / 4);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(6); length >= 0; length--) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    private static String plain(String key) {
        return key.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
    }
}
