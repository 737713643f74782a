package dev.gleaner.actuator.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.test.DocumentTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/actions.md tells people of each action is what it does. */
@SuppressWarnings("EnumOrdinal") // a column of the table is known by its place
class ActionsDocumentTest {

    private static final Path DOCUMENT = Path.of("../docs/actions.md");
    private static final Path END_TO_END = Path.of("../deploy/end-to-end/src/test/java/dev/gleaner/endtoend");
    private static final String PROPOSALS = "## Rules and their actions";
    private static final List<ActionDefinition<ResourceObservation>> ALL = AllActions.made();

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

    /**
     * A row of the table of rules and their actions.
     *
     * @param action without what a lifecycle rule does, which follows in parentheses
     */
    private record ProposalRow(String rule, String action, String undo, String test) {

        static ProposalRow of(String line) {
            List<String> cells = List.of(line.replace("`", "").split("\\|"));
            return new ProposalRow(
                    cells.get(1).strip(),
                    cells.get(2).replaceFirst("\\(.*\\)", "").strip(),
                    cells.get(3).strip(),
                    cells.get(4).strip());
        }

        boolean isAdvice() {
            return action.equals("advice only");
        }
    }

    static Stream<ActionDefinition<ResourceObservation>> remedies() {
        return ALL.stream().filter(action -> !action.isUndo());
    }

    @Test
    void shouldFindTheActions() {
        assertThat(ALL).extracting(ActionDefinition::name).contains("stop-instance", "restore-volume");
        assertThat(ALL).extracting(ActionDefinition::name).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("remedies")
    void shouldTellOfEachActionWhatItCallsAndWhatTakesItBack(ActionDefinition<ResourceObservation> action)
            throws IOException {
        Row row = row(action.name());

        assertThat(action.steps()).allSatisfy(step -> assertThat(row.calls()).contains('`' + step.call() + '`'));
        assertThat(row.undo())
                .contains(action.undoName().map(name -> '`' + name + '`').orElse("none"));
        assertThat(row.lost()).isNotBlank();
        assertThat(row.people()).startsWith(people(action));
    }

    @Test
    void shouldTellOfNothingThatDoesNotExist() throws IOException {
        List<String> names = ALL.stream().map(ActionDefinition::name).toList();

        assertThat(rows().keySet()).isSubsetOf(names);
    }

    /** A row, so that it can't be forgotten what takes an action back. */
    @Test
    void shouldKnowWhatEachRestoringActionTakesBack() {
        List<String> undos =
                remedies().flatMap(action -> action.undoName().stream()).toList();

        assertThat(ALL.stream().filter(ActionDefinition::isUndo).map(ActionDefinition::name))
                .containsExactlyInAnyOrderElementsOf(undos);
    }

    /** No action is without a rule that proposes it. */
    @Test
    void shouldTellOfEachActionWhichRulesProposeIt() throws IOException {
        Map<String, String> undos = remedies()
                .collect(Collectors.toMap(
                        ActionDefinition::name, action -> action.undoName().orElse("none")));

        List<ProposalRow> rows =
                proposals().stream().filter(row -> !row.isAdvice()).toList();

        assertThat(rows.stream().map(ProposalRow::action).collect(Collectors.toSet()))
                .isEqualTo(undos.keySet());
        assertThat(rows).allSatisfy(row -> assertThat(row.undo()).isEqualTo(undos.get(row.action())));
        assertThat(rows).extracting(ProposalRow::rule).doesNotContain("none yet");
    }

    /** The table of README.md has each action once, in the order of docs/actions.md. */
    @Test
    void shouldListEachActionOnceInTheReadme() throws IOException {
        List<String> names = remedies().map(ActionDefinition::name).toList();
        List<String> ordered = lines().map(Row::of).map(Row::action).toList();

        DocumentTable table =
                DocumentTable.read(Path.of("../README.md"), "## What it can do").writeIfAsked(ordered);

        assertThat(ordered).containsExactlyInAnyOrderElementsOf(names);
        assertThat(table.names())
                .as("the actions of README.md, which -Dgleaner.docs.write=true brings into order")
                .isEqualTo(ordered);
        assertThat(table.rowsWithoutText()).isEmpty();
    }

    /** {@code ProposalTableIT} compares the column with what these tests did. */
    @Test
    void shouldNameTestsThatExist() throws IOException {
        Set<String> withoutTest = Set.of("-", "not proposed in the estate", "not carried out end to end");

        assertThat(proposals()).allSatisfy(row -> {
            assertThat(row.isAdvice()).isEqualTo(row.test().equals("-"));
            if (!withoutTest.contains(row.test())) {
                assertThat(row.test().split(", "))
                        .allSatisfy(test ->
                                assertThat(END_TO_END.resolve(test + ".java")).exists());
            }
        });
    }

    private static List<ProposalRow> proposals() throws IOException {
        List<ProposalRow> rows = Files.readAllLines(DOCUMENT).stream()
                .dropWhile(line -> !line.equals(PROPOSALS))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| `") || line.startsWith("| none"))
                .map(ProposalRow::of)
                .toList();
        assertThat(rows).isNotEmpty();
        return rows;
    }

    private static String people(ActionDefinition<ResourceObservation> action) {
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
        return lines().map(Row::of).collect(Collectors.toMap(Row::action, row -> row));
    }

    /** The lines of the table of actions. */
    private static Stream<String> lines() throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| `"));
    }
}
