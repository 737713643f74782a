package dev.gleaner.iam;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every test that docs/threat-model.md names exists. */
class ThreatModelTest {

    private static final Pattern NAMED = Pattern.compile("`(?:([A-Z]\\w+(?:Test|IT)))?(?:\\.(should\\w+))?`");

    @Test
    void shouldNameTestsThatAreThere() throws IOException {
        Map<String, Path> tests = TestSources.byName();
        List<String> absent = new ArrayList<>();
        Matcher named = NAMED.matcher(Files.readString(TestSources.ROOT.resolve("docs/threat-model.md")));
        String type = "";
        int count = 0;
        while (named.find()) {
            if (named.group(1) != null) {
                type = named.group(1);
            }
            if (!tests.containsKey(type)) {
                absent.add(type);
            } else if (named.group(2) != null
                    && !Files.readString(tests.get(type)).contains(named.group(2) + "(")) {
                absent.add(type + "." + named.group(2));
            }
            count++;
        }

        assertThat(count).isGreaterThan(20);
        assertThat(absent).isEmpty();
    }
}
