package dev.gleaner.actuator.action;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.gleaner.actuator.aws.OfflineClients;
import dev.gleaner.contracts.finding.Remedy;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/actions.md tells people of each action is what it does. */
@SuppressWarnings("EnumOrdinal") // a column of the table is known by its place
class ActionsDocumentTest {

    private static final Path DOCUMENT = Path.of("../docs/actions.md");
    private static final List<ResourceAction> ALL = all();

    /** A row of the table. */
    private record Row(String action, String calls, String undo, String lost, String people) {

        static Row of(String line) {
            List<String> cells = List.of(line.split("\\|"));
            return new Row(
                    cells.get(1).replace("`", "").strip(),
                    cells.get(4),
                    cells.get(5),
                    cells.get(6),
                    cells.get(7).strip());
        }
    }

    static Stream<ResourceAction> remedies() {
        return ALL.stream().filter(action -> !action.restores());
    }

    @Test
    void shouldFindTheActions() {
        assertThat(ALL).extracting(ResourceAction::name).contains("stop-instance", "restore-volume");
        assertThat(ALL).extracting(ResourceAction::name).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("remedies")
    void shouldTellOfEachActionWhatItCallsAndWhatTakesItBack(ResourceAction action) throws IOException {
        Row row = row(action.name());

        assertThat(action.steps()).allSatisfy(step -> assertThat(row.calls()).contains('`' + step.call() + '`'));
        assertThat(row.undo())
                .contains(action.undoneBy().map(name -> '`' + name + '`').orElse("none"));
        assertThat(row.lost()).isNotBlank();
        assertThat(row.people()).startsWith(people(action));
    }

    @Test
    void shouldTellOfNothingThatDoesNotExist() throws IOException {
        List<String> names = ALL.stream().map(ResourceAction::name).toList();

        assertThat(rows().keySet()).isSubsetOf(names);
    }

    /** A row, so that it can't be forgotten what takes an action back. */
    @Test
    void shouldKnowWhatEachRestoringActionTakesBack() {
        List<String> undos =
                remedies().flatMap(action -> action.undoneBy().stream()).toList();

        assertThat(ALL.stream().filter(ResourceAction::restores).map(ResourceAction::name))
                .containsExactlyInAnyOrderElementsOf(undos);
    }

    private static String people(ResourceAction action) {
        Remedy claimed = new Remedy(
                action.name(),
                Map.of(
                        "rule",
                        "{\"ID\":\"gleaner-a\",\"Filter\":{\"Prefix\":\"a/\"},\"Status\":\"Enabled\","
                                + "\"AbortIncompleteMultipartUpload\":{\"DaysAfterInitiation\":7}}"),
                true,
                List.of(),
                "");
        return action.isReversible(claimed) ? "1" : "2";
    }

    private static Row row(String action) throws IOException {
        Map<String, Row> rows = rows();
        assertThat(rows).as("docs/actions.md has to have a row for each action").containsKey(action);
        return rows.get(action);
    }

    private static Map<String, Row> rows() throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith("| `"))
                .map(Row::of)
                .collect(Collectors.toMap(Row::action, row -> row));
    }

    private static List<ResourceAction> all() {
        return new ClassFileImporter()
                .importPackages("dev.gleaner.actuator.action").stream()
                        .filter(type -> type.isAssignableTo(ResourceAction.class))
                        .filter(type ->
                                !type.isInterface() && !type.getModifiers().contains(JavaModifier.ABSTRACT))
                        .map(JavaClass::reflect)
                        .map(type -> (ResourceAction) made(type))
                        .toList();
    }

    /** Made of what its constructor asks for; nothing of it is ever called. */
    private static Object made(Class<?> type) {
        if (type.getSimpleName().equals("AwsClients")) {
            return OfflineClients.create();
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructors()[0];
            constructor.setAccessible(true);
            Object[] parts = Stream.of(constructor.getParameterTypes())
                    .map(ActionsDocumentTest::made)
                    .toArray();
            return constructor.newInstance(parts);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("can't make a " + type, e);
        }
    }
}
