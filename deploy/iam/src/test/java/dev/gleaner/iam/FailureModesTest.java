package dev.gleaner.iam;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The tests that docs/failure-modes.md names exist and cite the threads of their row, and no cited thread is missing there. */
@EnabledIf("isThere")
class FailureModesTest {

    private static final Path DOCUMENT = TestSources.ROOT.resolve("docs/failure-modes.md");
    private static final Pattern TEST = Pattern.compile("void (should\\w+)\\(");

    private static final List<Failure> FAILURES = new ArrayList<>();

    /** The threads in the comment of each test, by {@code Class#method}. */
    private static final Map<String, List<String>> CITED = new HashMap<>();

    static boolean isThere() {
        return Files.exists(DOCUMENT);
    }

    @BeforeAll
    static void read() throws IOException {
        Files.readAllLines(DOCUMENT).forEach(line -> Failure.of(line).ifPresent(FAILURES::add));
        for (Map.Entry<String, Path> test : TestSources.byName().entrySet()) {
            cite(test.getKey(), Files.readString(test.getValue()));
        }
    }

    @Test
    void shouldNameTestsThatAreThereForEachFailure() {
        List<String> named =
                FAILURES.stream().flatMap(failure -> failure.tests().stream()).toList();

        assertThat(FAILURES).hasSizeGreaterThan(40);
        assertThat(FAILURES).filteredOn(failure -> failure.tests().isEmpty()).isEmpty();
        assertThat(named).filteredOn(test -> !CITED.containsKey(test)).isEmpty();
    }

    @Test
    void shouldNameTestsThatCiteAThreadOfTheFailure() {
        assertThat(FAILURES)
                .allSatisfy(failure -> assertThat(failure.tests())
                        .filteredOn(test -> Collections.disjoint(cited(test), failure.threads()))
                        .as("tests of \"%s\" that cite none of its threads", failure.what())
                        .isEmpty());
    }

    @Test
    void shouldNameNoThreadThatNoneOfItsTestsCites() {
        assertThat(FAILURES)
                .allSatisfy(failure -> assertThat(failure.threads())
                        .filteredOn(thread -> failure.tests().stream()
                                .noneMatch(test -> cited(test).contains(thread)))
                        .as("threads of \"%s\" that none of its tests cites", failure.what())
                        .isEmpty());
    }

    @Test
    void shouldForgetNoThreadThatATestCites() {
        List<String> forgotten = new ArrayList<>();
        CITED.forEach((test, threads) -> threads.stream()
                .filter(thread -> FAILURES.stream().noneMatch(failure -> failure.has(test, thread)))
                .forEach(thread -> forgotten.add(test + " cites " + thread)));

        assertThat(forgotten).as("missing in " + DOCUMENT).isEmpty();
    }

    @Test
    void shouldLinkEachThreadToItself() throws IOException {
        Matcher link = Pattern.compile("\\[(\\S+)#(\\d+)]\\((\\S+)\\)").matcher(Files.readString(DOCUMENT));

        while (link.find()) {
            assertThat(link.group(3)).isEqualTo("https://github.com/" + link.group(1) + "/issues/" + link.group(2));
        }
    }

    private static List<String> cited(String test) {
        return Optional.ofNullable(CITED.get(test)).orElse(List.of());
    }

    /** The lines above a method, from the last empty line on, are its comment and annotations. */
    private static void cite(String type, String source) {
        Matcher test = TEST.matcher(source);
        while (test.find()) {
            String above = source.substring(source.lastIndexOf("\n\n", test.start()), test.start());
            CITED.put(type + "#" + test.group(1), Failure.threadsIn(above));
        }
    }
}
