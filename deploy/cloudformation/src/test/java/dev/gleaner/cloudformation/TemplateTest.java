package dev.gleaner.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties of the template, whatever its parameters. */
class TemplateTest {

    /** Bytes that CreateStack accepts in the request itself ("Quotas", AWS CloudFormation User Guide). */
    private static final int LONGEST = 51_200;

    private final Template template = Template.read();

    @Test
    void shouldFitIntoTheRequest() throws Exception {
        assertThat(Files.readString(Template.FILE).getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThan(LONGEST);
    }

    @Test
    void shouldUseAllThatItDeclares() {
        Set<String> named = new TreeSet<>();
        for (String section : List.of("Rules", "Conditions", "Resources", "Outputs")) {
            named.addAll(Template.named(template.document().path(section)));
        }

        assertThat(named)
                .containsAll(template.parameters().keySet())
                .containsAll(template.section("Conditions").keySet());
    }

    @Test
    void shouldNameOnlyWhatIsThere() {
        Set<String> there = new HashSet<>(Set.of("AWS::AccountId", "AWS::Region", "AWS::NoValue"));
        for (String section : List.of("Parameters", "Conditions", "Resources")) {
            there.addAll(template.section(section).keySet());
        }

        assertThat(there).containsAll(Template.named(template.document()));
    }

    @Test
    void shouldNameNothingThatIsLeftOut() {
        assertThat(Given.anything()).hasSize(2048).allSatisfy(given -> {
            Stack stack = new Stack(template, given);
            assertThatCode(stack::made).as("made by %s", given).doesNotThrowAnyException();
            assertThatCode(stack::outputs).as("outputs of %s", given).doesNotThrowAnyException();
        });
    }

    @Test
    void shouldHaveAnOrderInWhichEverythingCanBeMade() {
        Map<String, JsonNode> left = template.resources();
        Set<String> made = new HashSet<>();

        while (left.values().removeIf(resource -> waitsForNobody(resource, made))) {
            made.addAll(template.resources().keySet());
            made.removeAll(left.keySet());
        }

        assertThat(left.keySet()).as("resources that refer to themselves").isEmpty();
    }

    @Test
    void shouldHaveDefaultsThatItTakesItself() {
        assertThat(template.parameters()).allSatisfy((name, parameter) -> {
            String value = parameter.path("Default").asText();
            assertThat(parameter.path("Description").asText()).as(name).isNotBlank();
            assertThat(parameter.has("Default")).as(name).isTrue();
            assertThat(value).as(name).matches(parameter.path("AllowedPattern").asText(".*"));
            if (parameter.has("AllowedValues")) {
                assertThat(parameter.path("AllowedValues")).as(name).contains(parameter.path("Default"));
            }
        });
    }

    @Test
    void shouldBeExplained() throws Exception {
        String explained = Files.readString(Path.of("README.md"));

        assertThat(template.parameters().keySet())
                .allSatisfy(name -> assertThat(explained).contains("`" + name + "`"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"MetricsAccessKey", "ReaderExternalId", "ActorExternalId"})
    void shouldNotTellWhatOpensSomething(String secret) {
        assertThat(template.parameters().get(secret).path("NoEcho").asBoolean()).isTrue();
        assertThat(Template.named(template.document().path("Outputs"))).doesNotContain(secret);
    }

    /** Whether all resources to which it refers have been created. */
    private boolean waitsForNobody(JsonNode resource, Set<String> made) {
        Set<String> awaited = Template.named(resource);
        awaited.retainAll(template.resources().keySet());
        return made.containsAll(awaited);
    }
}
