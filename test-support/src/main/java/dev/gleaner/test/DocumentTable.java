package dev.gleaner.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A table of a Markdown document whose rows begin with a name of the code, as {@code | `idle-instance` | ... |}. What the rows
 * say is written by hand; which rows there are, and their order, follow from the code.
 */
public final class DocumentTable {

    private static final String ROW = "| `";

    private final Path document;
    private final List<String> above;
    private final List<String> rows;
    private final List<String> below;

    private DocumentTable(Path document, List<String> above, List<String> rows, List<String> below) {
        this.document = document;
        this.above = above;
        this.rows = rows;
        this.below = below;
    }

    /** The first table below a heading, {@code ## What it finds}. */
    public static DocumentTable read(Path document, String heading) throws IOException {
        List<String> lines = Files.readAllLines(document);
        int first = lines.indexOf(heading);
        while (first >= 0 && first < lines.size() && !lines.get(first).startsWith(ROW)) {
            first++;
        }
        if (first < 0 || first == lines.size()) {
            throw new IllegalArgumentException(document + " has no table below \"" + heading + '"');
        }
        int end = first;
        while (end < lines.size() && lines.get(end).startsWith("|")) {
            end++;
        }
        return new DocumentTable(
                document, lines.subList(0, first), lines.subList(first, end), lines.subList(end, lines.size()));
    }

    /** The first cells of the rows, from above to below. */
    public List<String> names() {
        return rows.stream().map(DocumentTable::name).toList();
    }

    /** The rows of which a cell is empty. */
    public List<String> rowsWithoutText() {
        return rows.stream()
                .filter(row -> Stream.of(row.split("\\|")).skip(1).anyMatch(String::isBlank))
                .toList();
    }

    /**
     * Brings the rows into this order, where the system property {@code gleaner.docs.write} is true: a name without a row gets
     * an empty one to be written, of a name with several rows the first one stays, and rows of other names go.
     */
    public DocumentTable writeIfAsked(List<String> names) throws IOException {
        if (!Boolean.getBoolean("gleaner.docs.write")) {
            return this;
        }
        long cells = rows.get(0).chars().filter(character -> character == '|').count() - 1;
        List<String> ordered = names.stream()
                .map(name -> rows.stream()
                        .filter(row -> name(row).equals(name))
                        .findFirst()
                        .orElse(ROW + name + "` |" + "  |".repeat((int) cells - 1)))
                .toList();
        List<String> lines = new ArrayList<>(above);
        lines.addAll(ordered);
        lines.addAll(below);
        Files.writeString(document, String.join("\n", lines) + "\n");
        return new DocumentTable(document, above, ordered, below);
    }

    private static String name(String row) {
        return row.split("\\|")[1].replace("`", "").strip();
    }
}
