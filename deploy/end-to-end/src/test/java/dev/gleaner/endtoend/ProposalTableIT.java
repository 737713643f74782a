package dev.gleaner.endtoend;

import static dev.gleaner.endtoend.StartedGleaner.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The table of rules and their actions in {@code docs/actions.md} tells what the tests before this one carried out, and nothing else. */
@ExtendWith(StartedGleaner.class)
class ProposalTableIT {

    private static final Path DOCUMENT = ROOT.resolve("docs/actions.md");
    private static final String HEADING = "## Rules and their actions";
    private static final String ROW = "| `";
    private static final String NOT_PROPOSED = "not proposed in the estate";
    private static final String NOT_CARRIED_OUT = "not carried out end to end";
    private static final String ADVICE = "advice only";

    /** With {@code -Dgleaner.docs.write=true} it writes the last column, and a row for what has none. */
    @Test
    void shouldTellWhatWasCarriedOut() throws IOException {
        Map<CarriedOut.Proposal, Set<String>> tests = CarriedOut.tests();
        List<String> document = Files.readAllLines(DOCUMENT);
        List<String> rows = rows(document);
        List<String> expected = expected(rows, tests);
        if (Boolean.getBoolean("gleaner.docs.write")) {
            int first = document.indexOf(rows.get(0));
            List<String> written = new ArrayList<>(document.subList(0, first));
            written.addAll(expected);
            written.addAll(document.subList(first + rows.size(), document.size()));
            Files.writeString(DOCUMENT, String.join("\n", written) + "\n");
        } else {
            assertThat(rows).isEqualTo(expected);
        }
        assertThat(tests).hasSizeGreaterThan(20);
    }

    private static List<String> expected(List<String> rows, Map<CarriedOut.Proposal, Set<String>> tests) {
        Map<CarriedOut.Proposal, String> byProposal = new LinkedHashMap<>();
        Map<String, String> undos = new TreeMap<>();
        rows.forEach(row -> {
            byProposal.put(proposal(row), row);
            undos.put(proposal(row).remedy().split(" ")[0], cell(row, 3));
        });
        tests.keySet().forEach(proposal -> byProposal.putIfAbsent(proposal, ""));
        return byProposal.keySet().stream()
                .map(proposal -> proposal.remedy().equals(ADVICE)
                        ? byProposal.get(proposal)
                        : row(proposal, undos.get(proposal.remedy().split(" ")[0]), tests.get(proposal)))
                .toList();
    }

    private static String row(CarriedOut.Proposal proposal, String undo, Set<String> tests) {
        String remedy = '`' + proposal.remedy().replaceFirst("( |$)", "`$1");
        String test = tests == null
                ? NOT_PROPOSED
                : tests.isEmpty() ? NOT_CARRIED_OUT : '`' + String.join("`, `", tests) + '`';
        return ROW + proposal.rule() + "` | " + remedy + " | " + undo + " | " + test + " |";
    }

    private static CarriedOut.Proposal proposal(String row) {
        return new CarriedOut.Proposal(
                cell(row, 1).replace("`", ""), cell(row, 2).replace("`", ""));
    }

    private static String cell(String row, int column) {
        return row.split("\\|")[column].strip();
    }

    private static List<String> rows(List<String> document) {
        return document.stream()
                .dropWhile(line -> !line.equals(HEADING))
                .dropWhile(line -> !line.startsWith(ROW))
                .takeWhile(line -> line.startsWith(ROW))
                .toList();
    }
}
